"""Brings a draft from one version of a form to another; nothing is lost, and what differs is said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from modellregion.forms.checking import check_answers
from modellregion.forms.definition import Field, Form
from modellregion.forms.reading import Draft
from modellregion.forms.walking import Answers, Surroundings
from modellregion.rules.api import Expression


class Otherwise(StrEnum):
    """How a question that stays is asked otherwise."""

    REQUIRED = "required"
    VOLUNTARY = "voluntary"
    CHOICES = "choices"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A question and what became of it: its path without rows, its label, the answer given (``""``: none)."""

    path: str
    label: str
    answer: str = ""
    otherwise: Otherwise | None = None


@dataclass(frozen=True, slots=True)
class FormDifference:
    """What somebody with certain answers notices of another version of a form.

    ``new`` are questions that came, ``gone`` answers that are no longer asked for, ``again`` answers that do not fit any
    more, ``changed`` questions that are asked otherwise.
    """

    new: tuple[FieldDifference, ...] = ()
    gone: tuple[FieldDifference, ...] = ()
    again: tuple[FieldDifference, ...] = ()
    changed: tuple[FieldDifference, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to notice."""
        return not (self.new or self.gone or self.again or self.changed)


@dataclass(frozen=True, slots=True)
class Rebased:
    """A draft in the other version, and what differs. What has no place there waits in ``draft.left``."""

    draft: Draft
    difference: FormDifference


def rebase_draft(
    old: Form, new: Form, draft: Draft, surroundings: Surroundings, *, language: str = "de"
) -> Rebased:
    """Return the draft for the other form. Going back to the first form gives the first draft back."""
    answers, left = _answers(new, _together(draft.left, draft.answers))
    typed = {**draft.left_entered, **draft.entered}
    entered = {path: texts for path, texts in typed.items() if path.partition(".")[0] in new.fields}
    left_entered = {path: texts for path, texts in typed.items() if path not in entered}
    difference = _difference(old, new, draft.answers, answers, surroundings, language)
    touched = {
        one.path.partition(".")[0] for one in (*difference.new, *difference.again, *difference.changed)
    }
    done = [
        page.id
        for page in new.pages
        if page.id in draft.done and not any(item.id in touched for item in page.fields())
    ]
    return Rebased(Draft(answers, entered, done, left, left_entered), difference)


def form_difference(
    old: Form, new: Form, answers: Answers, surroundings: Surroundings, *, language: str = "de"
) -> FormDifference:
    """Return what differs between two forms for somebody with these answers of the first one."""
    return _difference(old, new, answers, _answers(new, answers)[0], surroundings, language)


def _together(left: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    """Return what waits and what was answered; into a row that stands comes back what waits of it."""
    found = {**left, **answers}
    for name in left.keys() & answers.keys():
        waiting, rows = left[name], msgspec.to_builtins(answers[name])
        if isinstance(waiting, list) and isinstance(rows, list) and len(waiting) == len(rows):
            pairs = list(zip(waiting, rows, strict=True))
            if all(isinstance(one, dict) and isinstance(row, dict) for one, row in pairs):
                found[name] = [{**one, **row} for one, row in pairs]
    return found


def _answers(form: Form, given: Mapping[str, Any]) -> tuple[Answers, dict[str, Any]]:
    """Return what fits the form, typed by it, and what does not fit or would not survive whole, as plain values."""
    fitting: Answers = {}
    left: dict[str, Any] = {}
    for name, value in given.items():
        plain = msgspec.to_builtins(value)
        typed = _typed(form, name, plain)
        if typed is not None:
            fitting[name] = typed
        if typed is None or msgspec.to_builtins(typed) != plain:
            left[name] = plain
    return fitting, left


def _typed(form: Form, name: str, plain: Any) -> Any:
    """Return a value as the form types it; of rows, whatever fits."""
    item = form.fields.get(name)
    if item is None:
        return None
    try:
        return _decoded(form, name, plain)
    except msgspec.ValidationError:
        if not item.is_group or not isinstance(plain, list):
            return None
    rows = [_fitting_row(form, name, row) for row in plain if isinstance(row, dict)]
    return _decoded(form, name, rows) if any(rows) else None


def _fitting_row(form: Form, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {}
    for key, value in row.items():
        try:
            _decoded(form, name, [{key: value}])
        except msgspec.ValidationError:
            continue
        kept[key] = value
    return kept


def _decoded(form: Form, name: str, plain: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode({name: plain}), type=form.answers_type).get(name)


def _difference(
    old: Form, new: Form, before: Answers, after: Answers, surroundings: Surroundings, language: str
) -> FormDifference:
    asked = [{_place(path): item for path, item in check_answers(form, answers, surroundings).asked.items()}
             for form, answers in ((old, before), (new, after))]  # fmt: skip
    then, now = _items(old), _items(new)
    came = [path for path in asked[1] if path not in then]
    stays = [path for path in asked[1] if path in then and path in asked[0]]
    given = {path: answer for path, answer in _given(old, before, language) if answer}
    fits = {path for path, answer in _given(new, after, language) if answer}
    return FormDifference(
        new=tuple(FieldDifference(path, _label(new, path, language)) for path in came),
        gone=tuple(
            FieldDifference(path, _label(old, path, language), answer)
            for path, answer in given.items()
            if path not in now
        ),
        again=tuple(
            FieldDifference(path, _label(new, path, language), answer)
            for path, answer in given.items()
            if path in now and path not in fits
        ),
        changed=tuple(
            FieldDifference(path, _label(new, path, language), given.get(path, ""), how)
            for path in stays
            if (how := _otherwise(then[path], now[path])) is not None
        ),
    )


def _place(path: str) -> str:
    return ".".join(part for part in path.split(".") if not part.isdigit())


def _items(form: Form) -> dict[str, Field]:
    found = dict(form.fields)
    for name, field in form.fields.items():
        found |= {f"{name}.{item.id}": item for item in field.items}
    return found


def _given(form: Form, answers: Answers, language: str) -> Iterator[tuple[str, str]]:
    """Yield what was answered, as people read it; of rows, the answers of all rows."""
    for name, value in answers.items():
        field = form.fields.get(name)
        if field is None:
            continue
        if not field.is_group:
            yield name, field.kind.show(value, language) if field.kind else ""
            continue
        for item in field.items:
            texts = [
                item.kind.show(row[item.id], language)
                for row in value
                if item.kind and row.get(item.id) is not None
            ]
            yield f"{name}.{item.id}", "; ".join(texts)


def _label(form: Form, path: str, language: str) -> str:
    name, _, item = path.partition(".")
    field = form.fields[name]
    inner = next((one for one in field.items if one.id == item), None)
    return f"{field.label(language)}: {inner.label(language)}" if inner else field.label(language)


def _otherwise(then: Field, now: Field) -> Otherwise | None:
    if _text(then.required) != _text(now.required):
        return Otherwise.VOLUNTARY if now.required is False else Otherwise.REQUIRED
    if then.kind != now.kind:
        has_options = hasattr(then.kind, "options") and hasattr(now.kind, "options")
        return Otherwise.CHOICES if has_options else Otherwise.LIMITS
    if (then.minimum, _text(then.maximum)) != (now.minimum, _text(now.maximum)):
        return Otherwise.LIMITS
    return None


def _text(setting: bool | int | Expression) -> str | bool | int:
    return setting.text if isinstance(setting, Expression) else setting
