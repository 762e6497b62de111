"""The steps of the transfer's measurement: generated overlays, a generated new version, adopting in bulk."""

import random
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from pathlib import Path

import tomli_w

from modellregion.kernel.context import Context, system_context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    ABSENT,
    Change,
    PackageFiles,
    apply,
    at,
    compile_package,
    files_by_hash,
    files_of,
    forget_installed,
    install_package,
    package_by_hash,
    read_folder,
    store_package,
    tree_of,
)
from modellregion.packages.api import Path as TreePath
from modellregion.region.api import BodyKind, NewBody, add_body, add_unit
from modellregion.region.directory import directory
from modellregion.transfer.activations import NewActivation, bring_live
from modellregion.transfer.adoptions import owned_overlay, running_package
from modellregion.transfer.api import UpgradeLine, upgrade_everywhere
from modellregion.transfer.scenarios.playing import check_only
from modellregion.transfer.scenarios.reading import read_scenarios
from modellregion.transfer.scenarios.sandbox import host_of
from modellregion.transfer.scenarios.sharing import Offices, shared_proof
from modellregion.transfer.versions import prepare_version

CONTESTED = ("fields.toml", "fields", "rechtsform", "label")
TEASER = ("texts/de.toml", "service", "teaser")
_PACKAGE = ("package.toml", "package")
TRADE = ("gewerbeabmeldung", "gewerbeanmeldung", "gewerbeummeldung")
FIRST, TOGETHER = 12, 8
LETTER = "notices/empfangsbescheinigung.typ"


def packages_to_measure(services: Path) -> list[PackageFiles]:
    """Return the three packages of trade notices."""
    return [read_folder(services / name) for name in TRADE]


def adopt_everywhere(packages: list[PackageFiles], count: int | None, workers: Executor) -> tuple[int, int]:
    """Adopt all packages in ``count`` new municipalities, each with an overlay; return how many, and planted conflicts."""
    places = directory().municipalities[:count]
    hashes = [store_package(files).hash for files in packages]
    with ExitStack() as playing:
        for files in packages:
            playing.enter_context(shared_proof(files).played_by(workers))
        planted = adopt_some(range(min(FIRST, len(places))), hashes, {})
    known = {files.hash: shared_proof(files).offices for files in packages}
    chunks = [range(at, min(at + TOGETHER, len(places))) for at in range(FIRST, len(places), TOGETHER)]
    planted += sum(workers.map(adopt_some, chunks, [hashes] * len(chunks), [known] * len(chunks)))
    forget_installed()
    return len(places), planted


def adopt_some(numbers: range, hashes: list[str], known: dict[str, Offices]) -> int:
    """Let the municipalities with these numbers adopt stored packages; return how many conflicts were planted."""
    planted = 0
    for version_hash, played in known.items():
        shared_proof(files_by_hash(version_hash)).learn(played)
    for number in numbers:
        place = directory().municipalities[number]
        body = NewBody(
            slug=f"m-{place.slug}", kind=BodyKind.CITY, name=place.display_name, short_name=place.short_name
        )
        ctx = system_context(add_body(body))
        unit = add_unit(ctx, name="Gewerbeamt", short_name="32")
        for version_hash in hashes:
            files = files_by_hash(version_hash)
            overlay = generated_overlay(files, number)
            planted += sum(change.path == CONTESTED for change in overlay)
            install_package(ctx, package=package_by_hash(version_hash), unit=unit)
            _adapt(ctx, files, overlay)
    return planted


def _adapt(ctx: Context, files: PackageFiles, overlay: list[Change]) -> None:
    prepared = prepare_version(files, overlay, files, thorough=False)
    if prepared.files is None or not prepared.is_ready:
        raise RuntimeError(f"A generated overlay does not fit: {prepared.obstacles}")
    store_package(prepared.files)
    head = files.table("package.toml")["package"]
    owned = owned_overlay(ctx, (), prepared.merge.overlay, reason="Erzeugt für die Messung")
    new = NewActivation(head["version"], files.hash, prepared.files.hash, owned)
    with tenant(ctx):
        bring_live(ctx, running_package(ctx, head["id"]), new, starts_on=ctx.today())


def generated_overlay(files: PackageFiles, number: int) -> list[Change]:
    """Return what a municipality changes: one to five things, the same for the same number."""
    chance = random.Random(number)
    tree = tree_of(files)
    fee = _first_fee(files)
    own = {"type": "text", "label": f"Bemerkung {number}", "required": False, "purpose": "Rückfragen"}
    page, group = _first_group(files)
    voluntary = [
        Change(("fields.toml", "fields", "eigene_bemerkung"), ABSENT, own),
        Change((*group, "fields", "eigene_bemerkung"), ABSENT, "eigene_bemerkung"),
    ]
    possible: list[list[Change]] = [
        [Change(fee, at(tree, fee), str(chance.randint(20, 60)))],
        [Change(TEASER, at(tree, TEASER), f"Melden Sie hier an, Gemeinde {number}.")],
        [Change(("process.bpmn", "tasks", "pruefen", "role"), "sachbearbeitung", "teamleitung")],
        [Change((*_PACKAGE, "number_prefix"), at(tree, (*_PACKAGE, "number_prefix")), f"G{number % 900}")],
        [Change((*page, "title"), at(tree, (*page, "title")), f"Ihr Anliegen {number}")],
        [Change((LETTER,), at(tree, (LETTER,)), f"{at(tree, (LETTER,))}\nSprechzeiten: {number}.\n")],
        voluntary,
    ]
    chosen = [change for one in chance.sample(possible, chance.randint(1, 5)) for change in one]
    if number % 20 == 0:
        chosen.append(Change(CONTESTED, at(tree, CONTESTED), f"Rechtsform ({number})"))
    return chosen


def upgraded_lines(packages: list[PackageFiles], workers: Executor) -> Iterator[UpgradeLine]:
    """Upgrade all municipalities to the next version of each package."""
    for files in packages:
        for line in upgrade_everywhere(next_version(files), workers=workers):
            if line.municipality.startswith("m-"):
                yield line


def _first_fee(files: PackageFiles) -> TreePath:
    """Return the place of the first amount of the fee table."""
    for name in files.below("rules", ".dmn"):
        file = f"rules/{name}.dmn"
        for decision, rules in tree_of(files)[file].items():
            for rule, cells in rules.items() if isinstance(rules, dict) else ():
                if "Betrag" in cells:
                    return (file, decision, rule, "Betrag")
    raise LookupError("no fee")


def _first_group(files: PackageFiles) -> tuple[TreePath, TreePath]:
    """Return the places of the first page and of its first group with fields."""
    for page, entry in tree_of(files)["pages.toml"]["pages"].items():
        for group, inner in entry["groups"].items():
            if inner.get("fields"):
                return ("pages.toml", "pages", page), ("pages.toml", "pages", page, "groups", group)
    raise LookupError("no group")


def next_version(files: PackageFiles) -> PackageFiles:
    """Return version 1.1.0 of a package, with twelve kinds of changes; its scenarios expect the new fees."""
    tree = tree_of(files)
    fee = _first_fee(files)
    page, group = _first_group(files)
    last = list(at(tree, ("pages.toml", "pages")))[-1]
    notice = {"id": "neuer_hinweis", "notice": "Bitte halten Sie Ihre Unterlagen bereit."}
    field = {
        "type": "text",
        "label": "Anmerkung",
        "required": False,
        "purpose": "Für Ihre Mitteilung an uns.",
    }
    check = {
        "id": "immer",
        "field": "rechtsform",
        "condition": "rechtsform != null",
        "message": "Bitte wählen.",
        "hint": True,
    }
    norm = next(iter(at(tree, ("package.toml", "legal_bases"))))
    changes = [
        Change((*_PACKAGE, "version"), "1.0.0", "1.1.0"),
        Change(fee, at(tree, fee), str(int(at(tree, fee)) + 2)),
        Change(CONTESTED, at(tree, CONTESTED), "Rechtsform des Betriebs"),
        Change(("fields.toml", "fields", "rechtsform", "help"), "", "Steht im Registerauszug."),
        Change(("fields.toml", "fields", "anmerkung"), ABSENT, field),
        Change((*group, "fields", "anmerkung"), ABSENT, "anmerkung"),
        Change(("pages.toml", "pages", last, "intro"), ABSENT, "Gleich ist es geschafft."),
        Change((*page, "groups", "neuer_hinweis"), ABSENT, notice, ""),
        Change(("texts/de.toml", "service", "duration"), "", "Etwa 8 Minuten."),
        Change(("fields.toml", "checks", "immer"), ABSENT, check),
        Change(("package.toml", "service", "keywords", "Gewerbe online"), ABSENT, "Gewerbe online"),
        Change(("package.toml", "legal_bases", norm, "title"), "", "Anzeigepflicht, neu gefasst"),
        Change(("notices/ruecknahme.typ",), "", at(tree, ("notices/ruecknahme.typ",)) + "\nVielen Dank.\n"),
    ]
    return _with_fees(files_of(apply(tree, changes), like=files))


def _with_fees(files: PackageFiles) -> PackageFiles:
    """Let each scenario expect the fee that the package now has, as its publisher would have done."""
    package, place = compile_package(files), host_of(files)
    contents = dict(files.contents)
    for scenario in read_scenarios(files):
        fee = check_only(package, scenario.content, place.short_name).fee
        name = f"scenarios/{scenario.name}.toml"
        table = files.table(name)
        expected = {**table.get("expect", {}), "fee_cents": fee.cents if fee else 0}
        contents[name] = tomli_w.dumps({**table, "expect": expected}).encode()
    return PackageFiles(contents)
