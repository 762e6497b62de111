"""Scenarios (Szenarien): invented applications, played on the real engine in a transaction that is rolled back."""
