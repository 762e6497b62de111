"""Passkeys of the staff: added, used, removed, demanded; and what a forged, replayed or foreign answer is worth."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from modellregion.demo.region import PASSWORD
from modellregion.journal.api import entries_of
from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.errors import NotConfirmedError
from modellregion.kernel.tenancy import tenant
from modellregion.region.models import Passkey, PasskeyQuestion, StaffMember, StaffSession
from modellregion.region.passkeys.ceremony import party
from modellregion.region.passkeys.errors import PasskeyUnusableError
from modellregion.region.passkeys.rule import demand_passkeys
from modellregion.region.roles import Role
from modellregion.site.configuration import ConfigurationError, configuration
from tests.support.authenticator import PRESENT, VERIFIED, Authenticator
from tests.support.people import staff

pytestmark = pytest.mark.django_db

DESK = "/paderborn/amt/"
LOGIN, MINE, PEOPLE, CONFIRM = (
    f"{DESK}{part}/" for part in ("anmelden", "mein-zugang", "zugaenge", "bestaetigen")
)
LOGIN_KEY, MINE_KEYS, CONFIRM_KEY = f"{LOGIN}passkey/", f"{MINE}passkeys/", f"{CONFIRM}passkey/"


def _with_password(name: str = "anna.muster") -> Client:
    client = Client()
    assert client.post(LOGIN, {"name": name, "passwort": PASSWORD}).status_code == 302
    return client


def _asked(client: Client, address: str, **fields: str) -> dict[str, Any]:
    answer = client.post(address, fields)
    assert answer.status_code == 200, answer.content.decode()[:500]
    asked: dict[str, Any] = json.loads(answer.content)
    return asked


def _added(client: Client, name: str = "Laptop", **traits: Any) -> Authenticator:
    key = Authenticator(**traits)
    made = key.make(_asked(client, MINE_KEYS, name=name))
    answer = client.post(MINE_KEYS, {"name": name, "antwort": made})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return key


def _entered(key: Authenticator, slug: str = "paderborn") -> Client:
    client = Client()
    address = LOGIN_KEY.replace("paderborn", slug)
    answer = client.post(address, {"antwort": key.prove(_asked(client, address))})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return client


def _is_in(client: Client) -> bool:
    return client.get(MINE).status_code == 200


def _member(login: str) -> StaffMember:
    ctx = staff()
    with tenant(ctx):
        return StaffMember.objects.get(municipality_id=ctx.municipality, login=login)


def _let_confirmations_end() -> None:
    ctx = staff()
    with tenant(ctx):
        StaffSession.objects.filter(municipality_id=ctx.municipality).update(
            confirmed_at=SYSTEM_CLOCK.now() - timedelta(minutes=11)
        )


def _events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"security"' in line]


class TestOwn:
    def test_several_are_added_used_seen_and_removed(self, capsys: pytest.CaptureFixture[str]) -> None:
        client = _with_password()
        laptop, phone = _added(client), _added(client, "Telefon")
        page = client.get(f"{MINE}?passkey=neu").content.decode()
        assert "Ihr Passkey ist da" in page
        assert page.count("noch nie") == 2
        inside = _entered(laptop)
        page = inside.get(MINE).content.decode()
        assert page.count("noch nie") == 1
        assert page.index("Telefon") < page.index("Laptop")
        ctx = staff()
        with tenant(ctx):
            first = Passkey.objects.get(municipality_id=ctx.municipality, name="Laptop")
        inside.post(MINE_KEYS, {"entfernen": str(first.id)})
        refused = inside.post(LOGIN_KEY, {"antwort": laptop.prove(_asked(Client(), LOGIN_KEY))})
        assert refused.status_code == 422
        assert "Wurde er hier entfernt" in refused.content.decode()
        _entered(phone)
        done = [one.action for one in entries_of(ctx, _member("anna.muster").id)]
        assert [one for one in done if "passkey" in one] == [
            "passkey_added",
            "passkey_added",
            "passkey_removed",
        ]
        told = [line["event"] for line in _events(capsys)]
        assert {"passkey_added", "passkey_removed", "login_ok", "login_failed"} <= set(told)

    def test_it_asks_for_a_name_and_keeps_what_was_typed(self) -> None:
        client = _with_password()
        for name in ("   ", "x" * 61):
            made = Authenticator().make(_asked(client, MINE_KEYS))
            answer = client.post(MINE_KEYS, {"name": name, "antwort": made})
            assert answer.status_code == 422
            assert "einen Namen" in answer.content.decode()
            assert f'value="{name}"' in answer.content.decode()

    def test_not_more_than_ten_and_none_twice(self) -> None:
        client = _with_password()
        key = _added(client)
        asked = _asked(client, MINE_KEYS)
        assert [one["id"] for one in asked["excludeCredentials"]]
        assert client.post(MINE_KEYS, {"name": "Zweimal", "antwort": key.make(asked)}).status_code == 422
        for number in range(2, 11):
            _added(client, f"Nummer {number}")
        full = client.post(MINE_KEYS, {})
        assert (full.status_code, "Mehr als 10" in full.content.decode()) == (409, True)

    def test_adding_and_removing_want_a_fresh_proof(self) -> None:
        client = _with_password()
        key = _added(client)
        _let_confirmations_end()
        assert client.post(MINE_KEYS, {"name": "Neu"}).status_code == 422
        ctx = staff()
        with tenant(ctx):
            mine = Passkey.objects.get(municipality_id=ctx.municipality)
        assert client.post(MINE_KEYS, {"entfernen": str(mine.id)}).headers["Location"].startswith(CONFIRM)
        asked = _asked(client, CONFIRM_KEY)
        done = client.post(CONFIRM_KEY, {"antwort": key.prove(asked), "weiter": MINE})
        assert done.headers["Location"] == MINE
        client.post(MINE_KEYS, {"entfernen": str(mine.id)})
        with tenant(ctx):
            assert not Passkey.objects.filter(municipality_id=ctx.municipality).exists()

    def test_nobody_removes_somebody_else_s_or_proves_with_it(self) -> None:
        key = _added(_with_password())
        other = _with_password("bernd.beispiel")
        ctx = staff()
        with tenant(ctx):
            theirs = Passkey.objects.get(municipality_id=ctx.municipality)
        other.post(MINE_KEYS, {"entfernen": str(theirs.id)})
        _entered(key)
        _added(other)
        refused = other.post(CONFIRM_KEY, {"antwort": key.prove(_asked(other, CONFIRM_KEY))})
        assert refused.status_code == 422


HOSTILE: dict[str, Callable[[Authenticator], Authenticator]] = {
    "foreign origin": lambda key: replace(key, origin="https://paderborn.example"),
    "foreign host": lambda key: replace(key, host="böse.example"),
    "person not verified": lambda key: replace(key, flags=PRESENT),
    "nobody present": lambda key: replace(key, flags=VERIFIED),
    "another key": lambda key: replace(key, key=Authenticator().key),
    "unknown passkey": lambda key: replace(key, id=b"x" * 32),
    "somebody else's handle": lambda key: replace(key, handle=b"y" * 16),
}


class TestHostileAnswers:
    @pytest.mark.parametrize("lie", HOSTILE.values(), ids=HOSTILE.keys())
    def test_what_no_passkey_of_ours_says_opens_nothing(
        self, lie: Callable[[Authenticator], Authenticator], capsys: pytest.CaptureFixture[str]
    ) -> None:
        key, client = lie(_added(_with_password())), Client()
        answer = client.post(LOGIN_KEY, {"antwort": key.prove(_asked(client, LOGIN_KEY))})
        assert answer.status_code == 422
        assert "Mit diesem Passkey hat es nicht geklappt" in answer.content.decode()
        assert "amt" not in client.cookies
        assert {"event": "login_failed", "by": "passkey"}.items() <= _events(capsys)[-1].items()

    def test_an_answer_counts_once_in_time_and_for_what_was_asked(self) -> None:
        client = _with_password()
        key, browser = _added(client), Client()
        first = key.prove(_asked(browser, LOGIN_KEY))
        assert browser.post(LOGIN_KEY, {"antwort": first}).status_code == 302
        assert Client().post(LOGIN_KEY, {"antwort": first}).status_code == 422, "replayed"
        for address, other in ((LOGIN_KEY, CONFIRM_KEY), (CONFIRM_KEY, LOGIN_KEY)):
            answer = client.post(other, {"antwort": key.prove(_asked(client, address))})
            assert answer.status_code == 422, "asked for something else"
        made = key.prove(_asked(browser, LOGIN_KEY), kind="webauthn.create")
        assert browser.post(LOGIN_KEY, {"antwort": made}).status_code == 422
        asked, ctx = _asked(browser, LOGIN_KEY), staff()
        with tenant(ctx):
            PasskeyQuestion.objects.filter(municipality_id=ctx.municipality).update(
                created_at=SYSTEM_CLOCK.now() - timedelta(minutes=6)
            )
        assert browser.post(LOGIN_KEY, {"antwort": key.prove(asked)}).status_code == 422, "too late"
        invented = {"challenge": "AAAA"}
        assert browser.post(LOGIN_KEY, {"antwort": key.prove(invented)}).status_code == 422, "never asked"
        _entered(key)

    @pytest.mark.parametrize(
        "junk",
        ["x", "[]", "{}", '{"response": 1}', '{"response": {}}', "[" * 9_999, "x" * 30_000,
         '{"response": {"clientDataJSON": "e30"}}', '{"id": 1, "rawId": 2, "response": {"clientDataJSON": "WzFd"}}'],
    )  # fmt: skip
    def test_junk_is_refused_with_a_sentence(self, junk: str) -> None:
        inside = _with_password()
        for client, address in ((Client(), LOGIN_KEY), (inside, CONFIRM_KEY), (inside, MINE_KEYS)):
            answer = client.post(address, {"antwort": junk, "name": "Laptop"})
            assert answer.status_code == 422, address
            assert "hat es nicht geklappt" in answer.content.decode()

    def test_half_of_a_real_answer_is_refused(self) -> None:
        key = _added(_with_password())
        for cut in ("signature", "authenticatorData", "clientDataJSON"):
            client = Client()
            told = json.loads(key.prove(_asked(client, LOGIN_KEY)))
            told["response"][cut] = told["response"][cut][: len(told["response"][cut]) // 2]
            assert client.post(LOGIN_KEY, {"antwort": json.dumps(told)}).status_code == 422, cut

    def test_a_counter_that_goes_back_is_refused_and_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        key = _added(_with_password(), count=10)
        copy = replace(key)
        _entered(key)
        browser = Client()
        answer = browser.post(LOGIN_KEY, {"antwort": copy.prove(_asked(browser, LOGIN_KEY))})
        assert answer.status_code == 422
        suspect = next(line for line in _events(capsys) if line["event"] == "passkey_suspect")
        assert (suspect["known"], suspect["counted"]) == (11, 11)
        assert suspect["staff"] == str(_member("anna.muster").id)

    def test_a_passkey_that_does_not_count_is_good_for_many_times(self) -> None:
        key = _added(_with_password())
        for _ in range(2):
            key.count = -1  # says 0 each time, as synchronised passkeys do
            _entered(key)

    def test_a_passkey_opens_nothing_next_door_or_for_who_left(self) -> None:
        key = _added(_with_password())
        browser = Client()
        address = LOGIN_KEY.replace("paderborn", "bielefeld")
        assert browser.post(address, {"antwort": key.prove(_asked(browser, address))}).status_code == 422
        ctx = staff()
        with tenant(ctx):
            StaffMember.objects.filter(municipality_id=ctx.municipality, login="anna.muster").update(
                is_active=False
            )
        assert browser.post(LOGIN_KEY, {"antwort": key.prove(_asked(browser, LOGIN_KEY))}).status_code == 422


class TestDemanded:
    def test_who_has_none_is_led_to_making_one(self) -> None:
        admin = _with_password("admin")
        admin.post(PEOPLE, {"aktion": "verlangen", "rolle": "administrator"})
        for path in (DESK, PEOPLE):
            assert admin.get(path).headers["Location"] == MINE
        assert "Bitte fügen Sie jetzt einen hinzu" in admin.get(MINE).content.decode()
        key = _added(admin)
        assert "checked" in admin.get(PEOPLE).content.decode()
        refused = Client().post(LOGIN, {"name": "admin", "passwort": PASSWORD})
        assert refused.status_code == 422
        assert "Bitte nehmen Sie Ihren Passkey" in refused.content.decode()
        assert _entered(key).get(PEOPLE).status_code == 200
        assert _with_password().get(DESK).status_code == 200, "other roles go on as before"
        last = admin.post(
            MINE_KEYS,
            {"entfernen": admin.get(MINE).content.decode().split('name="entfernen" value="')[1][:36]},
        )
        assert (last.status_code, "letzter Passkey" in last.content.decode()) == (409, True)

    def test_a_password_alone_leads_no_further_once_there_is_a_passkey(self) -> None:
        before = _with_password("admin")
        key = _added(_with_password("admin"))
        demand_passkeys(staff("admin"), roles=[Role.ADMINISTRATOR])
        assert before.get(DESK).headers["Location"] == MINE
        assert before.post(MINE_KEYS, {"name": "Noch einer"}).status_code == 422
        assert "mit Ihrem Passkey" in before.get(MINE).content.decode()
        assert before.post(CONFIRM, {"passwort": PASSWORD}).status_code == 422
        before.post(CONFIRM_KEY, {"antwort": key.prove(_asked(before, CONFIRM_KEY))})
        assert before.get(PEOPLE).status_code == 200
        new = "vier Pferde lesen Radieschen"
        before.post(MINE, {"bisher": PASSWORD, "neu": new, "noch-einmal": new})
        assert before.get(PEOPLE).status_code == 200, (
            "another password does not take the passkey's worth away"
        )

    def test_the_administration_removes_those_of_a_lost_device(self) -> None:
        admin, anna = _with_password("admin"), _with_password()
        key = _added(anna)
        assert "1 Passkey" in admin.get(PEOPLE).content.decode()
        admin.post(PEOPLE, {"person": str(_member("anna.muster").id), "aktion": "passkeys"})
        assert not _is_in(anna)
        browser = Client()
        assert browser.post(LOGIN_KEY, {"antwort": key.prove(_asked(browser, LOGIN_KEY))}).status_code == 422
        _with_password()

    def test_admin_actions_take_a_passkey_s_word(self) -> None:
        admin = _with_password("admin")
        key = _added(admin)
        _let_confirmations_end()
        asked = admin.get(PEOPLE)
        assert "Mit Passkey bestätigen" in admin.get(asked.headers["Location"]).content.decode()
        done = admin.post(CONFIRM_KEY, {"antwort": key.prove(_asked(admin, CONFIRM_KEY)), "weiter": PEOPLE})
        assert done.headers["Location"] == PEOPLE
        assert admin.get(PEOPLE).status_code == 200
        with pytest.raises(NotConfirmedError):
            demand_passkeys(
                replace(staff("admin"), actor=replace(staff("admin").actor, confirmed_at=None)), roles=[]
            )


class TestAddress:
    def test_passkeys_belong_to_a_name_under_tls_or_on_this_machine(self, settings: LazySettings) -> None:
        found = {}
        for address in ("https://amt.stadt.example", "http://127.0.0.1:8000", "http://localhost:1", "http://amt.example",
                        "https://192.0.2.1", "https://[2001:db8::1]"):  # fmt: skip
            settings.PUBLIC_URL = address
            of = party()
            found[address] = (of.id, of.origin) if of else None
        assert found == {
            "https://amt.stadt.example": ("amt.stadt.example", "https://amt.stadt.example"),
            "http://127.0.0.1:8000": ("localhost", "http://localhost:8000"),
            "http://localhost:1": ("localhost", "http://localhost:1"),
            "http://amt.example": None,
            "https://192.0.2.1": None,
            "https://[2001:db8::1]": None,
        }

    def test_where_none_can_be_made_pages_say_so_and_none_is_demanded(self, settings: LazySettings) -> None:
        settings.PUBLIC_URL = "http://amt.example"
        client = _with_password("admin")
        assert "Hier gehen Passkeys noch nicht" in client.get(MINE).content.decode()
        assert "data-passkey" not in client.get(LOGIN).content.decode()
        assert client.post(MINE_KEYS, {"name": "Laptop"}).status_code == 422
        assert Client().post(LOGIN_KEY).headers["Location"] == LOGIN
        with pytest.raises(PasskeyUnusableError):
            demand_passkeys(staff("admin"), roles=[Role.CLERK])

    def test_the_name_they_belong_to_may_be_the_end_of_the_host(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("MODELLREGION_DATA", str(tmp_path))
        monkeypatch.setenv("MODELLREGION_PUBLIC_URL", "https://dienste.stadt.example")
        read = configuration.__wrapped__
        for name, is_fine in (("stadt.example", True), ("andere.example", False), ("adt.example", False)):
            monkeypatch.setenv("MODELLREGION_PASSKEY_HOST", name)
            if is_fine:
                assert read().passkey_host == name
                continue
            with pytest.raises(ConfigurationError):
                read()
