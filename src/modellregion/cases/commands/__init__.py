"""What can be done with drafts and cases: one use case a file."""
