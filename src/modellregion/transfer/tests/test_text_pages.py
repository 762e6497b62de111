"""The text editor: what is own, what is fixed, what the package says; preview, reason, reset; and the letterhead."""

import io
import re
from html import unescape

import pytest
from django.test import Client
from pypdf import PdfReader

from modellregion.cases.api import desk_view
from modellregion.kernel.context import system_context
from modellregion.packages.api import Package, installed_services
from modellregion.records.api import document_content
from modellregion.transfer.api import running_package
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.packages import TRADE_NOTICE
from tests.support.people import citizen
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
PAGE = f"/paderborn/amt/leistungen/{TRADE_NOTICE}/texte/"
TEASER = "text:texts/de.toml/service/teaser"
LABEL = "text:fields.toml/fields/rechtsform/label"
REASON = {"grund": "Beschluss des Rats vom 1. Juli 2026"}


def _client(login: str = "gerda.leistung") -> Client:
    client = Client()
    log_in(client, login, "paderborn")
    return client


def _package() -> Package:
    return installed_services(citizen().municipality)[TRADE_NOTICE].package


def _sections(client: Client, language: str) -> list[str]:
    page = client.get(PAGE, {"sprache": language}).content.decode()
    chooser = page[page.index('id="teil"') :]
    return re.findall(r'<option value="([^"]+)"', chooser[: chooser.index("</select>")])


def test_a_text_is_tried_changed_and_reset() -> None:
    client = _client()
    own = "Hier melden Sie Ihr Gewerbe in Paderborn an."
    preview = client.post(PAGE, {TEASER: own, "vorschau": "1"}).content.decode()
    assert preview.count(own) >= 2, "in the preview and still in its input"
    assert running_package(citizen(), TRADE_NOTICE).overlay == ()
    assert client.post(PAGE, {TEASER: own, **REASON}).status_code == 302
    assert own in client.get(f"/paderborn/leistungen/{TRADE_NOTICE}/").content.decode()
    page = client.get(PAGE).content.decode()
    assert "eigener Text" in page
    assert REASON["grund"] in page
    assert "Gerda Leistung" in page
    assert client.post(PAGE, {TEASER: own, "zurueck": TEASER, **REASON}).status_code == 302
    assert running_package(citizen(), TRADE_NOTICE).overlay == ()


def test_all_sections_of_all_languages_can_be_seen_and_sending_them_back_changes_nothing() -> None:
    client = _client()
    seen = 0
    for language in ("de", "en", "leicht"):
        for section in _sections(client, language):
            query = f"{PAGE}?sprache={language}&teil={section}"
            page = client.get(query).content.decode()
            texts = re.findall(
                r'<textarea[^>]* name="(text:[^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL
            )
            sent = {unescape(name): unescape(text) for name, text in texts}
            assert sent, query
            seen += len(sent)
            answer = client.post(query, {**sent, **REASON})
            assert answer.status_code == 422, query
            assert "keinen Text geändert" in answer.content.decode(), query
    assert seen > 200


def test_documents_are_a_list_and_english_and_easy_language_are_edited() -> None:
    client = _client()
    documents = "text:texts/de.toml/service/documents"
    client.post(PAGE, {documents: "Ausweis\r\n\r\n Handwerkskarte ", **REASON})
    assert list(_package().text("de", "service", "documents")) == ["Ausweis", "Handwerkskarte"]
    client.post(
        f"{PAGE}?sprache=en&teil=seite-vorhaben",
        {"text:texts/en.toml/fields/rechtsform/label": "Kind of firm", **REASON},
    )
    assert _package().form.fields["rechtsform"].label("en") == "Kind of firm"
    client.post(
        f"{PAGE}?sprache=leicht", {"text:texts/leicht.toml/service/teaser": "Sie wollen arbeiten.", **REASON}
    )
    assert _package().text("leicht", "service", "teaser") == "Sie wollen arbeiten."
    files = {owned.change.path[0] for owned in running_package(citizen(), TRADE_NOTICE).overlay}
    assert files == {"texts/de.toml", "texts/en.toml", "texts/leicht.toml"}
    assert "eigener Text" in client.get(PAGE).content.decode(), "a line of a list is part of its text"


def test_a_page_of_the_form_is_previewed_as_it_would_look() -> None:
    sent = {LABEL: "Unternehmensform", "vorschau": "1"}
    page = _client().post(f"{PAGE}?teil=seite-vorhaben", sent).content.decode()
    preview = page[
        page.index("So sieht die Seite aus") : page.index("</fieldset>", page.index("So sieht die Seite aus"))
    ]
    assert "Unternehmensform" in preview


def test_the_letterhead_stands_on_letters() -> None:
    client = _client()
    sent = {
        "text:package.toml/letterhead/office": "Bürger- und Ordnungsamt",
        "text:package.toml/letterhead/contact": "Zimmer 12\nServicetelefon 115",
    }
    before = _letter()
    assert client.post(f"{PAGE}?teil=briefkopf", {**sent, **REASON}).status_code == 302
    letter = _letter()
    for words in ("Bürger- und Ordnungsamt", "Zimmer 12", "Servicetelefon 115"):
        assert words in letter
        assert words not in before
    assert "Stadt Paderborn" in letter


def _letter() -> str:
    """File an application; return the text of the first letter in its file."""
    ctx = citizen()
    case = file(ctx, TRADE_NOTICE, persona(TRADE_NOTICE, "friseur")).case
    work_off()
    system = system_context(ctx.municipality)
    document = next(
        one for one in desk_view(system, case=case).documents if one.media_type == "application/pdf"
    )
    content = document_content(system, document)
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({TEASER: "Anders"}, "warum Sie das anpassen"),
        ({TEASER: "Anders", "ab": "bald", **REASON}, "kein Datum"),
        ({TEASER: "", **REASON}, "»Kurz gesagt« darf nicht leer sein"),
    ],
)
def test_what_does_not_work_is_said_and_keeps_what_was_typed(sent: dict[str, str], words: str) -> None:
    answer = _client().post(PAGE, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert sent[TEASER] in page
    assert running_package(citizen(), TRADE_NOTICE).overlay == ()


def test_others_do_not_edit() -> None:
    for login in ("anna.muster", "bernd.beispiel", "emil.pruefmann"):
        client = _client(login)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, {TEASER: "Anders", **REASON}).status_code == 403
    assert _client().get(PAGE, {"teil": "gibt-es-nicht"}).status_code == 404
    assert _client().get(PAGE, {"sprache": "xx"}).status_code == 404
