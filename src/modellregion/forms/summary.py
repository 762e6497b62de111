"""The answers in reading order: for the review page, the status page, letters, the desk, and transmissions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from modellregion.forms.definition import Field, Form, in_language
from modellregion.forms.walking import Surroundings, Walk


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: label and text (a line break separates lines); ``form_fields`` are the official form's numbers."""

    path: str
    label: str
    text: str
    form_fields: Sequence[str] = ()
    value: Any = None
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page, or of one row of a repeated group."""

    page: str
    title: str
    lines: Sequence[Line]
    path: str = ""


@dataclass(slots=True)
class _Collector:
    page: str
    title: str
    lines: list[Line] = field(default_factory=list)
    rows: list[Section] = field(default_factory=list)


def summarise(
    form: Form,
    answers: Mapping[str, Any],
    surroundings: Surroundings,
    *,
    language: str = "de",
    keep: Callable[[Field], bool] = lambda _field: True,
) -> list[Section]:
    """Return the answers of all fields that are asked and that ``keep`` lets through, page by page."""
    walk = Walk(form, surroundings)
    sections: list[Section] = []
    for page, asked in walk.pages():
        if not asked:
            continue
        collector = _Collector(page.id, in_language(page.titles, language))
        for item in walk.fields(page, lambda wanted: answers.get(wanted.id)):
            value = answers.get(item.field.id)
            if value is not None and keep(item.field):
                _collect(collector, item.field, value, language, keep)
        if collector.lines:
            sections.append(Section(page.id, collector.title, collector.lines))
        sections += collector.rows
    return sections


def _collect(
    collector: _Collector, item: Field, value: Any, language: str, keep: Callable[[Field], bool]
) -> None:
    if not item.is_group:
        collector.lines.append(_line(item, item.id, value, language))
        return
    label = in_language(item.item_labels, language) or item.label(language)
    for number, row in enumerate(value):
        lines = list(_row_lines(item, row, number, language, keep))
        if lines:
            collector.rows.append(
                Section(collector.page, f"{number + 1}. {label}", lines, f"{item.id}.{number}")
            )


def _row_lines(
    item: Field, row: Mapping[str, Any], number: int, language: str, keep: Callable[[Field], bool]
) -> Iterator[Line]:
    for sub in item.items:
        value = row.get(sub.id)
        if value is not None and keep(sub):
            yield _line(sub, f"{item.id}.{number}.{sub.id}", value, language)


def _line(item: Field, path: str, value: Any, language: str) -> Line:
    text = item.kind.show(value, language) if item.kind else str(value)
    return Line(path, item.label(language), text, item.form_fields, value, item.anchor)
