"""What one proof can say for many municipalities: hundreds of overlays on one version differ in little that matters.

An overlay's changes are sorted by what they can reach. Words reach nobody but readers. Letters are made once with invented
data. Fields and pages are checked again with every scenario's answers, once for all forms that differ in words only; the
office then gets the very answers it got from the publisher's form, or everything is played. Amounts: the fee is worked out
for every overlay, and the office sees whether there is one. All else (tasks, roles, other tables) is played on the real engine, once for all who changed the same.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any

import msgspec

from modellregion.packages.api import (
    Change,
    ChangeError,
    Package,
    PackageError,
    PackageFiles,
    Path,
    apply,
    compiled,
    files_of,
    letter_compiles,
    tree_of,
)
from modellregion.transfer.scenarios.comparing import Difference, Topic, differences
from modellregion.transfer.scenarios.players import run_on_all
from modellregion.transfer.scenarios.playing import Checking, Played, check_answers_of, checked_fee
from modellregion.transfer.scenarios.reading import NamedScenario, read_scenarios
from modellregion.transfer.scenarios.run import ScenarioReport, ScenarioResult, run_scenarios
from modellregion.transfer.scenarios.sandbox import host_of

_WORDS_OF_A_FIELD = frozenset({"label", "help", "item_label", "purpose"})
_WORDS_OF_A_PAGE = frozenset({"title", "intro", "text", "notice", "notice_kind"})
_WORDS_OF_THE_MANIFEST = ("number_prefix", "title")
_OF_THE_OFFICE = frozenset({Topic.OFFICE, Topic.TRANSMISSIONS, Topic.LETTERS})


class Reach(StrEnum):
    """What a change of an overlay can reach."""

    WORDS = "words"
    LETTERS = "letters"
    FORM = "form"
    FEE = "fee"
    OFFICE = "office"


def reach_of(change: Change, package: Package, fee_file: str) -> Reach:
    """Return how far a change reaches; what is not known to reach less reaches the office."""
    file, rest = change.path[0], change.path[1:]
    if file.startswith("texts/") or (file == "package.toml" and rest[:1] == ("service",)):
        return Reach.WORDS
    if (
        file == "package.toml"
        and rest[:1] == ("package",)
        and rest[1:2]
        and rest[1] in _WORDS_OF_THE_MANIFEST
    ):
        return Reach.WORDS
    if file.startswith("notices/"):
        return Reach.LETTERS
    if file in {"fields.toml", "pages.toml"} or file.startswith("codelists/"):
        return Reach.FORM
    if file == fee_file and rest[-1] == "Betrag" and not _asks_fee_model(package):
        return Reach.FEE
    return Reach.OFFICE


def _asks_fee_model(package: Package) -> bool:
    return any(
        package.decisions[node.decision] is package.fee_model
        for node in package.process.nodes.values()
        if node.decision is not None and node.decision in package.decisions
    )


Play = Callable[[PackageFiles], ScenarioReport]
Offices = dict[tuple[str, frozenset[str]], ScenarioReport]
"""What the office did, by the hash of what was played and the scenarios that are free."""


@dataclass(slots=True)
class SharedProof:
    """What is known in this process about overlays on one version, whose own scenarios were played and passed."""

    files: PackageFiles
    package: Package
    scenarios: Sequence[NamedScenario] = ()
    _upstream: dict[str, Checking] = field(default_factory=dict)
    _free: frozenset[str] = frozenset()
    _checks: dict[str, dict[str, Checking]] = field(default_factory=dict)
    _results: dict[tuple[str, bytes], "list[_Checked]"] = field(default_factory=dict)
    offices: Offices = field(default_factory=dict)
    _play: Play = run_scenarios

    def __post_init__(self) -> None:
        """Check the version's scenarios with its own form."""
        self.scenarios = read_scenarios(self.files)
        name = host_of(self.files).short_name
        for scenario in self.scenarios:
            checking = check_answers_of(self.package, scenario.content, name)
            self._upstream[scenario.name] = checking
            if _is_free(checked_fee(self.package, scenario.content, checking)):
                self._free |= {scenario.name}

    def report(self, overlay: Sequence[Change], files: PackageFiles, package: Package) -> ScenarioReport:
        """Return what the scenarios would say about the version with an overlay; ``files`` and ``package`` are it."""
        fee_file = str(self.files.table("package.toml").get("fee", {}).get("model", ""))
        reaches = {change.path: reach_of(change, package, fee_file) for change in overlay}
        sense = sense_of_form(files) if Reach.FORM in reaches.values() else ""
        known = sense, files.contents.get(fee_file, b"")
        results = self._results.get(known) or self._checked(known, package)
        letters = [path for path, reach in reaches.items() if reach is Reach.LETTERS]
        if results is None or not _can_be_made(package, letters, self.package):
            return run_scenarios(files)
        try:
            played = self._played(overlay, reaches, frozenset(one.name for one in results if one.is_free))
        except (ChangeError, PackageError):
            return run_scenarios(files)  # what reaches the office does not stand alone
        return ScenarioReport([_with_office(one.result, played) for one in results])

    @contextmanager
    def played_by(self, workers: Executor) -> Iterator[None]:
        """Let the workers play what reaches the office, as long as the block lasts."""
        self._play = partial(run_on_all, workers)
        try:
            yield
        finally:
            self._play = run_scenarios

    def learn(self, played: Offices) -> None:
        """Take over what another process has played."""
        self.offices.update(played)

    def _checked(self, key: tuple[str, bytes], package: Package) -> "list[_Checked] | None":
        """Return what the checks and fees say; None when the office would get other answers than the publisher's.

        ``key`` has the sense of the form, empty for the publisher's own, and the fee table.
        """
        known = self._checks.setdefault(key[0], {}) if key[0] else self._upstream
        name = host_of(self.files).short_name
        results: list[_Checked] = []
        for scenario in self.scenarios:
            checking = known.get(scenario.name)
            try:
                checking = checking or check_answers_of(package, scenario.content, name)
            except msgspec.ValidationError:
                return None
            played = checked_fee(package, scenario.content, checking)
            if not self._is_what_the_office_knows(scenario.name, checking):
                return None
            found = differences(scenario.content.expect, played)
            if not any(one.topic is not Topic.FEE for one in found):
                known[scenario.name] = checking  # nothing that has this form's words in it
            result = ScenarioResult(scenario.name, scenario.content.title, tuple(found), 0.0)
            results.append(_Checked(scenario.name, result, is_free=_is_free(played)))
        if all(scenario.name in known for scenario in self.scenarios):
            self._results[key] = results
        return results

    def _is_what_the_office_knows(self, scenario: str, checking: Checking) -> bool:
        """Tell whether the office gets what it gets with the publisher's form: the same answers, the same values."""
        ours, theirs = checking.checked, self._upstream[scenario].checked
        return (
            ours.answers == theirs.answers
            and ours.is_acceptable == theirs.is_acceptable
            and all(name in ours.names and ours.names[name] == value for name, value in theirs.names.items())
        )

    def _played(
        self, overlay: Sequence[Change], reaches: Mapping[Path, Reach], free: frozenset[str]
    ) -> ScenarioReport | None:
        """Play what reaches the office, once for all who changed the same and are free where they are.

        Of amounts the office sees only whether there is one. None when nothing reaches it.
        """
        wanted = {Reach.OFFICE}
        changes = [change for change in overlay if reaches[change.path] in wanted]
        if free == self._free and not changes:
            return None
        key = files_of(apply(tree_of(self.files), changes), like=self.files).hash, free
        if key not in self.offices:
            wanted |= {Reach.FEE} if free != self._free else set()
            played = [change for change in overlay if reaches[change.path] in wanted]
            self.offices[key] = self._play(files_of(apply(tree_of(self.files), played), like=self.files))
        return self.offices[key]


@dataclass(frozen=True, slots=True)
class _Checked:
    name: str
    result: ScenarioResult
    is_free: bool


def _is_free(played: Played) -> bool:
    return played.fee is None or played.fee.cents == 0


def _with_office(result: ScenarioResult, played: ScenarioReport | None) -> ScenarioResult:
    more: tuple[Difference, ...] = ()
    for one in played.failed if played else []:
        if one.name == result.name:
            more = tuple(difference for difference in one.differences if difference.topic in _OF_THE_OFFICE)
    return ScenarioResult(result.name, result.title, (*result.differences, *more), result.seconds)


def _can_be_made(package: Package, letters: Sequence[tuple[str, ...]], like: Package) -> bool:
    names = [path[0].removeprefix("notices/").removesuffix(".typ") for path in letters]
    return all(letter_compiles(package, name, like=like) for name in names if name in package.templates)


def sense_of_form(files: PackageFiles) -> str:
    """Return a digest of everything in a form but its words: two forms with the same one ask and check alike."""
    fields, pages = files.table("fields.toml"), files.table("pages.toml")
    sense = [
        {**fields, "fields": _wordless(fields.get("fields", {}))},
        [
            {
                **_without(page, _WORDS_OF_A_PAGE),
                "groups": [_without(one, _WORDS_OF_A_PAGE) for one in page.get("groups", [])],
            }
            for page in pages.get("pages", [])
        ],
        {key: value for key, value in pages.items() if key != "pages"},
        {name: content for name, content in files.contents.items() if name.startswith("codelists/")},
    ]
    return hashlib.sha256(msgspec.json.encode(sense, order="deterministic")).hexdigest()


def _wordless(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {**_without(entry, _WORDS_OF_A_FIELD), "fields": _wordless(entry.get("fields", {}))}
        for name, entry in fields.items()
    }


def _without(table: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in keys}


@lru_cache(maxsize=8)
def shared_proof(files: PackageFiles) -> SharedProof:
    """Return what is known in this process about overlays on a version; its own scenarios must have passed."""
    return SharedProof(files, compiled(files))
