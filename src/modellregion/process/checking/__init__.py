"""The publication check: what a model must satisfy before a single case runs on it."""
