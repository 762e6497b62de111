"""Real packages as trees: back and forth without loss, changed cell by cell, and kept within the limits of the law."""

import pytest

from modellregion.packages.api import (
    ABSENT,
    Change,
    Fate,
    PackageFiles,
    Rows,
    apply,
    at,
    change_from_json,
    change_to_json,
    check_package,
    compile_package,
    differences,
    files_of,
    limits_of,
    merge,
    say_merge,
    say_outcome,
    tree_of,
)
from tests.support.packages import TRADE_NOTICE, all_services, replaced, with_file
from tests.support.packages import files_of as service

FEE = ("rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag")
OWN_FIELD = {
    "type": "text",
    "label": "Wie haben Sie von uns erfahren?",
    "required": False,
    "purpose": "Statistik",
}


def _adapted(files: PackageFiles, *changes: Change) -> PackageFiles:
    return files_of(apply(tree_of(files), changes), like=files)


@pytest.mark.parametrize("name", all_services())
def test_a_package_survives_the_way_through_its_tree(name: str) -> None:
    files = service(name)
    assert files_of(tree_of(files), like=files) == files
    rewritten = {
        file: files_of(
            {file: apply(node, [])}, like=with_file(files, file, files.contents[file] + b"\n")
        ).contents[file]
        for file, node in tree_of(files).items()
    }
    assert tree_of(PackageFiles(rewritten)) == tree_of(files)


def test_a_fee_is_changed_in_its_cell_and_nothing_else() -> None:
    files = service(TRADE_NOTICE)
    adapted = _adapted(files, Change(FEE, "26", "30"))
    assert {name for name in files.contents if files.contents[name] != adapted.contents[name]} == {FEE[0]}
    assert differences(tree_of(files), tree_of(adapted)) == [Change(FEE, "26", "30")]
    compile_package(adapted)


def test_a_rule_can_be_added_and_taken_out() -> None:
    files = service(TRADE_NOTICE)
    table = at(tree_of(files), FEE[:2])
    own = {**table["natuerliche_person"], "Betrag": "5", "Position": '"Zuschlag"'}
    adapted = _adapted(
        files,
        Change((*FEE[:2], "zuschlag"), ABSENT, own, "natuerliche_person"),
        Change((*FEE[:2], "weitere_vertreter"), table["weitere_vertreter"], ABSENT),
    )
    rules = at(tree_of(adapted), FEE[:2])
    assert list(rules)[:2] == ["natuerliche_person", "zuschlag"]
    assert "weitere_vertreter" not in rules
    assert rules["zuschlag"]["Betrag"] == "5"
    assert [str(one) for one in check_package(adapted) if not one.is_warning] == []


def test_an_optional_field_of_ones_own_can_be_added() -> None:
    files = service(TRADE_NOTICE)
    page, group = next(iter(at(tree_of(files), ("pages.toml", "pages")).items()))
    name = next(key for key, value in group["groups"].items() if value.get("fields"))
    adapted = _adapted(
        files,
        Change(("fields.toml", "fields", "eigenes"), ABSENT, OWN_FIELD),
        Change(("pages.toml", "pages", page, "groups", name, "fields", "eigenes"), ABSENT, "eigenes", None),
    )
    assert compile_package(adapted).form.fields["eigenes"].label("de") == OWN_FIELD["label"]


def test_a_task_gets_another_role() -> None:
    files = service(TRADE_NOTICE)
    adapted = _adapted(
        files, Change(("process.bpmn", "tasks", "pruefen", "role"), "sachbearbeitung", "teamleitung")
    )
    work = compile_package(adapted).process.nodes["pruefen"].work
    assert work is not None
    assert work.role == "teamleitung"


def test_a_task_gets_no_role_that_nobody_has() -> None:
    files, path = service(TRADE_NOTICE), ("process.bpmn", "tasks", "pruefen", "role")
    tree = tree_of(files)
    said = limits_of(files).refusal(Change(path, "sachbearbeitung", "servicebuero"), tree)
    assert said == (
        "Die Rolle »servicebuero« hat am Arbeitsplatz niemand. Möglich sind: sachbearbeitung, teamleitung."
    )
    own = '\n[[roles]]\nrole = "servicebuero"\ntitle = "Servicebüro"\nacts_as = "sachbearbeitung"\n'
    more = with_file(files, "organisation.toml", files.contents["organisation.toml"].decode() + own)
    assert limits_of(more).refusal(Change(path, "sachbearbeitung", "servicebuero"), tree_of(more)) == ""


def test_a_step_is_inserted_into_a_flow() -> None:
    files = service(TRADE_NOTICE)
    step = {"name": "Vier-Augen-Prüfung", "role": "teamleitung", "due": "P2D"}
    adapted = _adapted(files, Change(("process.bpmn", "steps", "f_eingang"), ABSENT, step))
    graph = compile_package(adapted).process
    work = graph.nodes["eigen_f_eingang"].work
    assert work is not None
    assert work.role == "teamleitung"


def test_a_step_that_was_proposed_and_accepted_is_not_there_twice() -> None:
    files = service(TRADE_NOTICE)
    path = ("process.bpmn", "steps", "f_eingang")
    step = {"name": "Zweite Prüfung", "role": "sachbearbeitung", "due": "P2D", "text": "Im Plan nachsehen."}
    own = Change(path, ABSENT, step)
    accepted = _adapted(files, own)
    assert tree_of(accepted)["process.bpmn"]["steps"] == {"f_eingang": step}
    assert tree_of(accepted)["process.bpmn"]["@frame"] == tree_of(files)["process.bpmn"]["@frame"]
    assert list(differences(tree_of(files), tree_of(accepted))) == [own]
    merged = merge(tree_of(files), [own], tree_of(accepted))
    assert [outcome.fate for outcome in merged.outcomes] == [Fate.TAKEN_OVER]
    assert files_of(merged.tree, like=accepted).contents == accepted.contents

    for changed in (step | {"name": "Andere Prüfung", "due": "P5D"}, {**step, "text": ""}):
        again = files_of(apply(tree_of(accepted), [Change(path, step, changed)]), like=accepted)
        (node,) = [
            one for one in compile_package(again).process.nodes.values() if one.id.startswith("eigen_")
        ]
        assert node.work is not None
        assert (node.name, node.work.due, node.work.text) == (
            changed["name"],
            changed["due"],
            changed["text"],
        )
    without = files_of(apply(tree_of(accepted), [Change(path, step, ABSENT)]), like=accepted)
    assert compile_package(without).process.hash == compile_package(files).process.hash


@pytest.mark.parametrize(
    "path",
    [
        ("package.toml", "package", "id"),
        ("package.toml", "legal_bases", "§ 14 GewO", "title"),
        ("package.toml", "case", "clock"),
        ("exchange.toml", "recipients", "ihk", "name"),
        ("fields.toml", "fields", "rechtsform", "required"),
        ("fields.toml", "fields", "rechtsform"),
        ("fields.toml", "fields", "personen", "fields", "geburtsdatum", "type"),
        ("rules/gebuehren.dmn", "@frame"),
        ("process.bpmn", "@frame"),
        ("process.bpmn", "steps", "f_bescheinigt"),
        ("scenarios/friseur.toml",),
    ],
)
def test_what_the_law_fixes_cannot_be_changed(path: tuple[str, ...]) -> None:
    tree = tree_of(service(TRADE_NOTICE))
    assert limits_of(service(TRADE_NOTICE)).refusal(Change(path, "x", "y"), tree)


@pytest.mark.parametrize(
    "path",
    [
        FEE,
        ("fields.toml", "fields", "rechtsform", "label"),
        ("fields.toml", "fields", "rechtsform", "help"),
        ("fields.toml", "fields", "eigenes"),
        ("texts/de.toml", "service", "teaser"),
        ("notices/antrag.typ",),
    ],
)
def test_what_is_the_municipalitys_own_can(path: tuple[str, ...]) -> None:
    tree = tree_of(service(TRADE_NOTICE))
    assert limits_of(service(TRADE_NOTICE)).refusal(Change(path, "x", "y"), tree) == ""


def test_a_package_can_fix_more_and_open_places() -> None:
    own = '[adaptation]\nfixed = ["texts/**"]\n'
    files = replaced(service(TRADE_NOTICE), "package.toml", "[adaptation]\n", own)
    limits = limits_of(files)
    assert limits.refusal(Change(("texts/de.toml", "service", "teaser"), "x", "y"), tree_of(files))
    assert limits.refusal(Change(("process.bpmn", "steps", "f_eingang"), ABSENT, {}), tree_of(files)) == ""
    assert limits.refusal(Change(("process.bpmn", "steps", "f_anderswo"), ABSENT, {}), tree_of(files))


def test_an_upgrade_is_said_in_words() -> None:
    base = service(TRADE_NOTICE)
    new = replaced(base, "rules/gebuehren.dmn", "<text>26</text>", "<text>28</text>")
    new = replaced(new, "fields.toml", 'label = "Rechtsform"', 'label = "Rechtsform des Unternehmens"')
    overlay = [
        Change(FEE, "26", "30"),
        Change(("fields.toml", "fields", "rechtsform", "label"), "Rechtsform", "Unternehmensform"),
        Change(("texts/de.toml", "service", "time"), "x", "Sofort."),
    ]
    overlay[2] = Change(overlay[2].path, at(tree_of(base), overlay[2].path), "Sofort.")
    merged = merge(tree_of(base), overlay, tree_of(new), is_local=limits_of(new).is_local)
    words = say_merge(merged, tree_of(base), tree_of(new))
    assert words[0] == (
        "Gebühr »Anzeige einer natürlichen Person«: Das Paket ändert »26« zu »28«; Ihr eigener Wert »30« bleibt."
    )
    assert "Bitte entscheiden Sie" in words[1]
    assert "»Unternehmensform«" in words[1]
    assert "Ihre Anpassung (»Sofort.«) bleibt" in words[2]
    assert [say_outcome(one, tree_of(new)) for one in merged.conflicts] == [words[1]]


def test_changes_survive_being_stored() -> None:
    files = service(TRADE_NOTICE)
    tree = tree_of(files)
    for change in differences({}, tree) + differences(tree, {}):
        again = change_from_json(change_to_json(change))
        assert again == change
        assert isinstance(again.after, Rows) == isinstance(change.after, Rows)
