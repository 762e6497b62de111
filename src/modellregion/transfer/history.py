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
from modellregion.transfer.adoptions import Running, running_package
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side: what can be chosen, what differs by topic, the outlines of both forms."""

    choices: Sequence[NamedVersion]
    topics: Sequence[Topic]
    outlines: tuple[Sequence[OutlinePage], Sequence[OutlinePage]]


@dataclass(frozen=True, slots=True)
class _Versions:
    """What runs here and what was, is or will be live, read once."""

    running: Running
    entries: Sequence[ActivationEntry]

    @classmethod
    def of(cls, ctx: Context, package: str) -> "_Versions":
        ctx.authorise(Transfer.SEE)
        return cls(running_package(ctx, package), list_activations(ctx, package))

    def choices(self) -> list[NamedVersion]:
        """Return what can be chosen: what is live now, the package as it was published, and what was or will be live."""
        published = package_by_hash(self.running.upstream_hash).version
        found = [
            NamedVersion(NOW, _("Jetzt in Betrieb ({version})").format(version=self.running.version)),
            NamedVersion(PUBLISHED, _("Paket des Herausgebers ({version})").format(version=published)),
        ]
        for entry in self.entries:
            day = f"{entry.starts_on.day:02}.{entry.starts_on.month:02}.{entry.starts_on.year}"
            words = _("{version} vom {day}").format(version=entry.version, day=day)
            found.append(NamedVersion(str(entry.id), words))
        return found

    def files(self, version: str) -> PackageFiles:
        """Return the files of a version by its key.

        :raises NotFoundError: when there is no such version here.
        """
        hashes = {str(entry.id): entry.version_hash for entry in self.entries}
        hashes |= {NOW: self.running.version_hash, PUBLISHED: self.running.upstream_hash}
        if version not in hashes:
            raise NotFoundError(f"no version {version} of {self.running.package}")
        return files_by_hash(hashes[version])


def versions_of(ctx: Context, package: str) -> Sequence[ActivationEntry]:
    """Return the versions that were, are or will be live here, newest first.

    :raises NotAdoptedError: when the municipality does not run the package.
    """
    return _Versions.of(ctx, package).entries


def planned_version(ctx: Context, package: str) -> ActivationEntry | None:
    """Return the version that waits for its day, if there is one: another change takes its place."""
    ctx.authorise(Transfer.SEE)
    waiting = [one for one in list_activations(ctx, package) if one.state is ActivationState.PLANNED]
    return waiting[0] if waiting else None


def package_of(ctx: Context, package: str, version: str) -> tuple[Package, str]:
    """Return a version of a service by its key (``jetzt``, ``paket`` or an activation), and what it is called.

    :raises NotFoundError: when there is no such version here.
    """
    versions = _Versions.of(ctx, package)
    files = versions.files(version)
    return compiled(files), next(choice.words for choice in versions.choices() if choice.key == version)


def compare_versions(ctx: Context, package: str, first: str, second: str) -> Comparison:
    """Return two versions side by side; topics without a difference are left out.

    :raises NotFoundError: when there is no such version here.
    """
    versions = _Versions.of(ctx, package)
    files = versions.files(first), versions.files(second)
    return Comparison(versions.choices(), _topics(*files), _outlines(ctx.language, *files))


def _topics(one: PackageFiles, other: PackageFiles) -> list[Topic]:
    before, after = tree_of(one), tree_of(other)
    by_topic: dict[str, list[Difference]] = {}
    for change in differences(before, after):
        tree = before if change.after is ABSENT else after
        difference = Difference(
            say_place(change.path, tree), _side(change.before), _side(change.after), change.is_order
        )
        by_topic.setdefault(_topic(change), []).append(difference)
    return [Topic(str(title), by_topic[key]) for key, title in _TOPICS if key in by_topic]


def _outlines(
    language: str, one: PackageFiles, other: PackageFiles
) -> tuple[list[OutlinePage], list[OutlinePage]]:
    first, second = compiled(one), compiled(other)
    tables = [files.table("fields.toml").get("fields", {}) for files in (one, other)]
    changed = {name for name in {*tables[0], *tables[1]} if tables[0].get(name) != tables[1].get(name)}
    return (
        _outline(first, language, second.form.fields, changed, "gone"),
        _outline(second, language, first.form.fields, changed, "new"),
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
        "consultation.toml": "recipients",
    }
    return known.get(file, "rest")


def _side(value: object) -> object:
    return None if value is ABSENT else value
