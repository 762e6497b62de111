"""The pages' building blocks: layout, macros over KERN, own styles and the little script."""
