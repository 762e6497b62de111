"""What an account holds: drafts and cases, and what came for their owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from modellregion.accounts.api import show_code
from modellregion.cases.models import Case, Delivery, Draft, Held, Message
from modellregion.cases.notices.states import DeliveryState, Way
from modellregion.cases.representing.standing import told
from modellregion.cases.states import STATE_NAMES, CaseState
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import load
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.ui.environment import show_day, show_instant
from modellregion.packages.api import package_by_hash

HELD_MAX = 500
"""So many applications of an account are shown, the newest first."""


@dataclass(frozen=True, slots=True)
class HeldCase:
    """An application that was filed."""

    code: str
    number: str
    title: str
    subject: str
    state: object
    received_at: datetime
    waits_for_answer: bool
    told: str = ""


@dataclass(frozen=True, slots=True)
class HeldDraft:
    """An application that is being filled in; ``held`` when it is for somebody else, so that going on is an act."""

    code: str
    title: str
    updated_at: datetime
    expires_at: datetime
    told: str = ""
    held: UUID | None = None


@dataclass(frozen=True, slots=True)
class HeldThings:
    """All that an account holds at this municipality."""

    cases: Sequence[HeldCase]
    drafts: Sequence[HeldDraft]


@dataclass(frozen=True, slots=True)
class Letter:
    """What came for the owner: a question of the office, or a notice. ``is_open``: they have something to do with it."""

    at: datetime
    code: str
    number: str
    title: str
    place: str
    text: str
    is_open: bool


def held_by(ctx: Context, account: UUID) -> HeldThings:
    """Return drafts and cases of an account, what was touched last first. Must run inside a ``tenant`` block.

    What a notice decided is told by the notice, so here a decided case only says that it is.
    """
    held = _rows(ctx, account)
    codes = {digest: show_code(ctx, account, row.code) for digest, row in held.items()}
    mine = {"municipality_id": ctx.municipality, "code_digest__in": list(codes)}
    language = ctx.language
    cases = [
        HeldCase(
            codes[bytes(row.code_digest)],
            row.number,
            package_by_hash(row.package_hash).title(language),
            row.subject,
            shown_state(CaseState(row.state)),
            row.received_at,
            row.state == CaseState.WAITING,
            told(held[bytes(row.code_digest)], account),
        )
        for row in Case.objects.filter(**mine).order_by("-received_at", "-id")
    ]
    drafts = [
        HeldDraft(
            codes[bytes(row.code_digest)],
            package_by_hash(row.package_hash).title(language),
            row.updated_at,
            row.expires_at,
            told(held[bytes(row.code_digest)], account),
            held[bytes(row.code_digest)].id if row.is_represented else None,
        )
        for row in Draft.objects.filter(**mine, case_id=None).order_by("-updated_at")
    ]
    return HeldThings(cases, drafts)


def shown_state(state: CaseState) -> object:
    """Return what a list says of a case's state."""
    return gettext("Entschieden") if state.is_decided else STATE_NAMES[state]


def letters_for(ctx: Context, account: UUID) -> list[Letter]:
    """Return what came for the owner of an account, the newest first. Must run inside a ``tenant`` block."""
    codes = codes_of(ctx, account)
    rows = list(Case.objects.filter(municipality_id=ctx.municipality, code_digest__in=list(codes)))
    cases = {row.id: (codes[bytes(row.code_digest)], row.number, row) for row in rows}
    mine = {"municipality_id": ctx.municipality, "case_id__in": list(cases)}
    load(ctx.municipality, cases)
    letters = []
    last: dict[UUID, UUID] = {}
    for message in Message.objects.filter(**mine).order_by("id"):
        last[message.case_id] = message.id
    for message in Message.objects.filter(**mine, is_from_office=True).order_by("id"):
        code, number, row = cases[message.case_id]
        text = opened(message, "text").decode()
        is_open = row.state == CaseState.WAITING and last[row.id] == message.id
        letters.append(
            Letter(message.at, code, number, gettext("Frage des Amtes"), "nachrichten", text, is_open)
        )
    for delivery in Delivery.objects.filter(**mine, way=Way.RETRIEVAL, sent_on__isnull=False):
        code, number, _ = cases[delivery.case_id]
        letters.append(_notice(ctx, delivery, code, number))
    letters += [
        Letter(row.decided_at, code, number, gettext("Das Amt ist fertig"), "dokumente", "", is_open=False)
        for code, number, row in cases.values()
        if row.decided_at is not None
    ]
    return sorted(letters, key=lambda letter: letter.at, reverse=True)


def _notice(ctx: Context, delivery: Delivery, code: str, number: str) -> Letter:
    """Return a notice that can be retrieved; when it was, its sender knows (Abrufbestätigung)."""
    if delivery.retrieved_at is not None:
        text = gettext("Abgerufen am %(at)s.") % {"at": show_instant(delivery.retrieved_at)}
    else:
        text = gettext("Bis zum %(day)s zum Abruf bereit.") % {"day": show_day(delivery.ends_on)}
    is_open = delivery.state == DeliveryState.PROVIDED and (
        delivery.ends_on is None or ctx.today() <= delivery.ends_on
    )
    return Letter(delivery.created_at, code, number, gettext("Bescheid"), "bescheide", text, is_open)


def codes_of(ctx: Context, account: UUID) -> dict[bytes, str]:
    """Return the codes an account holds, by what the database keeps of each. Must run inside a ``tenant`` block."""
    return {digest: show_code(ctx, account, row.code) for digest, row in _rows(ctx, account).items()}


def _rows(ctx: Context, account: UUID) -> dict[bytes, Held]:
    rows = Held.objects.filter(municipality_id=ctx.municipality, account_id=account).order_by("-id")
    return {bytes(row.code_digest): row for row in rows[:HELD_MAX]}
