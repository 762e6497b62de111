"""``modellregion package impact``: what an upgrade would touch, before it is made."""

import argparse

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.errors import ProductError
from modellregion.packages.api import PackageError
from modellregion.transfer.api import Impact, Replayed, SourceError, UpgradeOpenError, impact_of, offer_from

SHOWN_MAX = 20


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("package", help="the package's id")
    parser.add_argument("--for", dest="slug", required=True, help="the municipality")
    parser.add_argument(
        "--from", dest="source", required=True, help="folder, bundle, address, or »catalogue«"
    )
    parser.add_argument("--trust", default="", help="the publisher's fingerprint, when it is new")


def run(options: argparse.Namespace) -> int:
    """Show what would be touched; nothing is changed."""
    try:
        ctx = context_of(options.slug)
        offer = offer_from(ctx, source=options.source, package=options.package, trust=options.trust)
        impact = impact_of(ctx, package=options.package, files=offer.files)
    except UpgradeOpenError as error:
        print("\n".join(error.sentences))
        return 1
    except (ProductError, PackageError, SourceError, OSError) as error:
        print(error)
        return 1
    _show(impact)
    return 0 if impact.prepared.is_ready else 1


def _show(impact: Impact) -> None:
    usage = impact.usage
    states = ", ".join(f"{number} {state.value}" for state, number in sorted(usage.cases.items()))
    print(f"Cases in flight: {states or 'none'}; drafts: {usage.drafts}")
    _list("New version", impact.prepared.news)
    _list("In the way", impact.prepared.obstacles)
    _list("Follows from own changes", impact.prepared.consequences)
    _list("Links", impact.links)
    _list("Letters", impact.letters)
    _list("Statistics", impact.statistics)
    _list("Recipients", impact.recipients)
    _replayed(f"Past applications, {impact.applications} checked by both versions", impact.past)
    _replayed("Scenarios, played with both versions", impact.scenarios)


def _list(title: str, sentences: list[str]) -> None:
    if sentences:
        print(f"{title}:")
        print("".join(f"  {sentence}\n" for sentence in sentences), end="")


def _replayed(title: str, found: list[Replayed]) -> None:
    print(f"{title}: {len(found)} come otherwise")
    for one in found[:SHOWN_MAX]:
        _list(f"  {one.what}", [f"  {sentence}" for sentence in one.sentences])
