"""The tree becomes closures: compiled once, run many times. Nothing here is ever handed to Python's ``eval``."""
