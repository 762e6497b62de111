"""Pages of the seals."""
