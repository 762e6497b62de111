"""Correct what an application says (berichtigen), with a reason; the history keeps both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import msgspec

from modellregion.cases.access import lock_for_work
from modellregion.cases.drafts import encode_answers
from modellregion.cases.errors import ReasonMissingError
from modellregion.cases.fees import compare_fee
from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.parties import search_words
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action
from modellregion.cases.surroundings import surroundings_of
from modellregion.forms.api import Draft, Finding, check_answers, name_key, read_page
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant


@dataclass(slots=True)
class Corrected:
    """The outcome: what is wrong, or which answers changed (path, before, after)."""

    findings: list[Finding] = field(default_factory=list)
    draft: Draft = field(default_factory=Draft)
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def correct_answers(
    ctx: Context, *, case: UUID, page: str, posted: Mapping[str, Sequence[str]], reason: str
) -> Corrected:
    """Correct the answers of one page of the form; nothing is written while anything is wrong.

    :raises ReasonMissingError: without a reason.
    :raises NotFoundError: when the form has no such page.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        form = locked.package.form
        wanted = form.page(page)
        if wanted is None:
            raise NotFoundError(f"page {page}")
        before = locked.answers()
        # Checked as of the day it was filed: what was computed then stays, and what was in time stays so.
        received = locked.row.received_at.astimezone(BERLIN).date()
        surroundings = replace(surroundings_of(ctx, channel="desk"), today=received)
        read = read_page(form, wanted, Draft(dict(before)), posted, surroundings, language=ctx.language)
        if not read.is_acceptable:
            return Corrected(read.findings, read.draft)
        if not reason.strip():
            raise ReasonMissingError("correct")
        checked = check_answers(form, read.draft.answers, surroundings, language=ctx.language)
        answers = checked.answers
        changes = _changes(before, answers)
        if changes:
            subject = locked.package.subject(checked.names)
            Case.objects.filter(municipality_id=ctx.municipality, id=case).update(
                answers=encode_answers(ctx.municipality, case, answers),
                subject=subject,
                search=name_key(f"{locked.row.number} {subject} {search_words(locked.package, answers)}"),
                updated_at=ctx.now(),
            )
            compare_fee(ctx, case, locked.package, checked.names, received)
            record(ctx, case, Action.CORRECTED, note=reason.strip(), data=changes)
        return Corrected(checked.findings, read.draft, changes)


def _changes(before: dict[str, object], after: dict[str, object]) -> list[tuple[str, str, str]]:
    def text(value: object) -> str:
        return "" if value is None else msgspec.json.encode(value).decode()

    names = [*before, *(name for name in after if name not in before)]
    return [
        (name, text(before.get(name)), text(after.get(name)))
        for name in names
        if text(before.get(name)) != text(after.get(name))
    ]
