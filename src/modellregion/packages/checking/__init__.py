"""What makes a package fit for others, beyond what makes it run: one subject a file, each a function that yields findings."""
