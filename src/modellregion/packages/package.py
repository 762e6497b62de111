"""A package as the program uses it: compiled once per version, immutable, shared by all requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from modellregion.forms.api import Form, in_language
from modellregion.packages.consultation import ConsultationPlan
from modellregion.packages.exchange import ExchangePlan
from modellregion.packages.figures import NOT_ANSWERED, Figure
from modellregion.packages.notices import NoticeKind, TextModule
from modellregion.process.api import Diagram, Graph
from modellregion.rules.api import DecisionModel, DecisionResult, Expression, LimitError

Texts = Mapping[str, Mapping[str, Any]]
POSITION, AMOUNT, COUNT, LEGAL_BASIS = "Position", "Betrag", "Anzahl", "Rechtsgrundlage"
"""The columns of a fee table."""
CLERKS, LEADS = "sachbearbeitung", "teamleitung"
STEP_ROLES = (CLERKS, LEADS)
"""The roles that desks know; a package's own role acts as one of them."""
PAYMENT_MESSAGE = "Zahlung eingegangen"
"""The message that a process waits for when it goes on only once the fee is paid."""


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A norm (Rechtsgrundlage) with the date of the text the package follows."""

    norm: str
    title: str
    as_of: date


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """How a service is found and described; ``situations`` are life and business situations (Lagen)."""

    leika: str
    form: str
    form_name: str
    situations: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseRules:
    """How a case of this service shows itself: subject, people, states by process step, statutory clock.

    ``outcomes`` says what an outcome of a task does (certify, refuse, ask), by the outcome's name in the process.
    ``clock_count`` and ``clock_unit`` are the period where the norm of the clock leaves it to the municipality, else 0.
    ``four_eyes`` names the outcomes that a second person has to confirm (Vier-Augen-Prinzip).
    ``search`` names the fields (``group.field`` inside a group) under whose words a case is found; ``person_name`` and
    ``person_address`` are fields of the group ``parties``.
    """

    subject: Expression
    parties: str
    person_name: tuple[str, ...]
    person_address: str
    search: tuple[str, ...]
    clock: str
    states: Mapping[str, str]
    outcomes: Mapping[str, str]
    number_prefix: str
    four_eyes: frozenset[str] = frozenset()
    clock_count: int = 0
    clock_unit: str = "weeks"


@dataclass(frozen=True, slots=True)
class Sheets:
    """One official form a row of a repeated group (``each``), where ``when`` holds; else one form for all."""

    each: str
    when: Expression | None


@dataclass(frozen=True, slots=True)
class FeePosition:
    """One line of a fee: what for, how often, how much in cents each, on which legal basis."""

    text: str
    count: int
    cents: int
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee (Gebühr) in cents with its positions."""

    positions: Sequence[FeePosition] = ()

    @property
    def cents(self) -> int:
        """The sum."""
        return sum(position.count * position.cents for position in self.positions)


class FeeError(Exception):
    """The fee table has no answer, or one that is no fee; the message names the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A service package of one version; ``hash`` names the version for ever.

    ``decisions`` are the models that rule tasks ask, by the decision's id; ``step_changes`` say for an older version
    which steps of the process have other ids now. ``notices`` are kinds of notice by id. ``trust_level``: how surely it must
    be known who applies: none, basic, substantial, high. ``acts_as``: which of ``STEP_ROLES`` a role of its own acts as.
    """

    id: str
    version: str
    hash: str
    titles: Mapping[str, str]
    publisher: str
    licence: str
    archetype: str
    retention_years: int
    legal_bases: tuple[LegalBasis, ...]
    service: ServiceInfo
    form: Form
    case: CaseRules
    sheets: Sheets | None
    fee_model: DecisionModel | None
    fee_decision: str
    process: Graph
    diagram: Diagram
    decisions: Mapping[str, DecisionModel]
    step_changes: Mapping[str, Mapping[str, str]]
    exchange: ExchangePlan
    consultation: ConsultationPlan
    register: Mapping[str, Any]
    templates: Mapping[str, bytes]
    letterhead: Mapping[str, str] = field(default_factory=dict)
    notices: Mapping[str, NoticeKind] = field(default_factory=dict)
    text_modules: tuple[TextModule, ...] = ()
    texts: Texts = field(default_factory=dict)
    trust_level: str = "none"
    acts_as: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()

    @property
    def awaits_payment(self) -> bool:
        """Whether the process waits somewhere until the fee is paid."""
        return any(node.message == PAYMENT_MESSAGE for node in self.process.nodes.values())

    def step_role(self, role: str) -> str:
        """Return which of ``STEP_ROLES`` the role of a step acts as; empty for one that nobody at a desk has."""
        return role if role in STEP_ROLES else self.acts_as.get(role, "")

    def title(self, language: str) -> str:
        """Return the title."""
        return in_language(self.titles, language)

    def text(self, language: str, *path: str) -> Any:
        """Return a text or a table of texts; German where the language has none, empty where German has none."""
        for candidate in (language, "de"):
            found: Any = self.texts.get(candidate, {})
            for key in path:
                found = found.get(key) if isinstance(found, Mapping) else None
            if found:
                return found
        return ""

    def outcome_text(self, language: str, action: str, key: str) -> str:
        """Return what the package calls an outcome (``certify``, ``refuse``): ``action``, ``state`` or ``letter``, or nothing."""
        return str(self.text(language, "outcomes", action, key))

    def notice_text(self, language: str, kind: str, part: str = "") -> str:
        """Return what a kind of notice, or a part of it, is called in another language; nothing where it has no own word."""
        return str(self.text(language, "notices", f"{kind}.{part}" if part else kind))

    def figure_text(self, language: str, figure: Figure) -> str:
        """Return what a figure counts."""
        return str(self.texts.get(language, {}).get("figures", {}).get(figure.id, "")) or figure.title

    def counted_text(self, language: str, field: str, value: str) -> str:
        """Return the words for a value that was counted; the code itself where this version has no words for it."""
        found = self.form.fields.get(field)
        if value == NOT_ANSWERED or found is None or found.kind is None:
            return value
        return found.kind.show(value == "yes" if found.kind.control == "radio" else value, language)

    def subject(self, names: Mapping[str, Any]) -> str:
        """Return the case's subject for the names a check knows."""
        try:
            value = self.case.subject.evaluate(names)
        except LimitError:
            value = None
        return value if isinstance(value, str) else ""

    def fee(self, names: Mapping[str, Any], on: date) -> Fee:
        """Return the fee by the table that was valid on a day.

        :raises FeeError: when the table gives no usable answer.
        """
        return explain_fee(self, names, on)[0]

    def fee_text(self, language: str, position: FeePosition) -> str:
        """Return what a line of the fee is for."""
        return str(self.text(language, "fee", position.text) or position.text)

    def basis_title(self, language: str, basis: LegalBasis) -> str:
        """Return what a norm is about."""
        return str(self.text(language, "legal_bases", basis.norm) or basis.title)

    def sheet_names(self, names: Mapping[str, Any], row: int | None) -> Mapping[str, Any]:
        """Return what conditions know of one official form: of the repeated group only its own row."""
        if row is None or self.sheets is None:
            return names
        return {**names, self.sheets.each: [names[self.sheets.each][row]]}

    def sheet_rows(self, answers: Mapping[str, Any], names: Mapping[str, Any]) -> list[int | None]:
        """Return the rows of the repeated group that have an official form of their own, or one None for all."""
        if self.sheets is None:
            return [None]
        if self.sheets.when is not None and self.sheets.when.evaluate(names) is not True:
            return [None]
        return list(range(len(answers.get(self.sheets.each) or []))) or [None]


def explain_fee(package: Package, names: Mapping[str, Any], on: date) -> tuple[Fee, DecisionResult | None]:
    """Return the fee and how the table came to it.

    :raises FeeError: when the table gives no usable answer.
    """
    if package.fee_model is None:
        return Fee(), None
    result = package.fee_model.evaluate(package.fee_decision, names, on=on)
    entries = result.value if isinstance(result.value, list) else [result.value]
    try:
        return Fee(tuple(_position(entry) for entry in entries if entry is not None)), result
    except (KeyError, TypeError, ValueError) as error:
        raise FeeError(
            f"The decision »{package.fee_decision}« of {package.id} gives no fee: {error}"
        ) from error


def _position(entry: Any) -> FeePosition:
    euros, count = entry[AMOUNT], entry.get(COUNT, Decimal(1))
    if not isinstance(euros, Decimal) or not isinstance(count, Decimal):
        raise TypeError("amount or number is empty, or no number")
    cents = euros * 100
    if cents != cents.to_integral_value() or cents < 0 or count != count.to_integral_value():
        raise ValueError(f"{euros} euros, {count} times, is no amount in whole cents")
    return FeePosition(
        text=str(entry[POSITION]),
        count=int(count),
        cents=int(cents),
        legal_basis=str(entry.get(LEGAL_BASIS) or ""),
    )
