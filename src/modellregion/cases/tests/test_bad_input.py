"""What people and strangers send that is wrong: a clear sentence each, nothing lost, nothing half done, never a 500."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.cases.models import Case
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from tests.support.assistant import Assistant, posted
from tests.support.people import citizen
from tests.support.personas import persona

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"
HAIRDRESSER = persona(SERVICE, "friseur")
PERSON = posted({"personen": HAIRDRESSER["personen"]})
PLACE = posted({"betriebsstaette": HAIRDRESSER["betriebsstaette"]})


@pytest.fixture
def assistant() -> Assistant:
    begun = Assistant()
    begun.post("vorhaben", posted(HAIRDRESSER))
    return begun


def _count(ctx: Context) -> int:
    with tenant(ctx):
        return Case.objects.filter(municipality_id=ctx.municipality).count()


SENTENCES: dict[str, tuple[str, dict[str, str], str]] = {
    "31 February": (
        "personen",
        {"personen.0.geburtsdatum.tag": "31", "personen.0.geburtsdatum.monat": "2"},
        "31. Februar",
    ),
    "born in the future": ("personen", {"personen.0.geburtsdatum.jahr": "2099"}, "Zukunft"),
    "emoji in a name": ("personen", {"personen.0.familienname": "Pick 😀"}, "😀"),
    "right-to-left mark in a name": ("personen", {"personen.0.familienname": "Pick\u200fe"}, "U+200F"),
    "name of 300 characters": ("personen", {"personen.0.familienname": "ő" * 300}, "120"),
    "pasted 2 MB": ("personen", {"personen.0.familienname": "a" * 2_000_000}, "120"),
    "foreign address without a town": (
        "personen",
        {"personen.0.wohnung.staat": "129", "personen.0.wohnung.plz": "", "personen.0.wohnung.ort": ""},
        "Ort",
    ),
    "a postcode there is not": ("betriebsstaette", {"betriebsstaette.plz": "00000"}, "Postleitzahl"),
    "an option there is not": ("vorhaben", {"rechtsform": "999999"}, "Rechtsform"),
    "letters in a number": ("taetigkeit", {"teilzeit": "zwei"}, "Zahl"),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_a_sentence_says_what_is_wrong_and_nothing_typed_is_lost(case: str, assistant: Assistant) -> None:
    page, wrong, expected = SENTENCES[case]
    answer = assistant.post(page, posted(HAIRDRESSER) | wrong)
    assert answer.status_code == 422
    assert any(expected in html.unescape(sentence) for sentence in assistant.errors(answer)), (
        assistant.errors(answer)
    )
    shown = html.unescape(assistant.text(answer))
    again = html.unescape(assistant.text(assistant.client.get(assistant.address("seite", page))))
    for text in wrong.values():
        if text and len(text) < 400 and case != "an option there is not":
            assert text in shown
            assert text in again, "kept also for those who come back later"


@pytest.mark.parametrize(
    "name",
    ["Weiß", "Erdős", "C\u0328\u0306ek", "Z\u0300ora", "Łukasiewicz-Ðorđević", "O'Brien", "von der Heyde"],
)
def test_names_with_all_letters_are_taken(name: str, assistant: Assistant) -> None:
    answer = assistant.post("personen", PERSON | {"personen.0.familienname": name})
    assert answer.status_code == 302, assistant.errors(answer)


def test_house_numbers_may_have_letters(assistant: Assistant) -> None:
    answer = assistant.post("betriebsstaette", PLACE | {"betriebsstaette.hausnummer": "90 a-c"})
    assert answer.status_code == 302, assistant.errors(answer)


def test_a_foreign_address_needs_no_postcode(assistant: Assistant) -> None:
    abroad = {
        "personen.0.wohnung.staat": "129",
        "personen.0.wohnung.plz": "",
        "personen.0.wohnung.ort": "Paris",
    }
    answer = assistant.post("personen", PERSON | abroad)
    assert answer.status_code == 302, assistant.errors(answer)


@pytest.mark.parametrize(
    ("page", "missing"), [("vorhaben", 4), ("personen", 7), ("betriebsstaette", 1), ("taetigkeit", 4)]
)
def test_a_page_left_empty_names_every_field_that_is_missing(
    page: str, missing: int, assistant: Assistant
) -> None:
    shown = assistant.text(assistant.client.get(assistant.address("seite", page)))
    asked = re.search(r'name="_gezeigt" value="([^"]*)"', shown)
    assert asked
    blank = dict.fromkeys(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"_][^"]*)"', shown), "")
    answer = assistant.post(page, {**blank, "_gezeigt": asked[1]})
    assert len(assistant.errors(answer)) >= missing
    assert "sind Fragen dazugekommen" not in assistant.text(answer)


def test_questions_that_come_up_without_a_script_are_announced_not_blamed(assistant: Assistant) -> None:
    sent = {"erlaubnis_noetig": "ja", "_gezeigt": "erlaubnis_noetig handwerkskarte versicherung"}
    answer = assistant.post("erlaubnisse", {**sent, "handwerkskarte": "nein", "versicherung": "ja"})
    assert assistant.errors(answer) == []
    assert "sind Fragen dazugekommen" in assistant.text(answer)


def test_a_hidden_question_sent_anyway_has_no_effect(assistant: Assistant) -> None:
    assistant.answer(
        {**HAIRDRESSER, "betriebsart": ["handel"]}
    )  # the craft card is asked of craftspeople only
    review = html.unescape(assistant.text(assistant.client.get(assistant.address("pruefen"))))
    assert "HWK Cottbus" not in review
    assert assistant.submit().status_code == 302


def test_computed_values_cannot_be_sent(assistant: Assistant) -> None:
    assistant.answer({**HAIRDRESSER, "datum": "1999-01-01"})
    review = assistant.text(assistant.client.get(assistant.address("pruefen")))
    assert "1999" not in review


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("auszug.pdf", b"MZ\x90\x00" + b"\x00" * 2000, "PDF"),
        ("auszug.pdf", b"", "leer"),
        ("auszug.pdf", b"%PDF-1.7\n" + b"0" * 30_000_000, "MB"),
        ("bild.gif", b"GIF89a" + b"\x00" * 100, "JPEG"),
    ],
    ids=["exe named pdf", "zero bytes", "30 MB", "gif"],
)
def test_bad_files_are_refused_and_the_rest_is_kept(
    name: str, content: bytes, expected: str, assistant: Assistant
) -> None:
    file = SimpleUploadedFile(name, content)
    texts = posted({"erlaubnis_noetig": "ja", "erlaubnis": True, "erlaubnis_behoerde": "Kreis Muster"})
    answer = assistant.post("erlaubnisse", texts, registerauszug=file)
    assert answer.status_code == 422
    assert any(expected in html.unescape(sentence) for sentence in assistant.errors(answer)), (
        assistant.errors(answer)
    )
    assert "Kreis Muster" in html.unescape(assistant.text(answer))


def test_filing_twice_from_two_tabs_leads_to_the_same_case(assistant: Assistant) -> None:
    assistant.answer(HAIRDRESSER)
    first, second = assistant.submit(), assistant.submit()
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"].startswith(f"/paderborn/vorgang/{assistant.code}/")
    assert _count(citizen()) == 1
    late = assistant.post("personen", PERSON | {"personen.0.familienname": "Zuspät"})
    assert late.headers["Location"] == f"/paderborn/vorgang/{assistant.code}/", "back button after filing"


def test_filing_a_deleted_draft_says_so(assistant: Assistant) -> None:
    assistant.answer(HAIRDRESSER)
    assistant.client.post(assistant.address("loeschen"))
    answer = assistant.submit()
    assert answer.status_code == 404
    assert "gelöscht" in assistant.text(answer)
    page = assistant.client.post(assistant.address("seite", "personen"), {"_leistung": SERVICE, **PERSON})
    assert page.status_code == 410
    assert "Rodríguez" in html.unescape(assistant.text(page)), "what was typed is still there"


def test_a_draft_cannot_be_filed_with_a_page_missing(assistant: Assistant) -> None:
    answer = assistant.submit()
    assert answer.status_code == 422
    assert assistant.errors(answer)
    assert _count(citizen()) == 0


def test_the_code_of_another_municipality_is_unknown_here(assistant: Assistant) -> None:
    for path in ("antrag", "vorgang"):
        assert assistant.client.get(f"/bielefeld/{path}/{assistant.code}/").status_code == 404
    answer = assistant.client.post("/bielefeld/fortsetzen/", {"code": assistant.code})
    assert answer.status_code == 422


@pytest.mark.parametrize("code", ["0", "x" * 16, "%00", "../../amt", "'; DROP TABLE--", "😀" * 16])
def test_invented_codes_are_unknown(code: str) -> None:
    client = Client(raise_request_exception=False)
    assert client.get(f"/paderborn/antrag/{code}/").status_code == 404
    assert client.post("/paderborn/fortsetzen/", {"code": code}).status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        {"personen.99999.vornamen": "x"},
        {"personen.-1.vornamen": "x"},
        {"personen..vornamen": "x"},
        {"personen.0.vornamen.0.0": "x"},
        {"_entfernen": "personen.999"},
        {"_entfernen": "../../etc"},
        {"_hinzufuegen": "gibtesnicht"},
        {"_gezeigt": "\x00"},
        {"personen.0.vornamen": "a\x00b"},
        {"personen.0.geburtsdatum.jahr": "٢٠٢٠"},
        {"personen.0.geburtsdatum.jahr": "-5"},
        {"personen.0.geburtsdatum.jahr": "99999999999999999999"},
        {"teilzeit": "9" * 5000},
        {"teilzeit": "1e999"},
    ],
    ids=str,
)
def test_nonsense_never_breaks_a_page(sent: dict[str, str], assistant: Assistant) -> None:
    for page in ("personen", "taetigkeit"):
        for base in ({}, posted(HAIRDRESSER)):
            answer = assistant.post(page, base | sent)
            assert answer.status_code in {200, 302, 422}
            assert assistant.client.get(assistant.address("seite", page)).status_code == 200
            assert assistant.client.get(assistant.address("pruefen")).status_code in {200, 302}


def test_no_cookie_is_set_and_none_is_needed(assistant: Assistant) -> None:
    assistant.client.cookies.clear()
    strict = Client(enforce_csrf_checks=True)
    assistant.client = strict
    assistant.answer(HAIRDRESSER)
    assert assistant.submit().status_code == 302
    assert not strict.cookies


def test_unknown_municipality_service_and_page() -> None:
    client = Client(raise_request_exception=False)
    for address in (
        "/entenhausen/",
        "/paderborn/leistungen/goldesel/",
        "/paderborn/leistungen/goldesel/antrag/",
        "/paderborn/gibt/es/nicht/",
        "/lagen/gibtesnicht/",
        "/en/entenhausen/",
    ):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "<h1" in answer.content.decode()
