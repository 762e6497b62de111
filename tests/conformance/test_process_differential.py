"""The same plain models step by step in another engine, SpiffWorkflow, as a second opinion.

SpiffWorkflow is no dependency of ours: the test is skipped, and says so, where it is not installed.
"""

from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modellregion.process import api as process
from modellregion.process.tests.drawing import draw
from modellregion.process.tests.office import Office
from modellregion.process.tests.sampling import Sketch, models

pytest.importorskip("SpiffWorkflow", reason="SpiffWorkflow, the second opinion, is not installed")


class Spiff:
    """One instance in SpiffWorkflow, shown through the same few questions as ours."""

    def __init__(self, xml: bytes, choice: int) -> None:
        parser: Any = import_module("SpiffWorkflow.bpmn.parser").BpmnParser()
        parser.add_bpmn_str(xml)
        workflow_of: Any = import_module("SpiffWorkflow.bpmn").BpmnWorkflow
        self.ready: Any = import_module("SpiffWorkflow").TaskState.READY
        specs = parser.get_subprocess_specs("main")
        self.workflow: Any = workflow_of(parser.get_spec("main"), specs)
        self.workflow.get_next_task().set_data(choice=choice)
        self.settle()

    def settle(self) -> None:
        """Let everything run that needs nobody."""
        self.workflow.do_engine_steps()

    def _tasks(self) -> list[Any]:
        return list(self.workflow.get_tasks(state=self.ready, manual=True))

    def places(self) -> list[str]:
        """Name the user tasks that are open."""
        return sorted(task.task_spec.bpmn_id for task in self._tasks())

    def complete(self, node: str) -> None:
        """Finish one of them."""
        next(task for task in self._tasks() if task.task_spec.bpmn_id == node).run()
        self.settle()

    def ended(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self.workflow.is_completed())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(models(plain=True), st.integers(0, 6), st.data())
def test_both_engines_offer_the_same_work_at_every_step(
    sketch: Sketch, choice: int, data: st.DataObject
) -> None:
    xml = draw("\n".join(sketch.lines))
    office = Office(process.compile(process.read_process(xml)), {"choice": choice}).start()
    other = Spiff(xml, choice)
    while office.ended is None:
        offered = sorted(item.node for item in office.state.work_items.values())
        assert other.places() == offered
        node = data.draw(st.sampled_from(offered))
        office.complete(node)
        other.complete(node)
    assert other.places() == []
    assert other.ended()
