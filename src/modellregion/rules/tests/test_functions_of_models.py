"""What models offer to be called, within a file and across files: knowledge models, services, imports."""

import pytest

from modellregion.rules.api import DecisionError, LimitError, read_model
from modellregion.rules.tests.model_xml import decision, definitions, input_data, item, knowledge, literal


def test_services_take_inputs_and_give_outputs() -> None:
    service = (
        '<decisionService id="k_S" name="S"><outputDecision href="#d_B"/><encapsulatedDecision href="#d_A"/>'
        '<inputData href="#i_x"/></decisionService>'
    )
    model = read_model(
        definitions(
            input_data("x", "number"),
            decision("A", literal("x + 1"), inputs=["x"]),
            decision("B", literal("A * 2"), decisions=["A"]),
            decision("C", literal("S(10) + S(x: 20)"), knowledge=["S"]),
            service,
        )
    )
    assert model.invoke("S", {"x": 1}) == 4
    assert model.evaluate("C", {}).required() == 64
    assert model.services == ("S",)
    with pytest.raises(DecisionError):
        model.invoke("S", {"y": 1})
    with pytest.raises(DecisionError):
        model.invoke("S", {"x": "eins"})
    with pytest.raises(DecisionError):
        model.invoke("T", {})


def test_models_import_each_other() -> None:
    base = definitions(
        item("tZahl", "number", "[0..9]"),
        input_data("x", "tZahl"),
        knowledge("doppelt", {"n": "number"}, literal("n * 2")),
        decision("A", literal("x + 1"), inputs=["x"]),
        namespace="urn:base",
    )
    uses = decision("B", literal("Basis.A + Basis.doppelt(Basis.x)"))
    needs = (
        '<informationRequirement><requiredDecision href="urn:base#d_A"/></informationRequirement>'
        '<informationRequirement><requiredInput href="urn:base#i_x"/></informationRequirement>'
        '<knowledgeRequirement><requiredKnowledge href="urn:base#k_doppelt"/></knowledgeRequirement>'
    )
    importing = '<import name="Basis" namespace="urn:base" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    top = definitions(importing, uses.replace("\n", needs), input_data("y", "Basis.tZahl"))
    model = read_model(top, imported=[base])
    for inputs in ({"Basis": {"x": 3}}, {"Basis.x": 3}, {"x": 3}):
        assert model.evaluate("B", inputs).required() == 10
    assert [one.name for one in model.decisions] == ["B"]
    assert model.inputs[0].type == "tZahl"
    lenient = read_model(top, strict=False)
    assert "dmn-unknown-import" in {finding.code for finding in lenient.findings}


def test_models_that_import_each_other_in_all_ways_are_bounded() -> None:
    def file(number: int) -> bytes:
        imports = "".join(
            f'<import name="m{other}" namespace="urn:{other}" importType="x"/>' for other in range(number)
        )
        return definitions(imports, input_data("x"), decision("D", literal("1")), namespace=f"urn:{number}")

    files = [file(number) for number in range(30)]
    model = read_model(files[-1], imported=files[:-1], strict=False)
    assert "dmn-too-many-imports" in {finding.code for finding in model.findings}
    assert model.evaluate("D", {}).value == 1
    one, other = (
        definitions(
            f'<import name="o" namespace="urn:{other}" importType="x"/>',
            decision("D", literal("1")),
            namespace=f"urn:{own}",
        )
        for own, other in (("a", "b"), ("b", "a"))
    )
    assert read_model(one, imported=[other], strict=False).evaluate("D", {}).value == 1


def test_knowledge_models_call_each_other_within_limits() -> None:
    even = knowledge(
        "gerade", {"n": "number"}, literal("if n = 0 then true else ungerade(n - 1)"), ["ungerade"]
    )
    odd = knowledge(
        "ungerade", {"n": "number"}, literal("if n = 0 then false else gerade(n - 1)"), ["gerade"]
    )
    model = read_model(
        definitions(
            even,
            odd,
            input_data("n"),
            decision("D", literal("gerade(n)"), inputs=["n"], knowledge=["gerade"]),
        )
    )
    assert model.evaluate("D", {"n": 10}).value is True
    with pytest.raises(LimitError):
        model.evaluate("D", {"n": 1_000_000})
    assert model.invoke("gerade", {"n": 7}) is False


def test_functions_of_other_languages_are_never_run() -> None:
    java = literal('{class: "java.lang.System", method signature: "exit(int)"}')
    model = read_model(
        definitions(
            knowledge("K", {"x": "number"}, java).replace(
                "<encapsulatedLogic>", '<encapsulatedLogic kind="Java">'
            ),
            decision("D", literal("K(1)"), knowledge=["K"]),
        )
    )
    result = model.evaluate("D", {})
    assert result.value is None
    assert "dmn-external" in {finding.code for finding in result.explanation.findings}
