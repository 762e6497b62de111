"""The three notices in English: every text has its counterpart, and pages, findings and fees show it."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client

from modellregion.forms.api import Field
from tests.support.assistant import Assistant, posted
from tests.support.notices import CLOCK, NOTICES, SCENARIOS, Scenario, all_fields, check, package
from tests.support.people import citizen

every_notice = pytest.mark.parametrize("service", NOTICES)

# Words that are the same in both languages.
SAME = {"Person"}


def _of_field(field: Field) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield f"fields.{field.id}.label", field.labels
    yield f"fields.{field.id}.help", field.helps
    yield f"fields.{field.id}.item_label", field.item_labels
    options = getattr(field.kind, "options", None)
    # Names of countries and legal forms have a test of their own, with the code lists.
    for code in options.codes.values() if options is not None and options.key == "options" else ():
        yield f"fields.{field.id}.options.{code.code}", code.labels


def _texts(service: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield every text of a form with its place; absent ones too, as empty."""
    form = package(service).form
    for field in all_fields(service):
        yield from _of_field(field)
    for page in form.pages:
        yield f"pages.{page.id}.title", page.titles
        yield f"pages.{page.id}.intro", page.intros
        for group in page.groups:
            yield f"pages.{page.id}.{group.id}.title", group.titles
            yield f"pages.{page.id}.{group.id}.text", group.texts
            yield f"pages.{page.id}.{group.id}.notice", group.notices
    for one in form.checks:
        yield f"checks.{one.id}.message", one.messages
    yield "title", package(service).titles


def _leaves(table: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}"


@every_notice
def test_every_text_of_the_form_has_its_english_counterpart(service: str) -> None:
    texts = {place: found for place, found in _texts(service) if found}
    assert len(texts) > 100
    assert [place for place, found in texts.items() if set(found) < {"de", "en"}] == []
    same = {found["de"] for found in texts.values() if found["de"] == found["en"]}
    assert same == SAME


@every_notice
def test_no_english_text_is_left_over(service: str) -> None:
    """What the files name in English stands somewhere in German."""
    used = {found["en"] for _, found in _texts(service) if found}
    english = package(service).texts["en"]
    # Notices and figures are named in files of their own; the check of packages asks for their English.
    beside = {"service", "fee", "legal_bases", "package", "notices", "figures"}
    left_over = [
        place
        for place in _leaves({key: part for key, part in english.items() if key not in beside})
        if _at(english, place) not in used
    ]
    assert left_over == []
    norms = {basis.norm for basis in package(service).legal_bases}
    assert set(english["legal_bases"]) == norms


def _at(table: Mapping[str, Any], place: str) -> Any:
    found: Any = table
    for key in place.split("."):
        found = found[key]
    return found


@every_notice
def test_the_description_says_the_same_in_both_languages(service: str) -> None:
    german, english = (package(service).texts[language]["service"] for language in ("de", "en"))
    assert set(german) == set(english)
    assert len(german["documents"]) == len(english["documents"])
    for key in set(german) - {"documents"}:
        assert german[key] != english[key]
        assert german[key].count("\n") == english[key].count("\n"), key
        # Amounts, minutes and paragraphs are the same.
        assert re.findall(r"\d+", german[key]) == re.findall(r"\d+", english[key]), key


@every_notice
def test_every_line_of_a_fee_has_english_words(service: str) -> None:
    notice = package(service)
    shown = set()
    for scenario in (one for one in SCENARIOS if one.service == service):
        for line in notice.fee(check(service, scenario.answers).names, CLOCK.today()).positions:
            assert notice.fee_text("en", line) != line.text
            shown.add(line.text)
    assert shown == set(notice.texts["en"]["fee"])


@every_notice
def test_what_is_wrong_is_said_in_english(service: str) -> None:
    german = {finding.sentence for finding in check(service, {}).errors}
    english = {finding.sentence for finding in check(service, {}, language="en").errors}
    assert len(english) == len(german)
    assert not english & german


def test_hints_are_in_english_too() -> None:
    scenario = Scenario("gewerbeanmeldung", "naehstube_ohne_titel")
    found = check(scenario.service, scenario.answers, language="en").findings
    assert [one.sentence.split(".")[0] for one in found] == [
        "Without a craft card you may not start a craft that requires admission",
        "Without a residence title that allows self-employment you may not start",
    ]


@every_notice
@pytest.mark.django_db
def test_the_portal_describes_the_service_in_english(service: str) -> None:
    answer = Client().get(f"/en/paderborn/leistungen/{service}/")
    shown = html.unescape(answer.content.decode())
    notice = package(service)
    assert answer.status_code == 200
    assert f">{notice.title('en')}</h1>" in shown
    for text in notice.texts["en"]["service"].values():
        if text != notice.texts["en"]["service"]["next"]:  # shown after filing
            for part in text if isinstance(text, list) else [text.strip()]:
                assert part in shown
    for basis in notice.legal_bases:
        assert f"{basis.norm}: {notice.basis_title('en', basis)}" in shown
    for text in notice.texts["de"]["service"].values():
        assert (text if isinstance(text, str) else text[0]).strip() not in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    "scenario",
    [
        Scenario("gewerbeanmeldung", "gmbh_zwei_geschaeftsfuehrer"),
        Scenario("gewerbeummeldung", "gbr_umzug"),
        Scenario("gewerbeabmeldung", "tischlerei_alter"),
    ],
    ids=str,
)
def test_the_assistant_asks_in_english_to_the_end(scenario: Scenario) -> None:
    assistant = Assistant(scenario.service, language="/en")
    assistant.answer(scenario.answers)
    form = package(scenario.service).form
    for page in form.pages:
        shown = html.unescape(assistant.text(assistant.client.get(assistant.address("seite", page.id))))
        assert page.titles["en"] in shown
        assert f">{page.titles['de']}<" not in shown
        asked = [field for field in page.fields() if f'name="{field.id}"' in shown]
        assert [field.id for field in asked if field.labels["en"] not in shown] == []
    review = html.unescape(assistant.text(assistant.client.get(assistant.address("pruefen"))))
    # A single person's section is called after the person.
    missing = [page.id for page in form.pages if page.titles["en"] not in review]
    assert missing in ([], ["personen"])
    assert [page.id for page in form.pages if f">{page.titles['de']}<" in review] == []
    names = check(scenario.service, scenario.answers).names
    fee = package(scenario.service).fee(names, citizen().today())
    for line in fee.positions if fee.cents else ():
        assert package(scenario.service).fee_text("en", line) in review


@pytest.mark.django_db
def test_a_refused_page_says_so_in_english() -> None:
    assistant = Assistant("gewerbeabmeldung", language="/en")
    answer = assistant.post("vorhaben", posted({"grund": "verlegung"}))
    assert answer.status_code == 422
    assert any("register it there only" in one for one in assistant.errors(answer))
