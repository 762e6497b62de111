"""The language FEEL: text to tokens, tokens to a tree, the tree to closures."""
