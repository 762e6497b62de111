"""The plan of a municipality's invented cases: who files what when, and which numbers everything gets.

Numbers ascend with time over all businesses, while the rows are made business by business; so the plan comes first.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from django.db import connection

from modellregion.cases.api import CaseState
from modellregion.demo.businesses import Business, new_business
from modellregion.demo.courses import Course, Courses
from modellregion.demo.offices import Office
from modellregion.kernel.tenancy import tenant
from modellregion.trade.operations import NUMBER_SERIES

YEARS = 4
REGISTER, CHANGE, END = "gewerbeanmeldung", "gewerbeummeldung", "gewerbeabmeldung"
NEVER = datetime.max.replace(tzinfo=UTC)
_AT_REST = timedelta(days=40)
"""How long after a certificate the next notice of the same business comes at the earliest."""
_LATER_SHARE = 0.42
"""Share of changes and deregistrations among the notices, as far as there are businesses for them."""
_TRIES = 8


@dataclass
class Planned:
    """A case to be made: its place in its series of numbers is ``offset``, with those of its siblings behind it."""

    service: str
    course: Course
    series: str
    offset: int
    siblings: int


@dataclass
class Family:
    """A business with its notices, and how many siblings it has; ``offset`` is its place in the register."""

    key: str
    business: Business
    siblings: int
    offset: int = 0
    planned: list[Planned] = field(default_factory=list)
    ready_at: datetime = NEVER


@dataclass
class Amounts:
    """How many cases: decided ones that have siblings, others that have none, and open ones."""

    with_siblings: int
    siblings: int
    without: int
    open: int


class Plan:
    """Plans the cases of one municipality and reserves their numbers."""

    def __init__(self, office: Office, courses: Courses, rng: Random, key: str) -> None:
        """Begin an empty plan; ``key`` makes the businesses of different plans differ."""
        self.office = office
        self.courses = courses
        self.rng = rng
        self.key = key
        self.families: list[Family] = []
        self.bases: dict[str, int] = {}
        self._active: dict[int, list[Family]] = {}
        self._used: dict[str, int] = {}

    def make(self, amounts: Amounts) -> None:
        """Plan so many cases."""
        decided = [(self.courses.decided(n, YEARS), amounts.siblings) for n in range(amounts.with_siblings)]
        decided += [(self.courses.decided(n, YEARS), 0) for n in range(amounts.without)]
        still_open = [(self.courses.open(n), -1) for n in range(amounts.open)]
        for course, siblings in sorted([*decided, *still_open], key=lambda entry: entry[0].received_at):
            self._place(course, siblings)
        self.bases = _reserve(self.office, self._used)

    def _place(self, course: Course, siblings: int) -> None:
        found = self._business_for(course, siblings) if self.rng.random() < _LATER_SHARE else None
        family = found or self._new_family(course, max(siblings, 0))
        service = self._service(is_first=found is None)
        if service is None:
            return
        package = self.office.services[service].package
        series = f"{package.case.number_prefix}-{course.received_on.year}"
        copies = max(siblings, 0)
        offset = self._use(series, 1 + copies)
        family.planned.append(Planned(service, course, series, offset, copies))
        if found is None:
            self.families.append(family)
        if course.state is CaseState.CERTIFIED and course.decided_at is not None:
            if service == REGISTER:
                family.offset = self._use(NUMBER_SERIES, family.business.sheets * (1 + family.siblings))
                self._active.setdefault(family.siblings, []).append(family)
            family.ready_at = course.decided_at + _AT_REST
        if course.decided_at is None or service == END:
            family.ready_at = NEVER

    def _service(self, *, is_first: bool) -> str | None:
        offered = self.office.services
        if is_first:
            return REGISTER if REGISTER in offered else None
        wanted = CHANGE if self.rng.random() < 0.4 else END
        return (
            wanted if wanted in offered else next((name for name in (CHANGE, END) if name in offered), None)
        )

    def _business_for(self, course: Course, siblings: int) -> Family | None:
        """Return a business that may change or end now; an open case (-1) may be anybody's."""
        if not {CHANGE, END} & set(self.office.services):
            return None
        kinds = [siblings] if siblings >= 0 else sorted(self._active)
        for kind in kinds:
            candidates = self._active.get(kind, [])
            for _ in range(_TRIES if candidates else 0):
                family = self.rng.choice(candidates)
                if family.ready_at < course.received_at:
                    return family
        return None

    def _new_family(self, course: Course, siblings: int) -> Family:
        key = f"{self.key}/{len(self.families)}"
        rng = Random(key)  # noqa: S311 - invented people are no secret
        return Family(key, new_business(rng, self.office.body, course.received_on), siblings)

    def _use(self, series: str, count: int) -> int:
        offset = self._used.get(series, 0)
        self._used[series] = offset + count
        return offset

    def number(self, planned: Planned) -> str:
        """Return a case's number."""
        return f"{planned.series}-{self.bases[planned.series] + planned.offset + 1:06}"

    def entry_number(self, family: Family) -> int:
        """Return the number of a family's first entry in the register."""
        return self.bases.get(NUMBER_SERIES, 0) + family.offset + 1


def _reserve(office: Office, used: dict[str, int]) -> dict[str, int]:
    """Reserve so many numbers of each series at once; return the last number before them."""
    bases = {}
    with tenant(office.body.id), connection.cursor() as cursor:
        for series, count in sorted(used.items()):
            cursor.execute(
                "INSERT INTO kernel_counter (municipality_id, series, last) VALUES (%s, %s, %s) "
                "ON CONFLICT (municipality_id, series) DO UPDATE SET last = kernel_counter.last + excluded.last "
                "RETURNING last",
                [office.body.id, series, count],
            )
            (last,) = cursor.fetchone()
            bases[series] = last - count
    return bases
