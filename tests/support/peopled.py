"""Peoples the database that the tests' databases are copies of; a program, so that no test is connected to it."""

import os
import sys
from pathlib import Path

import django


def main(folder: Path) -> None:
    """Make the demo region without cases, its services with a few of their scenarios."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    django.setup()
    from django.db import transaction

    from modellregion.demo.region import make_demo_region
    from tests.support.packages import services_in

    with transaction.atomic():
        make_demo_region(services_in(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
