"""What another site makes a browser ask for is refused; links, our own pages and programs are not."""

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

pytestmark = pytest.mark.django_db

CHECK = "/paderborn/siegel-pruefen/"
LINK: dict[str, Any] = {
    "HTTP_SEC_FETCH_SITE": "cross-site",
    "HTTP_SEC_FETCH_MODE": "navigate",
    "HTTP_SEC_FETCH_DEST": "document",
}
FRAME = {**LINK, "HTTP_SEC_FETCH_DEST": "iframe"}
SCRIPT = {
    "HTTP_SEC_FETCH_SITE": "cross-site",
    "HTTP_SEC_FETCH_MODE": "no-cors",
    "HTTP_SEC_FETCH_DEST": "script",
}
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_SEC_FETCH_MODE": "navigate"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("get", "/paderborn/", LINK, 200),
        ("get", "/paderborn/", FRAME, 403),
        ("get", "/katalog/index.json", SCRIPT, 403),
        ("get", "/katalog/index.json", {}, 200),
        ("post", CHECK, LINK, 403),
        ("post", CHECK, {**LINK, "HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ("post", CHECK, OWN, 422),
        ("post", CHECK, {}, 422),
    ],
)
def test_only_links_come_from_elsewhere(method: str, path: str, headers: dict[str, str], status: int) -> None:
    answer = getattr(Client(), method)(path, **headers)
    assert answer.status_code == status


def test_the_identity_provider_may_send_its_answer_through_the_browser() -> None:
    answer = Client().post("/paderborn/konto/bundid/antwort/", {}, **LINK)
    assert "Eine andere Website" not in answer.content.decode()


def test_a_refused_one_is_told_to_the_security_log(capsys: pytest.CaptureFixture[str]) -> None:
    Client().post(CHECK, {}, **LINK)
    [line] = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "cross_site" in line]
    assert (line["log"], line["event"], line["route"]) == ("security", "cross_site_refused", "check_letter")
    assert line["address"] == "127.0.0.1"
    assert {"timestamp", "request"} <= line.keys()


def test_over_tls_browsers_are_told_to_stay_there(settings: LazySettings) -> None:
    assert "Strict-Transport-Security" not in Client().get("/").headers
    settings.CSRF_COOKIE_SECURE = True
    assert Client().get("/").headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_over_tls_cookies_are_bound_to_the_host(settings: LazySettings) -> None:
    settings.CSRF_COOKIE_SECURE = True
    sent = Client().post("/paderborn/amt/anmelden/", {"name": "anna.muster", "passwort": "modellregion-demo"})
    cookie = sent.cookies["__Host-amt"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
