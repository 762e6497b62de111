"""The versions of a service here, and two of them side by side by structure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.packages.api import (
    ABSENT,
    Change,
    Package,
    PackageFiles,
    compiled,
    differences,
    files_by_hash,
    package_by_hash,
    say_place,
    tree_of,
)
from modellregion.transfer.activations import ActivationEntry, ActivationState, list_activations
from modellregion.transfer.adoptions import running_package
from modellregion.transfer.policy import Transfer

NOW, PUBLISHED = "jetzt", "paket"
_TOPICS = (
    ("fields", gettext_lazy("Felder")),
    ("pages", gettext_lazy("Seiten")),
    ("fees", gettext_lazy("Gebühren und Regeln")),
    ("texts", gettext_lazy("Texte")),
    ("process", gettext_lazy("Ablauf")),
    ("recipients", gettext_lazy("Empfänger")),
    ("letters", gettext_lazy("Schreiben")),
    ("rest", gettext_lazy("Angaben zum Paket und Prüffälle")),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of two versions: where, and what stands there on either side (None: nothing)."""

    place: str
    before: object
    after: object
    is_order: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """All differences of one kind."""

    title: str
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class NamedVersion:
    """A version that can be chosen for comparing: its key in addresses and what it is called."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class OutlineField:
    """A question in the outline of a form: its label, and whether it is new, gone, changed or the same."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class OutlinePage:
    """A page in the outline of a form."""

    title: str
    fields: Sequence[OutlineField]


def versions_of(ctx: Context, package: str) -> list[ActivationEntry]:
    """Return the versions that were, are or will be live here, newest first.

    :raises NotAdoptedError: when the municipality does not run the package.
    """
    ctx.authorise(Transfer.SEE)
    running_package(ctx, package)
    return list_activations(ctx, package)


def planned_version(ctx: Context, package: str) -> ActivationEntry | None:
    """Return the version that waits for its day, if there is one: another change takes its place."""
    ctx.authorise(Transfer.SEE)
    waiting = [one for one in list_activations(ctx, package) if one.state is ActivationState.PLANNED]
    return waiting[0] if waiting else None


def choices_of(ctx: Context, package: str) -> list[NamedVersion]:
    """Return what can be compared: what is live now, the package as it was published, and what was or will be live."""
    running = running_package(ctx, package)
    found = [NamedVersion(NOW, _("Jetzt in Betrieb ({version})").format(version=running.version))]
    upstream = package_by_hash(running.upstream_hash)
    found.append(
        NamedVersion(PUBLISHED, _("Paket des Herausgebers ({version})").format(version=upstream.version))
    )
    for entry in versions_of(ctx, package):
        words = _("{version} vom {day}").format(
            version=entry.version,
            day=f"{entry.starts_on.day:02}.{entry.starts_on.month:02}.{entry.starts_on.year}",
        )
        found.append(NamedVersion(str(entry.id), words))
    return found


def package_of(ctx: Context, package: str, version: str) -> tuple[Package, str]:
    """Return a version of a service by its key (``jetzt``, ``paket`` or an activation), and what it is called.

    :raises NotFoundError: when there is no such version here.
    """
    ctx.authorise(Transfer.SEE)
    words = {choice.key: choice.words for choice in choices_of(ctx, package)}
    if version not in words:
        raise NotFoundError(f"no version {version} of {package}")
    return compiled(_files(ctx, package, version)), words[version]


def compare_versions(ctx: Context, package: str, one: str, other: str) -> list[Topic]:
    """Return what differs from one version to the other, by topic; topics without a difference are left out.

    :raises NotFoundError: when there is no such version here.
    """
    ctx.authorise(Transfer.SEE)
    before, after = tree_of(_files(ctx, package, one)), tree_of(_files(ctx, package, other))
    by_topic: dict[str, list[Difference]] = {}
    for change in differences(before, after):
        tree = before if change.after is ABSENT else after
        place = say_place(change.path, tree)
        by_topic.setdefault(_topic(change), []).append(
            Difference(place, _side(change.before), _side(change.after), change.is_order)
        )
    return [Topic(str(title), by_topic[key]) for key, title in _TOPICS if key in by_topic]


def outlines_of(
    ctx: Context, package: str, one: str, other: str
) -> tuple[list[OutlinePage], list[OutlinePage]]:
    """Return the outlines of both forms, page by page, each question marked by what becomes of it."""
    ctx.authorise(Transfer.SEE)
    files = [_files(ctx, package, version) for version in (one, other)]
    first, second = (compiled(found) for found in files)
    tables = [found.table("fields.toml").get("fields", {}) for found in files]
    changed = {name for name in {*tables[0], *tables[1]} if tables[0].get(name) != tables[1].get(name)}
    return (
        _outline(first, ctx.language, second.form.fields, changed, "gone"),
        _outline(second, ctx.language, first.form.fields, changed, "new"),
    )


def _outline(
    package: Package, language: str, others: Iterable[str], changed: set[str], missing: str
) -> list[OutlinePage]:
    known = set(others)
    return [
        OutlinePage(
            page.titles.get(language) or page.titles.get("de", ""),
            [
                OutlineField(
                    item.label(language),
                    missing if item.id not in known else "changed" if item.id in changed else "same",
                )
                for item in page.fields()
            ],
        )
        for page in package.form.pages
    ]


def _files(ctx: Context, package: str, version: str) -> PackageFiles:
    running = running_package(ctx, package)
    if version == NOW:
        return files_by_hash(running.version_hash)
    if version == PUBLISHED:
        return files_by_hash(running.upstream_hash)
    found = next((one for one in list_activations(ctx, package) if str(one.id) == version), None)
    if found is None:
        raise NotFoundError(f"no version {version} of {package}")
    return files_by_hash(found.version_hash)


def _topic(change: Change) -> str:
    file = change.path[0]
    if file.startswith("rules/"):
        return "fees"
    if file.startswith("texts/"):
        return "texts"
    if file.startswith("notices/"):
        return "letters"
    known = {
        "fields.toml": "fields",
        "pages.toml": "pages",
        "process.bpmn": "process",
        "exchange.toml": "recipients",
    }
    return known.get(file, "rest")


def _side(value: object) -> object:
    return None if value is ABSENT else value
