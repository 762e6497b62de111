"""Reads what a page's form sent: text to values, and everything that could not become a value is kept as typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from modellregion.forms.checking import Checked, FieldChecker, Finding, check_answers, check_rules_of_page
from modellregion.forms.definition import Field, Form, Page
from modellregion.forms.entries import ROWS_MAX
from modellregion.forms.kinds.base import Entered
from modellregion.forms.kinds.uploads import Upload
from modellregion.forms.messages import Problem, sentence
from modellregion.forms.walking import Answers, Surroundings, Walk

Posted = Mapping[str, Sequence[str]]
ENTERED_LENGTH_MAX = 20_000
"""As much of a text that is no value yet is kept in a draft; the page itself gives back all of it."""
_ROW = re.compile(r"(0|[1-9][0-9]{0,3})\.")


@dataclass(slots=True)
class Draft:
    """An application being filled in: values, what is typed but no value yet, and the pages that were left in order.

    ``left`` and ``left_entered`` have answers and typed texts of an earlier version of the form that have no place in this
    one, answers as plain values. ``origins`` tells what an account filled in: by input, the text and who vouches for it.
    """

    answers: Answers = field(default_factory=dict)
    entered: dict[str, list[str]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    left: dict[str, Any] = field(default_factory=dict)
    left_entered: dict[str, list[str]] = field(default_factory=dict)
    origins: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class PageRead:
    """The outcome of reading a page."""

    draft: Draft
    findings: list[Finding]

    @property
    def is_acceptable(self) -> bool:
        """Whether nothing stands in the way."""
        return all(finding.is_hint for finding in self.findings)


def read_page(
    form: Form, page: Page, draft: Draft, posted: Posted, surroundings: Surroundings, *, language: str = "de"
) -> PageRead:
    """Take what was typed on one page into the draft, and check that page.

    Fields of the page that are hidden by what was typed lose their value; fields of other pages stay as they are.
    Files are not among ``posted``; an upload field keeps the files it has.
    """
    reader = _Reader(form, draft, posted, surroundings, language)
    for candidate, asked in reader.walk.pages():
        if candidate is page:
            reader.page(page)
            break
        if asked:
            for _ in reader.walk.fields(candidate, lambda item: draft.answers.get(item.id)):
                pass
    return reader.result(page)


class _Reader:
    def __init__(
        self, form: Form, draft: Draft, posted: Posted, surroundings: Surroundings, language: str
    ) -> None:
        self.form = form
        self.posted = posted
        self.walk = Walk(form, surroundings)
        self.checker = FieldChecker(self.walk, language)
        self.language = language
        self.answers = dict(draft.answers)
        self.entered = dict(draft.entered)
        self.done = list(draft.done)
        self.draft = draft
        self.findings: list[Finding] = []

    def page(self, page: Page) -> None:
        shown = set()
        for asked in self.walk.fields(page, lambda item: self.answers.get(item.id)):
            shown.add(asked.field.id)
            self.forget_entered(asked.field.id)
            if asked.field.compute is not None:
                self.keep(self.answers, asked.field.id, self.walk.computed(asked.field))
            elif asked.field.is_group:
                self.group(asked.field)
            else:
                self.single(asked.field)
        for item in page.fields():
            if item.id not in shown:
                self.answers.pop(item.id, None)
                self.forget_entered(item.id)

    def single(self, item: Field) -> None:
        value = self.answers.get(item.id) if _is_upload(item) else None
        value, findings = self.value(item, item.id, value)
        self.findings += findings
        self.keep(self.answers, item.id, value)

    def group(self, item: Field) -> None:
        rows, findings = [], []
        sent = row_numbers(self.posted, item.id)
        for number, index in enumerate(sent[:ROWS_MAX]):
            row, found = self.row(item, f"{item.id}.{index}", f"{item.id}.{number}")
            rows.append(row)
            findings.append(found)
        # A row somebody added and left blank is no row.
        minimum = self.checker.minimum(item)
        while len(rows) > minimum and not rows[-1] and not self.has_entered(f"{item.id}.{len(rows) - 1}"):
            rows.pop()
            findings.pop()
        self.findings += [
            *self.checker.count(item, len(rows) + len(sent[ROWS_MAX:])),
            *(finding for found in findings for finding in found),
        ]
        self.keep(self.answers, item.id, rows or None)

    def row(self, item: Field, posted_path: str, path: str) -> tuple[Answers, list[Finding]]:
        row: Answers = {}
        seen: dict[str, Any] = {sub.id: None for sub in item.items}
        findings: list[Finding] = []
        for sub in item.items:
            if self.walk.holds(sub.when, seen):
                value, found = self.value(sub, f"{path}.{sub.id}", None, f"{posted_path}.{sub.id}", seen)
                findings += found
                self.keep(row, sub.id, value)
                seen[sub.id] = sub.kind.feel(value) if sub.kind and value is not None else None
        return row, findings

    def value(
        self,
        item: Field,
        path: str,
        present: Any,
        posted_path: str | None = None,
        row: Mapping[str, Any] | None = None,
    ) -> tuple[Any, list[Finding]]:
        """Return a field's value, or nothing and why; what was typed is kept when it is no value."""
        if item.kind is None:
            return None, []
        entered = entered_for(item, self.posted, posted_path or path)
        read = item.kind.read(entered)
        value = read.value if read.value is not None else present
        problems = list(read.problems)
        if not problems and value is not None:
            problems = item.kind.check(value, self.walk.surroundings.moment)
        if not problems and value is None and self.checker.is_required(item, row):
            return None, [self.checker.finding(item, path, Problem(item.kind.required_rule))]
        if problems and not _is_upload(item):
            self.remember(item, path, entered)
            return None, [self.checker.finding(item, path, problem) for problem in problems]
        return value, [self.checker.finding(item, path, problem) for problem in problems]

    def remember(self, item: Field, path: str, entered: Entered) -> None:
        for part in item.kind.parts if item.kind else ():
            texts = [text[:ENTERED_LENGTH_MAX] for text in entered.parts.get(part, ())]
            if texts:
                self.entered[f"{path}.{part}" if part else path] = texts

    def has_entered(self, path: str) -> bool:
        return any(name == path or name.startswith(path + ".") for name in self.entered)

    def forget_entered(self, name: str) -> None:
        for path in [path for path in self.entered if path == name or path.startswith(name + ".")]:
            del self.entered[path]

    @staticmethod
    def keep(answers: Answers, name: str, value: Any) -> None:
        if value is None:
            answers.pop(name, None)
        else:
            answers[name] = value

    def result(self, page: Page) -> PageRead:
        wrong = {finding.path.partition(".")[0] for finding in self.findings}
        members = {item.id for item in page.fields()} - wrong
        self.findings += check_rules_of_page(self.form, self.walk, self.answers, members, self.language)
        acceptable = all(finding.is_hint for finding in self.findings)
        done = [name for name in self.done if name != page.id]
        done = [*done, page.id] if acceptable else done
        draft = replace(self.draft, answers=self.answers, entered=self.entered, done=done)
        return PageRead(draft, self.findings)


def row_numbers(posted: Posted, name: str) -> list[int]:
    """Return the numbers of the rows a page sent for a repeated group, ascending."""
    start = len(name) + 1
    found = {
        int(match[1])
        for path in posted
        if path.startswith(name + ".") and (match := _ROW.match(path, start)) is not None
    }
    return sorted(found)


def entered_for(item: Field, posted: Posted, path: str) -> Entered:
    """Return what was typed into the inputs of one field."""
    parts = item.kind.parts if item.kind else ("",)
    return Entered({part: posted.get(f"{path}.{part}" if part else path, ()) for part in parts})


def _is_upload(item: Field) -> bool:
    return isinstance(item.kind, Upload)


def check_draft(form: Form, draft: Draft, surroundings: Surroundings, *, language: str = "de") -> Checked:
    """Check a draft before it is filed: its answers, and that nothing typed is still waiting to become a value."""
    checked = check_answers(form, draft.answers, surroundings, language=language)
    pages = {item.id: page.id for page in form.pages for item in page.fields()}
    for path in dict.fromkeys(_field_of(path, checked.asked) for path in draft.entered):
        if path is not None:
            text = sentence(
                Problem("unfinished"), label=checked.asked[path].label(language), language=language
            )
            found = Finding(path, "unfinished", text, pages[path.partition(".")[0]])
            missing = [f for f in checked.findings if f.path == path and f.rule.startswith("required")]
            place = checked.findings.index(missing[0]) if missing else len(checked.findings)
            checked.findings[place : place + len(missing)] = [found]
    return checked


def _field_of(path: str, asked: Mapping[str, Field]) -> str | None:
    """Return the path of the asked field that an input belongs to, or None when it is not asked."""
    while path and (path not in asked or asked[path].is_group):
        path = path.rpartition(".")[0]
    return path or None


def close_gaps(posted: Posted, name: str) -> Posted:
    """Return what was sent with the rows of a repeated group numbered from 0 on, as the draft has them."""
    numbers = row_numbers(posted, name)
    if numbers == list(range(len(numbers))):
        return posted
    places = {number: place for place, number in enumerate(numbers)}
    start = len(name) + 1
    closed: dict[str, Sequence[str]] = {}
    for path, values in posted.items():
        match = _ROW.match(path, start) if path.startswith(name + ".") else None
        closed[path if match is None else f"{name}.{places[int(match[1])]}.{path[match.end() :]}"] = values
    return closed


def drop_row(posted: Posted, name: str, number: int) -> dict[str, Sequence[str]]:
    """Return what was sent without one row of a repeated group; the rows behind it move up."""
    kept: dict[str, Sequence[str]] = {}
    start = len(name) + 1
    for path, values in posted.items():
        match = _ROW.match(path, start) if path.startswith(name + ".") else None
        if match is None:
            kept[path] = values
        elif (row := int(match[1])) != number:
            kept[f"{name}.{row - 1 if row > number else row}.{path[match.end() :]}"] = values
    return kept
