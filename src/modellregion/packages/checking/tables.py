"""Whether the decision tables answer every case, and only once."""

from collections.abc import Iterator

from modellregion.packages.files import PackageFiles, PackageFinding
from modellregion.rules.api import ModelError, read_model


def check_tables(files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield gaps and overlaps of all tables, with an example."""
    for name, content in files.below("rules", ".dmn").items():
        file = f"rules/{name}.dmn"
        try:
            findings = read_model(content).check()
        except ModelError as error:
            findings = list(error.findings)
        for finding in findings:
            if finding.severity != "note":
                yield PackageFinding(
                    file,
                    finding.element,
                    finding.message,
                    finding.line,
                    is_warning=finding.severity == "warning",
                )
