"""Running instances move to another version of their process, after a check that says whether they can."""
