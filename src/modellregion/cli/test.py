"""``modellregion test``: what continuous integration runs, and nothing else."""

import argparse
import subprocess
import sys

from modellregion.cli import lint


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--no-lint", action="store_true", help="skip style, types and import rules")
    parser.add_argument(
        "pytest_arguments", nargs="*", help="passed on to pytest, for example a path or -k NAME"
    )


def run(options: argparse.Namespace) -> int:
    """Run the checks and the tests; both always run, so that one call shows everything."""
    code = 0 if options.no_lint else lint.run(argparse.Namespace(fix=False))
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options.pytest_arguments], cwd=lint.ROOT, check=False
    )
    return code or result.returncode
