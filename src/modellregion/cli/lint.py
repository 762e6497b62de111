"""``modellregion lint``: style, types and import rules, all of them, with one summary at the end."""

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

CHECKS = (
    ("style", ["-m", "ruff", "check", "--quiet", "."]),
    ("format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
    ("imports", ["-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"]),
    ("types", ["-m", "mypy"]),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--fix", action="store_true", help="let ruff mend and format what it can, first")


def run(options: argparse.Namespace) -> int:
    """Run every check; the exit code is 1 when any of them found something."""
    if options.fix:
        subprocess.run(
            [sys.executable, "-m", "ruff", "check", "--fix", "--quiet", "."], cwd=ROOT, check=False
        )
        subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", "."], cwd=ROOT, check=False)
    failed = [name for name, arguments in CHECKS if not _passes(name, arguments)]
    if failed:
        print("Not green: " + ", ".join(failed) + ".")
    return 1 if failed else 0


def _passes(name: str, arguments: list[str]) -> bool:
    started = time.monotonic()
    result = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, check=False, capture_output=True, text=True
    )
    passed = result.returncode == 0
    print(f"{name:10} {'ok' if passed else 'FAILED'}  {time.monotonic() - started:.1f} s", flush=True)
    if not passed:
        print(result.stdout + result.stderr, flush=True)
    return passed
