"""Files from strangers: whatever they hold, the answer is a finding, in bounded time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modellregion.process import api as process
from modellregion.process.reading.source import BYTES_MAX
from modellregion.process.tests.drawing import draw
from modellregion.process.tests.office import MODELS, Office

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
EMPTY = f'<definitions xmlns="{BPMN}"/>'


def refused(xml: bytes) -> process.Finding:
    with pytest.raises(process.ModelRefusedError) as error:
        process.read_process(xml)
    (finding,) = error.value.findings
    return finding


ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
HOSTILE = {
    "a bomb of entities": f'<!DOCTYPE d [{ENTITIES}]><definitions xmlns="{BPMN}" name="&l9;">&l9;</definitions>',
    "an external entity": f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions xmlns="{BPMN}">&x;</definitions>',
    "an external document type": f'<!DOCTYPE d SYSTEM "http://localhost:1/x.dtd">{EMPTY}',
    "a parameter entity": f'<!DOCTYPE d [<!ENTITY % x SYSTEM "http://localhost:1/x"> %x;]>{EMPTY}',
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_anything_of_it_is_read(name: str, encoding: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
    finding = refused((declaration + HOSTILE[name]).encode(encoding))
    assert finding.code == "document_type"


def test_ten_megabytes_are_read_and_more_are_not() -> None:
    def of_size(size: int) -> bytes:
        start = f'<definitions xmlns="{BPMN}"><!--'.encode()
        end = b"--></definitions>"
        return start + b"x" * (size - len(start) - len(end)) + end

    assert refused(of_size(BYTES_MAX + 1)).code == "too_large"
    # libxml2 takes no single text beyond ten million characters; what it says is passed on.
    assert refused(of_size(BYTES_MAX)).code == "not_well_formed"
    assert process.read_process(of_size(9_900_000)).processes == ()


def test_a_model_with_too_many_steps_gets_one_clear_finding() -> None:
    text = "start s\nend e\n" + "".join(f"user a{n}\n" for n in range(5000))
    flows = " -> ".join(["s", *(f"a{n}" for n in range(5000)), "e"])
    (finding,) = process.check(process.read_process(draw(f"{text}{flows}")))
    assert finding.code == "too_many_nodes"
    assert "5002" in finding.message


def test_a_model_with_too_many_elements_gets_one_clear_finding() -> None:
    tasks = "".join(f'<task id="t{number}"/>' for number in range(60_000))
    xml = f'<definitions xmlns="{BPMN}"><process id="p" isExecutable="true">{tasks}</process></definitions>'
    assert refused(xml.encode()).code == "too_many_elements"


def test_a_flood_of_findings_is_cut_and_says_so() -> None:
    tasks = "".join(f'<task id="t{number}"/>' for number in range(900))
    xml = f'<definitions xmlns="{BPMN}"><process id="p" isExecutable="true">{tasks}</process></definitions>'
    found = process.check(process.read_process(xml.encode()))
    assert len(found) == 501
    assert (found[-1].code, found[-1].severity) == ("more_findings", process.Severity.ERROR)


def test_a_large_but_lawful_model_is_checked_and_run() -> None:
    text = "start s\nend e\n" + "".join(f"service a{n}\n" for n in range(900))
    flows = " -> ".join(["s", *(f"a{n}" for n in range(900)), "e"])
    assert process.check(process.read_process(draw(f"{text}{flows}"))) == []


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "not_well_formed"),
        (b"\x00\x01\x02", "not_well_formed"),
        (b"PK\x03\x04", "not_well_formed"),
        (b"<definitions>", "not_well_formed"),
        (EMPTY.replace("/>", ">&nbsp;</definitions>").encode(), "not_well_formed"),
        (b'<?xml version="1.0" encoding="nix"?><a/>', "not_well_formed"),
        (("<a>" * 300 + "</a>" * 300).encode(), "not_well_formed"),
        (b"<html/>", "not_bpmn"),
        (b"<definitions/>", "not_bpmn"),
        (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "not_bpmn"),
    ],
)
def test_what_is_no_bpmn_file_is_refused_with_one_sentence(xml: bytes, code: str) -> None:
    assert refused(xml).code == code


def test_a_finding_names_the_line_its_element_begins_in() -> None:
    xml = f"""<definitions xmlns="{BPMN}">
    <process id="p" isExecutable="true">
      <scriptTask
        id="x"
        name="y"
      />
    </process></definitions>"""
    found = process.check(process.read_process(xml.encode()))
    assert [finding.line for finding in found if finding.element == "x"] == [3]


def test_an_empty_file_of_the_right_kind_has_a_finding() -> None:
    assert [finding.code for finding in process.check(process.read_process(EMPTY.encode()))] == ["no_process"]


def test_deep_nesting_of_sub_processes_is_no_danger() -> None:
    depth = 49
    text = "start s\n" + "".join(f"sub p{n} {{\nstart s{n}\nend e{n}\n" for n in range(depth))
    inner = "\n".join(f"s{n} -> p{n + 1} -> e{n}" for n in range(depth - 1))
    text += f"user a\ns{depth - 1} -> a -> e{depth - 1}\n{inner}\n" + "}\n" * depth + "end e\ns -> p0 -> e"
    assert process.check(process.read_process(draw(text))) == []


def test_processes_that_call_each_other_in_a_long_row_are_refused() -> None:
    called = {
        f"p{n}": f"start s{n}\ncall c{n} calledElement=p{n + 1}\nend e{n}\ns{n} -> c{n} -> e{n}"
        for n in range(200)
    }
    called["p200"] = "start s200\nend e200 error=X\ns200 -> e200"
    found = process.check(
        process.read_process(draw("start s\ncall c calledElement=p0\nend e\ns -> c -> e", **called))
    )
    assert [finding.code for finding in found] == ["nested_too_deep"]


def test_processes_that_call_each_other_twice_are_no_danger() -> None:
    called = {
        f"p{n}": f"start s{n}\nand g{n}\ncall c{n} calledElement=p{n + 1}\ncall d{n} calledElement=p{n + 1}\n"
        f"and j{n}\nend e{n}\ns{n} -> g{n} -> c{n} -> j{n} -> e{n}\ng{n} -> d{n} -> j{n}"
        for n in range(40)
    }
    called["p40"] = (
        "start s40\nuser a outcomes=x,y\nxor g\nend e40\nend bad error=X\ns40 -> a -> g\n"
        'g -> e40 if outcome = "x"\ng -> bad if outcome = "y"'
    )
    model = process.read_process(draw("start s\ncall c calledElement=p0\nend e\ns -> c -> e", **called))
    assert {finding.code for finding in process.check(model)} == {"uncaught_error"}
    graph = process.compile(model)
    assert len(process.outline(graph)) == len(graph.nodes)
    with pytest.raises(process.CommandRefusedError, match="did not come to a waiting step"):
        Office(graph).start()


@pytest.mark.parametrize("kind", ["xor", "and", "or"])
def test_gateways_that_multiply_are_no_danger_to_the_check(kind: str) -> None:
    conditions = ["", ""] if kind == "and" else [" if x > {n}", " default"]
    lines = [
        "start s",
        "end e",
        "s -> g0",
        *(f"{kind} g{n}" for n in range(63)),
        *(f"xor g{n}" for n in range(63, 127)),
    ]
    for n in range(63):
        lines += [f"g{n} -> g{2 * n + 1 + way}{text.format(n=n)}" for way, text in enumerate(conditions)]
    lines += [f"g{n} -> e" for n in range(63, 127)]
    found = {finding.code for finding in process.check(process.read_process(draw("\n".join(lines))))}
    assert found <= {"not_walked_through", "unmatched_split", "too_many_inclusive"}


def test_choices_beside_each_other_are_no_danger_to_the_check() -> None:
    lines = ["start s", "end e", "and split", "s -> split"]
    for n in range(25):
        lines += [
            f"xor g{n}",
            f"user a{n}",
            f"split -> g{n}",
            f"g{n} -> a{n} if x > {n}",
            f"g{n} -> e default",
            f"a{n} -> e",
        ]
    found = process.check(process.read_process(draw("\n".join(lines))))
    assert [finding.code for finding in found] == ["not_walked_through"]


def test_a_long_row_of_gateways_is_no_danger_to_the_check() -> None:
    names = [f"g{n}" for n in range(900)]
    lines = ["start s", "end e", *(f"xor {name}" for name in names), " -> ".join(["s", *names, "e"])]
    graph = process.compile(process.read_process(draw("\n".join(lines))))
    assert Office(graph).start().ended == "completed"


def test_names_and_texts_may_hold_anything() -> None:
    xml = draw("start s\nuser a\nend e\ns -> a -> e").replace(
        b'id="a"', 'id="a" name="&lt;b&gt; Grüße &#10; &quot;x&quot; 𝔘"'.encode()
    )
    graph = process.compile(process.read_process(xml))
    assert graph.nodes["a"].name == '<b> Grüße "x" 𝔘'
    assert process.Graph.from_json(graph.to_json()) == graph


SOURCE = (MODELS / "gewerbeanmeldung.bpmn").read_bytes()


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SOURCE) - 1), st.integers(0, 40), st.binary(max_size=12))
def test_a_damaged_file_is_refused_or_reported_and_never_crashes(at: int, gone: int, put: bytes) -> None:
    damaged = SOURCE[:at] + put + SOURCE[at + gone :]
    try:
        model = process.read_process(damaged)
    except process.ModelRefusedError as refusal:
        refused_because(refusal)
        return
    findings = process.check(model)
    try:
        graph = process.compile(model)
    except process.ModelRefusedError as refusal:
        refused_because(refusal, findings)
        return
    assert process.Graph.from_json(graph.to_json()) == graph


def refused_because(
    refusal: process.ModelRefusedError, findings: list[process.Finding] | None = None
) -> None:
    assert refusal.findings
    assert findings is None or refusal.findings == findings


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_file_with_elements_swapped_or_dropped_never_crashes(data: st.DataObject) -> None:
    lines = SOURCE.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        one = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(st.integers(0, len(lines) - 1))
        lines[one] = lines[other]
    try:
        model = process.read_process(b"".join(lines))
    except process.ModelRefusedError:
        return
    for finding in process.check(model):
        assert finding.message


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"profile":1}',
        b'{"flows":[],"name":"x","nodes":[{"id":"a"}],"process":"p","profile":1}',
        b'{"flows":[],"name":"x","nodes":[],"process":"p","profile":2}',
        b"[" * 5000,
    ],
)
def test_a_stored_graph_that_is_none_is_refused(stored: bytes) -> None:
    with pytest.raises(process.UnreadableGraphError):
        process.Graph.from_json(stored)


def test_equal_models_have_equal_hashes_and_layout_does_not_count() -> None:
    one = process.compile(process.read_process(SOURCE))
    moved = SOURCE.replace(b'x="152"', b'x="150"').replace(b"    <bpmn:", b"  <bpmn:")
    assert process.compile(process.read_process(moved)).hash == one.hash
    other = SOURCE.replace(b"P30D", b"P31D")
    assert process.compile(process.read_process(other)).hash != one.hash
    assert one.to_json() == process.Graph.from_json(one.to_json().decode()).to_json()
