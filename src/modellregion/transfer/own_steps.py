"""Steps of a municipality's own (eigene Schritte): where the package lets one in, which there are, how one comes and goes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from modellregion.kernel.errors import ProductError
from modellregion.packages.api import ABSENT, Change, Package, Path, compiled, limits_of
from modellregion.process.api import Graph
from modellregion.transfer.adoptions import OwnedChange, Running

STEPS: Path = ("process.bpmn", "steps")
NAME_MAX, TEXT_MAX, DAYS_MAX = 120, 2000, 365
_DAYS = re.compile(r"P(\d{1,3})D")


@dataclass(frozen=True, slots=True)
class StepPlace:
    """A flow of the process that takes a step of one's own, in words; ``owned`` is what stands there already."""

    flow: str
    words: str
    owned: OwnedChange | None = None

    @property
    def step(self) -> Mapping[str, Any]:
        """The step that stands there, as it was described; empty texts when there is none."""
        return {
            "name": "",
            "role": "",
            "due": "",
            "text": "",
            **(self.owned.change.after if self.owned else {}),
        }

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
    graph = compiled(upstream).process
    owned = {one.change.path: one for one in running.overlay}
    places = limits_of(upstream).places
    return [
        StepPlace(flow, _between(graph, flow), owned.get((*STEPS, flow)))
        for flow in graph.flows
        if flow in places
    ]


def step_roles(package: Package) -> list[str]:
    """Return the roles of a process: who may be given a step."""
    return sorted({node.work.role for node in package.process.nodes.values() if node.work})


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
    before = place.owned.change.after if place.owned else ABSENT
    if before == step:
        raise _refused(_("Sie haben nichts geändert."))
    return [Change((*STEPS, new.flow), before, step)]


def dropped_step_changes(running: Running, flow: str) -> list[Change]:
    """Return the change that takes a step out again.

    :raises ProductError: when there is none.
    """
    place = next((one for one in step_places(running) if one.flow == flow), None)
    if place is None or place.owned is None:
        raise _refused(_("An dieser Stelle steht kein eigener Schritt."))
    return [Change((*STEPS, flow), place.owned.change.after, ABSENT)]


def own_step_ids(running: Running) -> frozenset[str]:
    """Return the ids that steps of one's own have in the process as it runs here."""
    here, base = compiled(running.effective()).process, compiled(running.upstream()).process
    return frozenset(here.nodes) - frozenset(base.nodes)


def _between(graph: Graph, flow: str) -> str:
    one = graph.flows[flow]
    before, after = graph.nodes[one.source], graph.nodes[one.target]
    return _("nach »{before}«, vor »{after}«").format(before=before.label, after=after.label)


def _refused(sentence: str) -> ProductError:
    return ProductError(sentence, user_message=sentence)
