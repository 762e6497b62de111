"""Tests of the demo region's invented cases."""
