"""What scenarios found, as findings of the package's check: with file and line."""

from modellregion.packages.api import PackageFiles, PackageFinding, with_lines
from modellregion.transfer.scenarios.comparing import Topic
from modellregion.transfer.scenarios.run import ScenarioReport

# Where a scenario says what is expected; where it says nothing of the kind, the table around it is pointed at.
_PLACES = {
    Topic.FINDINGS: "expect.findings",
    Topic.QUESTIONS: "expect.pages",
    Topic.FEE: "expect.fee_cents",
    Topic.TRANSMISSIONS: "expect.recipients",
    Topic.OFFICE: "expect.state",
    Topic.LETTERS: "expect.letters",
}


def scenario_findings(files: PackageFiles, report: ScenarioReport) -> list[PackageFinding]:
    """Return every difference between what scenarios expect and what came as an error of the package."""
    return with_lines(
        files,
        (
            PackageFinding(f"scenarios/{result.name}.toml", _PLACES[difference.topic], str(difference))
            for result in report.failed
            for difference in result.differences
        ),
    )
