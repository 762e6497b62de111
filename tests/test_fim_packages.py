"""Forms of FIM as packages: what becomes of what, what is refused and how, and what changed forms say when they go out."""

import tomllib

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from modellregion.packages.api import PackageError, PackageFiles, check_package, compile_package, export_fim
from modellregion.packages.fim.reading import read_fim
from modellregion.transfer.api import run_scenarios
from tests.support.fim import (
    LIST,
    NAMESPACE,
    NO_PREFILL,
    NOW,
    RULE,
    SPECIES,
    VALUES,
    code,
    data_field,
    element,
    exported,
    group,
    imported,
    message,
    part,
)
from tests.support.packages import with_file


def _fields(*parts: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = imported(message(*parts)).files.table("fields.toml")["fields"]
    return found


def _errors(files: PackageFiles) -> list[str]:
    return [str(finding) for finding in check_package(files) if not finding.is_warning]


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        (data_field("F05000000001", '<x:praezisierung minLength="2" maxLength="40"/>'), {"type": "text", "min_length": 2, "max_length": 40}),
        (data_field("F05000000001", data="text_latin"), {"type": "text_latin", "max_length": 1000}),
        (data_field("F05000000001", '<x:praezisierung minValue="1" maxValue="9"/>', data="num_int"), {"type": "integer", "minimum": 1, "maximum": 9}),
        (data_field("F05000000001", '<x:praezisierung minValue="0.5"/>', data="num"), {"type": "decimal", "minimum": 0.5}),
        (data_field("F05000000001", '<x:praezisierung maxValue="9,99"/>', data="num_currency"), {"type": "money", "maximum_cents": 999}),
        (data_field("F05000000001", data="bool"), {"type": "yes_no"}),
        (data_field("F05000000001", "<x:maxSize>5000000</x:maxSize>", data="file"), {"type": "upload", "max_megabytes": 5}),
        (data_field("F05000000001", VALUES, kind="select"), {"type": "choice", "options": [{"code": "a", "de": "Hund"}, {"code": "b", "de": "Katze"}]}),
        (data_field("F05000000001", "<x:inhalt>Rex</x:inhalt>"), {"type": "text", "default": '"Rex"'}),
    ],
)  # fmt: skip
def test_a_data_field_becomes_a_field(field: str, wanted: dict[str, object]) -> None:
    entry = _fields(part(field))["ein_feld"]
    assert {key: entry[key] for key in wanted} == wanted
    assert entry["fim"] == "F05000000001"


@pytest.mark.parametrize(("count", "is_required"), [("1:1", True), ("0:1", False)])
def test_how_often_says_whether_it_is_needed(count: str, is_required: bool) -> None:
    assert _fields(part(data_field("F05000000001"), count))["ein_feld"].get("required", True) is is_required


def test_what_is_given_several_times_becomes_rows_choices_or_files() -> None:
    fields = _fields(
        part(data_field("F05000000001", label="Name"), "2:3"),
        part(data_field("F05000000002", VALUES, kind="select", label="Arten"), "1:2"),
        part(data_field("F05000000003", data="file", label="Fotos"), "0:4"),
        part(group("G05000000001", part(data_field("F05000000004", label="Chip")), label="Tiere"), "1:*"),
    )
    assert (fields["name"]["type"], fields["name"]["minimum"], fields["name"]["maximum"]) == ("group", 2, 3)
    assert (fields["arten"]["type"], fields["arten"]["maximum"]) == ("choices", 2)
    assert fields["fotos"]["max_files"] == 4
    assert list(fields["tiere"]["fields"]) == ["chip"]  # type: ignore[call-overload]


def test_a_pattern_becomes_a_check_that_works() -> None:
    field = data_field("F05000000001", '<x:praezisierung pattern="[0-9]{15}"/>', label="Chipnummer")
    files = imported(message(part(field))).files
    (check,) = compile_package(files).form.checks
    assert check.condition.evaluate({"chipnummer": "276098100123456"}) is True
    assert check.condition.evaluate({"chipnummer": "12"}) is False
    assert check.condition.evaluate({"chipnummer": None}) is True


def test_prose_stays_prose_until_somebody_writes_it() -> None:
    made = imported(message(part(data_field("F05000000001")), rules=RULE))
    (finding,) = [one for one in check_package(made.files) if one.file == "fim.toml"]
    assert finding.is_warning
    assert "Der Hund muss älter als acht Wochen sein." in finding.sentence
    assert finding.line > 1
    assert any("R05000000001:1.0.0 (Mindestalter)" in note for note in made.notes)
    table = tomllib.loads(made.files.contents["fim.toml"].decode())
    table["rules"]["R05000000001:1.0.0"] |= {"state": "mapped", "mapped_to": "mindestalter"}
    unfinished = with_file(made.files, "fim.toml", tomli_w.dumps(table))
    assert any("no check or field »mindestalter«" in error for error in _errors(unfinished))
    table["rules"]["R05000000001:1.0.0"] |= {"state": "by_hand", "mapped_to": ""}
    assert not [one for one in check_package(with_file(made.files, "fim.toml", tomli_w.dumps(table))) if one.file == "fim.toml"]  # fmt: skip
    (kept,) = read_fim(exported(made.files)).rules.values()
    assert (kept,) == tuple(read_fim(message(part(data_field("F05000000001")), rules=RULE)).rules.values())
    assert "alter" in kept.more[0]


def test_a_code_list_that_comes_along_is_used() -> None:
    made = imported(message(part(SPECIES)), LIST)
    assert made.files.table("fields.toml")["fields"]["tierart"]["code_list"] == "tiere@2"
    entries = made.files.table("codelists/tiere.toml")["entries"]
    assert entries == [{"code": "01", "de": "Hund", "groesse": "40"}, {"code": "02", "de": "Katze"}]
    assert _errors(made.files) == []
    assert read_fim(exported(made.files)).fields == read_fim(message(part(SPECIES))).fields


def test_a_code_list_that_is_missing_keeps_the_package_back() -> None:
    made = imported(message(part(SPECIES)))
    (error,) = _errors(made.files)
    assert "fields.tierart: In FIM this is a choice from a code list (urn:de:muster:codeliste:tiere)" in error
    assert any("is not here; it takes any text for now" in note for note in made.notes)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (data_field("F05000000001", kind="hidden"), "is »hidden«"),
        (data_field("F05000000001", code("vorbefuellung", "optional")), "filled in beforehand (optional)"),
        (data_field("F05000000001", data="datetime"), "of the type »datetime«"),
        (data_field("F05000000001", '<x:praezisierung maxLength="viel"/>'), "maxLength »viel« is no length"),
        (data_field("F05000000001", '<x:praezisierung minValue="viel"/>', data="num_int"), "»viel« is no number"),
        (data_field("F05000000001", '<x:praezisierung minValue="Ostern"/>', data="date"), "»Ostern« is no date"),
        (data_field("F05000000001", "<x:mediaType>application/pdf</x:mediaType>", data="file"), "application/pdf"),
        (data_field("F05000000001", "<x:neues>Etwas</x:neues>"), "<neues> has no place here"),
        (element("datenfeld", "F05000000001", code("feldart", "input"), code("datentyp", "text"), label="x").replace("<x:bezeichnungEingabe>x</x:bezeichnungEingabe>", ""), "has no label"),
    ],
)  # fmt: skip
def test_what_a_package_cannot_hold_is_said_and_kept(field: str, words: str) -> None:
    made = imported(message(part(field)))
    assert any(words in note for note in made.notes), made.notes
    assert made.files.table("fim.toml")["lost"]
    assert read_fim(exported(made.files)).fields == read_fim(message(part(field))).fields


def test_a_group_of_which_one_part_is_wanted_is_said_and_kept() -> None:
    inner = part(data_field("F05000000001", NO_PREFILL))
    either = group("G05000000001", code("art", "X"), inner)
    made = imported(message(part(either)))
    assert any("wants exactly one of its parts" in note for note in made.notes)
    assert made.files.table("fields.toml")["fields"]["ein_feld"]["required"] is False
    assert read_fim(exported(made.files)).groups["G05000000001:1.0.0"].selection == "X"


def test_relations_and_keywords_come_back() -> None:
    relation = f"<x:relation>{code('praedikat', 'ABL')}<x:objekt><x:id>F60000000227</x:id><x:version>1.1.0</x:version></x:objekt></x:relation>"
    keyword = '<x:stichwort uri="urn:x">Hund</x:stichwort>'
    content = message(part(data_field("F05000000001", NO_PREFILL, relation, keyword)))
    (sent,) = read_fim(exported(imported(content).files)).fields.values()
    assert (sent,) == tuple(read_fim(content).fields.values())
    assert (sent.relations[0].id, sent.keywords[0].text) == ("F60000000227", "Hund")


@pytest.mark.django_db
def test_an_imported_form_is_filed_and_decided() -> None:
    rows = group("G05000000001", part(data_field("F05000000002", label="Name")), label="Hunde")
    files = imported(message(part(data_field("F05000000001", label="Familienname")), part(rows, "1:3"))).files
    scenario = """title = "Zwei Hunde"
[expect]
letters = [{ kind = "certificate", contains = ["Bescheid", "Bello", "Rex"] }]
state = "certified"
[answers]
familienname = "Kaya"
hunde = [{ hunde_name = "Bello" }, { hunde_name = "Rex" }]
"""
    field = next(iter(files.table("fields.toml")["fields"]["hunde"]["fields"]))
    report = run_scenarios(with_file(files, "scenarios/hunde.toml", scenario.replace("hunde_name", field)))
    assert {result.name: list(map(str, result.differences)) for result in report.failed} == {}
    assert len(report.results) == 1


def test_nested_groups_that_repeat_are_said() -> None:
    inner = group("G05000000002", part(data_field("F05000000001", label="Name")), label="Junge")
    file = data_field("F05000000002", data="file", label="Bild")
    outer = group("G05000000001", part(inner, "0:5"), part(file), label="Tiere")
    made = imported(message(part(outer, "1:3")))
    notes = "\n".join(made.notes)
    assert "repeats inside a group that repeats" in notes
    assert "stands in a group that repeats; it is asked once" in notes
    assert _errors(made.files) == []
    assert read_fim(exported(made.files)).groups == read_fim(message(part(outer, "1:3"))).groups


# --- Changed in the package -----------------------------------------------------------------------------------


def _changed(old: str, new: str, file: str = "fields.toml") -> tuple[PackageFiles, str]:
    inner = part(data_field("F05000000001", '<x:praezisierung maxLength="40"/>', NO_PREFILL, label="Rufname"))
    files = imported(message(part(group("G05000000001", inner, label="Der Hund"), "1:1"))).files
    text = files.contents[file].decode()
    assert old in text
    files = with_file(files, file, text.replace(old, new, 1))
    return files, "\n".join(export_fim(files, created=NOW).notes)


def test_a_changed_field_goes_out_as_a_working_copy() -> None:
    files, notes = _changed('label = "Rufname"', 'label = "Wie heißt der Hund?"')
    sent = read_fim(exported(files))
    assert sent.fields["F05000000001"].label == "Wie heißt der Hund?"
    assert sent.fields["F05000000001"].status == "2"
    assert sent.fields["F05000000001"].limits.max_length == "40"
    assert sent.root == "S05000000001"
    assert set(sent.groups) == {"G05000000001"}
    assert "differs from FIM in: label" in notes


def test_a_changed_limit_and_need_go_out() -> None:
    files, _ = _changed("max_length = 40", "max_length = 60\nrequired = false")
    sent = read_fim(exported(files))
    assert sent.fields["F05000000001"].limits.max_length == "60"
    assert sent.groups["G05000000001"].parts[0].count == "0:1"


def test_a_page_called_otherwise_renames_its_group() -> None:
    files, notes = _changed('title = "Der Hund"', 'title = "Ihr Hund"', "pages.toml")
    assert read_fim(exported(files)).groups["G05000000001"].label == "Ihr Hund"
    assert "is called »Ihr Hund« here" in notes


def test_a_field_of_the_packages_own_gets_a_provisional_number() -> None:
    own = '[fields.rasse]\ntype = "text"\nlabel = "Rasse"\npurpose = "Statistik."\n\n'
    files, notes = _changed("[fields.rufname]", own + "[fields.rufname]")
    sent = read_fim(exported(files))
    assert [field.label for key, field in sent.fields.items() if key.startswith("F99")] == ["Rasse"]
    assert "»rasse« is the package's own" in notes


def test_a_field_taken_out_is_said() -> None:
    files, notes = _changed("[fields.rufname]", "[fields.name_des_hundes]")
    sent = read_fim(exported(files))
    assert "is not in the package any more" in notes
    assert "F05000000001:1.0.0" not in sent.fields


# --- Any form -------------------------------------------------------------------------------------------------

_WORDS = st.text(st.characters(whitelist_categories=("L", "N", "P", "Zs"), blacklist_characters="<>&"), min_size=1, max_size=30).filter(lambda text: text.strip() != "")  # fmt: skip
_COUNTS = st.sampled_from(["1:1", "0:1", "1:*", "0:3", "2:2"])
_KINDS = st.sampled_from(
    ["text", "text_latin", "bool", "num", "num_int", "num_currency", "date", "file", "time"]
)


@st.composite
def _trees(draw: st.DrawFn) -> bytes:
    numbers = iter(range(1, 1000))

    def tree(depth: int) -> str:
        label = draw(_WORDS)
        if depth and draw(st.booleans()):
            inner = [part(tree(depth - 1), draw(_COUNTS)) for _ in range(draw(st.integers(1, 3)))]
            return group(f"G05{next(numbers):09}", *inner, label=label)
        kind = draw(st.sampled_from(["input", "select", "label", "hidden"]))
        values = VALUES if kind == "select" else ""
        return data_field(
            f"F05{next(numbers):09}", NO_PREFILL, values, label=label, kind=kind, data=draw(_KINDS)
        )

    return message(*(part(tree(3), draw(_COUNTS)) for _ in range(draw(st.integers(1, 4)))))


@settings(max_examples=60, deadline=None)
@given(_trees())
def test_any_form_makes_a_package_and_comes_out_as_it_went_in(content: bytes) -> None:
    first = read_fim(content)
    made = imported(content)
    compile_package(made.files)
    second = read_fim(exported(made.files))
    for name in ("root", "schemas", "groups", "fields", "rules"):
        assert getattr(first, name) == getattr(second, name)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    with pytest.raises(PackageError):
        imported(content)


def test_the_namespace_is_that_of_the_standard() -> None:
    assert f'xmlns:xdf="{NAMESPACE}"'.encode() in exported(
        imported(message(part(data_field("F05000000001")))).files
    )
