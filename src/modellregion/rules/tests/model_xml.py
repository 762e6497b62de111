"""Small decision models as XML, written the way an editor writes them."""

from collections.abc import Mapping, Sequence
from html import escape

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(
    *parts: str, namespace: str = "urn:test", uri: str = NAMESPACE, attributes: str = ""
) -> bytes:
    """Write a file."""
    body = "\n".join(parts)
    text = f'<definitions xmlns="{uri}" name="Test" id="test" namespace="{namespace}" {attributes}>\n{body}\n</definitions>'
    return text.encode()


def input_data(name: str, type_name: str = "", identifier: str = "") -> str:
    """Write an input."""
    identifier = identifier or f"i_{name}"
    return f'<inputData id="{identifier}" name="{name}"><variable name="{name}" typeRef="{type_name}"/></inputData>'


def literal(text: str, type_name: str = "") -> str:
    """Write a boxed text."""
    return f'<literalExpression typeRef="{type_name}"><text>{escape(text)}</text></literalExpression>'


def decision(
    name: str,
    logic: str,
    *,
    inputs: Sequence[str] = (),
    decisions: Sequence[str] = (),
    knowledge: Sequence[str] = (),
    authorities: Sequence[str] = (),
    type_name: str = "",
) -> str:
    """Write a decision; what it needs is named by the part of the id behind the prefix."""
    needs = [
        f'<informationRequirement><requiredInput href="#i_{one}"/></informationRequirement>' for one in inputs
    ]
    needs += [
        f'<informationRequirement><requiredDecision href="#d_{one}"/></informationRequirement>'
        for one in decisions
    ]
    needs += [
        f'<knowledgeRequirement><requiredKnowledge href="#k_{one}"/></knowledgeRequirement>'
        for one in knowledge
    ]
    needs += [
        f'<authorityRequirement><requiredAuthority href="#s_{one}"/></authorityRequirement>'
        for one in authorities
    ]
    variable = f'<variable name="{name}" typeRef="{type_name}"/>'
    return f'<decision id="d_{name}" name="{name}">{variable}{"".join(needs)}\n{logic}</decision>'


def knowledge(name: str, parameters: Mapping[str, str], logic: str, needs: Sequence[str] = ()) -> str:
    """Write a business knowledge model."""
    formal = "".join(f'<formalParameter name="{one}" typeRef="{kind}"/>' for one, kind in parameters.items())
    required = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#k_{one}"/></knowledgeRequirement>' for one in needs
    )
    return (
        f'<businessKnowledgeModel id="k_{name}" name="{name}"><encapsulatedLogic>{formal}{logic}</encapsulatedLogic>'
        f"{required}</businessKnowledgeModel>"
    )


def item(name: str, type_name: str, allowed: str = "", *, is_list: bool = False, components: str = "") -> str:
    """Write a type."""
    kind = f"<typeRef>{type_name}</typeRef>" if type_name else ""
    values = f"<allowedValues><text>{escape(allowed)}</text></allowedValues>" if allowed else ""
    collection = ' isCollection="true"' if is_list else ""
    return f'<itemDefinition name="{name}"{collection}>{kind}{values}{components}</itemDefinition>'


def component(name: str, type_name: str, allowed: str = "") -> str:
    """Write a component of a type."""
    return item(name, type_name, allowed).replace("itemDefinition", "itemComponent")


def table(
    inputs: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    hit_policy: str = "UNIQUE",
    aggregation: str = "",
    outputs: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    input_values: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> str:
    """Write a decision table. ``outputs`` are names with the text of their allowed values.

    A row is its tests, its results, and its remarks, one for each of ``notes``, the headings of the remarks.
    """
    outputs = {"Ergebnis": ""} if outputs is None else outputs
    attributes = f'hitPolicy="{hit_policy}"' + (f' aggregation="{aggregation}"' if aggregation else "")
    lines = [f'<decisionTable id="t" {attributes}>']
    for column in inputs:
        values = (input_values or {}).get(column, "")
        allowed = f"<inputValues><text>{escape(values)}</text></inputValues>" if values else ""
        lines.append(
            f"<input><inputExpression><text>{escape(column)}</text></inputExpression>{allowed}</input>"
        )
    for name, values in outputs.items():
        allowed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
        default = (defaults or {}).get(name, "")
        entry = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
        lines.append(f'<output name="{name}">{allowed}{entry}</output>')
    lines += [f'<annotation name="{heading}"/>' for heading in notes]
    for number, row in enumerate(rows, 1):
        lines.append(f'<rule id="r{number}">')
        tags = (
            ["inputEntry"] * len(inputs) + ["outputEntry"] * len(outputs) + ["annotationEntry"] * len(notes)
        )
        lines += [f"<{tag}><text>{escape(text)}</text></{tag}>" for tag, text in zip(tags, row, strict=True)]
        lines.append("</rule>")
    return "\n".join([*lines, "</decisionTable>"])
