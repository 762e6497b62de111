"""The register of municipalities of North Rhine-Westphalia (Gemeindeverzeichnis): lookups and a place search.

Pure: it reads the room's own CSV files once and hands out frozen values. Sources, dates and licence of the data are
in ``data/README.md``.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TypeVar

Place = TypeVar("Place")


class UnknownPlaceError(LookupError):
    """No municipality or district has this key; the sentence names the key and the register."""


class MunicipalityKind(StrEnum):
    """Kind of municipality (Gemeindetyp) as in the official register."""

    DISTRICT_FREE_CITY = "district_free_city"
    """Kreisfreie Stadt: city that is its own district."""
    TOWN = "town"
    """Kreisangehörige Stadt. The city of Aachen is one too, inside its Städteregion."""
    MUNICIPALITY = "municipality"
    """Kreisangehörige Gemeinde without the title of a town."""


class DistrictKind(StrEnum):
    """Kind of district (Kreisebene)."""

    DISTRICT = "district"
    """Kreis."""
    CITY_REGION = "city_region"
    """Städteregion: Aachen alone, in the rank of a Kreis (Städteregion Aachen Gesetz)."""
    DISTRICT_FREE_CITY = "district_free_city"
    """Kreisfreie Stadt."""


@dataclass(frozen=True, slots=True)
class GovernmentRegion:
    """A government region (Regierungsbezirk) and the authority that runs it (Bezirksregierung)."""

    key: str
    """First three digits of the AGS, ``"057"``."""
    slug: str
    name: str
    """As the register writes it: ``"Reg.-Bez. Detmold"``."""
    display_name: str
    authority: str
    """``"Bezirksregierung Detmold"``."""
    seat: str


@dataclass(frozen=True, slots=True)
class District:
    """A district, city region or district-free city (Kreis, Städteregion, kreisfreie Stadt)."""

    key: str
    """First five digits of the AGS, ``"05774"``."""
    slug: str
    name: str
    display_name: str
    """``"Kreis Paderborn"``, ``"Stadt Bielefeld"``, ``"Hochsauerlandkreis"``."""
    kind: DistrictKind
    seat: str
    government_region: GovernmentRegion


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality (Gemeinde) with its official keys and what a page needs to show it."""

    ags: str
    """Amtlicher Gemeindeschlüssel, 8 digits: Land, Regierungsbezirk, Kreis, Gemeinde."""
    ars: str
    """Amtlicher Regionalschlüssel, 12 digits: the AGS with the Gemeindeverband in the digits 6 to 9."""
    slug: str
    """Unique, lower-case ASCII: ``"paderborn"``, ``"halle-westf"``."""
    name: str
    """As the register writes it: ``"Paderborn, Stadt"``."""
    short_name: str
    """``"Paderborn"``."""
    display_name: str
    """``"Stadt Paderborn"``, ``"Sennegemeinde Hövelhof"``."""
    kind: MunicipalityKind
    district: District
    seat_postcode: str
    """Postcode of the administration's seat; a municipality may have several more."""
    population: int
    """Inhabitants on 31 December 2022."""
    area_hectares: int

    @property
    def government_region(self) -> GovernmentRegion:
        """The Regierungsbezirk in which the municipality lies."""
        return self.district.government_region


class Directory:
    """The register with its lookups (Gemeindeverzeichnis). Immutable after construction.

    ``municipalities`` and ``districts`` are in the order of their official keys.
    """

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self.municipalities: tuple[Municipality, ...] = tuple(sorted(municipalities, key=lambda one: one.ags))
        self.districts: tuple[District, ...] = tuple(
            sorted({one.district for one in self.municipalities}, key=lambda one: one.key)
        )
        self.government_regions: tuple[GovernmentRegion, ...] = tuple(
            sorted({one.government_region for one in self.districts}, key=lambda one: one.key)
        )
        self._by_ags = {one.ags: one for one in self.municipalities}
        self._by_ars = {one.ars: one for one in self.municipalities}
        self._by_slug = {one.slug: one for one in self.municipalities}
        self._districts = {key: one for one in self.districts for key in (one.key, one.slug)}
        self._searchable = tuple((one, _search_forms(one)) for one in self.municipalities)

    def by_ags(self, ags: str) -> Municipality:
        """Return the municipality with this 8-digit AGS; raises ``UnknownPlaceError``."""
        return _found(self._by_ags, ags, "AGS")

    def by_ars(self, ars: str) -> Municipality:
        """Return the municipality with this 12-digit ARS; raises ``UnknownPlaceError``."""
        return _found(self._by_ars, ars, "ARS")

    def by_slug(self, slug: str) -> Municipality:
        """Return the municipality with this slug; raises ``UnknownPlaceError``."""
        return _found(self._by_slug, slug, "short name for addresses")

    def by_seat_postcode(self, postcode: str) -> tuple[Municipality, ...]:
        """Return the municipalities whose administration sits in this postcode, perhaps none."""
        return tuple(one for one in self.municipalities if one.seat_postcode == postcode)

    def district(self, key_or_slug: str) -> District:
        """Return the district with this 5-digit key or slug; raises ``UnknownPlaceError``."""
        return _found(self._districts, key_or_slug, "district")

    def in_district(self, district: District) -> tuple[Municipality, ...]:
        """Return the district's municipalities; a district-free city returns itself."""
        return tuple(one for one in self.municipalities if one.district == district)

    def search(self, text: str, *, limit: int = 10) -> tuple[Municipality, ...]:
        """Return at most ``limit`` municipalities whose name or seat postcode matches ``text``, best first.

        Case, umlauts and ß do not matter ("Goettingen" finds "Göttingen", "HOVELHOF" finds "Hövelhof"). The whole name
        comes before its beginning, that before the beginning of a later word, that before any other part; among
        equals the more populous place comes first. An empty text finds nothing.
        """
        wanted = _fold(text)
        if not wanted.spelled:
            return ()
        ranked = [
            (rank, -one.population, one.ags, one)
            for one, forms in self._searchable
            if (rank := _rank(wanted, forms)) is not None
        ]
        return tuple(one for *_, one in sorted(ranked, key=lambda entry: entry[:3])[:limit])


@cache
def directory() -> Directory:
    """Return the register that ships with this release; read once per process."""
    regions = {row["key"]: GovernmentRegion(**row) for row in _rows("government_regions.csv")}
    districts = {row["key"]: _district(row, regions) for row in _rows("districts.csv")}
    return Directory(_municipality(row, districts) for row in _rows("municipalities.csv"))


def _district(row: dict[str, str], regions: dict[str, GovernmentRegion]) -> District:
    return District(
        key=row["key"],
        slug=row["slug"],
        name=row["name"],
        display_name=row["display_name"],
        kind=DistrictKind(row["kind"]),
        seat=row["seat"],
        government_region=regions[row["government_region"]],
    )


def _municipality(row: dict[str, str], districts: dict[str, District]) -> Municipality:
    return Municipality(
        ags=row["ags"],
        ars=row["ars"],
        slug=row["slug"],
        name=row["name"],
        short_name=row["short_name"],
        display_name=row["display_name"],
        kind=MunicipalityKind(row["kind"]),
        district=districts[row["district"]],
        seat_postcode=row["seat_postcode"],
        population=int(row["population"]),
        area_hectares=int(row["area_hectares"]),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (resources.files("modellregion.region") / "data" / name).read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines()))


def _found(index: dict[str, Place], key: str, kind: str) -> Place:
    place = index.get(key)
    if place is None:
        raise UnknownPlaceError(
            f"The register of municipalities has no entry for the {kind} “{key}”. Check the key, or search by name."
        )
    return place


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text in the two spellings in which people type umlauts: ``spelled`` has ä→ae, ``bare`` has ä→a."""

    spelled: str
    bare: str


_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NO_LETTER = re.compile(r"[^0-9a-z]+")


def _fold(text: str) -> _Folded:
    lower = unicodedata.normalize("NFC", text).lower()
    return _Folded(spelled=_plain(lower.translate(_SPELLED)), bare=_plain(lower.replace("ß", "ss")))


def _plain(text: str) -> str:
    """Letters and digits only, words parted by one blank; accents fall away."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _NO_LETTER.sub(" ", letters).strip()


def _search_forms(one: Municipality) -> tuple[_Folded, ...]:
    return tuple(_fold(text) for text in (one.short_name, one.display_name, one.seat_postcode))


def _rank(wanted: _Folded, forms: tuple[_Folded, ...]) -> int | None:
    pairs = [
        pair
        for form in forms
        for pair in ((wanted.spelled, form.spelled), (wanted.bare, form.bare))
        if pair[0]
    ]
    if any(sought == text for sought, text in pairs):
        return 0
    if any(text.startswith(sought) for sought, text in pairs):
        return 1
    if any(f" {sought}" in text for sought, text in pairs):
        return 2
    if any(sought in text for sought, text in pairs):
        return 3
    return None
