"""The basket (Warenkorb): claims that a browser has put together, of several municipalities, and how far their payment is.

What is in it the browser keeps (``pages/basket_cookie.py``); here it is read against the tables, tenant by tenant, each time.
Nothing of it is believed: a code that no longer opens a claim shows nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from modellregion.kernel.context import CITIZEN, Context
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from modellregion.payments.beginning import Wanted, begin_together
from modellregion.payments.errors import (
    AmountChangedError,
    BasketChangedError,
    DebitUnderWayError,
    NothingToPayError,
    PaidTogetherError,
)
from modellregion.payments.intents import IntentView, intents_of
from modellregion.payments.models import Claim
from modellregion.payments.plans import plans_of
from modellregion.payments.queries import ClaimView, ToPay, claim_to_pay, claim_view, claims_with_debit
from modellregion.payments.settings import provider_settings
from modellregion.payments.states import STILL_OPEN, IntentState, PlanState
from modellregion.region.api import BodyEntry, find_body


@dataclass(frozen=True, slots=True)
class Entry:
    """What a browser has put in: a claim of a municipality, with the code that opens it."""

    slug: str
    code: str
    claim: UUID


class LineState(StrEnum):
    """How far a claim in the basket is: to be paid, being paid online, to be debited, or with nothing left to pay."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DEBITED = "debited"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Line:
    """A claim in the basket. ``now_cents`` is paid now: the next instalment of a plan, else all that is open."""

    code: str
    claim: ClaimView
    now_cents: int
    state: LineState
    debited_on: date | None
    last: IntentView | None


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality's part of the basket, which is paid at once; ``provider`` is empty where nothing is paid online."""

    body: BodyEntry
    provider: str
    lines: Sequence[Line]

    def of(self, *states: LineState) -> list[Line]:
        """Return the lines that are that far."""
        return [line for line in self.lines if line.state in states]

    @property
    def open_cents(self) -> int:
        """What is paid when this part is paid now."""
        return sum(line.now_cents for line in self.of(LineState.OPEN))

    @property
    def under_way(self) -> list[IntentView]:
        """The attempts that are under way, each once."""
        found = {line.last.id: line.last for line in self.of(LineState.UNDER_WAY) if line.last}
        return list(found.values())

    @property
    def ended(self) -> list[IntentState]:
        """How the last attempts of what is still to be paid ended, each ending once."""
        return list(dict.fromkeys(line.last.state for line in self.of(LineState.OPEN) if line.last))

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do here."""
        return not self.of(LineState.OPEN, LineState.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Basket:
    """The whole basket; ``lost`` entries opened nothing any more."""

    places: Sequence[Place]
    lost: Sequence[Entry] = ()

    @property
    def open_cents(self) -> int:
        """What is still to be paid of all that is not being paid already."""
        return sum(place.open_cents for place in self.places)

    @property
    def next(self) -> Place | None:
        """The municipality whose turn it is: the first where something is left to do online."""
        return next((place for place in self.places if not place.is_done and place.provider), None)

    @property
    def done(self) -> int:
        """How many municipalities are done."""
        return sum(place.is_done for place in self.places)


def payer_at(slug: str, language: str) -> Context | None:
    """Return the context of somebody who pays at a municipality, or None when there is no such place."""
    body = find_body(slug)
    return Context(body.id, CITIZEN, language=language) if body and body.kind.has_portal else None


def read_basket(entries: Sequence[Entry], language: str) -> Basket:
    """Return what is in the basket and how far each claim is, municipality by municipality in the order of first use."""
    by_slug: dict[str, list[Entry]] = {}
    for entry in entries:
        by_slug.setdefault(entry.slug, []).append(entry)
    places: list[Place] = []
    lost: list[Entry] = []
    for slug, mine in by_slug.items():
        ctx, body = payer_at(slug, language), find_body(slug)
        lines = _lines(ctx, mine) if ctx else []
        shown = {line.claim.id for line in lines}
        lost += [entry for entry in mine if entry.claim not in shown]
        if ctx and body and lines:
            provider = provider_settings(ctx)
            places.append(Place(body, provider.name if provider else "", lines))
    return Basket(places, lost)


def _lines(ctx: Context, entries: Sequence[Entry]) -> list[Line]:
    with tenant(ctx):
        rows = {row.id: row for row in claims_with_debit(ctx).filter(id__in=[one.claim for one in entries])}
        mine = [
            one
            for one in entries
            if one.claim in rows and bytes(rows[one.claim].code_digest) == access_code_digest(one.code)
        ]
        ids = [one.claim for one in mine]
        newest: dict[UUID, IntentView] = {}
        for intent in reversed(intents_of(ctx, *ids)):
            newest.update(dict.fromkeys(intent.claims, intent))
        plans = plans_of(ctx, ids)
    found = []
    for one in mine:
        claim, last = claim_view(rows[one.claim]), newest.get(one.claim)
        plan = plans.get(one.claim)
        part = plan.next if plan and plan.state is PlanState.RUNNING else None
        debited_on = getattr(rows[one.claim], "debited_on", None)
        found.append(
            Line(
                one.code,
                claim,
                part.open_cents if part else max(0, claim.open_cents),
                _state(claim, last, debited_on),
                debited_on,
                last,
            )
        )
    return found


def _state(claim: ClaimView, last: IntentView | None, debited_on: date | None) -> LineState:
    if claim.open_cents <= 0:
        return LineState.PAID
    if last is not None and not last.state.is_final:
        return LineState.UNDER_WAY
    return LineState.DEBITED if debited_on else LineState.OPEN


def open_claims(ctx: Context, codes: Iterable[str]) -> list[tuple[str, ClaimView]]:
    """Return what can be put into a basket of the claims that these codes open, each with its code, the oldest first."""
    digests = {access_code_digest(code): code for code in codes}
    if not digests:
        return []
    with tenant(ctx):
        rows = Claim.objects.filter(
            municipality_id=ctx.municipality, code_digest__in=list(digests), state__in=STILL_OPEN
        )
        return [(digests[bytes(row.code_digest)], claim_view(row)) for row in rows.order_by("id")]


def begin_basket(ctx: Context, wanted: Sequence[Wanted]) -> UUID:
    """Begin to pay what somebody saw of one municipality in their basket.

    :raises BasketChangedError: when one of the claims is paid, being paid or debited, or costs something else by now; nothing
        is begun then. What else ``begin_together`` raises is raised.
    """
    try:
        return begin_together(ctx, wanted)
    except (NothingToPayError, AmountChangedError, DebitUnderWayError, PaidTogetherError) as error:
        raise BasketChangedError(str(error)) from error


def paid_in_basket(ctx: Context, entries: Sequence[Entry]) -> list[ToPay]:
    """Return the paid claims of a municipality in the basket, for their receipt."""
    return [claim_to_pay(ctx, line.claim.id) for line in _lines(ctx, entries) if line.claim.kept_cents > 0]
