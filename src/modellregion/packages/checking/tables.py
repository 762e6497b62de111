"""Whether the decision tables answer every case, and only once."""

from collections.abc import Iterator

from modellregion.packages.adapting.tables import node_of
from modellregion.packages.adapting.tree import Rows
from modellregion.packages.files import PackageFiles, PackageFinding
from modellregion.packages.package import AMOUNT, LEGAL_BASIS, Package
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


def check_fees(package: Package, files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield amounts of the fee table that rest on no norm: a fee needs one."""
    name = str(files.table("package.toml").get("fee", {}).get("model", ""))
    if package.fee_model is None or name not in files.contents:
        return
    for table in node_of(files.contents[name]).values():
        for rule, cells in table.items() if isinstance(table, Rows) else ():
            if cells.get(AMOUNT) not in {None, "0"} and not str(cells.get(LEGAL_BASIS, "")).strip('" '):
                sentence = f"The amount {cells[AMOUNT]} has no legal basis (column »{LEGAL_BASIS}«)."
                yield PackageFinding(name, rule, sentence, _line(files.contents[name], rule))


def _line(content: bytes, rule: str) -> int:
    at = content.find(f'id="{rule}"'.encode())
    return content.count(b"\n", 0, at) + 1 if at >= 0 else 0
