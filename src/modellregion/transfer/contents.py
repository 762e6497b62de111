"""What a service brings with it, in words: pages and questions, fees, roles, letters, recipients, legal bases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modellregion.forms.api import Field, in_language
from modellregion.packages.api import (
    LegalBasis,
    Node,
    Package,
    PackageFiles,
    Path,
    limits_of,
    say_place,
    tree_of,
)

AMOUNT = "Betrag"
_LEGAL_BASIS = "Rechtsgrundlage"


@dataclass(frozen=True, slots=True)
class FeeCell:
    """An amount in a fee table: its place, what it is for, the amount as it stands there, the legal basis."""

    path: Path
    label: str
    amount: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A question: its label, whether it must be answered (always, never, or it depends), the norm it rests on."""

    label: str
    required: str
    anchor: str


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page of the form with its questions."""

    title: str
    fields: Sequence[FieldLine]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of the process and its tasks."""

    role: str
    tasks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package brings."""

    pages: Sequence[PageLines]
    fees: Sequence[FeeCell]
    roles: Sequence[RoleLine]
    legal_bases: Sequence[LegalBasis]
    letters: Sequence[str]
    recipients: Sequence[tuple[str, str]]
    languages: Sequence[str]
    retention_years: int
    scenarios: int
    places: int
    """At how many places of the process a step of one's own fits."""

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return sum(len(page.fields) for page in self.pages)


def contents_of(package: Package, files: PackageFiles, language: str) -> Contents:
    """Return what a package brings, in a language where it has it."""
    form = package.form
    return Contents(
        pages=[
            PageLines(in_language(page.titles, language), [_field(item, language) for item in page.fields()])
            for page in form.pages
        ],
        fees=list(fee_cells(tree_of(files))),
        roles=_roles(package),
        legal_bases=package.legal_bases,
        letters=sorted(files.below("notices", ".typ")),
        recipients=[(rule.name, rule.legal_basis) for rule in package.exchange.recipients],
        languages=sorted({"de", *package.texts}),
        retention_years=package.retention_years,
        scenarios=len(files.below("scenarios", ".toml")),
        places=len(limits_of(files).places),
    )


def fee_cells(tree: Node) -> Iterator[FeeCell]:
    """Yield all amounts of a package's fee tables, from its tree."""
    for file in (name for name in tree if name.startswith("rules/")):
        for decision, rules in tree[file].items():
            for rule, cells in rules.items() if isinstance(rules, dict) else ():
                if AMOUNT in cells:
                    path = (file, decision, rule, AMOUNT)
                    basis = str(cells.get(_LEGAL_BASIS, "")).strip().strip('"')
                    yield FeeCell(path, say_place(path, tree), str(cells[AMOUNT]), basis)


def _field(item: Field, language: str) -> FieldLine:
    required = "depends" if not isinstance(item.required, bool) else "always" if item.required else "never"
    if item.when is not None and required == "always":
        required = "depends"
    return FieldLine(item.label(language), required, item.anchor)


def _roles(package: Package) -> list[RoleLine]:
    tasks: dict[str, list[str]] = {}
    for node in package.process.nodes.values():
        if node.work is not None:
            tasks.setdefault(node.work.role, []).append(node.name or node.id)
    return [RoleLine(role, names) for role, names in sorted(tasks.items())]
