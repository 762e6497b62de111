"""``modellregion test``: what continuous integration runs, and nothing else."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from modellregion.cli import lint
from modellregion.cli.programs import AGE, CHROMIUM, MUTOOL, OPENSSL, PDFTOTEXT, SOFTHSM, ensure
from modellregion.site import assets

# Browser tests share one running installation, so they stay together; two processes fit two cores.
_ALL_OF_IT = ["-n", "2", "--dist", "loadscope", "-q"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--no-lint", action="store_true", help="skip style, types and import rules")
    parser.add_argument(
        "pytest_arguments", nargs="*", help="passed on to pytest, for example a path or -k NAME"
    )


def run(options: argparse.Namespace) -> int:
    """Run the checks and the tests; both always run, so that one call shows everything."""
    missing = ensure((CHROMIUM, PDFTOTEXT, MUTOOL, OPENSSL, SOFTHSM, AGE))
    try:
        assets.build(Path(os.environ["MODELLREGION_HOME"]) / "static", with_tests=True)
    except assets.AssetsError as error:
        print(f"modellregion: {error}", file=sys.stderr)
        return 1
    code = 0 if options.no_lint else lint.run(argparse.Namespace(fix=False))
    arguments = options.pytest_arguments or _ALL_OF_IT
    result = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=lint.ROOT, check=False)
    for sentence in missing:
        print(sentence)
    return code or result.returncode or int(bool(missing))
