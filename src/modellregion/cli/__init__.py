"""The command line tool: one file a command, each with ``configure(parser)`` and ``run(options) -> int``."""
