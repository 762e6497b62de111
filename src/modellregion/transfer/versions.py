"""Makes the version that a municipality runs: the upstream's files with the overlay, checked and tried."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from modellregion.packages.api import (
    Change,
    ChangeError,
    Merge,
    Package,
    PackageError,
    PackageFiles,
    Path,
    Side,
    compiled,
    files_of,
    limits_of,
    merge,
    news_between,
    news_in_words,
    say_merge,
    tree_of,
)
from modellregion.transfer.scenarios.comparing import Topic
from modellregion.transfer.scenarios.reading import NamedScenario
from modellregion.transfer.scenarios.run import ScenarioReport, run_scenarios
from modellregion.transfer.scenarios.sharing import shared_proof


@dataclass(slots=True)
class Prepared:
    """A version that could go live. ``obstacles`` are sentences about what stands in the way; none means it may.

    ``consequences`` are differences of scenarios that follow from the municipality's own changes.
    """

    merge: Merge
    news: list[str]
    files: PackageFiles | None = None
    package: Package | None = None
    scenarios: ScenarioReport | None = None
    obstacles: list[str] = field(default_factory=list)
    consequences: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Whether it may go live."""
        return self.package is not None and not self.obstacles


def merge_version(
    base: PackageFiles,
    overlay: Iterable[Change],
    new: PackageFiles,
    *,
    decisions: Mapping[Path, Side] | None = None,
) -> Merge:
    """Bring an overlay from ``base`` onto ``new``, within the limits that the new version sets, and try nothing."""
    limits, new_tree = limits_of(new), tree_of(new)
    return merge(
        tree_of(base),
        overlay,
        new_tree,
        decisions=decisions,
        is_local=limits.is_local,
        may_stay=lambda change: not limits.refusal(change, new_tree),
        news=news_between(base, new),
    )


def prepare_version(
    base: PackageFiles,
    overlay: Iterable[Change],
    new: PackageFiles,
    *,
    decisions: Mapping[Path, Side] | None = None,
    own: Sequence[NamedScenario] = (),
    thorough: bool = True,
) -> Prepared:
    """Bring an overlay from ``base`` onto ``new`` and try the result; ``base`` may be ``new``.

    ``thorough`` plays every scenario on the real engine. Else ``new`` itself must have been played, and what the
    overlay can reach is proved, shared with others who changed the same (see ``scenarios.sharing``).
    """
    base_tree, new_tree = tree_of(base), tree_of(new)
    merged = merge_version(base, overlay, new, decisions=decisions)
    prepared = Prepared(merged, say_merge(merged, base_tree, new_tree, said=news_in_words(base, new)))
    if not merged.is_complete:
        count = len(merged.conflicts)
        prepared.obstacles.append(
            ngettext("1 Stelle ist noch zu entscheiden.", "%(num)s Stellen sind noch zu entscheiden.", count)
            % {"num": count}
        )
        return prepared
    try:
        prepared.files = files_of(merged.tree, like=new)
        prepared.package = compiled(prepared.files)
    except ChangeError as error:
        prepared.obstacles.append(str(error))
    except PackageError as error:
        prepared.obstacles += [str(finding) for finding in error.findings]
    _try(prepared, new, own, thorough=thorough)
    return prepared


def _try(prepared: Prepared, new: PackageFiles, own: Sequence[NamedScenario], *, thorough: bool) -> None:
    files, package = prepared.files, prepared.package
    if files is None or package is None:
        return
    if thorough or own:
        report = run_scenarios(files, own=own)
    else:
        report = shared_proof(new).report(prepared.merge.overlay, files, package)
    prepared.scenarios = report
    follows = topics_of(prepared.merge.overlay)
    own_names = {scenario.name for scenario in own}
    for result in report.failed:
        for difference in result.differences:
            sentence = f"{result.title}: {difference}"
            if difference.topic in follows and result.name not in own_names:
                prepared.consequences.append(sentence)
            else:
                prepared.obstacles.append(sentence)


def topics_of(overlay: Iterable[Change]) -> frozenset[Topic]:
    """Return what a package's scenarios may see differently because of the municipality's own changes.

    Findings never: an application that the package accepts must be accepted here too.
    """
    topics: set[Topic] = set()
    for change in overlay:
        file = change.path[0]
        if file.startswith("rules/"):
            topics |= {Topic.FEE, Topic.LETTERS}
        elif file in {"fields.toml", "pages.toml"}:
            topics |= {Topic.QUESTIONS, Topic.LETTERS}
        elif file == "process.bpmn":
            topics |= {Topic.OFFICE}
        else:
            topics |= {Topic.LETTERS}
    return frozenset(topics)
