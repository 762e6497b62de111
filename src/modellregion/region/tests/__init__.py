"""Tests of the region room."""
