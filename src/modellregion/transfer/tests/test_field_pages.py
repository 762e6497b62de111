"""Fields and tasks: what the law fixes stays, the rest is chosen here; questions of one's own come and go whole."""

import pytest
from django.test import Client

from modellregion.packages.api import Package, installed_services
from modellregion.transfer.api import running_package
from tests.support.filing import file
from tests.support.packages import TRADE_NOTICE
from tests.support.people import citizen
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
PAGE = f"/paderborn/amt/leistungen/{TRADE_NOTICE}/felder/"
NEW = {
    "was": "neu",
    "frage": "Wie haben Sie von uns erfahren?",
    "frage_en": "How did you hear about us?",
    "zweck": "Wir planen danach unsere Beratung.",
    "art": "choice",
    "antworten": "Kammer\nInternet\n\nNachbarn",
    "ort": "vorhaben/angaben",
    "grund": "Wirtschaftsförderung, 1. Juli 2026",
}


def _client(login: str = "gerda.leistung") -> Client:
    client = Client()
    log_in(client, login, "paderborn")
    return client


def _package() -> Package:
    return installed_services(citizen().municipality)[TRADE_NOTICE].package


def _field() -> str:
    return next(name for name in _package().form.fields if name.startswith("eigen_"))


def test_a_question_of_ones_own_comes_and_goes_whole() -> None:
    client = _client()
    preview = client.post(PAGE, {**NEW, "vorschau": "1"}).content.decode()
    assert "Prüffälle des Pakets wurden" in preview
    assert "Nachbarn" in preview, "what was typed is still there"
    assert running_package(citizen(), TRADE_NOTICE).overlay == ()
    assert client.post(PAGE, NEW).status_code == 302
    field = _package().form.fields[_field()]
    assert (field.label("de"), field.label("en"), field.required) == (NEW["frage"], NEW["frage_en"], False)
    page = _package().form.page("vorhaben")
    assert page is not None
    assert [item.id for item in page.fields()][-1] == field.id
    answers = persona(TRADE_NOTICE, "friseur")
    assert file(citizen(), TRADE_NOTICE, {**answers, field.id: "2"}).number
    assert NEW["frage"] in client.get(PAGE).content.decode()
    texts = client.get(
        f"/paderborn/amt/leistungen/{TRADE_NOTICE}/texte/?teil=seite-vorhaben"
    ).content.decode()
    assert NEW["frage"] in texts
    assert client.post(PAGE, {"was": "weg", "feld": field.id, "grund": "x"}).status_code == 302
    assert running_package(citizen(), TRADE_NOTICE).overlay == ()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"frage": " "}, "Bitte schreiben Sie die Frage auf"),
        ({"zweck": ""}, "wozu Sie die Angabe brauchen"),
        ({"antworten": "Nur eine"}, "mindestens zwei Antworten"),
        ({"ort": "nirgends/angaben"}, "wo die Frage steht"),
        ({"art": "upload"}, "was eingetragen wird"),
        ({"grund": ""}, "warum Sie das anpassen"),
        ({"pflicht": "ja"}, "eigen_wie_haben_sie"),
    ],
)
def test_what_does_not_work_is_said_and_keeps_what_was_typed(changed: dict[str, str], words: str) -> None:
    answer = _client().post(PAGE, {**NEW, **changed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert changed.get("zweck", NEW["zweck"]) in page
    assert running_package(citizen(), TRADE_NOTICE).overlay == ()


def test_what_the_law_fixes_has_no_switch() -> None:
    client = _client()
    page = client.get(PAGE).content.decode()
    assert "pflicht:fields.toml/fields/rechtsform" not in page
    assert "beruht auf einer Norm" in page
    answer = client.post(
        PAGE, {"was": "pflicht", "pflicht:fields.toml/fields/rechtsform": "nein", "grund": "x"}
    )
    assert "nichts geändert" in answer.content.decode()


def test_a_voluntary_question_stays_voluntary_where_a_case_of_the_package_leaves_it_out() -> None:
    client = _client()
    client.post(PAGE, NEW)
    own = f"pflicht:fields.toml/fields/{_field()}"
    assert own in client.get(PAGE).content.decode()
    answer = client.post(PAGE, {"was": "pflicht", own: "ja", "grund": "x"})
    assert answer.status_code == 422
    assert _field() in answer.content.decode(), "it says which question the invented applicants do not answer"


def test_who_does_a_task_is_chosen_here() -> None:
    client = _client()
    sent = {
        "was": "aufgaben",
        "rolle:pruefen": "teamleitung",
        "titel:pruefen": "Anzeige ansehen",
        "grund": "Organisation",
    }
    assert client.post(PAGE, sent).status_code == 302
    node = _package().process.nodes["pruefen"]
    assert node.work is not None
    assert (node.work.role, node.name) == ("teamleitung", "Anzeige ansehen")
    assert {owned.reason for owned in running_package(citizen(), TRADE_NOTICE).overlay} == {"Organisation"}


def test_others_do_not_adapt() -> None:
    for login in ("anna.muster", "bernd.beispiel"):
        assert _client(login).get(PAGE).status_code == 403
        assert _client(login).post(PAGE, NEW).status_code == 403
