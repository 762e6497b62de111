"""``package.toml``: identity, legal bases, fee, case, and what a municipality may adapt."""

from datetime import date
from typing import Annotated, Any, Literal, get_args

from msgspec import UNSET, Meta, UnsetType

from modellregion.packages.schema.base import Condition, Entry, Id, Sentence

Archetype = Literal["anzeige", "antrag", "bestellung", "berechtigung", "bewerbung", "meldung", "termin"]
ARCHETYPES: tuple[str, ...] = get_args(Archetype)
"""Kinds of service (Archetypen): notice, application, order, permit, registration for a place, report,
appointment."""


class PackageEntry(Entry, frozen=True, kw_only=True):
    """Identity of the package."""

    id: Id
    version: Annotated[str, Meta(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}$", description="Drei Zahlen, 1.0.0.")]
    title: Sentence
    publisher: Annotated[Sentence, Meta(description="Die Kommune, die das Paket pflegt.")]
    licence: Annotated[Sentence, Meta(description="Kennung der Lizenz nach SPDX, zum Beispiel EUPL-1.2.")]
    archetype: Archetype
    retention_years: Annotated[int, Meta(ge=1, le=110, description="Aufbewahrung in Jahren.")]
    written_form: Literal["none", "signature", "paper"] = "none"
    trust_level: Literal["none", "basic", "substantial", "high"] = "none"
    number_prefix: Annotated[str, Meta(max_length=6, description="Beginn der Vorgangsnummern.")] = ""


class ServiceEntry(Entry, frozen=True, kw_only=True):
    """How the service is found (LeiKa key, situations, words) and which official form it follows."""

    leika: Annotated[str, Meta(pattern=r"^(\d{14})?$", description="LeiKa-Schlüssel, 14 Ziffern.")] = ""
    form: str = ""
    form_name: str = ""
    situations: list[Id] = []
    keywords: list[Sentence] = []


class LegalBasisEntry(Entry, frozen=True, kw_only=True):
    """A norm, with the date of the text that the package follows."""

    norm: Sentence
    title: str = ""
    as_of: date


class SheetsEntry(Entry, frozen=True, kw_only=True):
    """One official form for each row of a repeated group."""

    each: Id
    when: Condition | UnsetType = UNSET


class CaseEntry(Entry, frozen=True, kw_only=True):
    """How a case of the service shows itself."""

    subject: Condition
    parties: str = ""
    person_name: list[str] = []
    person_address: str = ""
    search: list[str] = []
    clock: Annotated[str, Meta(description="Die Norm der Frist, die mit dem Eingang beginnt.")] = ""
    clock_count: Annotated[int, Meta(ge=1, le=120)] | UnsetType = UNSET
    clock_unit: Literal["days", "working_days", "weeks", "months"] = "weeks"
    states: dict[str, Literal["received", "in_review", "waiting", "certified", "refused", "withdrawn"]] = {}
    outcomes: dict[str, Literal["certify", "refuse", "ask"]] = {}
    four_eyes: Annotated[
        list[str],
        Meta(description="Ergebnisse, die eine zweite Person bestätigen muss (Vier-Augen-Prinzip)."),
    ] = []


class FeeEntry(Entry, frozen=True, kw_only=True):
    """Which decision says the fee."""

    model: Annotated[str, Meta(pattern=r"^rules/[a-z0-9_-]+\.dmn$")]
    decision: Sentence


class LeaderEntry(Entry, frozen=True, kw_only=True):
    """Who answers questions about the project (Projektleitung)."""

    name: str = ""
    phone: str = ""
    mail: str = ""


class MilestoneEntry(Entry, frozen=True, kw_only=True):
    """A milestone of the project (Meilenstein)."""

    on: date
    text: Sentence


class LetterheadEntry(Entry, frozen=True, kw_only=True):
    """What stands on letters of this service instead of the municipality's own details (Briefkopf)."""

    office: Annotated[str, Meta(description="Amt oder Stelle, unter dem Namen der Kommune.")] = ""
    contact: Annotated[str, Meta(description="Kontakt oben rechts, je Zeile eine Angabe.")] = ""
    line: Annotated[str, Meta(description="Absenderzeile über der Anschrift und in der Fußzeile.")] = ""


class CatalogueEntry(Entry, frozen=True, kw_only=True):
    """What the transfer catalogue says (fields of the KDN's project catalogue)."""

    description: str = ""
    benefit: Annotated[str, Meta(description="Nutzen für alle Kommunen.")] = ""
    unique: Annotated[str, Meta(description="Alleinstellungsmerkmal.")] = ""
    audience: Annotated[str, Meta(description="Für wen interessant?")] = ""
    profits_most: Annotated[str, Meta(description="Wer profitiert am meisten?")] = ""
    transferable_part: Annotated[str, Meta(description="Übertragbare oder lizenzfreie Leistung.")] = ""
    transferable_from: date | UnsetType = UNSET
    phase: Literal["vorbereitung", "konzeption", "umsetzung", "abgeschlossen"] = "abgeschlossen"
    recipient: Annotated[str, Meta(description="Zuwendungsempfänger.")] = ""
    regions: Annotated[list[str], Meta(description="Modellregionen.")] = []
    categories: list[str] = []
    services: Annotated[list[str], Meta(description="Leistungen des Projekts.")] = []
    websites: Annotated[list[str], Meta(description="Projektwebseiten und Ergebnisse.")] = []
    documents: Annotated[list[str], Meta(description="Dokumente, als Adressen.")] = []
    concept_request: Annotated[str, Meta(description="Wo das Konzept zu haben ist (Konzeptabfrage).")] = ""
    leader: LeaderEntry | UnsetType = UNSET
    contact: str = ""
    period_from: Annotated[date | UnsetType, Meta(description="Beginn des Projektzeitraums.")] = UNSET
    period_to: Annotated[date | UnsetType, Meta(description="Ende des Projektzeitraums.")] = UNSET
    funding_total_euros: Annotated[int, Meta(ge=0, description="Fördersumme gesamt, in Euro.")] = 0
    funding_state_euros: Annotated[int, Meta(ge=0, description="Fördersumme des Landes, in Euro.")] = 0
    milestones: list[MilestoneEntry] = []


class AdaptationEntry(Entry, frozen=True, kw_only=True):
    """What adopters may change: patterns over the keys of the package's structure, * for one part, ** for the rest."""

    fixed: Annotated[list[str], Meta(description="Vom Recht festgelegt: keine Kommune darf das ändern.")] = []
    local: Annotated[
        list[str],
        Meta(description="Ortsrecht: der eigene Wert der Kommune bleibt bei einem Upgrade bestehen."),
    ] = []
    places: Annotated[
        list[str], Meta(description="Flüsse des Ablaufs, an denen ein eigener Schritt eingefügt werden darf.")
    ] = []


class Manifest(Entry, frozen=True, kw_only=True):
    """The whole file ``package.toml``."""

    package: PackageEntry
    service: ServiceEntry = ServiceEntry()
    legal_bases: Annotated[list[LegalBasisEntry], Meta(min_length=1)]
    sheets: SheetsEntry | UnsetType = UNSET
    case: CaseEntry
    fee: FeeEntry | UnsetType = UNSET
    register: dict[str, Any] = {}
    letterhead: LetterheadEntry = LetterheadEntry()
    catalogue: CatalogueEntry = CatalogueEntry()
    adaptation: AdaptationEntry = AdaptationEntry()
