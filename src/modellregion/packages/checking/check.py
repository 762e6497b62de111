"""The check of a package: everything that is wrong or doubtful, at once."""

from collections.abc import Iterator

from modellregion.packages.checking.conditions import check_conditions
from modellregion.packages.checking.consultations import check_consultations
from modellregion.packages.checking.definitions import check_definitions
from modellregion.packages.checking.figures import check_figures
from modellregion.packages.checking.fim import check_fim
from modellregion.packages.checking.harmless import (
    check_cells,
    check_drawings,
    check_expressions,
    check_markup,
    check_names,
)
from modellregion.packages.checking.introduction import check_introduction
from modellregion.packages.checking.letters import check_letters
from modellregion.packages.checking.locating import with_lines
from modellregion.packages.checking.purposes import check_purposes
from modellregion.packages.checking.references import check_references
from modellregion.packages.checking.tables import check_fees, check_tables
from modellregion.packages.checking.transmissions import check_transmissions
from modellregion.packages.checking.wording import check_wording
from modellregion.packages.compiling import compile_package
from modellregion.packages.files import PackageError, PackageFiles, PackageFinding
from modellregion.packages.library import compiled


def check_package(files: PackageFiles) -> list[PackageFinding]:
    """Return all findings, errors and warnings, in the order of files and lines. Nothing is stored."""
    return with_lines(files, _findings(files))


def _findings(files: PackageFiles) -> Iterator[PackageFinding]:
    yield from check_definitions(files)
    yield from check_tables(files)
    readable = PackageFiles(
        {name: content for name, content in files.contents.items() if _is_readable(files, name)}
    )
    try:
        package = (
            compiled(files) if len(readable.contents) == len(files.contents) else compile_package(readable)
        )
    except PackageError as error:
        yield from (finding for finding in error.findings if finding.file in {*readable.contents, ""})
        return
    yield from check_markup(readable)
    yield from check_names(readable)
    yield from check_drawings(readable)
    yield from check_expressions(package)
    yield from check_cells(readable)
    yield from check_references(package, readable)
    yield from check_fees(package, readable)
    yield from check_conditions(package)
    yield from check_transmissions(package, readable)
    yield from check_consultations(package)
    yield from check_figures(package)
    yield from check_purposes(package, readable)
    yield from check_introduction(package, readable)
    yield from check_wording(package, readable)
    yield from check_fim(package, readable)
    yield from check_letters(package)


def _is_readable(files: PackageFiles, name: str) -> bool:
    try:
        return not name.endswith(".toml") or bool(files.table(name))
    except PackageError:
        return False
