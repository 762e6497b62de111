"""Fees of the trade notices: who notifies, how many, on which day, on which legal basis."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from modellregion.packages.api import FeePosition
from tests.support.notices import CHANGE, CLOCK, DEREGISTRATION, NOTICES, REGISTRATION, package

FIRST_DAY = date(2018, 7, 10)
"""Since then the amounts are what they are (36th amendment, GV. NRW. 2018 p. 299)."""

PERSON, COMPANY = {"art": "natuerlich"}, {"art": "juristisch"}
NOBODY_ASKED: dict[str, Any] = {"art": None}
MOVE = ["verlegung"]

# Who notifies, the rows of people, and the lines of the fee: times, euros.
CHARGED = [
    ("natural_person", [NOBODY_ASKED], [(1, 26)]),
    ("partnership", [PERSON, PERSON], [(2, 26)]),
    ("partnership", [PERSON], [(1, 26)]),
    ("partnership", [COMPANY], [(1, 33)]),
    ("partnership", [PERSON, COMPANY, PERSON], [(2, 26), (1, 33)]),
    ("partnership", [PERSON] * 30, [(30, 26)]),
    ("legal_person", [NOBODY_ASKED], [(1, 33)]),
    ("legal_person", [NOBODY_ASKED] * 2, [(1, 33), (1, 13)]),
    ("legal_person", [NOBODY_ASKED] * 5, [(1, 33), (4, 13)]),
    # A domestic stock corporation names no representatives at all.
    ("legal_person", [], [(1, 33)]),
]


def lines(
    service: str, who: str, people: list[dict[str, Any]], on: date, gruende: list[str] | None = None
) -> list[FeePosition]:
    """Return the lines of the fee."""
    names: Mapping[str, Any] = {"rechtsform_person": who, "personen": people, "gruende": gruende or []}
    return list(package(service).fee(names, on).positions)


@pytest.mark.parametrize("on", [FIRST_DAY, CLOCK.today()], ids=str)
@pytest.mark.parametrize(("who", "people", "charged"), CHARGED)
@pytest.mark.parametrize("service", [REGISTRATION, CHANGE])
def test_the_table_charges_who_notifies(
    service: str, who: str, people: list[dict[str, Any]], charged: list[tuple[int, int]], on: date
) -> None:
    found = lines(service, who, people, on, MOVE)
    assert [(line.count, line.cents) for line in found] == [(times, euros * 100) for times, euros in charged]


@pytest.mark.parametrize(
    "gruende",
    [
        ["verlegung"],
        ["wechsel_taetigkeit"],
        ["erweiterung_taetigkeit"],
        ["namensaenderung", "erweiterung_taetigkeit"],
    ],
)
def test_a_change_of_place_or_activity_costs_once(gruende: list[str]) -> None:
    assert [line.cents for line in lines(CHANGE, "natural_person", [PERSON], FIRST_DAY, gruende)] == [2600]


@pytest.mark.parametrize("gruende", [["namensaenderung"], ["teilaufgabe"], ["erwerbsart", "sonstiges"]])
def test_a_new_name_or_a_voluntary_notice_costs_nothing(gruende: list[str]) -> None:
    for who in ("natural_person", "partnership", "legal_person"):
        assert sum(line.cents for line in lines(CHANGE, who, [PERSON] * 3, FIRST_DAY, gruende)) == 0


@pytest.mark.parametrize(("who", "people", "charged"), CHARGED)
def test_deregistration_is_free_for_everybody(
    who: str, people: list[dict[str, Any]], charged: object
) -> None:
    assert charged
    found = lines(DEREGISTRATION, who, people, CLOCK.today())
    assert [(line.text, line.cents) for line in found] == [("Abmeldung", 0)]


@pytest.mark.parametrize("service", NOTICES)
def test_each_line_names_its_legal_basis_and_none_is_older_than_it(service: str) -> None:
    letters = {2600: "12.1.3 a", 3300: "12.1.3 b", 1300: "12.1.3 c"}
    for who, people, _ in CHARGED:
        for line in lines(service, who, people, FIRST_DAY, MOVE):
            assert letters.get(line.cents, "12.1.3") in line.legal_basis
        assert lines(service, who, people, date(2018, 7, 9), MOVE) == []
