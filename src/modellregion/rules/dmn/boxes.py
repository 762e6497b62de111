"""Boxed expressions out of XML (DMN 1.5 §§ 7.2 to 7.3, 8 and 10.2)."""

from collections.abc import Callable
from typing import Final

from lxml import etree

from modellregion.rules.dmn.document import Document
from modellregion.rules.dmn.model import (
    Box,
    ConditionalBox,
    ContextBox,
    FilterBox,
    FunctionBox,
    InputColumn,
    InvocationBox,
    ListBox,
    LoopBox,
    OutputColumn,
    RelationBox,
    Rule,
    Table,
    Text,
    Variable,
)
from modellregion.rules.errors import Finding
from modellregion.rules.feel.names import normal_name

BOX_DEPTH_MAX: Final = 50
HIT_POLICIES: Final = frozenset(
    {"UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"}
)
AGGREGATIONS: Final = frozenset({"", "SUM", "COUNT", "MIN", "MAX"})


class BoxReader:
    """Reads boxed expressions of one document; what is wrong goes into ``findings``."""

    def __init__(self, document: Document, findings: list[Finding]) -> None:
        self.document = document
        self.findings = findings
        self._depth = 0
        self._readers: dict[str, Callable[[etree._Element], Box]] = {
            "literalExpression": self.literal,
            "decisionTable": self.table,
            "context": self._context,
            "list": self._list,
            "relation": self._relation,
            "functionDefinition": self.function,
            "invocation": self._invocation,
            "conditional": self._conditional,
            "filter": self._filter,
            "for": self._loop,
            "some": self._loop,
            "every": self._loop,
        }

    def first(self, element: etree._Element) -> Box | None:
        """Read the first boxed expression below an element; None when it has none."""
        boxes = self._boxes(element)
        return boxes[0] if boxes else None

    def _boxes(self, element: etree._Element) -> list[Box]:
        self._depth += 1
        if self._depth > BOX_DEPTH_MAX:
            self.report(element, "dmn-too-deep", f"Boxes are nested deeper than {BOX_DEPTH_MAX} levels.")
            return []
        boxes = [self._readers[self.document.tag(child)](child) for child in self._expressions(element)]
        self._depth -= 1
        return boxes

    def _expressions(self, element: etree._Element) -> list[etree._Element]:
        return self.document.children(element, *self._readers)

    def report(self, element: etree._Element, code: str, message: str) -> None:
        """Note an error."""
        self.findings.append(self.document.finding(element, code, message))

    def _needed(self, element: etree._Element | None, parent: etree._Element, what: str) -> Box:
        found = None if element is None else self.first(element)
        if found is None:
            self.report(parent, "dmn-missing", f"The {self.document.tag(parent)} has no {what}.")
            return Text(self.document.place(parent), "null")
        return found

    def literal(self, element: etree._Element) -> Text:
        """Read a text of FEEL."""
        document = self.document
        if document.child(element, "importedValues") is not None:
            self.report(element, "dmn-imported-values", "Values from other files are not supported.")
        return Text(
            document.place(element),
            document.text(element),
            document.attribute(element, "typeRef"),
            document.attribute(element, "expressionLanguage"),
        )

    def optional(self, element: etree._Element, tag: str) -> Text | None:
        """Read a child with a text; None when there is none or it is empty."""
        child = self.document.child(element, tag)
        found = None if child is None else self.literal(child)
        return found if found is not None and found.text else None

    def variable(self, element: etree._Element) -> Variable:
        """Read a name with a type."""
        name = normal_name(self.document.attribute(element, "name"))
        return Variable(name, self.document.attribute(element, "typeRef"))

    def table(self, element: etree._Element) -> Table:
        """Read a decision table."""
        document = self.document
        policy = document.attribute(element, "hitPolicy") or "UNIQUE"
        aggregation = document.attribute(element, "aggregation")
        if policy not in HIT_POLICIES or aggregation not in AGGREGATIONS:
            self.report(element, "dmn-hit-policy", f"There is no hit policy {policy} {aggregation}.")
            policy, aggregation = "UNIQUE", ""
        inputs = tuple(map(self._input, document.children(element, "input")))
        outputs = tuple(map(self._output, document.children(element, "output")))
        if not outputs:
            self.report(element, "dmn-missing", "The decision table has no output.")
        rules = tuple(
            self._rule(rule, number, len(inputs), len(outputs))
            for number, rule in enumerate(document.children(element, "rule"), 1)
        )
        names = tuple(document.attribute(one, "name") for one in document.children(element, "annotation"))
        return Table(document.place(element), policy, aggregation, inputs, outputs, names, rules)

    def _input(self, element: etree._Element) -> InputColumn:
        document = self.document
        expression = self.optional(element, "inputExpression")
        if expression is None:
            self.report(element, "dmn-missing", "A column of the table has no input expression.")
            expression = Text(document.place(element), "null")
        label = document.attribute(element, "label") or expression.text
        return InputColumn(document.place(element), label, expression, self.optional(element, "inputValues"))

    def _output(self, element: etree._Element) -> OutputColumn:
        document = self.document
        name = normal_name(document.attribute(element, "name"))
        return OutputColumn(
            document.place(element),
            name,
            document.attribute(element, "label") or name,
            document.attribute(element, "typeRef"),
            self.optional(element, "outputValues"),
            self.optional(element, "defaultOutputEntry"),
        )

    def _rule(self, element: etree._Element, number: int, inputs: int, outputs: int) -> Rule:
        document = self.document
        tests = tuple(map(self.literal, document.children(element, "inputEntry")))
        results = tuple(map(self.literal, document.children(element, "outputEntry")))
        if len(tests) != inputs or len(results) != outputs:
            self.report(
                element, "dmn-cells", f"Rule {number} has not as many cells as the table has columns."
            )
        return Rule(
            document.place(element, f"rule {number}"),
            number,
            document.text(element, "description"),
            tests,
            results,
            tuple(document.text(one) for one in document.children(element, "annotationEntry")),
        )

    def _context(self, element: etree._Element) -> ContextBox:
        entries: list[tuple[Variable | None, Box]] = []
        names: set[str] = set()
        for entry in self.document.children(element, "contextEntry"):
            variable = self.document.child(entry, "variable")
            known = None if variable is None else self.variable(variable)
            if known is not None and known.name in names:
                self.report(entry, "dmn-duplicate-entry", f"The context has two entries {known.name!r}.")
            names.add(known.name if known else "")
            entries.append((known, self._needed(entry, entry, "value")))
        return ContextBox(self.document.place(element), tuple(entries))

    def _list(self, element: etree._Element) -> ListBox:
        return ListBox(self.document.place(element), tuple(self._boxes(element)))

    def _relation(self, element: etree._Element) -> RelationBox:
        columns = tuple(self.variable(one).name for one in self.document.children(element, "column"))
        rows = tuple(tuple(self._boxes(row)) for row in self.document.children(element, "row"))
        if any(len(row) != len(columns) for row in rows):
            self.report(
                element, "dmn-cells", "A row of the relation has not as many cells as there are columns."
            )
        return RelationBox(self.document.place(element), columns, rows)

    def function(self, element: etree._Element) -> FunctionBox:
        """Read a function, also the logic of a business knowledge model."""
        document = self.document
        parameters = tuple(map(self.variable, document.children(element, "formalParameter")))
        kind = document.attribute(element, "kind") or "FEEL"
        type_name = document.attribute(element, "typeRef")
        return FunctionBox(document.place(element), parameters, self.first(element), kind, type_name)

    def _invocation(self, element: etree._Element) -> InvocationBox:
        bindings: list[tuple[str, Box]] = []
        for binding in self.document.children(element, "binding"):
            parameter = self.document.child(binding, "parameter")
            name = "" if parameter is None else self.variable(parameter).name
            argument = self.first(binding) or Text(self.document.place(binding), "null")
            bindings.append((name, argument))
        function = self._needed(element, element, "function to call")
        return InvocationBox(self.document.place(element), function, tuple(bindings))

    def _part(self, element: etree._Element, tag: str) -> Box:
        return self._needed(self.document.child(element, tag), element, f"part {tag!r}")

    def _conditional(self, element: etree._Element) -> ConditionalBox:
        parts = (self._part(element, "if"), self._part(element, "then"), self._part(element, "else"))
        return ConditionalBox(self.document.place(element), *parts)

    def _filter(self, element: etree._Element) -> FilterBox:
        place = self.document.place(element)
        return FilterBox(place, self._part(element, "in"), self._part(element, "match"))

    def _loop(self, element: etree._Element) -> LoopBox:
        document = self.document
        form = document.tag(element)
        variable = normal_name(document.attribute(element, "iteratorVariable"))
        if not variable:
            self.report(element, "dmn-missing", f"The loop {form!r} has no variable.")
        body = self._part(element, "return" if form == "for" else "satisfies")
        return LoopBox(document.place(element), form, variable, self._part(element, "in"), body)
