"""The exchange's pages: what a body received."""
