"""Commands of the open figures."""
