"""Running cases move to a new version of their service, or stay; several versions live side by side."""

import html
from uuid import UUID

import pytest
from django.test import Client

from modellregion.cases.api import (
    ReasonMissingError,
    certify_receipt,
    desk_view,
    order_migration,
    rehearse_migration,
    service_versions,
)
from modellregion.cases.commands import migrate_cases
from modellregion.cases.models import Case, Clock
from modellregion.kernel.context import system_context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.process.store.migrating import count_moved
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.processes import BEGIN, SERVICE, filed, instance_of, offer, places
from tests.support.world import log_in

pytestmark = pytest.mark.django_db

OLD = f'{BEGIN}\nuser check outcomes=done,no\nxor g\nuser doom\nend e\ns -> check -> g\ng -> e if outcome = "done"\ng -> doom if outcome = "no"\ndoom -> e'
NEW = f"{BEGIN}\nuser examine outcomes=done,no\nuser second outcomes=done,no\nend e\ns -> examine -> second -> e"
PLAN = '[steps]\ncheck = "examine"\n'


def new_version(*, renamed: str = "") -> str:
    return offer(NEW, version="2.0.0", renamed=renamed, **{"migrations/1.0.0.toml": PLAN}).hash


def facts(case: UUID) -> tuple[bytes, list[tuple[str, object]]]:
    ctx = citizen()
    with tenant(ctx):
        row = Case.objects.get(municipality_id=ctx.municipality, id=case)
        clocks = Clock.objects.filter(municipality_id=ctx.municipality, case_id=case)
        return bytes(row.answers), [(clock.rule, clock.due_on) for clock in clocks]


def test_two_versions_live_at_once_each_case_on_its_own() -> None:
    offer(OLD)
    first = filed().case
    new_version()
    second = filed().case
    assert (places(first), places(second)) == (["check"], ["examine"])
    for case in (first, second):
        certify_receipt(staff(), case=case)
    assert (instance_of(first).state.value, places(second)) == ("completed", ["second"])
    certify_receipt(staff(), case=second)
    assert instance_of(second).state.value == "completed"
    assert [entry.package.version for entry in service_versions(staff())[SERVICE]] == ["2.0.0"]


def test_the_dry_run_is_what_happens_and_data_and_clocks_stay() -> None:
    old = offer(OLD)
    cases = [filed().case for _ in range(3)]
    new_version()
    admin = staff("admin")
    before = [facts(case) for case in cases]
    rehearsal = rehearse_migration(admin, service=SERVICE, source=old.hash)
    assert (rehearsal.movable, rehearsal.is_all) == (3, True)
    assert [places(case) for case in cases] == [["check"]] * 3, "a rehearsal changes nothing"
    order_migration(admin, service=SERVICE, source=old.hash, reason="neue Rechtslage")
    work_off()
    assert [places(case) for case in cases] == [["examine"]] * 3
    assert [facts(case) for case in cases] == before
    view = desk_view(staff(), case=cases[0])
    assert view.package.version == "2.0.0"
    assert ("migrated", "1.0.0 → 2.0.0: neue Rechtslage") in [
        (line.action.value, line.note) for line in view.history
    ]
    for outcome_of in cases:
        certify_receipt(staff(), case=outcome_of)
        certify_receipt(staff(), case=outcome_of)
        assert instance_of(outcome_of).state.value == "completed"


def test_a_case_that_cannot_move_is_left_alone_and_named_with_the_reason() -> None:
    old = offer(OLD)
    stuck, movable = filed(), filed()
    client = Client()
    log_in(client, "bernd.beispiel", "paderborn")
    address = f"/paderborn/amt/vorgaenge/{stuck.case}/zurueckweisen/"
    assert client.post(address, {"begruendung": "unvollständig"}).status_code == 302
    assert places(stuck.case) == ["doom"]
    new_version()
    before = instance_of(stuck.case)
    log_in(client, "admin", "paderborn")
    page = f"/paderborn/amt/ablaeufe/{SERVICE}/umstellen/?von={old.hash[:12]}"
    shown = html.unescape(client.get(page).content.decode())
    assert "1 Vorgang kann umgestellt werden." in shown
    assert stuck.number in shown
    assert "doom: Der Vorgang steht an diesem Schritt, und die neue Fassung hat ihn nicht mehr." in shown
    assert client.post(page, {"begruendung": " "}).status_code == 422
    answer = client.post(page, {"begruendung": "neue Fassung"})
    assert answer.status_code == 302
    work_off()
    progress = html.unescape(client.get(answer.headers["Location"]).content.decode())
    assert "Fertig" in progress
    assert "1 Vorgang ist umgestellt." in progress
    assert stuck.number in progress
    assert (places(stuck.case), places(movable.case)) == (["doom"], ["examine"])
    assert instance_of(stuck.case) == before


def test_answers_that_read_otherwise_in_the_new_form_keep_a_case_where_it_is() -> None:
    old = offer(OLD)
    filed()
    new_version(renamed="betriebsstaette")
    rehearsal = rehearse_migration(staff("admin"), service=SERVICE, source=old.hash)
    assert [problem.code for verdict in rehearsal.verdicts for problem in verdict.problems] == ["other_data"]


def test_an_interrupted_batch_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate_cases, "BATCH", 2)
    old = offer(OLD)
    cases = [filed().case for _ in range(5)]
    new_version()
    order = order_migration(staff("admin"), service=SERVICE, source=old.hash, reason="neue Fassung")
    ctx = system_context(citizen().municipality)
    assert migrate_cases.move_batch(ctx, order) is True
    assert sorted(places(case)[0] for case in cases) == ["check"] * 3 + ["examine"] * 2
    work_off()
    assert [places(case) for case in cases] == [["examine"]] * 5
    with tenant(ctx):
        assert count_moved(ctx, order) == 5
    assert migrate_cases.move_batch(ctx, order) is False


def test_migrating_needs_the_right_a_reason_and_an_older_version() -> None:
    old = offer(OLD)
    new = new_version()
    admin = staff("admin")
    for login in ("anna.muster", "bernd.beispiel", "emil.pruefmann"):
        with pytest.raises(NotAllowedError):
            rehearse_migration(staff(login), service=SERVICE, source=old.hash)
        with pytest.raises(NotAllowedError):
            order_migration(staff(login), service=SERVICE, source=old.hash, reason="x")
    with pytest.raises(ReasonMissingError):
        order_migration(admin, service=SERVICE, source=old.hash, reason=" ")
    for source in (new, "0" * 64):
        with pytest.raises(NotFoundError):
            rehearse_migration(admin, service=SERVICE, source=source)


def test_without_an_older_version_there_is_nothing_to_move() -> None:
    client = Client(raise_request_exception=False)
    log_in(client, "admin", "paderborn")
    page = "/paderborn/amt/ablaeufe/gewerbeanmeldung/umstellen/"
    assert "Alle Vorgänge laufen" in client.get(page).content.decode()
    for address in (
        f"{page}?von=abc",
        f"{page}?auftrag=abc",
        f"{page}?auftrag={UUID(int=5)}",
        page.replace("gewerbe", "x"),
    ):
        assert client.get(address).status_code == 404, address
