"""What a service has in hand: its cases by state and version, its drafts, and recent applications to try versions on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.db.models import Count, Min

from modellregion.cases.drafts import open_stored_answers
from modellregion.cases.models import Case, Draft
from modellregion.cases.states import CaseState
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import load
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import package_by_hash

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Usage:
    """How many open cases there are by state and by version (hash), and how many drafts by version."""

    cases: Mapping[CaseState, int]
    case_versions: Mapping[str, int]
    draft_versions: Mapping[str, int]

    @property
    def drafts(self) -> int:
        """All drafts that are not filed."""
        return sum(self.draft_versions.values())


@dataclass(frozen=True, slots=True)
class PastApplication:
    """What somebody filed: the case's number, the day, the marks a clerk set, the answers as JSON, the version's hash."""

    number: str
    filed_on: date
    marks: frozenset[str]
    answers: bytes
    version: str


def usage_of(ctx: Context, service: str) -> Usage:
    """Return what a service has in hand. The caller authorises."""
    with tenant(ctx):
        open_cases = Case.objects.filter(
            municipality_id=ctx.municipality, closed_at=None, decided_at=None, package=service
        )
        rows = list(open_cases.values_list("state", "package_hash").annotate(number=Count("id")))
        drafts = Draft.objects.filter(municipality_id=ctx.municipality, package=service, case_id=None)
        begun = list(drafts.values_list("package_hash").annotate(number=Count("id")))
    states: dict[CaseState, int] = {}
    versions: dict[str, int] = {}
    for state, version, number in rows:
        states[CaseState(state)] = states.get(CaseState(state), 0) + number
        versions[version] = versions.get(version, 0) + number
    return Usage(states, versions, dict(begun))


def past_applications(ctx: Context, service: str, *, limit: int) -> list[PastApplication]:
    """Return the latest applications, newest first. The caller authorises, and shows nobody what stands in them."""
    with tenant(ctx):
        rows = Case.objects.filter(municipality_id=ctx.municipality, package=service).order_by("-id")[:limit]
        load(ctx.municipality, [row.id for row in rows])
        return [
            PastApplication(
                row.number,
                row.received_at.astimezone(BERLIN).date(),
                frozenset(row.marks),
                opened(row, "answers") or b"{}",
                row.package_hash,
            )
            for row in rows
        ]


def first_filed_on(ctx: Context, service: str) -> date | None:
    """Return the day of a service's first application, or None. The caller authorises."""
    with tenant(ctx):
        rows = Case.objects.filter(municipality_id=ctx.municipality, package=service)
        first: datetime | None = rows.aggregate(first=Min("received_at"))["first"]
    return first.astimezone(BERLIN).date() if first is not None else None


def filed_answers(ctx: Context, service: str, begin: date, end: date) -> Iterator[dict[str, Any]]:
    """Yield the answers of all that was filed from a day on and before another, in no order.

    Must run inside a ``tenant`` block. The caller authorises, and shows nobody what stands in them.
    """
    span = [datetime.combine(day, time(), tzinfo=BERLIN) for day in (begin, end)]
    rows = Case.objects.filter(
        municipality_id=ctx.municipality, package=service, received_at__gte=span[0], received_at__lt=span[1]
    )
    found = rows.values_list("id", "package_hash", "answers").iterator(chunk_size=_CHUNK)
    while chunk := list(islice(found, _CHUNK)):
        load(ctx.municipality, [case for case, *_ in chunk])
        for case, version, answers in chunk:
            yield open_stored_answers(package_by_hash(version).form, ctx.municipality, case, answers)
