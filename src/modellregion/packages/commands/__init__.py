"""What can be done with packages: one use case a file."""
