"""``modellregion bench``: measures the platform on this machine; what is measured stands in ``benchmarks/``."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from modellregion.site.configuration import ROOT

PARTS = (
    "rooms",
    "peers",
    "accounts",
    "held",
    "store",
    "notices",
    "seals",
    "start",
    "transfer",
    "journey",
    "submit",
    "decide",
    "item",
    "journal",
    "export",
    "sealing",
    "desk",
    "search",
    "work",
    "mixed",
)
FEW = 1_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument(
        "--cases",
        type=int,
        nargs="+",
        default=[FEW],
        metavar="N",
        help=f"sizes for the parts desk, search and submit (default {FEW}; a million takes ten minutes and 20 GB to make)",
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="keep databases of the parts desk and search there, and use those there are",
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the figures as JSON; - for the screen"
    )
    parser.add_argument(
        "--record", action="store_true", help="write the run down in benchmarks/results, to be committed"
    )
    parser.add_argument(
        "--note", default="", help="a sentence kept with the run, for example that others used the machine"
    )


def run(options: argparse.Namespace) -> int:
    """Measure."""
    unknown = sorted(set(options.parts) - set(PARTS))
    if unknown:
        print(
            f"modellregion: there is no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}.",
            file=sys.stderr,
        )
        return 2
    if not (ROOT / "benchmarks").is_dir():
        print("modellregion: the benchmarks come with the repository, not with the package.", file=sys.stderr)
        return 2
    sys.path.insert(0, str(ROOT))
    code: int = import_module("benchmarks.run").main(options)
    return code
