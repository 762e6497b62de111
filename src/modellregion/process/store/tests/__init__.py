"""Tests of the process store, against PostgreSQL."""
