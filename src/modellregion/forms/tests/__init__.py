"""Tests of the forms room."""
