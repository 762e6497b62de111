"""Whoever tries too often waits: per name, address and municipality; reading costs nothing, and nobody else is kept out."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from modellregion.kernel.callers import address_of, network_of
from modellregion.kernel.clock import SYSTEM_CLOCK, FixedClock
from modellregion.kernel.limits import (
    Limit,
    TooManyTriesError,
    check_remembered,
    forget_full,
    forget_refusals,
    give_back,
    take,
)
from modellregion.kernel.models import Allowance
from modellregion.site.limits import LIMITS
from modellregion.site.urls import DESK, PORTAL
from tests.support.contents import blank_pdf
from tests.support.filing import begin
from tests.support.people import citizen
from tests.support.personas import persona

pytestmark = pytest.mark.django_db

STRANGER = "203.0.113.7"
LOGIN = "/paderborn/amt/anmelden/"


@pytest.fixture(autouse=True)
def _remembers_nobody() -> Iterator[None]:
    forget_refusals()
    yield
    forget_refusals()


def _from(address: str = STRANGER) -> Client:
    return Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"10.1.2.3, {address}")


def _until_refused(ask: Callable[[], Any], most: int) -> Any:
    for _ in range(most):
        answer = ask()
        if answer.status_code == 429:
            return answer
    raise AssertionError(f"{most} were let through")


def _told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    lines = capsys.readouterr().err.splitlines()
    return [json.loads(line) for line in lines if '"log": "security"' in line]


class TestBuckets:
    def test_a_bucket_empties_and_fills_again_at_its_pace(self) -> None:
        limit, start = Limit("trial", 3, 60), SYSTEM_CLOCK.now()
        for _ in range(3):
            take([limit.of("a")], clock=FixedClock(start))
        with pytest.raises(TooManyTriesError) as told:
            take([limit.of("a")], clock=FixedClock(start + timedelta(seconds=10)))
        assert told.value.retry_after == 50
        take([limit.of("b")], clock=FixedClock(start))
        take([limit.of("a")], clock=FixedClock(start + timedelta(seconds=60)))
        with pytest.raises(TooManyTriesError):
            take([limit.of("a")], clock=FixedClock(start + timedelta(seconds=60)))

    def test_when_one_is_empty_nothing_is_taken_from_the_others(self) -> None:
        small, large = Limit("small", 1, 60), Limit("large", 2, 60)
        take([small.of("x"), large.of("x")])
        for _ in range(5):
            with pytest.raises(TooManyTriesError, match="small"):
                take([small.of("x"), large.of("x")])
        take([large.of("x")])

    def test_more_than_a_bucket_holds_is_refused_at_once(self) -> None:
        limit = Limit("megabytes", 10, 1)
        with pytest.raises(TooManyTriesError):
            take([limit.of("x")], cost=11)
        take([limit.of("x")], cost=10)

    @given(st.lists(st.integers(1, 4), min_size=1, max_size=12), st.integers(0, 300))
    def test_never_more_than_fits_and_what_was_given_back_is_there_again(
        self, costs: list[int], seconds: int
    ) -> None:
        Allowance.objects.all().delete()
        limit, start = Limit("property", 6, 10), SYSTEM_CLOCK.now()
        taken = 0
        for cost in costs:
            try:
                take([limit.of("x")], cost=cost, clock=FixedClock(start))
                taken += cost
            except TooManyTriesError:
                assert taken + cost > 6
        assert taken <= 6
        later = FixedClock(start + timedelta(seconds=seconds))
        left = min(6, 6 - taken + seconds // 10)
        if left:
            take([limit.of("x")], cost=left, clock=later)
            give_back([limit.of("x")], cost=left)
            take([limit.of("x")], cost=left, clock=later)
        with pytest.raises(TooManyTriesError):
            take([limit.of("x")], cost=1 if not seconds % 10 or left < 6 else 7, clock=later)

    def test_no_address_and_no_name_is_stored_and_full_ones_are_forgotten(self) -> None:
        take([Limit("trial", 3, 60).of(STRANGER)])
        [row] = Allowance.objects.all()
        assert STRANGER.encode() not in bytes(row.bucket)
        forget_full()
        assert Allowance.objects.count() == 1
        forget_full(FixedClock(SYSTEM_CLOCK.now() + timedelta(hours=1)))
        assert Allowance.objects.count() == 0

    def test_several_buckets_cost_one_statement_and_remembering_none(self) -> None:
        buckets = [Limit(f"trial {number}", 3, 60).of("x") for number in range(3)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            take(buckets)
        assert len(seen) == 1
        with CaptureQueriesContext(connection) as seen:
            check_remembered(buckets[0])
        assert len(seen) == 0


class TestCallers:
    @pytest.mark.parametrize(
        ("remote", "forwarded", "found"),
        [
            ("198.51.100.4", "1.1.1.1", "198.51.100.4"),  # no proxy of ours: its word is worth nothing
            ("127.0.0.1", "1.1.1.1, 198.51.100.4", "198.51.100.4"),  # what a stranger wrote stands left
            ("127.0.0.1", "", "127.0.0.1"),
            ("127.0.0.1", "nonsense", "127.0.0.1"),
            ("::1", "2001:db8::1", "2001:db8::1"),
            ("::ffff:198.51.100.4", "", "198.51.100.4"),
        ],
    )
    def test_the_address_is_the_last_one_that_is_none_of_ours(
        self, remote: str, forwarded: str, found: str
    ) -> None:
        request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
        assert str(address_of(request)) == found

    def test_a_household_counts_as_one(self) -> None:
        one, other = (
            address_of(RequestFactory().get("/", REMOTE_ADDR=text))
            for text in ("2001:db8::1", "2001:db8::ffff:2")
        )
        assert one is not None
        assert other is not None
        assert network_of(one) == network_of(other)


class TestRoutes:
    def test_guessing_passwords_ends_for_known_and_unknown_names_alike(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        said = []
        for name in ("anna.muster", "gibt.es.nicht"):
            client = _from()
            posted = {"name": name, "passwort": "falsch-falsch-falsch"}
            texts = [client.post(LOGIN, posted) for _ in range(11)]
            assert [one.status_code for one in texts] == [422] * 10 + [429]
            assert 0 < int(texts[-1].headers["Retry-After"]) <= 300
            said.append([one.content.decode().replace(name, "") for one in texts])
        assert [text.count("stimmen nicht") for text in said[0]] == [
            text.count("stimmen nicht") for text in said[1]
        ]
        assert "warten Sie 5 Minuten" in said[0][-1]
        # From elsewhere the right password still opens: nobody is kept out by a stranger's guessing.
        right = {"name": "anna.muster", "passwort": "modellregion-demo"}
        assert _from("198.51.100.9").post(LOGIN, right).status_code == 302
        assert _from().post(LOGIN, right).status_code == 429
        events = [line["event"] for line in _told(capsys)]
        assert events.count("login_failed") == 20
        assert events.count("rate_limited") == 3

    def test_an_address_that_tries_many_names_is_stopped(self) -> None:
        numbers = iter(range(1000))
        client = _from()
        answer = _until_refused(
            # So long that nothing is hashed: the machine may be slow, and the bucket fills while one waits.
            lambda: client.post(LOGIN, {"name": f"name.{next(numbers)}", "passwort": "x" * 300}),
            90,
        )
        assert "zu viele Versuche" in answer.content.decode()

    def test_who_logs_in_rightly_again_and_again_is_not_stopped(self) -> None:
        client = _from()
        for _ in range(15):
            answer = client.post(LOGIN, {"name": "anna.muster", "passwort": "modellregion-demo"})
            assert answer.status_code == 302

    @pytest.mark.parametrize(
        ("path", "most"), [("/paderborn/fortsetzen/", 25), ("/paderborn/stellungnahme/", 25)]
    )
    def test_typing_codes_by_guess_ends(self, path: str, most: int) -> None:
        client = _from()
        answer = _until_refused(lambda: client.post(path, {"code": "7K3MQ9V2ABCD4567"}), most)
        assert int(answer.headers["Retry-After"]) > 0
        assert _from("198.51.100.9").post(path, {"code": "7K3MQ9V2ABCD4567"}).status_code == 422

    def test_addresses_with_codes_that_nobody_has_end_too_also_for_a_right_one(self) -> None:
        code = begin(citizen(), "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
        client = _from()
        numbers = iter(range(1000, 9000))
        _until_refused(lambda: client.get(f"/paderborn/vorgang/ABCDABCDABCD{next(numbers)}/"), 40)
        right = f"/paderborn/antrag/{code}/pruefen/"
        assert client.get(right).status_code == 429
        assert _from("198.51.100.9").get(right).status_code == 200

    def test_reading_costs_no_statement_and_is_never_refused(self) -> None:
        code = begin(citizen(), "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
        client = _from()
        client.get(f"/paderborn/antrag/{code}/pruefen/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/paderborn/antrag/{code}/pruefen/").status_code == 200
        assert not [query for query in seen if "kernel_allowance" in query["sql"]]

    def test_checking_letters_ends_and_costs_one_statement_more(self) -> None:
        client = _from()
        with CaptureQueriesContext(connection) as seen:
            client.post("/paderborn/siegel-pruefen/", {})
        assert len([query for query in seen if "kernel_allowance" in query["sql"]]) == 1
        _until_refused(lambda: client.post("/paderborn/siegel-pruefen/", {}), 40)

    def test_the_open_interface_has_its_limit_for_reading_too(self) -> None:
        client = _from()
        answer = _until_refused(lambda: client.get("/katalog/index.json"), 1000)
        assert answer.headers["Retry-After"] == "1"

    def test_what_strangers_may_store_is_limited_in_bytes(self) -> None:
        code = begin(citizen(), "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
        client = _from()
        page = f"/paderborn/antrag/{code}/seite/vorhaben/"
        # The length is what counts, so nothing of this size has to be made here.
        sent = {"datei": SimpleUploadedFile("a.pdf", blank_pdf())}
        refused = client.post(page, sent, CONTENT_LENGTH=str(401 * 1024 * 1024))
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) >= 1

    def test_every_open_form_has_a_limit(self) -> None:
        known = {str(route.name) for route in [*PORTAL, *DESK]}
        assert set(LIMITS.routes) - {"catalogue_index"} <= known
        assert LIMITS.posting.address is not None
        assert LIMITS.uploads.address is not None
        assert LIMITS.uploads.municipality is not None
