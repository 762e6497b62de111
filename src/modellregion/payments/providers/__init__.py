"""Ways to a payment provider (Zahlungsdienst), one file each."""
