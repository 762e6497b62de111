"""Who is competent for a municipality (zuständige Stellen): chambers, offices and courts that receive trade notices.

Pure product data (``data/bodies.toml``). What is missing there is not known, and what was recalled says so: an
installation shows both to its administrator before it sends anything. Source of the duty: § 14 Abs. 8 GewO, § 3 GewAnzV.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec

from modellregion.region.directory import Municipality


class BodyKind(StrEnum):
    """What a body is, with the number of § 14 Abs. 8 Satz 1 GewO under which it receives notices."""

    IHK = "ihk"
    """Industrie- und Handelskammer (Nr. 1)."""
    HWK = "hwk"
    """Handwerkskammer (Nr. 2)."""
    GOVERNMENT = "government"
    """Bezirksregierung: immission control (Nr. 3) and occupational safety (Nr. 3a)."""
    METROLOGY = "metrology"
    """Mess- und Eichverwaltung (Nr. 4)."""
    EMPLOYMENT_AGENCY = "employment_agency"
    """Agentur für Arbeit, for the Bundesagentur (Nr. 5)."""
    ACCIDENT_INSURANCE = "accident_insurance"
    """Deutsche Gesetzliche Unfallversicherung (Nr. 6)."""
    CUSTOMS = "customs"
    """Hauptzollamt (Nr. 7)."""
    REGISTER_COURT = "register_court"
    """Registergericht (Nr. 8)."""
    STATISTICS = "statistics"
    """Statistisches Landesamt (Nr. 9 and § 14 Abs. 13 GewO)."""
    FOOD_CONTROL = "food_control"
    """Veterinär- und Lebensmittelüberwachung (Nr. 10)."""
    MINIJOBS = "minijobs"
    """Deutsche Rentenversicherung Knappschaft-Bahn-See (Nr. 11)."""
    FOREIGNERS = "foreigners"
    """Ausländerbehörde (Nr. 12)."""
    TAX_OFFICE = "tax_office"
    """Finanzamt (Nr. 13, besides § 138 AO)."""


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An authority, chamber or court (Stelle)."""

    key: str
    kind: BodyKind
    name: str
    seat: str
    code: str = ""
    """Code in the official list for its kind; empty where there is none or it is not known."""
    source: str
    verified: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Competence:
    """That a body is competent for a municipality, and how sure that is (Zuständigkeit)."""

    body: Body
    source: str
    """Where it was found, in words."""
    verified: bool
    """False: recalled or concluded; check before use."""
    note: str = ""


class _Statewide(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: BodyKind
    body: str
    source: str
    verified: bool


class _District(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    name: str
    ihk: str
    ihk_source: str
    ihk_verified: bool
    hwk: str
    hwk_source: str
    hwk_verified: bool
    government: str


class _Municipal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ags: str
    name: str
    kind: BodyKind
    body: str
    source: str
    verified: bool
    note: str = ""


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: tuple[Body, ...]
    statewide: tuple[_Statewide, ...]
    district: tuple[_District, ...]
    municipality: tuple[_Municipal, ...]
    sources: dict[str, str]
    codes: dict[BodyKind, str]


def competent_bodies(municipality: Municipality) -> tuple[Competence, ...]:
    """Return who is known to be competent for a municipality, in the order of ``BodyKind``.

    One kind may have several bodies that share the place by address; a kind without any is not known.
    """
    data = _data()
    bodies = {one.key: one for one in data.body}
    own = [
        Competence(bodies[row.body], data.sources[row.source], row.verified, row.note)
        for row in data.municipality
        if row.ags == municipality.ags
    ]
    general = [Competence(bodies[row.body], data.sources[row.source], row.verified) for row in data.statewide]
    for row in data.district:
        if row.key == municipality.district.key:
            general += [
                Competence(bodies[row.ihk], data.sources[row.ihk_source], row.ihk_verified),
                Competence(bodies[row.hwk], data.sources[row.hwk_source], row.hwk_verified),
                Competence(bodies[row.government], data.sources["register"], verified=True),
            ]
    special = {one.body.kind for one in own}
    found = [*own, *(one for one in general if one.body.kind not in special)]
    order = list(BodyKind)
    return tuple(sorted(found, key=lambda one: order.index(one.body.kind)))


def competent_for(municipality: Municipality, kind: BodyKind) -> tuple[Competence, ...]:
    """Return the bodies of one kind that are known to be competent; empty when none is known."""
    return tuple(one for one in competent_bodies(municipality) if one.body.kind is kind)


def all_bodies() -> tuple[Body, ...]:
    """Return every body of this release."""
    return _data().body


@cache
def _data() -> _Data:
    text = (resources.files("modellregion.region") / "data" / "bodies.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _Data)
