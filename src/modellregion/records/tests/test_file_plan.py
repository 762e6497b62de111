"""The file plan: numbers by pattern without gap or double, closing, confidentiality, periods, services."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connections

from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.records.commands.close_file import close_file_by_hand, reopen_file_by_hand
from modellregion.records.commands.file_plan import (
    NodeEntry,
    add_node,
    assign_service,
    change_node,
    close_node,
)
from modellregion.records.commands.open_file import (
    FileEntry,
    Medium,
    PartKind,
    change_file,
    open_file_by_hand,
    open_part,
)
from modellregion.records.errors import (
    CodeTakenError,
    EntryIncompleteError,
    FileClosedError,
    NodeClosedError,
    NodeInUseError,
    PatternInvalidError,
)
from modellregion.records.models import File
from modellregion.records.plan_queries import find_node_by_code, list_plan
from modellregion.records.queries import file_contents, find_file, history_of
from modellregion.region.api import list_units
from tests.support.people import staff

REGISTRY = "gisela.ordnung"


def _node(code: str) -> UUID:
    found = find_node_by_code(staff(REGISTRY), code)
    assert found is not None, code
    return found.id


def _unit(ctx: Context, name: str = "Gewerbeamt") -> UUID:
    return next(unit.id for unit in list_units(ctx) if unit.name == name)


def _open(ctx: Context, code: str = "32.30.03", subject: str = "Untersagung") -> UUID:
    return open_file_by_hand(ctx, node=_node(code), unit=_unit(ctx), entry=FileEntry(subject))


def _reference(ctx: Context, found: UUID) -> str:
    with tenant(ctx):
        return File.objects.get(municipality_id=ctx.municipality, id=found).reference


def _pattern(ctx: Context, code: str, pattern: str) -> None:
    node = next(entry for entry in list_plan(ctx) if entry.code == code)
    change_node(
        ctx,
        node=node.id,
        entry=NodeEntry(code, node.title, reference_pattern=pattern, retention_years=10, confidentiality=0),
    )


@pytest.mark.django_db
class TestReferences:
    def test_files_are_numbered_by_the_pattern_of_their_place(self) -> None:
        clerk = staff(clock=FixedClock(datetime(2026, 5, 4, 9, tzinfo=UTC)))
        numbers = [
            _reference(clerk, _open(clerk, code)) for code in ("32.30.02", "32.30.02", "63.10", "32.30.02")
        ]
        assert numbers == ["32.30.02-2026-0001", "32.30.02-2026-0002", "63.10/26-00001", "32.30.02-2026-0003"]

    def test_a_pattern_changed_in_mid_year_gives_no_number_twice(self) -> None:
        clerk = staff(clock=FixedClock(datetime(2026, 5, 4, 9, tzinfo=UTC)))
        registry = staff(REGISTRY)
        numbers = []
        for pattern in ("{plan}-{year}-{number:4}", "G {plan}/{year2}-{number}", "{plan}-{year}-{number:2}"):
            _pattern(registry, "32.30.02", pattern)
            numbers += [_reference(clerk, _open(clerk, "32.30.02")) for _ in range(2)]
        assert numbers == [
            "32.30.02-2026-0001", "32.30.02-2026-0002", "G 32.30.02/26-1", "G 32.30.02/26-2",
            "32.30.02-2026-03", "32.30.02-2026-04",
        ]  # fmt: skip

    @pytest.mark.parametrize("pattern", ["{plan}", "{number}", "{plan}{year}{number}", "{plan}-{nummer}", "{number}-x", "-{number:0}", "x" * 90 + "-{number}"])  # fmt: skip
    def test_a_pattern_without_a_series_is_refused(self, pattern: str) -> None:
        with pytest.raises(PatternInvalidError):
            _pattern(staff(REGISTRY), "32.30.02", pattern)

    def test_parts_count_within_their_file(self) -> None:
        clerk = staff()
        found = _open(clerk, "32.30.02")
        sub = open_part(clerk, file=found, kind=PartKind.SUB_FILE, subject="Teil A")
        open_part(clerk, file=found, kind=PartKind.TRANSACTION, subject="Vorgang", parent=sub)
        parts, _, _ = file_contents(clerk, found)
        assert [part.reference.removeprefix(_reference(clerk, found)) for part in parts] == ["-01", "-02"]
        assert parts[1].parent == sub


def test_twelve_at_once_get_twelve_numbers_in_a_row(own_database: str) -> None:
    start = threading.Barrier(12)

    def one(_: int) -> str:
        try:
            clerk = staff(clock=FixedClock(datetime(2026, 5, 4, 9, tzinfo=UTC)))
            start.wait(30)
            return _reference(clerk, _open(clerk, "32.30.02"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        numbers = sorted(pool.map(one, range(12)))
    assert own_database
    assert numbers == [f"32.30.02-2026-{number:04}" for number in range(1, 13)]


@pytest.mark.django_db
class TestPlan:
    def test_what_a_node_is_confidential_for_counts_below_it_at_once(self) -> None:
        registry = staff(REGISTRY)
        add_node(registry, entry=NodeEntry("32.30.03.1", "Akten"), parent=_node("32.30.03"))
        levels = {entry.code: entry.level for entry in list_plan(registry)}
        assert levels["32.30.03.1"] == 1
        node = next(entry for entry in list_plan(registry) if entry.code == "32.30")
        change_node(registry, node=node.id, entry=NodeEntry("32.30", node.title, confidentiality=3))
        levels = {entry.code: entry.level for entry in list_plan(registry)}
        assert (levels["32.30.01"], levels["32.30.03"], levels["32.30.03.1"], levels["32.40"]) == (3, 3, 3, 0)

    def test_a_node_closes_only_when_nothing_new_would_come(self) -> None:
        registry, clerk = staff(REGISTRY), staff()
        found = _open(clerk, "32.30.04")
        with pytest.raises(NodeInUseError):
            close_node(registry, node=_node("32.30.01"))  # services file here
        with pytest.raises(NodeInUseError):
            close_node(registry, node=_node("32.30"))  # nodes below
        closed = _node("32.30.04")
        close_node(registry, node=closed)
        with pytest.raises(NodeClosedError):
            open_file_by_hand(clerk, node=closed, unit=_unit(clerk), entry=FileEntry("neu"))
        # What lies under the closed node goes on.
        change_file(clerk, file=found, entry=FileEntry("Geändert"))
        assert find_file(clerk, found).subject == "Geändert"
        with pytest.raises(NodeClosedError):
            assign_service(registry, service="gewerbeanmeldung", node=closed)

    def test_codes_are_given_once(self) -> None:
        with pytest.raises(CodeTakenError):
            add_node(staff(REGISTRY), entry=NodeEntry("32.30", "Noch einmal"))

    @pytest.mark.parametrize(
        "entry", [NodeEntry("", "x"), NodeEntry("1", " "), NodeEntry("1", "x", disposal="X"), NodeEntry("1", "x", retention_years=500)]
    )  # fmt: skip
    def test_a_node_without_sense_is_refused(self, entry: NodeEntry) -> None:
        with pytest.raises(EntryIncompleteError):
            add_node(staff(REGISTRY), entry=entry)

    def test_paper_has_a_place(self) -> None:
        clerk = staff()
        hybrid = FileEntry("Alt", medium=Medium.HYBRID)
        with pytest.raises(EntryIncompleteError):
            open_file_by_hand(clerk, node=_node("32.30.02"), unit=_unit(clerk), entry=hybrid)
        placed = replace(hybrid, paper_location="Keller, Regal 4")
        found = open_file_by_hand(clerk, node=_node("32.30.02"), unit=_unit(clerk), entry=placed)
        assert find_file(clerk, found).paper_location == "Keller, Regal 4"


@pytest.mark.django_db
class TestRetention:
    @pytest.mark.parametrize(
        ("code", "result", "until"),
        [
            ("32.30.02", "", date(2036, 12, 31)),
            ("32.30.01", "certified", date(2031, 12, 31)),
            ("32.30.01", "refused", date(2028, 12, 31)),
            ("63.10", "", None),
        ],
    )
    def test_the_period_follows_place_closure_and_result(
        self, code: str, result: str, until: date | None
    ) -> None:
        # 31 December, 23:30 in Germany: still 2026, though it is 2026 in UTC as well; one hour later it is not.
        clerk = staff(clock=FixedClock(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)))
        found = _open(clerk, code)
        close_file_by_hand(clerk, file=found, result=result)
        view = find_file(clerk, found)
        assert view.closed_at is not None
        assert view.retain_until == until
        with pytest.raises(FileClosedError):
            open_part(clerk, file=found, kind=PartKind.TRANSACTION, subject="zu spät")

    def test_the_year_is_the_one_in_germany(self) -> None:
        clerk = staff(clock=FixedClock(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)))
        found = _open(clerk, "32.30.02")
        close_file_by_hand(clerk, file=found)
        assert find_file(clerk, found).retain_until == date(2037, 12, 31)

    def test_a_file_taken_up_again_is_kept_anew(self) -> None:
        clerk = staff()
        found = _open(clerk, "32.30.02")
        close_file_by_hand(clerk, file=found)
        with pytest.raises(EntryIncompleteError):
            reopen_file_by_hand(clerk, file=found, reason=" ")
        reopen_file_by_hand(clerk, file=found, reason="Widerspruch")
        view = find_file(clerk, found)
        assert (view.closed_at, view.retain_until) == (None, None)
        assert [line.action for line in history_of(clerk, found)] == [
            "file_reopened",
            "file_closed",
            "file_opened",
        ]
