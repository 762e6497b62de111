"""``modellregion catalogue list``: the subscribed catalogues; exit code 1 when one of them is stale or in trouble."""

import argparse

from modellregion.kernel.clock import BERLIN
from modellregion.transfer.api import list_subscriptions


def configure(parser: argparse.ArgumentParser) -> None:
    """Add no options."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 - it has none
    """List them."""
    found = list_subscriptions()
    if not found:
        print("There is no subscription.")
    for one in found:
        pulled = one.pulled_at.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") if one.pulled_at else "never"
        state = "STALE" if one.is_stale else "ok"
        print(
            f"{one.address}  {one.entries} services  last good pull {pulled}  {state}  key {one.fingerprint}"
        )
        if one.problem:
            print(f"  {one.problem}")
        if one.offered_fingerprint:
            print(
                f"  To agree to the new key: catalogue subscribe {one.address} --trust {one.offered_fingerprint}"
            )
    return int(any(one.is_stale or one.problem for one in found))
