"""The pages of an upgrade: what changes in words, conflicts with all sides, a decision with its reason, a day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.kernel.context import Context, system_context
from modellregion.packages.api import (
    Change,
    PackageFiles,
    SigningKey,
    installed_services,
    seal_bundle,
    verify_bundle,
)
from modellregion.region.api import find_body
from modellregion.transfer.api import (
    ActivationState,
    adapt_package,
    list_activations,
    running_package,
    trust_publisher,
)
from tests.support.filing import file
from tests.support.packages import TRADE_NOTICE, files_of, replaced
from tests.support.people import citizen
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
CHOOSE = "/paderborn/amt/uebernahmen/"
LABEL = ("fields.toml", "fields", "rechtsform", "label")
GONE = ("fields.toml", "fields", "rechtsform", "help")
FEE = ("rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag")
KEY = SigningKey(b"p" * 32)


def _ctx() -> Context:
    body = find_body("paderborn")
    assert body is not None
    return system_context(body.id)


def _client() -> Client:
    client = Client()
    log_in(client, "gerda.leistung", "paderborn")
    return client


def _newer(version: str = "1.1.0") -> PackageFiles:
    files = replaced(files_of(), "package.toml", 'version = "1.0.0"', f'version = "{version}"')
    files = replaced(files, "fields.toml", 'label = "Rechtsform"', 'label = "Rechtsform des Betriebs"')
    files = replaced(files, "rules/gebuehren.dmn", "<text>26</text>", "<text>28</text>")
    for name in files.below("scenarios", ".toml"):
        path = f"scenarios/{name}.toml"
        if b"fee_cents = 2600" in files.contents[path]:
            files = replaced(files, path, "fee_cents = 2600", "fee_cents = 2800")
    return files


@pytest.fixture
def begun() -> Callable[[PackageFiles], tuple[Client, str]]:
    """Return a way to begin an upgrade of a publisher who is known here."""

    def begin(files: PackageFiles) -> tuple[Client, str]:
        content = seal_bundle(files, publisher="Stadt Anderswo", key=KEY)
        bundle = verify_bundle(content)
        trust_publisher(_ctx(), bundle=bundle, fingerprint=bundle.key.fingerprint)
        client = _client()
        answer = client.post(CHOOSE, {"quelle": "datei", "datei": SimpleUploadedFile("neu.zip", content)})
        return client, str(answer.headers.get("Location", answer.content.decode()))

    return begin


def _adapt() -> None:
    changes = [Change(FEE, "26", "30"), Change(LABEL, "Rechtsform", "Unternehmensform")]
    adapt_package(_ctx(), package=TRADE_NOTICE, changes=changes, reason="Satzung vom 1. Juli 2026")


def _label() -> str:
    package = installed_services(_ctx().municipality)[TRADE_NOTICE].package
    return package.form.fields["rechtsform"].label("de")


def test_a_conflict_is_shown_with_all_sides_and_decided_with_a_reason(
    begun: Callable[[PackageFiles], tuple[Client, str]],
) -> None:
    _adapt()
    client, overview = begun(_newer())
    page = client.get(overview).content.decode()
    assert "1 Stelle müssen Sie entscheiden" in page
    assert "»26« zu »28«; Ihr eigener Wert »30« bleibt" in page
    conflict = client.get(f"{overview}entscheiden/").content.decode()
    for words in ("Rechtsform des Betriebs", "Unternehmensform", "Satzung vom 1. Juli 2026"):
        assert words in conflict, words

    refused = client.post(f"{overview}in-betrieb/")
    assert refused.status_code == 422
    assert running_package(_ctx(), TRADE_NOTICE).version == "1.0.0"
    without_reason = client.post(
        f"{overview}entscheiden/", {"wahl-0": "value", "wert-0": "Form des Unternehmens"}
    )
    assert without_reason.status_code == 422
    assert "Bitte sagen Sie, warum" in without_reason.content.decode()
    assert "Form des Unternehmens" in without_reason.content.decode()
    assert "Form des Unternehmens" in client.get(f"{overview}entscheiden/").content.decode(), "kept for later"

    sent = {"wahl-0": "value", "wert-0": "Form des Unternehmens", "grund-0": "So heißt es hier seit jeher."}
    assert client.post(f"{overview}entscheiden/", sent).headers["Location"].endswith("/erproben/")
    client.post(f"{overview}erproben/")
    tried = client.get(f"{overview}erproben/").content.decode()
    assert "Anders als im Paket, weil Sie angepasst haben" in tried
    assert "Form des Unternehmens" in client.get(f"{overview}formular/").content.decode()
    assert client.post(f"{overview}in-betrieb/").status_code == 302
    running = running_package(_ctx(), TRADE_NOTICE)
    assert running.version == "1.1.0"
    kept = {owned.change.path: owned for owned in running.overlay}
    assert kept[LABEL].change.after == "Form des Unternehmens"
    assert (kept[LABEL].reason, kept[LABEL].author) == ("So heißt es hier seit jeher.", "Gerda Leistung")
    assert (kept[FEE].reason, kept[FEE].author) == ("Satzung vom 1. Juli 2026", "System")
    assert _label() == "Form des Unternehmens"
    report = " ".join(list_activations(_ctx(), TRADE_NOTICE)[0].report)
    assert "So heißt es hier seit jeher." in report


@pytest.mark.parametrize(
    ("choice", "label"), [("own", "Unternehmensform"), ("new", "Rechtsform des Betriebs")]
)
def test_either_side_can_be_taken(
    choice: str, label: str, begun: Callable[[PackageFiles], tuple[Client, str]]
) -> None:
    _adapt()
    client, overview = begun(_newer())
    client.post(f"{overview}entscheiden/", {"wahl-0": choice, "grund-0": "Beschluss"})
    assert client.post(f"{overview}in-betrieb/").status_code == 302
    assert _label() == label


def test_it_goes_live_on_its_day_and_back_again(begun: Callable[[PackageFiles], tuple[Client, str]]) -> None:
    client, overview = begun(_newer())
    assert "nichts zu entscheiden" in client.get(f"{overview}entscheiden/").content.decode()
    for typed, words in (("gestern", "kein Datum"), ("01.01.2020", "schon vorbei")):
        answer = client.post(f"{overview}in-betrieb/", {"ab": typed})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert typed in answer.content.decode()
    day = _ctx().today() + timedelta(days=10)
    assert (
        client.post(f"{overview}in-betrieb/", {"ab": f"{day.day}.{day.month}.{day.year}"}).status_code == 302
    )
    (planned,) = list_activations(_ctx(), TRADE_NOTICE)
    assert (planned.state, planned.starts_on) == (ActivationState.PLANNED, day)
    assert running_package(_ctx(), TRADE_NOTICE).version == "1.0.0"
    texts = client.get(f"/paderborn/amt/leistungen/{TRADE_NOTICE}/texte/").content.decode()
    assert "wird diese Planung verworfen" in texts


def test_a_place_that_is_gone_leaves_only_the_new_value(
    begun: Callable[[PackageFiles], tuple[Client, str]],
) -> None:
    label = ("pages.toml", "pages", "vorhaben", "groups", "hinweis", "notice")
    adapt_package(_ctx(), package=TRADE_NOTICE, changes=[Change(label, "x", "Achtung!")], reason="Beschluss")
    text = files_of().contents["pages.toml"].decode()
    start, end = (
        text.index('[[pages.groups]]\nid = "hinweis"'),
        text.index('[[pages.groups]]\nid = "angaben"'),
    )
    files = replaced(_newer(), "pages.toml", text[start:end], "")
    english = files.contents["texts/en.toml"].decode()
    start = english.index("[pages.vorhaben.groups.hinweis]")
    files = replaced(files, "texts/en.toml", english[start : english.index("[pages.unternehmen]")], "")
    client, overview = begun(files)
    page = client.get(f"{overview}entscheiden/").content.decode()
    assert "Achtung!" in page
    assert 'value="own"' not in page
    client.post(f"{overview}entscheiden/", {"wahl-0": "own", "grund-0": "x"})
    assert client.post(f"{overview}in-betrieb/").status_code == 422
    client.post(f"{overview}entscheiden/", {"wahl-0": "new", "grund-0": "Der Hinweis ist entfallen."})
    assert client.post(f"{overview}in-betrieb/").status_code == 302
    assert running_package(_ctx(), TRADE_NOTICE).overlay == ()


@pytest.mark.parametrize(
    ("version", "words"), [("0.9.0", "ist älter als Ihre Version"), ("1.0.0", "läuft hier schon")]
)
def test_only_newer_versions_are_upgrades(
    version: str, words: str, begun: Callable[[PackageFiles], tuple[Client, str]]
) -> None:
    files = files_of() if version == "1.0.0" else _newer(version)
    assert words in begun(files)[1]


def test_the_impact_is_shown_before_anything_is_decided(
    begun: Callable[[PackageFiles], tuple[Client, str]],
) -> None:
    filed = file(citizen(), TRADE_NOTICE, persona(TRADE_NOTICE, "friseur"))
    _adapt()
    client, overview = begun(_newer())
    page = f"{overview}auswirkungen/"
    assert "Auswirkungen ausrechnen" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    shown = client.get(page).content.decode()
    assert filed.number in shown, "its fee would be another one"
    assert "Neue Fragen" not in shown, "a question with other words is the same question"
    for words in (
        "offene",
        "Eingegangen",
        "so gerechnet, als gälte der neue Wert",
        "Alle verlaufen wie bisher",
    ):
        assert words in shown, words
    client.post(f"{overview}entscheiden/", {"wahl-0": "own", "grund-0": "Beschluss"})
    assert "Auswirkungen ausrechnen" in client.get(page).content.decode(), (
        "it is worked out anew after a decision"
    )
    assert running_package(_ctx(), TRADE_NOTICE).version == "1.0.0"


def test_a_new_version_made_to_do_harm_does_not_come_in_by_the_pages(
    begun: Callable[[PackageFiles], tuple[Client, str]],
) -> None:
    bomb = "<text>count(for a in 1..1000000, b in 1..9 return a)</text>"
    client, overview = begun(replaced(_newer(), "rules/gebuehren.dmn", "<text>28</text>", bomb))
    for step in ("auswirkungen", "erproben", "in-betrieb"):
        refused = client.post(f"{overview}{step}/")
        assert refused.status_code == 422, step
        assert "far too many steps" in refused.content.decode(), step
    assert running_package(_ctx(), TRADE_NOTICE).version == "1.0.0"
