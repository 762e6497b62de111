"""What tests of several rooms need: the database server of a run, contexts, browsers."""
