"""The values of FEEL as plain Python: what they are, how they compare, how they are written."""
