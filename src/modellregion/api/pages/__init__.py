"""The page for people who write programs, and the description for the programs."""
