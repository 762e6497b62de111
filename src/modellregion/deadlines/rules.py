"""Dated rules of law (Rechtsregeln mit Geltungszeitraum): what a norm says about a period, in a jurisdiction, on a day.

The rules are data (``data/rules.toml``), loaded once and checked against their schema; a contradiction stops the
program at the first use, with a sentence.
"""

import tomllib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Annotated, Literal

import msgspec

from modellregion.deadlines.counting import Beginning, Period, Shift, Unit
from modellregion.deadlines.errors import RuleDataError, RuleNotFoundError
from modellregion.deadlines.words import day_de, day_en

SET_BY_AUTHORITY = "§ 31 Abs. 2 VwVfG"
FIXED_DATE = "§ 31 Abs. 5 VwVfG"
REINSTATEMENT = "§ 32 Abs. 2 Satz 1 VwVfG"
NOTICE_BY_POST = "§ 41 Abs. 2 Satz 1 VwVfG"
NOTICE_ELECTRONIC = "§ 41 Abs. 2 Satz 2 VwVfG"
NOTICE_BY_RETRIEVAL = "§ 41 Abs. 2a Satz 3 VwVfG"
RETRIEVAL_WINDOW = "§ 41 Abs. 2a Satz 4 VwVfG"
NOTICE_PUBLIC = "§ 41 Abs. 4 Satz 3 VwVfG"
NOTICE_MAILBOX = "§ 9 Abs. 1 Satz 4 OZG"
NOTICE_REGISTERED_LETTER = "§ 4 Abs. 2 Satz 2 LZG"
DEEMED_APPROVAL = "§ 42a Abs. 2 VwVfG"
SINGLE_CONTACT_RECEIPT = "§ 71b Abs. 2 Satz 1 VwVfG"
NOTICE_ABROAD_BY_POST = "§ 71b Abs. 6 Satz 1 VwVfG"
CERTIFY_TRADE_NOTICE = "§ 15 Abs. 1 GewO"
TRADE_PERMIT = "§ 6a GewO"
TRADE_STATISTICS = "§ 3 Abs. 5 Satz 2 GewAnzV"
RETRIEVAL_LOG = "§ 14 Abs. 11 Satz 6 GewO"
DRAFT_ERASURE = "§ 8a Abs. 3 OZG"
TAX_NOTICE = "§ 138 Abs. 4 AO"
OBJECTION = "§ 70 Abs. 1 VwGO"
COURT_ACTION = "§ 74 Abs. 1 VwGO"
REMEDY_UNINSTRUCTED = "§ 58 Abs. 2 VwGO"
BUILDING_COMPLETENESS = "§ 71 Abs. 1 Satz 1 BauO"
BUILDING_DEFECTS = "§ 71 Abs. 1 Satz 3 BauO"
SERVICE_TARGET = "Servicefrist"

_Text = Annotated[str, msgspec.Meta(min_length=1)]


class Start(StrEnum):
    """Which event starts a period (Fristbeginn, auslösendes Ereignis)."""

    RECEIVED = "received"
    PROPER_NOTICE = "proper_notice"
    """A notice that has all that the law asks (ordnungsgemäße Anzeige)."""
    COMPLETE_DOCUMENTS = "complete_documents"
    """The last missing document arrived (vollständige Unterlagen)."""
    RECEIVED_SINGLE_CONTACT = "received_single_contact"
    POSTED = "posted"
    SENT = "sent"
    PROVIDED = "provided"
    RETRIEVED = "retrieved"
    NOTIFICATION_SENT = "notification_sent"
    PUBLISHED = "published"
    NOTIFIED = "notified"
    """The act or the period was notified (Bekanntgabe)."""
    RECEIPT_CERTIFIED = "receipt_certified"
    RECORDED = "recorded"
    LAST_EDITED = "last_edited"
    EVENT_TO_REPORT = "event_to_report"
    HINDRANCE_ENDED = "hindrance_ended"


class Effect(StrEnum):
    """What the end of a period brings about (Rechtsfolge)."""

    WARNING = "warning"
    """Nothing by law; whoever had to act is late."""
    DEEMED_NOTIFIED = "deemed_notified"
    """Bekanntgabefiktion."""
    DEEMED_RECEIVED = "deemed_received"
    """Eingangsfiktion."""
    DEEMED_GRANTED = "deemed_granted"
    """Genehmigungsfiktion."""
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    """Rücknahmefiktion."""
    PROVISION_ENDS = "provision_ends"
    """The act can no longer be retrieved and has not been notified."""
    REMEDY_LOST = "remedy_lost"
    """The act becomes final (Bestandskraft)."""
    ERASURE_DUE = "erasure_due"
    """Löschpflicht."""

    @property
    def comes_by_law(self) -> bool:
        """Tell whether the effect occurs by itself and a later act of the office cannot undo it."""
        return self not in {Effect.WARNING, Effect.ERASURE_DUE}


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule of law for one jurisdiction and one stretch of time; the fields are explained in ``data/rules.toml``."""

    key: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z_]*$")]
    norm: _Text
    cited: _Text
    jurisdiction: Annotated[str, msgspec.Meta(pattern=r"^DE(-[A-Z]{2})?$")]
    reach: Literal["all", "own"]
    valid_from: date
    de: _Text
    en: _Text
    start: Start
    begins: Beginning
    shift: Shift
    effect: Effect
    source: _Text
    checked: date
    verified: bool
    valid_to: date | None = None
    count: Annotated[int, msgspec.Meta(ge=1)] | None = None
    unit: Unit | None = None
    shift_norm: str = ""
    shift_open: bool = False
    max_extensions: Annotated[int, msgspec.Meta(ge=0)] | Literal["unlimited"] = 0
    extension_norm: str = ""
    extension_after_end: bool = False
    suspendable: bool = False
    warn_days: Annotated[int, msgspec.Meta(ge=0)] = 0
    certificate_norm: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if (self.count is None) != (self.unit is None):
            raise ValueError(f"rule {self.key!r} needs both count and unit, or neither")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"rule {self.key!r} ends before it begins")
        if bool(self.max_extensions) != bool(self.extension_norm):
            raise ValueError(f"rule {self.key!r} needs extension_norm exactly when it can be extended")

    @property
    def id(self) -> str:
        """Name the rule for ever, ``"certify_trade_notice/DE/1999-02-22"``: what a stored clock keeps."""
        return f"{self.key}/{self.jurisdiction}/{self.valid_from.isoformat()}"

    @property
    def period(self) -> Period | None:
        """The period of the law, or None where the authority sets it in the single case."""
        return None if self.count is None or self.unit is None else Period(self.count, self.unit)

    def holds_on(self, day: date) -> bool:
        """Tell whether the rule applies to an event of this day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def reaches(self, jurisdiction: str) -> bool:
        """Tell whether an authority of the jurisdiction applies the rule."""
        return self.jurisdiction == jurisdiction or (self.jurisdiction == "DE" and self.reach == "all")

    def shift_cited(self, jurisdiction: str) -> str:
        """Return the paragraph by which a closed last day moves, or stays, in this jurisdiction."""
        land = " NRW" if jurisdiction == "DE-NW" else ""
        return self.shift_norm or f"§ 31 Abs. 3 Satz 1 VwVfG{land}"


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: tuple[Rule, ...]


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule of this release. Raises ``RuleDataError`` when the data contradict themselves."""
    text = (resources.files("modellregion.deadlines") / "data" / "rules.toml").read_text(encoding="utf-8")
    return checked_rules(tomllib.loads(text))


def checked_rules(document: object) -> tuple[Rule, ...]:
    """Return the rules of a parsed ``rules.toml``, or raise ``RuleDataError`` that says what is wrong with it."""
    try:
        rules = msgspec.convert(document, _Data).rule
    except msgspec.ValidationError as error:
        raise RuleDataError(
            f"Die Fristregeln sind fehlerhaft: {error}", f"The rule data are faulty: {error}"
        ) from error
    by_line: dict[tuple[str, str], list[Rule]] = {}
    norms: dict[str, str] = {}
    for rule in rules:
        by_line.setdefault((rule.key, rule.jurisdiction), []).append(rule)
        if norms.setdefault(rule.norm, rule.key) != rule.key:
            raise RuleDataError(
                f"Die Norm {rule.norm} gehört zu zwei Regeln: {norms[rule.norm]} und {rule.key}.",
                f"The norm {rule.norm} belongs to two rules: {norms[rule.norm]} and {rule.key}.",
            )
    for line in by_line.values():
        for earlier, later in pairwise(sorted(line, key=lambda rule: rule.valid_from)):
            if earlier.holds_on(later.valid_from):
                raise RuleDataError(
                    f"Zwei Fassungen von {later.cited} gelten am {day_de(later.valid_from)}.",
                    f"Two versions of {later.cited} hold on {day_en(later.valid_from)}.",
                )
    return rules


def find_rule(norm: str, jurisdiction: str, on: date) -> Rule:
    """Return the rule of a norm that an authority of the jurisdiction applies to an event of a day.

    The Land's own law comes before federal law of the same name. ``norm`` is one of this module's constants or the
    same words in a service package. Raises ``RuleNotFoundError``, which names norm, jurisdiction and day.
    """
    return chosen_rule(all_rules(), norm, jurisdiction, on)


def chosen_rule(rules: Iterable[Rule], norm: str, jurisdiction: str, on: date) -> Rule:
    """Return what ``find_rule`` returns, from the rules given."""
    holding = [
        rule for rule in rules if rule.norm == norm and rule.reaches(jurisdiction) and rule.holds_on(on)
    ]
    if not holding:
        raise RuleNotFoundError(
            f"Für {norm} ist in {jurisdiction} am {day_de(on)} keine Regel bekannt. "
            "Prüfen Sie Norm und Datum, oder ergänzen Sie die Fristregeln.",
            f"No rule is known for {norm} in {jurisdiction} on {day_en(on)}. "
            "Check norm and date, or add to the rule data.",
        )
    return min(holding, key=lambda rule: rule.jurisdiction != jurisdiction)


def rule_by_id(rule_id: str) -> Rule:
    """Return the rule that a stored clock names by ``Rule.id``; raises ``RuleNotFoundError``."""
    for rule in all_rules():
        if rule.id == rule_id:
            return rule
    raise RuleNotFoundError(
        f"Die Fristregel „{rule_id}“ gibt es nicht mehr oder noch nicht in diesem Stand der Software.",
        f"The rule “{rule_id}” is not, or no longer, part of this release.",
    )
