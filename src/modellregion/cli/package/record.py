"""``modellregion package record``: the record of processing activities of a municipality, as PDF or Markdown."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from django.utils import translation

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.errors import ProductError
from modellregion.transfer.api import processing_record, processing_record_pdf


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--for", dest="slug", required=True, help="the municipality")
    parser.add_argument(
        "--out",
        type=Path,
        help="the file to write, a PDF when it ends in .pdf; without it Markdown on standard output",
    )
    parser.add_argument("--language", choices=("de", "en"), default="de", help="German unless said otherwise")


def run(options: argparse.Namespace) -> int:
    """Write it."""
    try:
        ctx = replace(context_of(options.slug), language=options.language)
        with translation.override(options.language):
            if options.out is None:
                sys.stdout.write(processing_record(ctx))
            elif options.out.suffix.lower() == ".pdf":
                options.out.write_bytes(processing_record_pdf(ctx))
            else:
                options.out.write_text(processing_record(ctx), encoding="utf-8")
    except (ProductError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0
