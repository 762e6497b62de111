"""A step of a municipality's own: put in by a page or a file, done at the desk, kept by upgrades or named as a conflict."""

import pytest
from django.test import Client

from modellregion.cases.api import certify_receipt
from modellregion.cases.errors import NotYourTurnError
from modellregion.kernel.context import Context, system_context
from modellregion.packages.api import check_package, installed_services
from modellregion.process.api import Diagram
from modellregion.region.api import find_body
from modellregion.transfer.api import (
    NewStep,
    adapt_package,
    new_step_changes,
    plan_upgrade,
    running_package,
    step_places,
)
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.packages import TRADE_NOTICE, files_of, replaced
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
PAGE = f"/paderborn/amt/leistungen/{TRADE_NOTICE}/schritte/"
STEP = {
    "stelle": "f_eingang",
    "titel": "Lage des Betriebs ansehen",
    "rolle": "sachbearbeitung",
    "tage": "2",
    "text": "Im Plan nachsehen.\nBei Zweifeln anrufen.",
    "grund": "Beschluss vom 1. Juli 2026",
}


def _ctx() -> Context:
    body = find_body("paderborn")
    assert body is not None
    return system_context(body.id)


def _manager() -> Client:
    client = Client()
    log_in(client, "gerda.leistung", "paderborn")
    return client


def _diagram() -> Diagram:
    return installed_services(_ctx().municipality)[TRADE_NOTICE].package.diagram


def test_a_step_is_put_in_on_a_page_and_done_at_the_desk() -> None:
    client = _manager()
    assert "nach »Anzeige eingegangen«, vor »Anzeige prüfen«" in client.get(PAGE).content.decode()
    for name, sentence in (("titel", "wie der Schritt heißt"), ("rolle", "wer den Schritt"), ("tage", "Tagen"),
                           ("stelle", "eine Stelle"), ("grund", "warum")):  # fmt: skip
        refused = client.post(PAGE, {**STEP, name: ""})
        assert refused.status_code == 422
        assert sentence in refused.content.decode(), name
        assert "Bei Zweifeln anrufen." in refused.content.decode(), "what was typed is not lost"
    preview = client.post(PAGE, {**STEP, "vorschau": "1"}).content.decode()
    assert "Alle Prüffälle des Pakets wurden" in preview
    assert running_package(_ctx(), TRADE_NOTICE).overlay == ()
    assert client.post(PAGE, STEP).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "Lage des Betriebs ansehen" in page
    assert "Beschluss vom 1. Juli 2026" in page

    case = file(citizen(), TRADE_NOTICE, persona(TRADE_NOTICE, "friseur")).case
    work_off()
    clerk = Client()
    log_in(clerk, "anna.muster", "paderborn")
    address = f"/paderborn/amt/vorgaenge/{case}/"
    shown = clerk.get(address).content.decode()
    assert "Nächster Schritt: Lage des Betriebs ansehen" in shown
    assert "Bei Zweifeln anrufen." in shown
    assert f'action="{address}bescheinigen/"' not in shown
    assert "<dd>Lage des Betriebs ansehen</dd>" in shown.replace("\n", "")
    with pytest.raises(NotYourTurnError):
        certify_receipt(staff(), case=case)
    sent = {"schritt": "pruefen"}
    assert clerk.post(f"{address}schritt-erledigen/", sent).status_code == 409, (
        "a step that decides is not finished"
    )
    sent = {"schritt": "eigen_f_eingang", "vermerk": "Liegt im Gewerbegebiet."}
    assert clerk.post(f"{address}schritt-erledigen/", sent).status_code == 302
    assert clerk.post(f"{address}schritt-erledigen/", sent).status_code == 409, "done once"
    shown = clerk.get(address).content.decode()
    assert "Lage des Betriebs ansehen: Liegt im Gewerbegebiet." in shown
    assert f'action="{address}bescheinigen/"' in shown
    certify_receipt(staff(), case=case)

    assert client.post(PAGE, {"weg": "f_eingang", "grund": "Nicht mehr nötig"}).status_code == 302
    assert running_package(_ctx(), TRADE_NOTICE).overlay == ()


def test_the_map_shows_it_and_nothing_covers_it() -> None:
    before = _diagram()
    for flow in ("f_eingang", "f_ende"):
        _put_in(flow)
    after = _diagram()
    own = {shape.element: shape.bounds for shape in after.shapes if shape.element.startswith("eigen_")}
    assert set(own) == {"eigen_f_eingang", "eigen_f_ende"}
    assert {edge.element for edge in after.edges} - {edge.element for edge in before.edges} == {
        "eigen_f_eingang_weiter",
        "eigen_f_ende_weiter",
    }
    for name, box in own.items():
        for shape in after.shapes:
            other = shape.bounds
            apart = (
                other.x >= box.x + box.width
                or other.x + other.width <= box.x
                or other.y >= box.y + box.height
                or other.y + other.height <= box.y
            )
            assert shape.element == name or apart, f"{shape.element} covers {name}"


def _put_in(flow: str) -> None:
    running = running_package(_ctx(), TRADE_NOTICE)
    new = NewStep(flow=flow, name="Zweite Prüfung", role="sachbearbeitung", days="3")
    adapt_package(_ctx(), package=TRADE_NOTICE, changes=new_step_changes(running, new), reason="Beschluss")


def test_an_upgrade_keeps_it_or_names_the_conflict() -> None:
    _put_in("f_eingang")
    newer = replaced(files_of(), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    kept = plan_upgrade(_ctx(), package=TRADE_NOTICE, files=newer)
    assert kept.is_ready
    assert kept.package is not None
    assert "eigen_f_eingang" in kept.package.process.nodes
    assert kept.scenarios is not None
    assert kept.scenarios.results
    closed = replaced(newer, "package.toml", 'places = ["f_eingang", "f_ende"]', 'places = ["f_ende"]')
    named = plan_upgrade(_ctx(), package=TRADE_NOTICE, files=closed)
    assert not named.is_ready
    (conflict,) = named.merge.conflicts
    assert conflict.change.path == ("process.bpmn", "steps", "f_eingang")
    assert not conflict.can_stay
    assert named.news[0].startswith(
        "Eigener Schritt »Zweite Prüfung«: Diese Stelle gibt es im neuen Paket nicht mehr"
    )
    assert "»Zweite Prüfung«" in named.news[0]


def test_a_package_may_only_open_flows_that_it_has() -> None:
    wrong = replaced(
        files_of(), "package.toml", 'places = ["f_eingang", "f_ende"]', 'places = ["f_gibtsnicht"]'
    )
    (finding,) = [one for one in check_package(wrong) if not one.is_warning]
    assert "The process has no flow »f_gibtsnicht«." in str(finding)
    assert [place.flow for place in step_places(running_package(_ctx(), TRADE_NOTICE))] == [
        "f_eingang",
        "f_ende",
    ]
