"""What an upgrade would touch (Auswirkungen), before anybody decides about it; nothing is changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

from modellregion.cases.api import Usage, past_applications, usage_of
from modellregion.kernel.context import Context
from modellregion.packages.api import (
    ABSENT,
    Node,
    PackageFiles,
    Path,
    Rows,
    at,
    compiled,
    files_of,
    package_by_hash,
    tree_of,
)
from modellregion.region.api import get_body
from modellregion.transfer.adoptions import Running, running_package
from modellregion.transfer.commands.upgrade_package import Decisions, plan_upgrade
from modellregion.transfer.policy import Transfer
from modellregion.transfer.replaying import Replayed, replay_past, replay_scenarios
from modellregion.transfer.versions import Prepared

PAST_MAX = 200


@dataclass(slots=True)
class Impact:
    """What would be touched. Lists hold sentences; ``past`` and ``scenarios`` what would come otherwise.

    ``applications`` is how many past applications were checked by both versions. Without ``files`` there is nothing yet
    that could run, because the version is not fit; with open conflicts the new version's values stand in their places.
    """

    prepared: Prepared
    usage: Usage
    links: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    statistics: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    applications: int = 0
    past: list[Replayed] = field(default_factory=list)
    scenarios: list[Replayed] = field(default_factory=list)


def impact_of(
    ctx: Context, *, package: str, files: PackageFiles, decisions: Decisions | None = None
) -> Impact:
    """Return what an upgrade would touch here. Must run outside of a ``tenant`` block.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises PackageError: when the new version is not fit.
    :raises UpgradeOpenError: when it is no newer version of this package.
    """
    ctx.authorise(Transfer.ADOPT)
    prepared = plan_upgrade(ctx, package=package, files=files, decisions=decisions)
    return impact_with(ctx, running_package(ctx, package), prepared, files)


def impact_with(ctx: Context, running: Running, prepared: Prepared, files: PackageFiles) -> Impact:
    """Return what an upgrade to ``files`` would touch that was merged and tried already. The caller authorises.

    Must run outside of a ``tenant`` block.
    """
    old = running.effective()
    new = prepared.files or files_of(prepared.merge.tree, like=files)
    before, after = tree_of(old), tree_of(new)
    body = get_body(ctx.municipality)
    past = past_applications(ctx, running.package, limit=PAST_MAX)
    return Impact(
        prepared,
        usage_of(ctx, running.package),
        links=list(_links(before, after)),
        letters=list(_letters(before, after)),
        statistics=list(_rows(before, after, ("statistics.toml", "figures"), "title")),
        recipients=list(_rows(before, after, ("exchange.toml", "recipients"), "name")),
        applications=len(past),
        past=list(replay_past(package_by_hash, compiled(new), past, body.short_name if body else "")),
        scenarios=list(replay_scenarios(old, new)),
    )


def _links(before: Node, after: Node) -> Iterator[str]:
    """Say which pages of the assistant go, because links and bookmarks lead there."""
    there = at(after, ("pages.toml", "pages"))
    for name, page in _table(before, ("pages.toml", "pages")).items():
        if name not in there:
            yield gettext("Die Seite »{title}« entfällt; Links dorthin führen zum Anfang.").format(
                title=page.get("title", name)
            )


def _letters(before: Node, after: Node) -> Iterator[str]:
    names = sorted(name for name in {*before, *after} if name.startswith("notices/"))
    for name in names:
        title = name.removeprefix("notices/").removesuffix(".typ")
        if name not in after:
            yield gettext("Das Schreiben »{title}« entfällt.").format(title=title)
        elif name not in before:
            yield gettext("Das Schreiben »{title}« kommt hinzu.").format(title=title)
        elif before[name] != after[name]:
            yield gettext("Das Schreiben »{title}« ändert sich.").format(title=title)


def _rows(before: Node, after: Node, path: Path, words: str) -> Iterator[str]:
    """Say which rows of a list go, come, or change."""
    then, now = _table(before, path), _table(after, path)
    for key in {**then, **now}:
        title = str((now.get(key) or then[key]).get(words, key))
        if key not in now:
            yield gettext("»{title}« entfällt.").format(title=title)
        elif key not in then:
            yield gettext("»{title}« kommt hinzu.").format(title=title)
        elif then[key] != now[key]:
            yield gettext("»{title}« ändert sich.").format(title=title)


def _table(tree: Node, path: Path) -> Mapping[str, Node]:
    found = at(tree, path)
    return {} if found is ABSENT or not isinstance(found, Rows) else found
