"""Runs the command line tool: ``python -m modellregion``."""

from modellregion.cli.main import main

if __name__ == "__main__":
    main()
