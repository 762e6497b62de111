"""Compares what happened in a scenario with what was to be expected; each difference is a sentence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from msgspec import UNSET

from modellregion.forms.api import show_cents
from modellregion.kernel.clock import BERLIN
from modellregion.packages.api import ScenarioExpected
from modellregion.transfer.scenarios.playing import Played

Comparison = Callable[[ScenarioExpected, Played], Iterator[str]]


class Topic(StrEnum):
    """What a difference is about."""

    FINDINGS = "findings"
    QUESTIONS = "questions"
    FEE = "fee"
    TRANSMISSIONS = "transmissions"
    OFFICE = "office"
    LETTERS = "letters"
    STATISTICS = "statistics"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that came otherwise than expected."""

    topic: Topic
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def differences(expected: ScenarioExpected, played: Played) -> list[Difference]:
    """Return all differences; none means that the scenario is passed.

    What was only checked and not filed is compared as far as a check goes.
    """
    comparisons = _COMPARISONS if played.view is not None or not played.is_check_only else _OF_A_CHECK
    return [
        Difference(topic, sentence)
        for topic, compare in comparisons.items()
        for sentence in compare(expected, played)
    ]


def _findings(expected: ScenarioExpected, played: Played) -> Iterator[str]:
    wanted = set() if expected.findings is UNSET else set(expected.findings)
    found = {f"{finding.path}: {finding.rule}": finding.sentence for finding in played.checked.errors}
    for entry, sentence in found.items():
        if entry not in wanted:
            yield f"The check objects: {entry} ({sentence})."
    for entry in sorted(wanted - set(found)):
        yield f"The check should object but does not: {entry}."
    if expected.hints is not UNSET:
        hints = {finding.rule for finding in played.checked.findings if finding.is_hint}
        yield from _sets("hints", set(expected.hints), hints)
    yield from played.refusals


def _questions(expected: ScenarioExpected, played: Played) -> Iterator[str]:
    if expected.pages is not UNSET and expected.pages != played.checked.pages:
        yield f"Pages: expected {', '.join(expected.pages)}; asked {', '.join(played.checked.pages)}."
    for name in expected.asked:
        if name not in played.asked:
            yield f"The field »{name}« should be asked and is not."
    for name in expected.not_asked:
        if name in played.asked:
            yield f"The field »{name}« should not be asked and is."


def _fee(expected: ScenarioExpected, played: Played) -> Iterator[str]:
    cents = played.fee.cents if played.fee else 0
    if expected.fee_cents is not UNSET and expected.fee_cents != cents:
        lines = "; ".join(
            f"{position.count} × {show_cents(position.cents, 'de')} {position.text}"
            for position in (played.fee.positions if played.fee else ())
        )
        yield (
            f"Fee: expected {show_cents(expected.fee_cents, 'de')}, it is {show_cents(cents, 'de')}"
            f" ({lines or 'no line'})."
        )
    if expected.fee is UNSET:
        return
    positions = {position.text: position for position in (played.fee.positions if played.fee else ())}
    yield from _sets("lines of the fee", {line.text for line in expected.fee}, set(positions))
    for line in expected.fee:
        found = positions.get(line.text)
        if found is None:
            continue
        if (line.count, line.cents) != (found.count, found.cents):
            yield f"Fee »{line.text}«: expected {line.count} × {line.cents} cents, it is {found.count} × {found.cents}."
        if line.legal_basis is not UNSET and line.legal_basis != found.legal_basis:
            yield f"Fee »{line.text}«: expected the basis »{line.legal_basis}«, it is »{found.legal_basis}«."


def _transmissions(expected: ScenarioExpected, played: Played) -> Iterator[str]:
    reached: dict[str, set[int]] = {}
    fields: dict[str, set[str]] = {}
    for recipient, payload in played.payloads:
        reached.setdefault(recipient, set()).add(payload.sheet)
        numbers = {
            number
            for section in payload.sections
            for line in section.lines
            for number in line.field.split(", ")
        }
        fields.setdefault(recipient, set()).update(numbers - {""})
    if expected.recipients is not UNSET:
        yield from _sets("recipients", set(expected.recipients), set(reached))
    for recipient, sheets in expected.sheets.items():
        if set(sheets) != reached.get(recipient, set()):
            found = ", ".join(map(str, sorted(reached.get(recipient, set())))) or "none"
            yield f"Recipient {recipient}: expected the sheets {', '.join(map(str, sheets))}; it gets {found}."
    for recipient, wanted in expected.transmissions.items():
        yield from _sets(f"fields for {recipient}", set(map(str, wanted)), fields.get(recipient, set()))


def _office(expected: ScenarioExpected, played: Played) -> Iterator[str]:
    if played.past is not None:
        for failure in played.past.failures:
            yield f"A step failed: {failure}."
        if expected.tasks is not UNSET:
            wanted = {f"{task.step} ({task.role})" for task in expected.tasks}
            yield from _sets("tasks", wanted, {f"{task.step} ({task.role})" for task in played.past.tasks})
    view = played.view
    if view is None:
        return
    if expected.state is not UNSET and expected.state != view.state.value:
        yield f"State: expected {expected.state}, it is {view.state.value}."
    if expected.documents is not UNSET:
        kinds = sorted(document.kind for document in view.documents)
        if sorted(expected.documents) != kinds:
            yield f"Documents in the file: expected {', '.join(sorted(expected.documents))}; there are {', '.join(kinds)}."
    if expected.history is not UNSET:
        yield from _sets("history", set(expected.history), {line.action.value for line in view.history})
    if expected.clocks is not UNSET:
        wanted = {f"{clock.norm} until {clock.due}" for clock in expected.clocks}
        yield from _sets("clocks", wanted, {f"{clock.norm} until {clock.due_on}" for clock in view.clocks})


def _letters(expected: ScenarioExpected, played: Played) -> Iterator[str]:
    for letter in expected.letters:
        found = [one for one in played.letters if one.kind == letter.kind]
        if not found:
            yield f"There is no letter of the kind »{letter.kind}«."
        elif letter.count is not UNSET and letter.count != len(found):
            yield f"Letters of the kind »{letter.kind}«: expected {letter.count}, there are {len(found)}."
        for words in letter.contains:
            if found and not any(one.says(words) for one in found):
                yield f"No letter of the kind »{letter.kind}« says »{words}«."
        for words in letter.lacks:
            if any(one.says(words) for one in found):
                yield f"A letter of the kind »{letter.kind}« says »{words}« and should not."


def _statistics(expected: ScenarioExpected, played: Played) -> Iterator[str]:
    view = played.view
    if expected.statistics is UNSET or view is None:
        return
    filed_on = view.received_at.astimezone(BERLIN).date()
    wanted = {
        f"{one.figure} {one.period} ({', '.join(f'{field} {value}' for field, value in one.by.items())})"
        for one in expected.statistics
    }
    found = {
        f"{figure.id} {figure.period_of(filed_on)} "
        f"({', '.join(f'{field} {value}' for field, value in zip(figure.by, figure.cell_of(view.answers), strict=True))})"
        for figure in view.package.figures
    }
    yield from _sets("statistics", wanted, found)


def _sets(what: str, wanted: set[str], found: set[str]) -> Iterator[str]:
    missing, more = sorted(wanted - found), sorted(found - wanted)
    if missing:
        yield f"{what[0].upper()}{what[1:]}: missing {', '.join(missing)}."
    if more:
        yield f"{what[0].upper()}{what[1:]}: not expected {', '.join(more)}."


_OF_A_CHECK: dict[Topic, Comparison] = {
    Topic.FINDINGS: _findings,
    Topic.QUESTIONS: _questions,
    Topic.FEE: _fee,
}
_COMPARISONS: dict[Topic, Comparison] = {
    **_OF_A_CHECK,
    Topic.TRANSMISSIONS: _transmissions,
    Topic.OFFICE: _office,
    Topic.LETTERS: _letters,
    Topic.STATISTICS: _statistics,
}
