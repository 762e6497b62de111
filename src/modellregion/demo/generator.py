"""Invents cases: as many as asked for, the same for the same seed, spread over years, municipalities and courses."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.db import connection, transaction
from django.db.models import Model

from modellregion.cases.api import CaseState
from modellregion.cases.models import Case, Clock, Message
from modellregion.deadlines.api import calendar_for
from modellregion.demo.answers import MAKERS, checked_answers
from modellregion.demo.copying import Line, Loader, committed_anew, model_line, process_models
from modellregion.demo.courses import Courses
from modellregion.demo.filing import Filing, Invented
from modellregion.demo.hours import Hours
from modellregion.demo.offices import Ids, Office, office_of
from modellregion.demo.planning import Amounts, Family, Plan, Planned
from modellregion.demo.siblings import Template
from modellregion.exchange.models import Delivery, Transmission
from modellregion.forms.api import Surroundings
from modellregion.journal.api import enqueue_unplaced, sequence
from modellregion.journal.models import Entry, Words
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.jobs import defer
from modellregion.kernel.models import DataKey
from modellregion.kernel.tenancy import tenant
from modellregion.records.models import Document, File
from modellregion.region.api import find_body
from modellregion.trade.models import Business, RegisteredNotice

SEED = "modellregion"
DISTINCT_MAX = 2_000
"""So many decided cases are thought up one by one; beyond, they have siblings (siblings.py)."""
# Shares of the municipalities in the demo region's cases.
SHARES = {
    "paderborn": 46,
    "bielefeld": 22,
    "delbrueck": 6,
    "aachen": 8,
    "gelsenkirchen": 6,
    "soest": 5,
    "wuppertal": 7,
}
# The order of writing: what others refer to comes first.
TABLES: tuple[type[Model], ...] = (
    DataKey, Case, File, Clock, Entry, Words, Message, Document, Business, RegisteredNotice, Transmission, Delivery
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What is to be made: how many cases, before when, for whom (shares by the municipality's slug)."""

    cases: int
    until: datetime
    shares: dict[str, int] = field(default_factory=lambda: dict(SHARES))
    seed: str = SEED


def open_cases(cases: int) -> int:
    """Return how many of so many cases are still open: many in a small demo, some thousand in a large one."""
    return min(round(cases * 0.4), 100 + cases // 200)


def make_cases(wish: Wish, *, progress: Callable[[int], None] = lambda _: None) -> dict[CaseState, int]:
    """Invent cases and write them, all or none; return how many there are of each state.

    :param progress: is called now and then with the number of cases made so far.
    """
    counts: dict[CaseState, int] = dict.fromkeys(CaseState, 0)
    with transaction.atomic():
        loader = Loader([*TABLES, *process_models().values()])
        for slug, cases in divide(wish.cases, wish.shares).items():
            body = find_body(slug)
            if body is not None:
                office = office_of(body, FixedClock(wish.until))
                for state, made in _Maker(office, wish, cases, loader).run():
                    counts[state] += made
                    progress(sum(counts.values()))
        loader.finish()
        for slug in wish.shares:
            body = find_body(slug)
            if body is not None:
                with tenant(body.id):
                    enqueue_unplaced(body.id)
                    sequence(body.id)
    return counts


def divide(total: int, shares: dict[str, int]) -> dict[str, int]:
    """Divide a number by shares so that the parts sum up to it."""
    whole, passed, given = sum(shares.values()), 0, 0
    found = {}
    for name, share in shares.items():
        passed += share
        found[name] = total * passed // whole - given
        given += found[name]
    return found


def amounts(cases: int) -> Amounts:
    """Return how many cases of which kind make up so many."""
    still_open = open_cases(cases)
    decided = cases - still_open
    distinct = min(decided, DISTINCT_MAX)
    each = decided // distinct if distinct else 1
    return Amounts(distinct, each - 1, decided - distinct * each, still_open)


class _Maker:
    """Makes the cases of one municipality."""

    def __init__(self, office: Office, wish: Wish, cases: int, loader: Loader) -> None:
        self.office = office
        self.wish = wish
        self.loader = loader
        self.cases = cases
        key = f"{wish.seed}/{office.body.slug}/{_cases_so_far(office)}"
        self.rng = Random(key)  # noqa: S311 - invented people are no secret
        self.hours = Hours(self.rng, calendar_for("DE-NW"))
        self.plan = Plan(office, Courses(self.rng, self.hours, wish.until), self.rng, key)

    def run(self) -> Iterator[tuple[CaseState, int]]:
        """Make all cases, business by business; yield each one's state and how many cases it stands for."""
        if not (set(MAKERS) & set(self.office.services)) or not self.office.clerks:
            return
        self.plan.make(amounts(self.cases))
        for family in self.plan.families:
            self._make(family)
            for planned in family.planned:
                yield planned.course.state, 1 + planned.siblings

    def _make(self, family: Family) -> None:
        entries: list[Business | None] = [None] * family.business.sheets
        made: list[tuple[Planned, Invented, set[str]]] = []
        entry_ids: set[str] = set()
        for planned in family.planned:
            ids = Ids(self.rng)
            found = self._invent(family, planned, entries, ids)
            made.append((planned, found, ids.own))
            entry_ids |= {str(entry.id) for entry in entries if entry is not None}
        registered = [entry for entry in entries if entry is not None]
        lines = [model_line(entry) for entry in registered]
        own = self.office.body.id
        self.loader.add(own, lines)
        if family.siblings:
            steps = {entry.number: len(registered) for entry in registered}
            self._siblings(family, lines, entry_ids, steps, "")
        for planned, found, ids_of_case in made:
            self.loader.add(own, [*found.thin, *found.rest])
            for recipient, line in found.deliveries:
                self.loader.add(recipient, [line])
            self._defer_timers(found)
            if planned.siblings:
                steps = {found.case.number: 1, **{entry.number: len(registered) for entry in registered}}
                secret = bytes(found.case.code_digest).hex()
                self._siblings(family, found.thin, ids_of_case | entry_ids, steps, secret)

    def _siblings(
        self, family: Family, lines: list[Line], own_ids: set[str], numbers: dict[str, int], secret: str
    ) -> None:
        template = Template(
            lines, own_ids=own_ids, numbers=numbers, names=family.business.family_names, secret=secret
        )
        for number in range(1, family.siblings + 1):
            self.loader.add(self.office.body.id, committed_anew(template.sibling(family.key, number)))

    def _invent(self, family: Family, planned: Planned, entries: list[Business | None], ids: Ids) -> Invented:
        """Make one case; ``entries`` of the register are those of the business, and become them."""
        service, day = self.office.services[planned.service], planned.course.received_on
        # A notice that is refused or still open has changed nothing yet.
        business = deepcopy(family.business)
        answers = MAKERS[planned.service](self.rng, self.office.body, business, day)
        surroundings = Surroundings(day, self.office.body.short_name)
        checked = checked_answers(service.package.form, answers, surroundings)
        filing = Filing(
            office=self.office,
            service=service,
            course=planned.course,
            clerk=self.rng.choice(self.office.clerks),
            rng=self.rng,
            ids=ids,
            hours=self.hours,
            until=self.wish.until,
            entries=entries,
            register_number=self.plan.entry_number(family),
        )
        found = filing.run(checked, self.plan.number(planned))
        if planned.course.state is CaseState.CERTIFIED:
            family.business = business
        return found

    def _defer_timers(self, found: Invented) -> None:
        """Let the worker wake a case up that waits for an answer."""
        if found.case.state != CaseState.WAITING:
            return
        with tenant(self.office.body.id):
            for timer in found.timers:
                defer(
                    "cases.fire_timer",
                    self.office.body.id,
                    at=timer.run_at,
                    case=str(found.case.id),
                    job=timer.job_id,
                )


def _cases_so_far(office: Office) -> int:
    """Return how many numbers of all series have been given out, so that a second demo is not the first one again."""
    with tenant(office.body.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(last), 0) FROM kernel_counter WHERE municipality_id = %s", [office.body.id]
        )
        (count,) = cursor.fetchone()
    return int(count)
