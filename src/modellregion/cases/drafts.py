"""Drafts on their way to disk and back: values, what waits to become a value, pages left in order."""

from typing import Any

import msgspec

from modellregion.cases.models import Draft as DraftRow
from modellregion.forms.api import Draft, Form
from modellregion.kernel.envelope import seal, unseal


class _Stored(msgspec.Struct):
    answers: msgspec.Raw
    entered: dict[str, list[str]] = {}
    done: list[str] = []
    left: dict[str, Any] = {}
    left_entered: dict[str, list[str]] = {}
    origins: dict[str, list[Any]] = {}


_stored = msgspec.json.Decoder(_Stored)


def encode_draft(draft: Draft) -> bytes:
    """Return a draft as it is stored."""
    answers = msgspec.Raw(msgspec.json.encode(draft.answers))
    return seal(
        msgspec.json.encode(
            _Stored(answers, draft.entered, draft.done, draft.left, draft.left_entered, draft.origins)
        )
    )


def decode_draft(form: Form, row: DraftRow) -> Draft:
    """Return a stored draft, its values typed by the form it was begun with; empty once it was filed."""
    if not row.content:
        return Draft()
    stored = _stored.decode(unseal(row.content))
    answers = decode_answers(form, bytes(stored.answers))
    return Draft(answers, stored.entered, stored.done, stored.left, stored.left_entered, stored.origins)


def encode_answers(answers: dict[str, Any]) -> bytes:
    """Return answers as they are stored with a case."""
    return seal(msgspec.json.encode(answers))


def decode_answers(form: Form, data: bytes) -> dict[str, Any]:
    """Return answers, typed by their form."""
    answers: dict[str, Any] = msgspec.json.decode(data, type=form.answers_type)
    return answers


def open_answers(form: Form, stored: bytes | memoryview) -> dict[str, Any]:
    """Return the answers stored with a case."""
    return decode_answers(form, unseal(stored))
