"""Who receives a trade notice: every municipality has its chambers, and nothing recalled passes for verified."""

import pytest

from modellregion.region import bodies
from modellregion.region.bodies import BodyKind, competent_bodies, competent_for
from modellregion.region.directory import directory

DEMO = ["paderborn", "delbrueck", "bielefeld", "aachen", "gelsenkirchen", "soest", "wuppertal"]
EVERYWHERE = {
    BodyKind.IHK,
    BodyKind.HWK,
    BodyKind.GOVERNMENT,
    BodyKind.METROLOGY,
    BodyKind.STATISTICS,
    BodyKind.ACCIDENT_INSURANCE,
    BodyKind.MINIJOBS,
}


def test_every_municipality_has_its_chambers_and_the_bodies_of_the_land() -> None:
    for place in directory().municipalities:
        kinds = [one.body.kind for one in competent_bodies(place)]
        assert set(kinds) >= EVERYWHERE, place.name
        for kind in EVERYWHERE:
            assert kinds.count(kind) == 1, (place.name, kind)


@pytest.mark.parametrize("slug", DEMO)
def test_the_demo_region_knows_every_recipient(slug: str) -> None:
    place = directory().by_slug(slug)
    assert {one.body.kind for one in competent_bodies(place)} == set(BodyKind)
    assert competent_bodies(place) == tuple(one for kind in BodyKind for one in competent_for(place, kind))


@pytest.mark.parametrize(
    ("slug", "kind", "name"),
    [
        ("paderborn", BodyKind.IHK, "Industrie- und Handelskammer Ostwestfalen zu Bielefeld"),
        ("paderborn", BodyKind.REGISTER_COURT, "Amtsgericht Paderborn"),
        ("paderborn", BodyKind.GOVERNMENT, "Bezirksregierung Detmold"),
        ("delbrueck", BodyKind.FOREIGNERS, "Kreis Paderborn, Ausländerbehörde"),
        ("detmold", BodyKind.IHK, "Industrie- und Handelskammer Lippe zu Detmold"),
        ("detmold", BodyKind.HWK, "Handwerkskammer Ostwestfalen-Lippe zu Bielefeld"),
        ("hattingen", BodyKind.IHK, "Industrie- und Handelskammer Mittleres Ruhrgebiet"),
        ("witten", BodyKind.IHK, "Industrie- und Handelskammer Mittleres Ruhrgebiet"),
        ("schwelm", BodyKind.IHK, "Südwestfälische Industrie- und Handelskammer zu Hagen"),
        ("soest", BodyKind.HWK, "Handwerkskammer Dortmund"),
        ("arnsberg", BodyKind.HWK, "Handwerkskammer Südwestfalen"),
        ("bonn", BodyKind.HWK, "Handwerkskammer zu Köln"),
        ("euskirchen", BodyKind.HWK, "Handwerkskammer Aachen"),
    ],
)
def test_competence_as_the_regulations_say(slug: str, kind: BodyKind, name: str) -> None:
    assert [one.body.name for one in competent_for(directory().by_slug(slug), kind)] == [name]


def test_two_tax_offices_share_a_city_and_say_how() -> None:
    offices = competent_for(directory().by_slug("bielefeld"), BodyKind.TAX_OFFICE)
    assert [one.body.code for one in offices] == ["5305", "5349"]
    assert all("nach der Anschrift" in one.note for one in offices)


def test_what_is_not_known_is_empty() -> None:
    assert competent_for(directory().by_slug("xanten"), BodyKind.CUSTOMS) == ()


def test_the_data_are_whole() -> None:
    data = bodies._data()
    keys = [one.key for one in data.body]
    assert len(keys) == len(set(keys))
    kinds = {one.key: one.kind for one in data.body}
    used = {row.body for row in data.statewide} | {row.body for row in data.municipality}
    for row in data.district:
        assert directory().district(row.key).display_name == row.name
        assert (kinds[row.ihk], kinds[row.hwk]) == (BodyKind.IHK, BodyKind.HWK)
        assert kinds[row.government] is BodyKind.GOVERNMENT
        used |= {row.ihk, row.hwk, row.government}
    assert len(data.district) == len(directory().districts)
    for special in data.municipality:
        assert directory().by_ags(special.ags).short_name == special.name
        assert kinds[special.body] is special.kind
    assert used == set(keys), "a body that is competent nowhere"
    claims = [
        *((one.source, one.verified) for one in data.body),
        *((one.source, one.verified) for one in data.statewide),
        *((one.source, one.verified) for one in data.municipality),
        *((one.ihk_source, one.ihk_verified) for one in data.district),
        *((one.hwk_source, one.hwk_verified) for one in data.district),
    ]
    for source, verified in claims:
        assert source in data.sources
        assert not (verified and source == "recalled")
    assert set(data.codes) == {one.kind for one in data.body if one.code}
