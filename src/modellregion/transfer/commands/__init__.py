"""What can be done: one use case a file."""
