"""The one check of all channels: which answers count, and what is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from modellregion.forms.definition import Check, Field, Form, in_language
from modellregion.forms.entries import ROWS_MAX
from modellregion.forms.messages import Problem, sentence
from modellregion.forms.walking import Answers, Surroundings, Walk
from modellregion.rules.api import Expression


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with one field: its path (``personen.0.geburtsdatum.tag``), the rule, and a sentence that helps.

    A hint is shown and stops nobody.
    """

    path: str
    rule: str
    sentence: str
    page: str = ""
    is_hint: bool = False


@dataclass(slots=True)
class Checked:
    """The outcome: the answers that count (hidden ones are gone), the pages that were asked, all findings.

    ``asked`` has every field that was asked by its path, also those in rows; ``names`` is what conditions saw at the end.
    """

    answers: Answers = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    asked: dict[str, Field] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> list[Finding]:
        """Findings that stand in the way."""
        return [finding for finding in self.findings if not finding.is_hint]

    @property
    def is_acceptable(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.errors


def check_answers(
    form: Form, answers: Mapping[str, Any], surroundings: Surroundings, *, language: str = "de"
) -> Checked:
    """Check a whole set of answers, from whichever channel.

    Values of hidden fields and unknown names are dropped, never used; wrong values are kept but decide nothing. Form of
    the values is that of ``form.answers_type``.
    """
    walk = Walk(form, surroundings)
    checked = Checked()
    checker = FieldChecker(walk, language)
    sound: Answers = {}
    for page, asked in walk.pages():
        if not asked:
            continue
        checked.pages.append(page.id)
        for item in walk.fields(page, lambda wanted: sound.get(wanted.id)):
            name = item.field.id
            given = answers.get(name) if item.field.compute is None else walk.computed(item.field)
            verdict = checker.check(item.field, given)
            if verdict.value is not None:
                checked.answers[name] = verdict.value
            sound[name] = verdict.sound
            checked.asked.update(verdict.asked)
            checked.findings += [_on_page(finding, page.id) for finding in verdict.findings]
    checked.findings += _checks(form.checks, walk, checked, language)
    checked.names = walk.names
    return checked


def _on_page(finding: Finding, page: str) -> Finding:
    return Finding(finding.path, finding.rule, finding.sentence, page, finding.is_hint)


def _checks(checks: tuple[Check, ...], walk: Walk, checked: Checked, language: str) -> Iterator[Finding]:
    pages = {item.id: page.id for page in walk.form.pages for item in page.fields()}
    wrong = {finding.path.partition(".")[0] for finding in checked.findings if not finding.is_hint}
    for check in checks:
        root = check.field.partition(".")[0]
        if root in checked.answers and root not in wrong and walk.value(check.condition) is False:
            yield Finding(
                check.field, check.id, in_language(check.messages, language), pages[root], check.is_hint
            )


def check_rules_of_page(
    form: Form, walk: Walk, answers: Answers, page_fields: set[str], language: str
) -> list[Finding]:
    """Return what the rules over several fields find, as far as they stand at fields of one page."""
    found = []
    for check in form.checks:
        root = check.field.partition(".")[0]
        if root in page_fields and root in answers and walk.value(check.condition) is False:
            found.append(
                Finding(check.field, check.id, in_language(check.messages, language), "", check.is_hint)
            )
    return found


@dataclass(slots=True)
class Verdict:
    """What the check says of one field: its value, the same without what is wrong, findings, the fields asked by path."""

    value: Any = None
    sound: Any = None
    findings: list[Finding] = field(default_factory=list)
    asked: dict[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldChecker:
    """Checks the value of one field, or of a repeated group row by row."""

    walk: Walk
    language: str

    def check(self, item: Field, value: Any) -> Verdict:
        """Return the value that counts and the findings about it."""
        if item.is_group:
            return self._group(item, value)
        return self._single(item, value, item.id, None)

    def _single(self, item: Field, value: Any, path: str, row: Mapping[str, Any] | None) -> Verdict:
        verdict = Verdict(asked={path: item})
        if item.kind is None:
            return verdict
        if value is None or value in ("", [], {}):
            if self.is_required(item, row):
                verdict.findings = [self.finding(item, path, Problem(item.kind.required_rule))]
            return verdict
        problems = item.kind.check(value, self.walk.surroundings.moment)
        verdict.findings = [self.finding(item, path, problem) for problem in problems]
        if all(problem.rule != "wrong_type" for problem in problems):
            verdict.value = value
        verdict.sound = None if problems else value
        return verdict

    def _group(self, item: Field, value: Any) -> Verdict:
        rows = value if isinstance(value, list) else []
        verdict = Verdict(findings=self.count(item, len(rows)), asked={item.id: item})
        checked = [
            self._row(item, row if isinstance(row, dict) else {}, f"{item.id}.{number}")
            for number, row in enumerate(rows[:ROWS_MAX])
        ]
        for row in checked:
            verdict.findings += row.findings
            verdict.asked |= row.asked
        verdict.value = [row.value for row in checked] or None
        verdict.sound = [row.sound for row in checked] or None
        return verdict

    def minimum(self, item: Field) -> int:
        """Return how many rows a repeated group must have."""
        return item.minimum if self.is_required(item, None) else 0

    def maximum(self, item: Field) -> int:
        """Return how many rows a repeated group may have."""
        if isinstance(item.maximum, int):
            return item.maximum
        limit = self.walk.value(item.maximum)
        return int(limit) if isinstance(limit, Decimal) else ROWS_MAX

    def count(self, item: Field, rows: int) -> list[Finding]:
        """Check the number of rows."""
        minimum = self.minimum(item)
        maximum = self.maximum(item)
        if rows > maximum:
            return [self.finding(item, item.id, Problem("too_many_items", values={"max": maximum}))]
        if rows < minimum:
            return [self.finding(item, item.id, Problem("too_few_items", values={"min": minimum}))]
        return []

    def _row(self, item: Field, row: Mapping[str, Any], path: str) -> Verdict:
        verdict = Verdict(value={}, sound={})
        seen: dict[str, Any] = {sub.id: None for sub in item.items}
        for sub in item.items:
            if not self.walk.holds(sub.when, seen):
                continue
            one = self._single(sub, row.get(sub.id), f"{path}.{sub.id}", seen)
            verdict.findings += one.findings
            verdict.asked |= one.asked
            if one.value is not None:
                verdict.value[sub.id] = one.value
            if one.sound is not None and sub.kind is not None:
                verdict.sound[sub.id] = one.sound
                seen[sub.id] = sub.kind.feel(one.sound)
        return verdict

    def is_required(self, item: Field, row: Mapping[str, Any] | None) -> bool:
        """Tell whether a field must be filled in; nobody can fill in one that follows from others."""
        if item.compute is not None:
            return False
        if isinstance(item.required, Expression):
            return self.walk.holds(item.required, row)
        return item.required

    def finding(self, item: Field, path: str, problem: Problem) -> Finding:
        """Make a sentence of a problem."""
        full = f"{path}.{problem.part}" if problem.part else path
        return Finding(
            full, problem.rule, sentence(problem, label=item.label(self.language), language=self.language)
        )
