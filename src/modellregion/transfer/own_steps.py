"""Steps of a municipality's own (eigene Schritte): where the package lets one in, which there are, how one comes and goes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from modellregion.kernel.errors import ProductError
from modellregion.packages.api import (
    ABSENT,
    STEP_ROLES,
    Change,
    Package,
    Path,
    apply,
    at,
    compiled,
    limits_of,
    tree_of,
)
from modellregion.process.api import Graph
from modellregion.transfer.adoptions import OwnedChange, Running

STEPS: Path = ("process.bpmn", "steps")
NAME_MAX, TEXT_MAX, DAYS_MAX = 120, 2000, 365
_DAYS = re.compile(r"P(\d{1,3})D")


@dataclass(frozen=True, slots=True)
class StepPlace:
    """A flow of the process that takes a step, in words; the step that stands there, and the own change that put it there.

    Without ``owned`` the step came with the package.
    """

    flow: str
    words: str
    found: Mapping[str, Any] | None = None
    owned: OwnedChange | None = None

    @property
    def step(self) -> Mapping[str, Any]:
        """The step that stands there, as it was described; empty texts when there is none."""
        return {"name": "", "role": "", "due": "", "text": "", **(self.found or {})}

    @property
    def days(self) -> int:
        """Within how many days it is to be done."""
        found = _DAYS.fullmatch(str(self.step.get("due", "")))
        return int(found[1]) if found else 0


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step as it was typed: where, what it is called, who does it, within how many days, what is to be done."""

    flow: str
    name: str
    role: str
    days: str
    text: str = ""


def step_places(running: Running) -> list[StepPlace]:
    """Return every place of the process where the package lets in a step of one's own."""
    upstream = running.upstream()
    graph, places = compiled(upstream).process, limits_of(upstream).places
    steps = at(apply(tree_of(upstream), running.changes), STEPS)
    owned = {one.change.path[2]: one for one in running.overlay if one.change.path[:2] == STEPS}
    return [
        StepPlace(flow, _between(graph, flow), steps.get(flow), owned.get(flow))
        for flow in graph.flows
        if flow in places
    ]


def step_roles(package: Package) -> list[str]:
    """Return the roles that desks know and those of the process: who may be given a step."""
    return sorted({*STEP_ROLES, *(node.work.role for node in package.process.nodes.values() if node.work)})


def new_step_changes(running: Running, new: NewStep) -> list[Change]:
    """Return the change that puts a step in, or describes the one that stands there anew.

    :raises ProductError: when something is missing; the sentence says what.
    """
    place = next((one for one in step_places(running) if one.flow == new.flow), None)
    if place is None:
        raise _refused(_("Bitte wählen Sie eine Stelle, an der das Paket einen eigenen Schritt vorsieht."))
    if not new.name.strip():
        raise _refused(_("Bitte sagen Sie, wie der Schritt heißt."))
    if new.role not in step_roles(compiled(running.effective())):
        raise _refused(_("Bitte wählen Sie, wer den Schritt erledigt."))
    days = new.days.strip()
    if not days.isdecimal() or not 1 <= int(days) <= DAYS_MAX:
        raise _refused(
            _("Bitte nennen Sie, in wie vielen Tagen der Schritt erledigt sein soll: 1 bis {most}.").format(
                most=DAYS_MAX
            )
        )
    step = {"name": new.name.strip()[:NAME_MAX], "role": new.role, "due": f"P{int(days)}D"}
    if new.text.strip():
        step["text"] = new.text.strip()[:TEXT_MAX]
    before = place.found if place.found is not None else ABSENT
    if before == step:
        raise _refused(_("Sie haben nichts geändert."))
    return [Change((*STEPS, new.flow), before, step)]


def dropped_step_changes(running: Running, flow: str) -> list[Change]:
    """Return the change that takes a step out again.

    :raises ProductError: when there is none.
    """
    place = next((one for one in step_places(running) if one.flow == flow), None)
    if place is None or place.found is None:
        raise _refused(_("An dieser Stelle steht kein eigener Schritt."))
    return [Change((*STEPS, flow), place.found, ABSENT)]


def own_step_ids(running: Running) -> frozenset[str]:
    """Return the ids that steps of one's own have in the process as it runs here."""
    here, base = compiled(running.effective()).process, compiled(running.upstream()).process
    return frozenset(here.nodes) - frozenset(base.nodes)


def _between(graph: Graph, flow: str) -> str:
    """Return where a flow is, by the names of the steps around it; gateways often have none."""
    one = graph.flows[flow]
    before, after = graph.nodes[one.source].name, graph.nodes[one.target].name
    if before and after:
        return _("nach »{before}«, vor »{after}«").format(before=before, after=after)
    if after:
        return _("vor »{after}«").format(after=after)
    return _("nach »{before}«").format(before=before or one.source)


def _refused(sentence: str) -> ProductError:
    return ProductError(sentence, user_message=sentence)
