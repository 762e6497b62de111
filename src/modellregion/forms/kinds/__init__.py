"""Kinds of data fields (Feldarten): one file a family, each knowing how to read, check, show and store its values."""
