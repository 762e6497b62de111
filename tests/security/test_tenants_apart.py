"""No address of one municipality shows, changes or betrays anything of another: tried on every route there is."""

from collections.abc import Iterable
from itertools import product
from typing import Any, cast
from uuid import UUID

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, reverse
from psycopg.sql import SQL, Identifier

from modellregion.accounts.sessions import session_cookie
from modellregion.kernel.tenancy import tenant
from modellregion.site.urls import DESK, PORTAL
from tests.support.account_world import enter, make_account
from tests.support.people import citizen
from tests.support.world import MARKER, SERVICE, World, log_in, make_world

pytestmark = pytest.mark.django_db

CASHIER_ACTIONS = {
    "raten/": ("vereinbaren", "beenden"),
    "zahlungen/<uuid:claim>": ("bar", "erstatten", "absetzen", "zurueckholen", "mandat-widerrufen"),
    "lastschriften/<uuid:collection>": ("datei",),
    "lastschriften/": ("erstellen",),
    "mahnung/": ("mahnen", "uebergeben"),
    "klaerung/": ("buchen", "erledigen"),
    "kontoauszuege/<uuid:statement>": ("vorschlaege", "zuordnen", "erklaeren"),
    "kontoauszuege/<slug:action>": ("einlesen",),
}
# A person who is logged in with an account of that municipality, beside its staff.
ACCOUNT = "an account"
INTRUDERS = (
    "",
    ACCOUNT,
    "anna.muster",
    "bernd.beispiel",
    "dora.exempel",
    "emil.pruefmann",
    "gerda.leistung",
    "klara.kasse",
    "admin",
)
ACTIONS = (
    "bescheinigen", "zurueckweisen", "uebernehmen", "abgeben", "rueckfrage", "kennzeichnen", "aufgabe",
    "frist-beginnen", "beteiligte", "beteiligte-beenden",
)  # fmt: skip
CONSULTING = ("anfragen", "erinnern", "zuruecknehmen", "verlaengern", "code", "code-sperren")
# One command of each kind: what they share, the reach of files, is asked by all of them.
RECORD_ACTIONS = (
    "zweck",
    "hochladen",
    "recht",
    "laufmappe",
    "ablegen",
    "verwerfen",
    "loeschen",
    "zusammenstellen",
)
RECORD_PLACES = ("amt/akten/", "amt/aktenplan/", "amt/post/", "amt/scans/", "amt/aussonderung/")
STEERING = (
    "wiederholen",
    "ueberspringen",
    "zuweisen",
    "zurueckziehen",
    "springen",
    "einstellen",
    "aufnehmen",
)
# Searches are asked for the first half of the name only, so that no page shows it by repeating the question.
WORDS = {"find": f"?suche={MARKER.partition('-')[0]}"}
NOTICE_ACTIONS = (
    "speichern",
    "zeichnung",
    "zeichnen",
    "ruecklauf",
    "rechtsbehelf",
    "folgebescheid",
    "drucken",
    "versandt",
    "zuruecknehmen",
    "loeschen",
)
ROUTES = [route for route in [*PORTAL, *DESK] if "slug:slug" in str(route.pattern)]


def _text(answer: HttpResponseBase) -> str:
    return b"".join(cast("Iterable[bytes]", answer)).decode(errors="replace")


def _values(route: URLPattern, world: World) -> list[dict[str, Any]]:
    """Return what the route's address is filled with: all that exists at Paderborn and fits."""
    is_case = "vorgang/" in str(route.pattern)
    is_notice = any(place in str(route.pattern) for place in ("bescheide/", "postausgang/", "textbausteine/"))
    is_record = any(place in str(route.pattern) for place in RECORD_PLACES)
    known: dict[str, list[Any]] = {
        "code": [world.opinion_code]
        if "stellungnahme/" in str(route.pattern)
        else [world.case_code]
        if is_case
        else [world.draft_code, world.case_code],
        "request_id": [world.received_request],
        "number": [1],
        "case": [world.case, world.open_case],
        "notice": [world.notice],
        "module": [world.module],
        "document": [world.notice_document]
        if is_notice
        else [world.document, *([world.draft_document] if is_record else [])],
        "file": [world.file],
        "node": [world.node],
        "circulation": [world.circulation],
        "intake": [world.intake],
        "batch": [world.batch],
        "disposal": [world.disposal],
        "business": [world.business],
        "claim": [world.claim],
        "token": [world.return_token],
        "item": [world.clearing_item],
        "closing": [world.closing],
        "statement": [world.statement],
        "run": [world.run],
        "collection": [world.collection],
        "delivery": [world.letter] if is_notice else [world.delivery],
        "preparation": [world.preparation],
        "proposal": [world.proposal],
        "sha256": [world.proposal_sha256],
        "version": ["jetzt", "paket"],
        "page": [1] if is_record or "seite-" in str(route.pattern) else ["vorhaben", "personen"],
        "service": [SERVICE],
        "profile": ["bundid"],
        "account": [world.accounts.account, world.accounts.agent],
        "mandate": [world.accounts.mandate],
        "held": [world.accounts.held],
        "figure": ["rechtsformen"],
        "form": ["csv", "ods"],
        "action": list(
            next(acts for place, acts in CASHIER_ACTIONS.items() if place in str(route.pattern))
            if "amt/kasse/" in str(route.pattern) and "action" in str(route.pattern)
            else ["veroeffentlichen", "zurueckziehen"]
            if "amt/zahlen/" in str(route.pattern)
            else NOTICE_ACTIONS
            if is_notice
            else STEERING
            if "ablauf/" in str(route.pattern)
            else CONSULTING
            if "beteiligung/" in str(route.pattern)
            else RECORD_ACTIONS
            if is_record
            else ACTIONS
        ),
    }
    names = [name for name in route.pattern.converters if name != "slug"]
    return [dict(zip(names, values, strict=True)) for values in product(*(known[name] for name in names))]


def _everything_of(municipality: UUID) -> dict[str, list[Any]]:
    with tenant(municipality), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'municipality_id' "
            "AND table_schema = 'public' ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows: dict[str, list[Any]] = {}
        for table in tables:
            cursor.execute(
                SQL("SELECT md5(t::text) FROM {} t ORDER BY 1").format(Identifier(table)).as_string()
            )
            rows[table] = cursor.fetchall()
        return rows


@pytest.mark.parametrize("login", INTRUDERS, ids=lambda login: login or "nobody")
def test_from_elsewhere_nothing_is_seen_and_nothing_changes(login: str) -> None:
    world = make_world()
    victims = [citizen().municipality, citizen("ihk-ostwestfalen").municipality]
    before = [_everything_of(victim) for victim in victims]
    client = Client(raise_request_exception=False)
    if login and login != ACCOUNT:
        log_in(client, login, "bielefeld")
    account = make_account("bielefeld", "muk", {"company_name": "Anderswo GmbH"})
    tried = 0
    for route in ROUTES:
        if login == ACCOUNT:  # anew, because one of the routes logs out
            enter(client, "bielefeld", account)
        for values in _values(route, world):
            address = reverse(route.name, kwargs={"slug": "bielefeld", **values})
            for method in (client.get, client.post):
                answer = method(address + WORDS.get(str(route.name), ""))
                tried += 1
                assert answer.status_code < 500, f"{method.__name__} {address}"
                assert MARKER not in _text(answer), f"{method.__name__} {address}"
    assert tried > 60
    assert [_everything_of(victim) for victim in victims] == before


def test_a_session_is_worth_nothing_next_door() -> None:
    world = make_world()
    client = Client()
    log_in(client, "anna.muster", "bielefeld")
    for route in DESK:
        if route.name in {"login", "login_with_passkey", "sso", "sso_answer"}:
            continue
        for values in _values(route, world):
            address = reverse(route.name, kwargs={"slug": "paderborn", **values})
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code == 302, address
                assert answer.headers["Location"].startswith("/paderborn/amt/anmelden/"), address


ACCOUNT_ROUTES = [route for route in PORTAL if "/konto/" in str(route.pattern)]


def test_an_account_is_worth_nothing_next_door() -> None:
    """The same session, sent to another municipality, logs nobody in there."""
    world = make_world()
    client = Client(raise_request_exception=False)
    enter(client, "bielefeld", make_account("bielefeld", "muk", {"company_name": "Anderswo GmbH"}))
    client.cookies[session_cookie("paderborn")] = client.cookies[session_cookie("bielefeld")].value
    before = _everything_of(citizen().municipality)
    for route in ACCOUNT_ROUTES:
        for values in _values(route, world):
            address = reverse(route.name, kwargs={"slug": "paderborn", **values})
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code < 500, address
                assert MARKER not in _text(answer), address
    assert _everything_of(citizen().municipality) == before


def test_one_account_never_reaches_what_another_one_holds_in_the_same_municipality() -> None:
    world = make_world()
    client = Client(raise_request_exception=False)
    stranger = make_account("paderborn", "muk", {"company_name": "Fremd GmbH"})
    enter(client, "paderborn", stranger)
    tables = (
        "accounts_member",
        "accounts_mandate",
        "accounts_account",
        "cases_held",
        "cases_draft",
        "cases_case",
    )
    everything = _everything_of(citizen().municipality)
    before = {name: everything[name] for name in tables}
    objects = {"account", "mandate", "held"}
    tried = 0
    posted = {
        "sicher": "ja",
        "einladen": "1",
        "recht": "owner",
        "umfang": "alle",
        "ab": "2026-01-01",
        "annehmen": "ja",
    }
    for route in ACCOUNT_ROUTES:
        if not objects & set(route.pattern.converters):
            continue
        for values in _values(route, world):
            address = reverse(route.name, kwargs={"slug": "paderborn", **values})
            for answer in (client.get(address), client.post(address, posted)):
                tried += 1
                assert answer.status_code == 404, address
                assert MARKER not in _text(answer), address
    assert tried >= 20
    begin = reverse("begin_with_account", kwargs={"slug": "paderborn", "service": SERVICE})
    for key in (f"vollmacht-{world.accounts.mandate}", f"konto-{world.accounts.account}"):
        assert client.post(begin, {"fuer": key}).status_code == 409
    # A mandate of one's own account does not open somebody else's behind it either.
    own = reverse(
        "account_mandate",
        kwargs={"slug": "paderborn", "account": stranger, "mandate": world.accounts.mandate},
    )
    assert client.post(own, posted).status_code == 404
    everything = _everything_of(citizen().municipality)
    assert {name: everything[name] for name in tables} == before


def test_to_its_owner_the_same_account_does_show_it() -> None:
    """The counter-test of the two above."""
    world = make_world()
    shown: set[str] = set()
    for account in (world.accounts.account, world.accounts.agent, world.accounts.member):
        client = Client()
        enter(client, "paderborn", account)
        for route in ACCOUNT_ROUTES:
            for values in _values(route, world):
                address = reverse(route.name, kwargs={"slug": "paderborn", **values})
                if route.name != "account_logout" and MARKER in _text(client.get(address)):
                    shown.add(str(route.name))
    assert shown >= {"account", "account_for", "account_members", "account_mandates", "account_mandate"}


def test_at_home_the_same_addresses_do_show_it() -> None:
    """The counter-test: without it, an empty answer everywhere would pass for safety."""
    world = make_world()
    shown: set[str] = set()
    before = _everything_of(citizen().municipality)
    people = (
        ("paderborn", "anna.muster"),
        ("paderborn", "gerda.leistung"),
        ("paderborn", "klara.kasse"),
        ("ihk-ostwestfalen", "empfang"),
    )
    for slug, login in people:
        client = Client()
        log_in(client, login, slug)
        for route in ROUTES:
            for values in _values(route, world):
                address = reverse(route.name, kwargs={"slug": slug, **values})
                answer = client.get(address + WORDS.get(str(route.name), ""))
                if MARKER in _text(answer):
                    shown.add(str(route.name))
    expected = {"review", "page", "status", "inbox", "inbox_export", "case", "register"}
    expected |= {
        "register_entry",
        "deliveries",
        "delivery",
        "delivery_json",
        "preparation",
        "proposal",
        "proposals",
    }
    expected |= {
        "files",
        "files_export",
        "file",
        "contents_export",
        "document",
        "document_file",
        "mail",
        "inspection",
    }
    expected |= {"circulations", "find", "scan"}
    expected |= {"circulations", "consultation", "opinion", "received_request"}
    expected |= {"circulations"}
    expected |= {"cash_desk", "claims_export", "payment", "clearing", "closing", "statement", "statements"}
    expected |= {"notice", "outgoing", "outgoing_table", "text_modules"}
    assert expected <= shown, shown
    after = _everything_of(citizen().municipality)
    # Looking changes nothing but the protocol of looking: sessions, who read the register why (§ 14 GewO), and that
    # entries get their places in the journal and are signed when somebody asks for a receipt.
    assert {name for name in after if after[name] != before[name]} <= {
        "region_staff_session",
        "trade_retrieval",
        *(f"journal_{name}" for name in ("leaf", "node", "head", "checkpoint", "key")),
        "records_access",
        # Coming back from the provider asks it once more, and sets when to ask next.
        "payments_intent",
    }
