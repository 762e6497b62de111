"""Plays the past against two versions: the same answers, and what comes out otherwise, in sentences."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec
from django.utils.translation import gettext

from modellregion.cases.api import PastApplication
from modellregion.forms.api import Surroundings, check_answers, show_cents
from modellregion.packages.api import FeeError, Package, PackageFiles
from modellregion.transfer.scenarios.playing import Played, rehearse
from modellregion.transfer.scenarios.reading import NamedScenario, read_scenarios
from modellregion.transfer.scenarios.sandbox import host_of, open_sandbox


@dataclass(frozen=True, slots=True)
class Replayed:
    """Something that would come otherwise: whose (a case's number, a scenario's title), and sentences saying what."""

    what: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a version makes of answers: objections by place and rule, fields asked, cents, recipients; tasks, documents.

    ``asked`` has the label by the field's id, so that a question with other words is the same question.
    """

    objections: frozenset[str]
    asked: Mapping[str, str]
    cents: int | None
    recipients: frozenset[str]
    tasks: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()


def replay_past(
    old: Callable[[str], Package], new: Package, past: Iterable[PastApplication], municipality: str
) -> Iterator[Replayed]:
    """Yield what becomes otherwise when applications are checked by the version they were filed with and by the new one."""
    for application in past:
        before = _outcome(old(application.version), application, municipality)
        after = _outcome(new, application, municipality)
        if sentences := tuple(_differences(before, after)):
            yield Replayed(application.number, sentences)


def replay_scenarios(old: PackageFiles, new: PackageFiles) -> Iterator[Replayed]:
    """Yield what becomes otherwise when the old version's invented applications are played with both, on the real engine.

    Must run outside of a ``tenant`` block.
    """
    scenarios = read_scenarios(old)
    before, after = _played(old, scenarios), _played(new, scenarios)
    for scenario in scenarios:
        if sentences := tuple(_differences(before[scenario.name], after[scenario.name])):
            yield Replayed(scenario.content.title, sentences)


def _outcome(package: Package, application: PastApplication, municipality: str) -> _Outcome:
    try:
        answers = msgspec.json.decode(application.answers, type=package.form.answers_type)
    except msgspec.ValidationError as error:
        return _Outcome(frozenset({str(error)}), {}, None, frozenset())
    checked = check_answers(package.form, answers, Surroundings(application.filed_on, municipality))
    return _Outcome(
        frozenset(f"{finding.path}: {finding.sentence}" for finding in checked.errors),
        _labels(package, checked.asked),
        _cents(package, checked.names, application.filed_on),
        frozenset(
            rule.name for rule in package.exchange.recipients if rule.is_due(checked.names, application.marks)
        ),
    )


def _cents(package: Package, names: dict[str, object], on: date) -> int | None:
    try:
        return package.fee(names, on).cents
    except FeeError:
        return None


def _played(files: PackageFiles, scenarios: list[NamedScenario]) -> dict[str, _Outcome]:
    found = {}
    with open_sandbox(files, host_of(files)) as sandbox:
        for scenario in scenarios:
            try:
                found[scenario.name] = _of_play(sandbox.package, rehearse(sandbox, scenario.content)())
            except msgspec.ValidationError as error:
                found[scenario.name] = _Outcome(frozenset({str(error)}), {}, None, frozenset())
    return found


def _of_play(package: Package, played: Played) -> _Outcome:
    recipients = {rule.id: rule.name for rule in package.exchange.recipients}
    nodes = package.process.nodes
    tasks = played.past.tasks if played.past else ()
    return _Outcome(
        frozenset(f"{finding.path}: {finding.sentence}" for finding in played.checked.errors)
        | frozenset(played.refusals),
        _labels(package, played.asked),
        played.fee.cents if played.fee else None,
        frozenset(recipients.get(recipient, recipient) for recipient, _ in played.payloads),
        frozenset(
            f"{nodes[task.step].label if task.step in nodes else task.step} ({task.role})" for task in tasks
        ),
        frozenset(document.title for document in played.view.documents) if played.view else frozenset(),
    )


def _differences(before: _Outcome, after: _Outcome) -> Iterator[str]:
    """Say what differs: objections, questions, fee, recipients, tasks, documents."""
    for text in sorted(after.objections - before.objections):
        yield gettext("Die neue Version beanstandet: {text}").format(text=text)
    for text in sorted(before.objections - after.objections):
        yield gettext("Nicht mehr beanstandet: {text}").format(text=text)
    yield from _sets(gettext("Neue Fragen: {names}"), _only(after.asked, before.asked))
    yield from _sets(gettext("Nicht mehr gefragt: {names}"), _only(before.asked, after.asked))
    if before.cents != after.cents:
        yield gettext("Gebühr: bisher {before}, neu {after}").format(
            before=_euros(before.cents), after=_euros(after.cents)
        )
    yield from _sets(gettext("Neue Empfänger: {names}"), after.recipients - before.recipients)
    yield from _sets(gettext("Keine Empfänger mehr: {names}"), before.recipients - after.recipients)
    yield from _sets(gettext("Neue Aufgaben: {names}"), after.tasks - before.tasks)
    yield from _sets(gettext("Entfallende Aufgaben: {names}"), before.tasks - after.tasks)
    yield from _sets(gettext("Neue Schriftstücke: {names}"), after.documents - before.documents)
    yield from _sets(gettext("Entfallende Schriftstücke: {names}"), before.documents - after.documents)


def _labels(package: Package, names: Iterable[str]) -> dict[str, str]:
    fields = package.form.fields
    return {name: fields[name].label("de") for name in names if name in fields}


def _only(asked: Mapping[str, str], elsewhere: Mapping[str, str]) -> frozenset[str]:
    return frozenset(label for name, label in asked.items() if name not in elsewhere)


def _sets(sentence: str, names: frozenset[str]) -> Iterator[str]:
    if names:
        yield sentence.format(names=", ".join(sorted(names)))


def _euros(cents: int | None) -> str:
    return gettext("nicht bestimmbar") if cents is None else show_cents(cents, "de")
