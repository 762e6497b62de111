"""The transfer's face to other rooms."""

from modellregion.transfer.scenarios.run import ScenarioReport, ScenarioResult, run_scenarios

__all__ = [
    "ScenarioReport",
    "ScenarioResult",
    "run_scenarios",
]
