"""What may stand in the files of a package: one file of this folder describes one file of a package.

The same definitions check a package and give editors their completion, so that the two cannot differ.
"""
