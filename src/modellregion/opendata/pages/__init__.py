"""The open figures' pages: for everybody, and the one at the desk where they are released."""
