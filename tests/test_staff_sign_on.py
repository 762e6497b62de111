"""Staff log in at the directory of their authority: npm oidc-provider as a program of its own, honest and lying."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from modellregion.kernel.context import system_context
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import (
    GroupRole,
    Role,
    StaffLogin,
    WrongSsoError,
    set_staff_login,
    staff_login_trouble,
)
from modellregion.region.models import RoleAssignment, StaffIdentity, StaffMember
from tests.support.directory import ANSWER, SECRET, Directory, running_directory
from tests.support.logins import page
from tests.support.people import citizen

pytestmark = pytest.mark.django_db
BEGIN = "/paderborn/amt/anmelden/dienst/"
CASES = "/paderborn/amt/vorgaenge/"


@pytest.fixture(scope="module")
def running() -> Iterator[Directory]:
    with running_directory(f"{settings.PUBLIC_URL}/paderborn{ANSWER}") as found:
        yield found


@pytest.fixture
def directory(running: Directory) -> Directory:
    running.tell(lie=None, down=False, groups={"anna": ["gewerbe"]})
    return running


def _connect(directory: Directory, tmp_path: Path, **more: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    wish = {"login_claim": "preferred_username", **more}
    set_staff_login(
        system_context(citizen().municipality),
        StaffLogin(directory.address, "modellregion", secret, "Stadtkonto", **wish),
    )


def _office() -> GroupRole:
    ctx = citizen()
    with tenant(ctx):
        anna = StaffMember.objects.get(municipality_id=ctx.municipality, login="anna.muster")
        held = RoleAssignment.objects.filter(municipality_id=ctx.municipality, staff_id=anna.id).first()
    assert held is not None
    return GroupRole("gewerbe", Role(held.role), held.unit_id)


def _answer_of(client: Client, directory: Directory, person: str, **asked: str) -> str:
    sent = client.get(BEGIN, asked)
    assert sent.status_code == 302, page(sent)
    back = urlsplit(directory.log_in(sent.headers["Location"], person))
    return f"{back.path}?{back.query}"


def _log_in(client: Client, directory: Directory, person: str, **asked: str) -> Any:
    return client.get(_answer_of(client, directory, person, **asked))


def test_somebody_of_the_staff_logs_in_at_the_directory_and_comes_back(
    directory: Directory, tmp_path: Path
) -> None:
    _connect(directory, tmp_path)
    client = Client()
    assert "Mit Stadtkonto anmelden" in page(client.get("/paderborn/amt/anmelden/"))
    asked = parse_qs(urlsplit(client.get(BEGIN).headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    for _ in range(2):  # the second time by subject
        answer = _log_in(client, directory, "anna", weiter=CASES)
        assert (answer.status_code, answer.headers["Location"]) == (302, CASES), page(answer)
        assert "Anna Muster" in page(client.get(CASES))
    ctx = citizen()
    with tenant(ctx):
        assert StaffIdentity.objects.filter(municipality_id=ctx.municipality).count() == 1
    local = Client()
    local.post("/paderborn/amt/anmelden/", {"name": "bernd.beispiel", "passwort": "falsch"})
    assert "Oder mit Name und Passwort" in page(local.get("/paderborn/amt/anmelden/"))


def test_who_is_not_known_here_gets_no_account_and_no_right(directory: Directory, tmp_path: Path) -> None:
    _connect(directory, tmp_path)
    ctx = citizen()

    def staff() -> int:
        with tenant(ctx):
            return StaffMember.objects.filter(municipality_id=ctx.municipality).count()

    before = staff()
    refused = _log_in(Client(), directory, "nele")
    assert refused.status_code == 422
    assert "kein Zugang angelegt" in page(refused)
    assert staff() == before
    assert _log_in(Client(), directory, "anna").status_code == 302
    stranger = _log_in(Client(), directory, "falsch")
    assert stranger.status_code == 422, "the same login of another subject is somebody else"


def test_the_file_may_let_groups_make_accounts_and_rights(directory: Directory, tmp_path: Path) -> None:
    _connect(directory, tmp_path, creates_staff=True, roles=[_office()])
    client = Client()
    assert _log_in(client, directory, "nele").status_code == 302
    assert client.get(CASES).status_code == 200
    refused = _log_in(Client(), directory, "otto")
    assert "Keine Ihrer Gruppen" in page(refused)
    ctx = citizen()
    with tenant(ctx):
        assert not StaffMember.objects.filter(municipality_id=ctx.municipality, login="otto.ohne").exists()
        anna = StaffMember.objects.get(municipality_id=ctx.municipality, login="anna.muster")
    assert _log_in(Client(), directory, "anna").status_code == 302
    directory.tell(groups={"anna": []})
    assert _log_in(Client(), directory, "anna").status_code == 422
    with tenant(ctx):
        left = RoleAssignment.objects.filter(municipality_id=ctx.municipality, staff_id=anna.id)
        assert not left.exists(), "what a group gave goes with it"


LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "x" * 43}},
    "no nonce": {"without": ["nonce"]},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "another audience": {"claims": {"aud": "somebody-else"}},
    "two audiences, issued to the other": {"claims": {"aud": ["modellregion", "other"], "azp": "other"}},
    "expired 61 seconds ago": {"claims": {"exp": "now-61"}},
    "made in 61 seconds": {"claims": {"iat": "now+65"}},
    "made an hour ago": {"claims": {"iat": "now-3600"}},
    "times that are words": {"claims": {"exp": "morgen"}},
    "no subject": {"without": ["sub"]},
    "a subject of 300 characters": {"claims": {"sub": "s" * 300}},
    "another access token's hash": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "unsigned (alg none)": {"how": "none"},
    "signed with the client's secret (HS256)": {"how": "secret"},
    "signed with the public key as a secret": {"how": "public"},
    "signed with a stranger's key": {"how": "stranger"},
    "no token": {"response": {"id_token": None}},
    "a token that is none": {"response": {"id_token": "a.b.c"}},
}


def _timed(lie: dict[str, Any]) -> dict[str, Any]:
    now = int(citizen().now().timestamp())
    claims = {
        name: now + int(value[3:]) if isinstance(value, str) and value.startswith("now") else value
        for name, value in lie.get("claims", {}).items()
    }
    return {**lie, "claims": claims}


@pytest.mark.parametrize("name", LIES)
def test_a_hostile_answer_opens_no_session(directory: Directory, tmp_path: Path, name: str) -> None:
    _connect(directory, tmp_path)
    client = Client()
    directory.tell(lie=_timed(LIES[name]))
    refused = _log_in(client, directory, "anna")
    assert refused.status_code == 422, name
    assert "hat nicht geklappt" in page(refused)
    assert client.get(CASES).status_code == 302


def test_a_minute_of_clock_skew_is_no_reason_to_refuse(directory: Directory, tmp_path: Path) -> None:
    _connect(directory, tmp_path)
    directory.tell(lie=_timed({"claims": {"iat": "now+50", "exp": "now-50"}}))
    assert _log_in(Client(), directory, "anna").status_code == 302


def test_an_answer_counts_once_in_the_browser_that_asked_and_from_its_issuer(
    directory: Directory, tmp_path: Path
) -> None:
    _connect(directory, tmp_path)
    client = Client()
    address = _answer_of(client, directory, "anna")
    assert Client().get(address).status_code == 422, "another browser"
    assert client.get(address).status_code == 302
    assert client.get(address).status_code == 422, "the same answer twice"
    mixed = _answer_of(client, directory, "anna")
    assert "iss=" in mixed
    assert client.get(mixed.replace("iss=http", "iss=https")).status_code == 422, "RFC 9207"
    forged = _answer_of(client, directory, "anna").partition("&iss=")
    code = parse_qs(urlsplit(forged[0]).query)["code"][0]
    other = _answer_of(client, directory, "anna")
    theirs = parse_qs(urlsplit(other).query)["code"][0]
    assert client.get(other.replace(theirs, code)).status_code == 422, "a code of another login (PKCE)"
    cancelled = parse_qs(urlsplit(client.get(BEGIN).headers["Location"]).query)["state"][0]
    given_up = client.get(
        f"/paderborn{ANSWER}", {"state": cancelled, "error": "access_denied", "iss": directory.address}
    )
    assert "abgebrochen" in page(given_up)


def test_a_directory_that_is_down_says_so_and_the_password_still_works(
    directory: Directory, tmp_path: Path
) -> None:
    _connect(directory, tmp_path)
    client = Client()
    address = _answer_of(client, directory, "anna")
    directory.tell(down=True)
    away = client.get(address)
    assert away.status_code == 503
    assert "Name und Passwort" in page(away)
    assert client.get("/paderborn/amt/anmelden/").status_code == 200
    assert "Staff with a password" in (staff_login_trouble(citizen().municipality) or "")
    directory.tell(down=False)
    assert staff_login_trouble(citizen().municipality) == ""
    assert staff_login_trouble(citizen("bielefeld").municipality) is None


def test_nobody_is_led_elsewhere_and_nothing_half_is_connected(directory: Directory, tmp_path: Path) -> None:
    _connect(directory, tmp_path)
    for target in ("https://evil.example/", "//evil.example", "/bielefeld/amt/"):
        assert _log_in(Client(), directory, "anna", weiter=target).headers["Location"] == "/paderborn/amt/"
    assert Client().get("/bielefeld/amt/anmelden/dienst/").status_code == 404
    ctx = system_context(citizen().municipality)
    secret = tmp_path / "secret.txt"
    for wrong in (
        StaffLogin("http://sso.example.org", "x", secret, "X", login_claim="sub"),
        StaffLogin("https://sso.example.org", "x", secret, "X"),
        StaffLogin("https://sso.example.org", "x", secret, "X", creates_staff=True),
        StaffLogin("https://sso.example.org", "x", tmp_path / "none", "X", login_claim="sub"),
    ):
        with pytest.raises(WrongSsoError):
            set_staff_login(ctx, wrong)
