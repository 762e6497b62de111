"""The command line: every command says what it does, before anything of the installation is there."""

import os
import subprocess
import sys

from modellregion.cli.main import COMMANDS
from modellregion.site.configuration import ROOT

_EACH = """
import argparse
from modellregion.cli.main import COMMANDS, _load
for name in COMMANDS:
    parser = argparse.ArgumentParser(prog=name)
    _load(name).configure(parser)
    print(name, len(parser.format_help()))
"""


def test_every_command_explains_itself_without_an_installation() -> None:
    bare = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MODELLREGION", "DJANGO", "DATABASE"))
    }
    said = subprocess.run(
        [sys.executable, "-c", _EACH],
        env={**bare, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert [line.split()[0] for line in said.stdout.splitlines()] == list(COMMANDS)
