"""Whether the TOML files look as their definitions say."""

from collections.abc import Iterator

from modellregion.packages.files import PackageError, PackageFiles, PackageFinding
from modellregion.packages.schema.conforming import Deviation, deviations
from modellregion.packages.schema.published import definition_of, is_known
from modellregion.packages.toml_lines import TomlLines

_UNKNOWN = "There is no entry"
WELL_SHAPED_MAX = 200
_well_shaped: set[tuple[str, bytes]] = set()
"""Files that were found to be as they should: adapted versions of a package have most of theirs in common."""


def deviations_of(files: PackageFiles, name: str) -> list[Deviation]:
    """Return how one TOML file differs from its definition; an absent file does not, unless a package needs it."""
    definition = definition_of(name)
    if definition is None or (
        name not in files.contents and name not in {"package.toml", "fields.toml", "pages.toml"}
    ):
        return []
    return deviations(files.table(name), definition)


def misshapen_files(files: PackageFiles) -> dict[str, list[PackageFinding]]:
    """Return the files in which something has the wrong type or is missing; entries nobody knows do no harm."""
    found = {}
    for name in sorted({*files.contents, "package.toml", "fields.toml", "pages.toml"}):
        if name.startswith(("scenarios/", "personas/")) or name == "fim.toml":
            continue  # nothing that runs needs them
        content = files.contents.get(name)
        if content is not None and (name, content) in _well_shaped:
            continue
        wrong = [
            _finding(files, name, path, sentence)
            for path, sentence in deviations_of(files, name)
            if not sentence.startswith(_UNKNOWN)
        ]
        if wrong:
            found[name] = wrong
        elif content is not None:
            if len(_well_shaped) >= WELL_SHAPED_MAX:
                _well_shaped.clear()
            _well_shaped.add((name, content))
    return found


def check_definitions(files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield every deviation, and files that have no place in a package."""
    for name in sorted(files.contents):
        if not is_known(name):
            yield PackageFinding(
                name, "", "A package has no use for this file; see docs/service-packages.md."
            )
            continue
        try:
            found = deviations_of(files, name)
        except PackageError as error:
            yield from error.findings
            continue
        for path, sentence in found:
            yield _finding(files, name, path, sentence)


def _finding(files: PackageFiles, name: str, path: tuple[str | int, ...], sentence: str) -> PackageFinding:
    content = files.contents.get(name)
    if content is None:
        return PackageFinding(name, "", "This file is missing.")
    line = TomlLines(content.decode("utf-8")).line(path)
    return PackageFinding(name, ".".join(map(str, path)), sentence, line)
