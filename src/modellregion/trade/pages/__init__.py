"""The trade office's pages: the register."""
