"""What a clerk and a citizen notice of the register: every place is found, under every spelling, once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.region.directory import (
    DistrictKind,
    Municipality,
    MunicipalityKind,
    UnknownPlaceError,
    directory,
)

PLACES = directory().municipalities


def test_the_register_is_complete() -> None:
    assert len(PLACES) == 396
    assert len(directory().districts) == 53
    assert [region.key for region in directory().government_regions] == ["051", "053", "055", "057", "059"]


@pytest.mark.parametrize("field", ["ags", "ars", "slug", "name", "short_name", "display_name"])
def test_keys_and_names_are_unique(field: str) -> None:
    values = [getattr(place, field) for place in PLACES]
    assert len(set(values)) == len(values)


def test_each_entry_is_consistent() -> None:
    for place in PLACES:
        _check(place)


def _check(place: Municipality) -> None:
    assert re.fullmatch(r"05\d{6}", place.ags)
    assert re.fullmatch(r"05\d{10}", place.ars)
    assert place.ags == place.ars[:5] + place.ars[9:]
    assert place.ags.startswith(place.district.key)
    assert place.district.key.startswith(place.government_region.key)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", place.slug)
    assert re.fullmatch(r"\d{5}", place.seat_postcode)
    assert place.population > 1000
    assert place.area_hectares > 1000
    assert place.display_name.endswith(place.short_name)
    free = place.kind is MunicipalityKind.DISTRICT_FREE_CITY
    assert free == (place.district.kind is DistrictKind.DISTRICT_FREE_CITY)


def test_paderborn_as_the_demo_region_shows_it() -> None:
    place = directory().by_slug("paderborn")
    assert (place.ags, place.ars) == ("05774032", "057740032032")
    assert place.display_name == "Stadt Paderborn"
    assert place.district.display_name == "Kreis Paderborn"
    assert place.government_region.authority == "Bezirksregierung Detmold"
    assert directory().by_ags("05774032") is place
    assert directory().by_ars("057740032032") is place
    assert place in directory().by_seat_postcode("33104")
    assert len(directory().in_district(place.district)) == 10


@pytest.mark.parametrize(
    ("slug", "display_name"),
    [
        ("borchen", "Gemeinde Borchen"),
        ("hoevelhof", "Sennegemeinde Hövelhof"),
        ("hagen", "Stadt Hagen"),
        ("herford", "Hansestadt Herford"),
        ("erkrath", "Stadt Erkrath"),
        ("roetgen", "Gemeinde Roetgen"),
        ("grefrath", "Sport- und Freizeitgemeinde Grefrath"),
        ("harsewinkel", "Stadt Harsewinkel"),
        ("schwerte", "Hansestadt Schwerte"),
        ("halle-westf", "Stadt Halle (Westf.)"),
    ],
)
def test_a_place_keeps_the_title_it_gave_itself_only_where_it_is_one(slug: str, display_name: str) -> None:
    assert directory().by_slug(slug).display_name == display_name


def test_aachen_is_a_town_inside_its_city_region() -> None:
    aachen = directory().by_slug("aachen")
    assert aachen.kind is MunicipalityKind.TOWN
    assert aachen.district.kind is DistrictKind.CITY_REGION
    assert aachen.district.display_name == "Städteregion Aachen"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("paderborn", "Paderborn"),
        ("PADERB", "Paderborn"),
        ("Stadt Paderborn", "Paderborn"),
        ("köln", "Köln"),
        ("Koeln", "Köln"),
        ("koln", "Köln"),
        ("KÖLN", "Köln"),
        ("ko\u0308ln", "Köln"),  # typed as letter and combining mark
        ("Soest", "Soest"),
        ("Schloss Holte", "Schloß Holte-Stukenbrock"),
        ("stukenbrock", "Schloß Holte-Stukenbrock"),
        ("vettweiss", "Vettweiß"),
        ("halle westf", "Halle (Westf.)"),
        ("salzuflen", "Bad Salzuflen"),
        ("33104", "Paderborn"),
        ("neunkirchen", "Neunkirchen"),
        ("neuenkirchen", "Neuenkirchen"),
    ],
)
def test_search_forgives_spelling(typed: str, first: str) -> None:
    assert directory().search(typed)[0].short_name == first


def test_search_puts_the_beginning_before_a_later_word_before_the_middle() -> None:
    names = [place.short_name for place in directory().search("rhein", limit=400)]
    order = [names.index(name) for name in ("Rheinbach", "Leichlingen (Rheinland)", "Voerde (Niederrhein)")]
    assert order == sorted(order)


def test_search_puts_the_more_populous_place_first_among_equals() -> None:
    assert [place.short_name for place in directory().search("berg", limit=3)] == [
        "Bergisch Gladbach",
        "Bergheim",
        "Bergkamen",
    ]


@pytest.mark.parametrize("nothing", ["", "  ", "§!", "Musterhausen an der Ostsee"])
def test_search_for_nothing_finds_nothing(nothing: str) -> None:
    assert directory().search(nothing) == ()


@given(st.sampled_from(PLACES), st.booleans())
def test_every_place_is_found_by_its_own_name(place: Municipality, loud: bool) -> None:
    typed = place.short_name.upper() if loud else place.short_name
    assert directory().search(typed)[0] == place


@given(st.text(max_size=20))
def test_no_text_breaks_the_search(text: str) -> None:
    assert len(directory().search(text, limit=5)) <= 5


def test_an_unknown_key_is_answered_with_a_sentence() -> None:
    with pytest.raises(UnknownPlaceError, match=r"no entry for the AGS “99999999”"):
        directory().by_ags("99999999")
