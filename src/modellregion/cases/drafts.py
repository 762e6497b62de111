"""Drafts on their way to disk and back: values, what waits to become a value, pages left in order."""

from typing import Any
from uuid import UUID

import msgspec

from modellregion.cases.models import Case
from modellregion.cases.models import Draft as DraftRow
from modellregion.forms.api import Draft, Form
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import plain, seal, unseal
from modellregion.kernel.sealed_fields import opened, place_in


class _Stored(msgspec.Struct):
    answers: msgspec.Raw
    entered: dict[str, list[str]] = {}
    done: list[str] = []
    left: dict[str, Any] = {}
    left_entered: dict[str, list[str]] = {}
    origins: dict[str, list[Any]] = {}


_stored = msgspec.json.Decoder(_Stored)


def encode_draft(ctx: Context, row: UUID, draft: Draft) -> bytes:
    """Return a draft as its row keeps it."""
    answers = msgspec.Raw(msgspec.json.encode(draft.answers))
    content = _Stored(answers, draft.entered, draft.done, draft.left, draft.left_entered, draft.origins)
    return seal(msgspec.json.encode(content), place_in(DraftRow, "content", ctx.municipality, row, row))


def decode_draft(form: Form, row: DraftRow) -> Draft:
    """Return a stored draft, its values typed by the form it was begun with; empty once it was filed."""
    if not row.content:
        return Draft()
    stored = _stored.decode(opened(row, "content"))
    answers = decode_answers(form, bytes(stored.answers))
    return Draft(answers, stored.entered, stored.done, stored.left, stored.left_entered, stored.origins)


def encode_answers(municipality: UUID, case: UUID, answers: dict[str, Any]) -> bytes:
    """Return answers as the row of a case keeps them."""
    place = place_in(Case, "answers", municipality, case, case)
    return seal(msgspec.json.encode(answers), place)


def plain_answers(answers: dict[str, Any]) -> bytes:
    """Return answers in the form over which the journal's hash of them is made."""
    return plain(msgspec.json.encode(answers))


def decode_answers(form: Form, data: bytes) -> dict[str, Any]:
    """Return answers, typed by their form."""
    answers: dict[str, Any] = msgspec.json.decode(data, type=form.answers_type)
    return answers


def open_answers(form: Form, row: Case) -> dict[str, Any]:
    """Return the answers of a case; none when they were erased."""
    return decode_answers(form, opened(row, "answers") or b"{}")


def open_stored_answers(
    form: Form, municipality: UUID, case: UUID, stored: bytes | memoryview
) -> dict[str, Any]:
    """Return the answers of a case of which not the whole row is at hand."""
    return decode_answers(form, unseal(stored, place_in(Case, "answers", municipality, case, case)) or b"{}")
