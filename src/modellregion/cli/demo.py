"""``modellregion demo``: people the installation with the demo region, once."""

import argparse
import os
import time
from typing import TYPE_CHECKING

import django

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.security_log import invented_people_act
from modellregion.site.configuration import ROOT, configuration

if TYPE_CHECKING:
    from modellregion.payments.api import ProviderSettings

CASES_AT_FIRST = 100
PROGRESS_SECONDS = 5


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument(
        "--cases",
        type=int,
        help=f"how many invented cases to add (default: {CASES_AT_FIRST} when the region is new, else none)",
    )
    parser.add_argument(
        "--only", metavar="SLUG", help="all cases for one municipality, for example paderborn"
    )


def run(options: argparse.Namespace) -> int:
    """Make the demo region unless it is there, then cases; both or neither."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    django.setup()
    with invented_people_act():
        return _people(options)


def _people(options: argparse.Namespace) -> int:
    from django.db import transaction

    from modellregion.demo.files import make_files
    from modellregion.demo.generator import SHARES, Wish, make_cases
    from modellregion.demo.identity_provider import connect_demo
    from modellregion.demo.ongoing import make_ongoing
    from modellregion.demo.paying import make_payments
    from modellregion.demo.region import PAYING, make_demo_region, offer_payment

    with transaction.atomic():
        is_new = make_demo_region(ROOT / "services")
        wanted = options.cases if options.cases is not None else CASES_AT_FIRST if is_new else 0
        shares = {options.only: 1} if options.only else SHARES
        if wanted:
            make_cases(Wish(wanted, SYSTEM_CLOCK.now(), shares), progress=_Progress(wanted))
            if is_new:
                make_files(SYSTEM_CLOCK)
                make_payments(SYSTEM_CLOCK)
                make_ongoing(SYSTEM_CLOCK)
        provider = simulated_provider()
        for slug in PAYING if provider else ():
            offer_payment(slug, provider)
    simulator = configuration().identity_provider
    if simulator:
        connect_demo(configuration().data / "identity-provider", simulator)
    if is_new or wanted:
        print(f"The demo region is ready, with {wanted} invented cases more.")
    return 0


def simulated_provider() -> "ProviderSettings | None":
    """Return how the simulated payment provider is reached that ``up`` starts beside the demo region, if it does."""
    from modellregion.payments.api import ProviderSettings

    address = os.environ.get("MODELLREGION_DEMO_PROVIDER", "")
    if not address:
        return None
    return ProviderSettings(
        name="Simulierter Bezahldienst",
        address=address,
        originator="modellregion",
        endpoint="demo",
        auth="oauth",
        token_address=f"{address}/oauth/token",
        client="modellregion",
        secret_file=os.environ["MODELLREGION_DEMO_PROVIDER_SECRET"],
    )


class _Progress:
    """Says every few seconds how far a long run has come."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.said_at = time.monotonic()

    def __call__(self, made: int) -> None:
        if time.monotonic() - self.said_at > PROGRESS_SECONDS:
            self.said_at = time.monotonic()
            print(f"{made} of {self.wanted} cases ...", flush=True)
