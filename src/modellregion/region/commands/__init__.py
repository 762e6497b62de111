"""What can be done in the region's room: one use case a file."""
