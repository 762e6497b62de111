"""The one check of all channels: which answers count, and what is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from modellregion.forms.definition import Check, Field, Form, in_language
from modellregion.forms.messages import Problem, sentence
from modellregion.forms.walking import Answers, Surroundings, Walk
from modellregion.rules.api import Expression

ROWS_MAX = 100


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
    """The outcome: the answers that count (hidden ones are gone), the pages that were asked, all findings."""

    answers: Answers = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
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

    Values of hidden fields and unknown names are dropped, never used. Form of the values is that of
    ``form.answers_type``.
    """
    walk = Walk(form, surroundings)
    checked = Checked()
    checker = FieldChecker(walk, language)
    for page, asked in walk.pages():
        if not asked:
            continue
        checked.pages.append(page.id)
        for item in walk.fields(page, lambda wanted: checked.answers.get(wanted.id)):
            given = answers.get(item.field.id) if item.field.compute is None else walk.computed(item.field)
            value, findings = checker.check(item.field, given)
            if value is not None:
                checked.answers[item.field.id] = value
            checked.findings += [_on_page(finding, page.id) for finding in findings]
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


@dataclass(frozen=True, slots=True)
class FieldChecker:
    """Checks the value of one field, or of a repeated group row by row."""

    walk: Walk
    language: str

    def check(self, item: Field, value: Any) -> tuple[Any, list[Finding]]:
        """Return the value that counts and the findings about it."""
        if item.is_group:
            return self._group(item, value)
        return self._single(item, value, item.id, None)

    def _single(
        self, item: Field, value: Any, path: str, row: Mapping[str, Any] | None
    ) -> tuple[Any, list[Finding]]:
        if item.kind is None:
            return None, []
        if value is None or value in ("", [], {}):
            if self.is_required(item, row):
                return None, [self.finding(item, path, Problem(item.kind.required_rule))]
            return None, []
        problems = item.kind.check(value, self.walk.surroundings.moment)
        return value, [self.finding(item, path, problem) for problem in problems]

    def _group(self, item: Field, value: Any) -> tuple[Any, list[Finding]]:
        rows = value if isinstance(value, list) else []
        findings = self.count(item, len(rows))
        kept = []
        for number, row in enumerate(rows[: self.maximum(item)]):
            kept_row, row_findings = self._row(
                item, row if isinstance(row, dict) else {}, f"{item.id}.{number}"
            )
            kept.append(kept_row)
            findings += row_findings
        return kept or None, findings

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

    def _row(self, item: Field, row: Mapping[str, Any], path: str) -> tuple[Answers, list[Finding]]:
        kept: Answers = {}
        seen: dict[str, Any] = {sub.id: None for sub in item.items}
        findings: list[Finding] = []
        for sub in item.items:
            if not self.walk.holds(sub.when, seen):
                continue
            value, found = self._single(sub, row.get(sub.id), f"{path}.{sub.id}", seen)
            findings += found
            if value is not None:
                kept[sub.id] = value
                seen[sub.id] = sub.kind.feel(value) if sub.kind and not found else None
        return kept, findings

    def is_required(self, item: Field, row: Mapping[str, Any] | None) -> bool:
        """Tell whether a field must be filled in."""
        if isinstance(item.required, Expression):
            return self.walk.holds(item.required, row)
        return item.required

    def finding(self, item: Field, path: str, problem: Problem) -> Finding:
        """Make a sentence of a problem."""
        full = f"{path}.{problem.part}" if problem.part else path
        return Finding(
            full, problem.rule, sentence(problem, label=item.label(self.language), language=self.language)
        )
