"""Sessions of staff: a new key at each login, their end, the password asked for again, first passwords, locked accounts."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from modellregion.demo.region import PASSWORD
from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.errors import NotAllowedError, NotConfirmedError
from modellregion.kernel.tenancy import tenant
from modellregion.region.commands.manage_staff import give_first_password, lock_access
from modellregion.region.devices import device_of
from modellregion.region.errors import OwnAccessError, PasswordTooWeakError
from modellregion.region.models import StaffMember, StaffSession
from modellregion.region.passwords import check_new_password
from tests.support.people import staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db

DESK = "/paderborn/amt/"
LOGIN, MINE, PEOPLE, CONFIRM = (
    f"{DESK}{part}/" for part in ("anmelden", "mein-zugang", "zugaenge", "bestaetigen")
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = "vier Pferde lesen Radieschen"


def _logged_in(name: str = "anna.muster", password: str = PASSWORD) -> Client:
    client = Client(headers={"user-agent": FIREFOX})
    assert client.post(LOGIN, {"name": name, "passwort": password}).status_code == 302
    return client


def _is_in(client: Client) -> bool:
    return client.get(MINE).status_code == 200


def _member(login: str) -> StaffMember:
    ctx = staff()
    with tenant(ctx):
        return StaffMember.objects.get(municipality_id=ctx.municipality, login=login)


def _grow_old(login: str, **ages: timedelta) -> None:
    ctx = staff()
    moved = {name: SYSTEM_CLOCK.now() - age for name, age in ages.items()}
    with tenant(ctx):
        StaffSession.objects.filter(municipality_id=ctx.municipality, staff_id=_member(login).id).update(
            **moved
        )


class TestSessions:
    def test_each_login_has_a_new_key_and_ends_the_browser_s_earlier_one(self) -> None:
        client = _logged_in()
        before = client.cookies["amt"].value
        client.post(LOGIN, {"name": "anna.muster", "passwort": PASSWORD})
        assert client.cookies["amt"].value != before
        old = Client()
        old.cookies["amt"] = before
        assert not _is_in(old)

    @pytest.mark.parametrize(
        "ages",
        [{"last_seen_at": timedelta(minutes=31)}, {"created_at": timedelta(hours=10, minutes=1)}],
        ids=["idle", "absolute"],
    )
    def test_a_session_ends_by_itself(self, ages: dict[str, timedelta]) -> None:
        client = _logged_in()
        _grow_old("anna.muster", **ages)
        assert not _is_in(client)

    def test_where_am_i_logged_in_and_the_end_of_one_and_of_all_others(self) -> None:
        here, there, third = _logged_in(), _logged_in(), _logged_in()
        page = here.get(MINE).content.decode()
        assert page.count("Firefox, Linux") == 5  # three rows, and two buttons that name it
        assert page.count("diese Anmeldung") == 1
        ctx = staff()
        with tenant(ctx):
            first = StaffSession.objects.filter(municipality_id=ctx.municipality).order_by("-id")[0]
        here.post(MINE, {"beenden": str(first.id)})
        assert (_is_in(here), _is_in(there), _is_in(third)) == (True, True, False)
        _grow_old("anna.muster", confirmed_at=timedelta(minutes=11))
        assert here.post(MINE, {"andere-beenden": "ja"}).headers["Location"].startswith(CONFIRM)
        assert here.post(CONFIRM, {"passwort": PASSWORD, "weiter": MINE}).headers["Location"] == MINE
        here.post(MINE, {"andere-beenden": "ja"})
        assert (_is_in(here), _is_in(there)) == (True, False)

    def test_nobody_ends_a_session_of_somebody_else(self) -> None:
        victim, other = _logged_in(), _logged_in("bernd.beispiel")
        ctx = staff()
        with tenant(ctx):
            theirs = StaffSession.objects.get(
                municipality_id=ctx.municipality, staff_id=_member("anna.muster").id
            )
        other.post(MINE, {"beenden": str(theirs.id)})
        assert _is_in(victim)

    def test_a_browser_is_called_by_its_name(self) -> None:
        edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
        assert (device_of(edge), device_of(FIREFOX), device_of("curl")) == (
            "Edge, Windows",
            "Firefox, Linux",
            "",
        )


class TestPasswords:
    def test_another_password_ends_every_other_session(self, capsys: pytest.CaptureFixture[str]) -> None:
        here, there = _logged_in(), _logged_in()
        before = here.cookies["amt"].value
        answer = here.post(MINE, {"bisher": PASSWORD, "neu": NEW, "noch-einmal": NEW})
        assert answer.headers["Location"].endswith("?geaendert=ja")
        assert "Ihr Passwort ist geändert" in here.get(answer.headers["Location"]).content.decode()
        assert here.cookies["amt"].value != before
        assert (_is_in(here), _is_in(there)) == (True, False)
        assert Client().post(LOGIN, {"name": "anna.muster", "passwort": PASSWORD}).status_code == 422
        _logged_in(password=NEW)
        assert _member("anna.muster").password.startswith("argon2$argon2id$")
        log = capsys.readouterr().err
        assert NEW not in log
        assert PASSWORD not in log

    @pytest.mark.parametrize(
        ("posted", "sentence"),
        [
            ({"bisher": "falsch", "neu": NEW, "noch-einmal": NEW}, "nicht Ihr jetziges Passwort"),
            ({"bisher": PASSWORD, "neu": NEW, "noch-einmal": NEW + "x"}, "nicht zweimal gleich"),
            ({"bisher": PASSWORD, "neu": PASSWORD, "noch-einmal": PASSWORD}, "Ihr bisheriges Passwort"),
            ({"bisher": PASSWORD, "neu": "kurz", "noch-einmal": "kurz"}, "zu kurz"),
            ({}, "nicht Ihr jetziges Passwort"),
        ],
        ids=["wrong", "unequal", "same", "short", "nothing"],
    )
    def test_what_does_not_do_is_said_and_changes_nothing(
        self, posted: dict[str, str], sentence: str
    ) -> None:
        client = _logged_in()
        answer = client.post(MINE, posted)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        _logged_in()

    def test_guessing_it_from_an_open_session_ends(self) -> None:
        client = _logged_in()
        codes = [
            client.post(MINE, {"bisher": "x", "neu": NEW, "noch-einmal": NEW}).status_code for _ in range(6)
        ]
        assert codes == [422] * 5 + [429]

    @pytest.mark.parametrize(
        "password",
        [
            "zu kurz",
            "a" * 257,
            "anna ist die beste 1",
            "Stadt Paderborn 2026",
            "passwordpassword",
            "123456789012",
        ],
    )
    def test_what_is_easy_to_guess_is_refused(self, password: str) -> None:
        with pytest.raises(PasswordTooWeakError):
            check_new_password(password, known=["anna.muster", "Anna Muster", "Stadt Paderborn"])

    def test_long_ones_of_any_signs_are_taken(self) -> None:
        for password in (NEW, "ä€😀 " * 40, "correct horse battery staple"):
            check_new_password(password, known=["anna.muster"])


class TestAdministration:
    def test_a_first_password_is_shown_once_and_opens_nothing_but_the_way_to_an_own_one(self) -> None:
        admin, anna = _logged_in("admin"), _logged_in()
        answer = admin.post(PEOPLE, {"person": str(_member("anna.muster").id), "aktion": "passwort"})
        first = answer.content.decode().split("<code>")[2].partition("</code>")[0]
        assert not _is_in(anna)
        assert first not in admin.get(PEOPLE).content.decode()
        newcomer = _logged_in(password=first)
        for path in (DESK, f"{DESK}vorgaenge/", CONFIRM):
            assert newcomer.get(path).headers["Location"] == MINE
        assert "zuerst ein eigenes Passwort" in newcomer.get(MINE).content.decode()
        newcomer.post(MINE, {"bisher": first, "neu": NEW, "noch-einmal": NEW})
        assert newcomer.get(DESK).status_code == 200

    def test_a_first_password_ends_after_two_weeks(self) -> None:
        password = give_first_password(staff("admin"), staff=_member("anna.muster").id)
        ctx = staff()
        with tenant(ctx):
            StaffMember.objects.filter(municipality_id=ctx.municipality, login="anna.muster").update(
                first_password_until=SYSTEM_CLOCK.now() - timedelta(seconds=1)
            )
        answer = Client().post(LOGIN, {"name": "anna.muster", "passwort": password})
        assert "galt nur zwei Wochen" in answer.content.decode()

    def test_who_leaves_is_out_at_once_and_may_come_back(self, capsys: pytest.CaptureFixture[str]) -> None:
        admin, anna = _logged_in("admin"), _logged_in()
        person = str(_member("anna.muster").id)
        admin.post(PEOPLE, {"person": person, "aktion": "sperren"})
        assert not _is_in(anna)
        assert Client().post(LOGIN, {"name": "anna.muster", "passwort": PASSWORD}).status_code == 422
        assert "gesperrt" in admin.get(f"{PEOPLE}?suche=anna").content.decode()
        admin.post(PEOPLE, {"person": person, "aktion": "freigeben"})
        anna = _logged_in()
        admin.post(PEOPLE, {"person": person, "aktion": "abmelden"})
        assert not _is_in(anna)
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"security"' in line]
        assert "session_ended" in {line["event"] for line in lines}

    def test_after_ten_minutes_the_password_is_asked_for_again(self) -> None:
        admin = _logged_in("admin")
        _grow_old("admin", confirmed_at=timedelta(minutes=11))
        asked = admin.get(PEOPLE)
        assert asked.headers["Location"].startswith(CONFIRM)
        refused = admin.post(PEOPLE, {"person": str(_member("anna.muster").id), "aktion": "sperren"})
        assert refused.headers["Location"].startswith(CONFIRM)
        assert _member("anna.muster").is_active
        assert admin.post(CONFIRM, {"passwort": "falsch", "weiter": PEOPLE}).status_code == 422
        done = admin.post(CONFIRM, {"passwort": PASSWORD, "weiter": PEOPLE})
        assert done.headers["Location"] == PEOPLE
        assert admin.get(PEOPLE).status_code == 200
        assert (
            admin.post(CONFIRM, {"passwort": PASSWORD, "weiter": "https://böse.example/"}).headers["Location"]
            == DESK
        )

    def test_the_right_and_the_confirmation_stand_in_the_commands(self) -> None:
        anna = _member("anna.muster").id
        with pytest.raises(NotAllowedError):
            lock_access(staff("bernd.beispiel"), staff=anna)
        admin = staff("admin")
        with pytest.raises(OwnAccessError):
            lock_access(admin, staff=admin.person())
        old = replace(admin, actor=replace(admin.actor, confirmed_at=None))
        with pytest.raises(NotConfirmedError):
            lock_access(old, staff=anna)

    def test_who_has_no_right_is_refused_and_told_of(self, capsys: pytest.CaptureFixture[str]) -> None:
        client = Client()
        log_in(client, "anna.muster", "paderborn")
        assert client.get(PEOPLE).status_code == 403
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "right_refused" in line]
        assert [UUID(line["staff"]) for line in lines] == [_member("anna.muster").id]
        assert lines[0]["route"] == "accesses"
