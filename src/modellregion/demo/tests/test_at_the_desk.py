"""Invented cases at the desk: answers pass the one check, every page opens, letters are made, names are nobody's."""

from uuid import UUID

import pytest
from django.test import Client

from modellregion.cases.api import CaseState, check_case, desk_view
from modellregion.demo import generator
from modellregion.demo.names import STEMS
from tests.support.demo import everything, invent
from tests.support.people import staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db

DESK = "/paderborn/amt"


@pytest.fixture(params=["each thought up", "with siblings"])
def cases(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Invent cases and return their ids."""
    if request.param == "with siblings":
        monkeypatch.setattr(generator, "DISTINCT_MAX", 5)
    invent(40)
    return [UUID(str(row["id"])) for row in everything()["paderborn", "cases_case"]]


def test_answers_pass_the_check_of_all_channels(cases: list[UUID]) -> None:
    clerk = staff()
    for case in cases:
        view = desk_view(clerk, case=case)
        checked = check_case(clerk, view)
        assert checked.is_acceptable, (view.number, [str(finding.sentence) for finding in checked.errors])
        assert checked.answers == view.answers


def test_every_page_opens(cases: list[UUID], client: Client) -> None:
    log_in(client, "bernd.beispiel", "paderborn")
    rows = everything()
    entries = [row["id"] for row in rows["paderborn", "trade_business"]]
    pages = [f"{DESK}/vorgaenge/", f"{DESK}/vorgaenge/?zeige=alle", f"{DESK}/gewerberegister/?zeige=all"]
    pages += [f"{DESK}/vorgaenge/{case}/" for case in cases]
    pages += [f"{DESK}/gewerberegister/{entry}/" for entry in entries]
    assert entries
    for page in pages:
        assert client.get(page).status_code == 200, page


def test_recipients_can_read_what_they_got(client: Client) -> None:
    invent(20)
    rows = everything()
    received = [
        (slug, row["id"])
        for (slug, table), found in rows.items()
        if table == "exchange_delivery" and slug == "ihk-ostwestfalen"
        for row in found
    ]
    assert received
    log_in(client, "empfang", "ihk-ostwestfalen")
    for slug, delivery in received:
        for ending in ("", "daten.json", "daten.pdf"):
            assert client.get(f"/{slug}/amt/eingaenge/{delivery}/{ending}").status_code == 200


def test_letters_are_made_when_somebody_opens_them(cases: list[UUID], client: Client) -> None:
    log_in(client, "anna.muster", "paderborn")
    opened: set[str] = set()
    for case in cases:
        for document in desk_view(staff(), case=case).documents:
            if document.kind not in opened:
                page = client.get(f"{DESK}/vorgaenge/{case}/dokumente/{document.id}/")
                assert b"".join(page).startswith(b"%PDF-"), document.name
                opened.add(document.kind)
    assert {"application", "certificate"} <= opened


def test_a_small_demo_has_something_of_everything() -> None:
    counts = invent(60)
    missing = [state for state in CaseState if not counts[state]]
    by_hand, by_law = {CaseState.DISCONTINUED}, {CaseState.DEEMED_GRANTED, CaseState.DEEMED_WITHDRAWN}
    assert set(missing) == by_hand | by_law, "only what is stopped by hand, or what trade notices do not know"


def test_people_are_recognisably_invented(cases: list[UUID]) -> None:
    for case in cases:
        answers = desk_view(staff(), case=case).answers
        for person in answers.get("personen", []):
            names = [person.get("familienname"), person.get("geburtsname")]
            for name in filter(None, names):
                assert str(name).startswith(STEMS), name
            assert str(person.get("email", ".example")).endswith(".example")


def test_numbers_and_names_of_siblings_are_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator, "DISTINCT_MAX", 5)
    invent(60)
    rows = everything()
    for table, column in (
        ("cases_case", "number"), ("cases_case", "code_digest"), ("cases_case", "received_at"), ("trade_business", "number")
    ):  # fmt: skip
        values = [row[column] for row in rows["paderborn", table]]
        assert len(set(map(str, values))) == len(values), (table, column)
    subjects = {row["subject"] for row in rows["paderborn", "cases_case"]}
    assert len(subjects) > 40
