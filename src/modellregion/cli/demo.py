"""``modellregion demo``: people the installation with the demo region, once."""

import argparse
import os

import django

from modellregion.site.configuration import ROOT


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--cases", type=int, default=100, help="how many invented cases (default 100)")


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 - the generator comes with the demo's people
    """Make the demo region unless it is there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    django.setup()
    from modellregion.demo.region import make_demo_region

    if make_demo_region(ROOT / "services"):
        print("The demo region is ready.")
    return 0
