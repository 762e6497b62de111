"""Every answer, also of an error, forbids browsers what our pages never need: foreign scripts, frames, caches."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client

pytestmark = pytest.mark.django_db

PAGES = {
    "/": 200,
    "/suche/?q=gewerbe": 200,
    "/paderborn/": 200,
    "/paderborn/leistungen/gewerbeanmeldung/": 200,
    "/paderborn/leistungen/gewerbeanmeldung/antrag/": 200,
    "/en/paderborn/leistungen/gewerbeanmeldung/antrag/": 200,
    "/paderborn/fortsetzen/": 200,
    "/paderborn/amt/anmelden/": 200,
    "/barrierefreiheit/": 200,
    "/gesundheit": 200,
    "/gibt-es-nicht/": 404,
    "/paderborn/antrag/0000000000000000/": 404,
}


@pytest.fixture(params=PAGES, ids=str)
def answer(request: pytest.FixtureRequest) -> HttpResponseBase:
    got: HttpResponseBase = Client(raise_request_exception=False).get(request.param)
    assert got.status_code == PAGES[request.param]
    return got


def _policy(answer: HttpResponseBase) -> dict[str, list[str]]:
    rules = (rule.split() for rule in answer.headers["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in rules}


def test_only_our_own_files_are_loaded_and_nobody_frames_us(answer: HttpResponseBase) -> None:
    policy = _policy(answer)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert not any("unsafe" in source or source == "*" for sources in policy.values() for source in sources)
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_nothing_is_guessed_kept_or_passed_on(answer: HttpResponseBase) -> None:
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def _inline(page: str) -> Iterator[str]:
    yield from re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    yield from re.findall(r"<style\b", page)
    yield from re.findall(r"<[^>]*\s(?:style|on[a-z]+)=", page)
    yield from re.findall(r'(?:src|href)="(?:https?:)?//[^"]+\.(?:js|css|woff2?)', page)


def test_pages_keep_to_it_themselves(answer: HttpResponseBase) -> None:
    page = getattr(answer, "content", b"").decode()
    assert list(_inline(page)) == []


def test_a_page_that_fails_is_sent_with_the_same_headers() -> None:
    sent = Client(enforce_csrf_checks=True).post("/paderborn/amt/anmelden/", {"login": "x"})
    assert sent.status_code == 403
    assert _policy(sent)["default-src"] == ["'none'"]
    assert "Cookies" in sent.content.decode()


def test_cookies_are_for_the_server_alone() -> None:
    cookies = Client().get("/paderborn/leistungen/gewerbeanmeldung/antrag/").cookies
    cookies.update(Client().get("/paderborn/amt/anmelden/").cookies)
    for cookie in cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Strict", cookie.key
    assert settings.DEBUG is False
