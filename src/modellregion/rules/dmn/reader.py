"""The elements of a decision model out of XML (DMN 1.5 chapters 6 and 7)."""

from lxml import etree

from modellregion.rules.dmn.boxes import BoxReader
from modellregion.rules.dmn.document import Document
from modellregion.rules.dmn.model import (
    Decision,
    Definitions,
    FunctionBox,
    Import,
    InputData,
    Item,
    Knowledge,
    Reference,
    Service,
    Source,
    Variable,
)
from modellregion.rules.errors import Finding
from modellregion.rules.feel.names import normal_name

ITEM_DEPTH_MAX = 30


def read_definitions(xml: bytes) -> tuple[Definitions, list[Finding]]:
    """Read a file; raises ``ModelError`` when it is no model at all, else gives the model and what is wrong in it."""
    reader = _Reader(Document(xml))
    return reader.definitions(), reader.findings


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.findings: list[Finding] = []
        self.boxes = BoxReader(document, self.findings)

    def definitions(self) -> Definitions:
        document, root = self.document, self.document.root
        self._check_ids()
        return Definitions(
            place=document.place(root),
            name=document.attribute(root, "name"),
            namespace=document.attribute(root, "namespace"),
            items=tuple(self._item(one, 0) for one in document.children(root, "itemDefinition")),
            imports=tuple(map(self._import, document.children(root, "import"))),
            inputs=tuple(map(self._input_data, document.children(root, "inputData"))),
            decisions=tuple(map(self._decision, document.children(root, "decision"))),
            knowledge=tuple(map(self._knowledge, document.children(root, "businessKnowledgeModel"))),
            services=tuple(map(self._service, document.children(root, "decisionService"))),
            sources=tuple(map(self._source, document.children(root, "knowledgeSource"))),
            language=document.attribute(root, "expressionLanguage"),
        )

    def _check_ids(self) -> None:
        """Find ids given twice, but not those in what other programs keep in the file."""
        seen: set[str] = set()
        waiting = [self.document.root]
        while waiting:
            element = waiting.pop()
            waiting += [
                one
                for one in self.document.children(element)
                if self.document.tag(one) != "extensionElements"
            ]
            identifier = self.document.attribute(element, "id")
            if identifier and identifier in seen:
                self.boxes.report(element, "dmn-duplicate-id", f"The id {identifier!r} is given twice.")
            seen.add(identifier)

    def _name(self, element: etree._Element) -> str:
        name = normal_name(self.document.attribute(element, "name"))
        if not name:
            self.boxes.report(element, "dmn-missing", f"A {self.document.tag(element)} has no name.")
        return name

    def _variable(self, element: etree._Element, name: str) -> Variable:
        found = self.document.child(element, "variable")
        if found is None:
            return Variable(name)
        variable = self.boxes.variable(found)
        return Variable(variable.name or name, variable.type_name)

    def _references(self, element: etree._Element, *path: str) -> tuple[Reference, ...]:
        level = [element]
        for tag in path:
            level = [child for one in level for child in self.document.children(one, tag)]
        return tuple(map(self._reference, level))

    def _reference(self, element: etree._Element) -> Reference:
        namespace, _, identifier = self.document.attribute(element, "href").rpartition("#")
        if not identifier:
            self.boxes.report(element, "dmn-missing", "A reference has no href.")
        place = self.document.place(element)
        return Reference(place, identifier, namespace)

    def _import(self, element: etree._Element) -> Import:
        name = normal_name(self.document.attribute(element, "name"))
        return Import(self.document.place(element), name, self.document.attribute(element, "namespace"))

    def _input_data(self, element: etree._Element) -> InputData:
        name = self._name(element)
        return InputData(self.document.place(element, name), name, self._variable(element, name))

    def _decision(self, element: etree._Element) -> Decision:
        name = self._name(element)
        return Decision(
            place=self.document.place(element, name),
            name=name,
            variable=self._variable(element, name),
            logic=self.boxes.first(element),
            inputs=self._references(element, "informationRequirement", "requiredInput"),
            decisions=self._references(element, "informationRequirement", "requiredDecision"),
            knowledge=self._references(element, "knowledgeRequirement", "requiredKnowledge"),
            authorities=self._references(element, "authorityRequirement", "requiredAuthority"),
            question=self.document.text(element, "question"),
            description=self.document.text(element, "description"),
        )

    def _knowledge(self, element: etree._Element) -> Knowledge:
        name = self._name(element)
        logic = self.document.child(element, "encapsulatedLogic")
        box: FunctionBox | None = None if logic is None else self.boxes.function(logic)
        return Knowledge(
            self.document.place(element, name),
            name,
            self._variable(element, name),
            box,
            self._references(element, "knowledgeRequirement", "requiredKnowledge"),
        )

    def _service(self, element: etree._Element) -> Service:
        name = self._name(element)
        return Service(
            self.document.place(element, name),
            name,
            self._variable(element, name),
            self._references(element, "outputDecision"),
            self._references(element, "encapsulatedDecision"),
            self._references(element, "inputDecision"),
            self._references(element, "inputData"),
        )

    def _source(self, element: etree._Element) -> Source:
        location = self.document.attribute(element, "locationURI")
        return Source(self.document.place(element), self._name(element), location)

    def _item(self, element: etree._Element, level: int) -> Item:
        document = self.document
        if level > ITEM_DEPTH_MAX:
            self.boxes.report(
                element, "dmn-too-deep", f"Types are nested deeper than {ITEM_DEPTH_MAX} levels."
            )
            return Item(document.place(element), "")
        return Item(
            place=document.place(element),
            name=self._name(element),
            type_name=document.text(element, "typeRef") or document.attribute(element, "typeRef"),
            is_list=document.attribute(element, "isCollection") in {"true", "1"},
            allowed=self.boxes.optional(element, "allowedValues"),
            constraint=self.boxes.optional(element, "typeConstraint"),
            components=tuple(
                self._item(one, level + 1) for one in document.children(element, "itemComponent")
            ),
            function=self._function_item(element),
        )

    def _function_item(self, element: etree._Element) -> tuple[tuple[Variable, ...], str] | None:
        found = self.document.child(element, "functionItem")
        if found is None:
            return None
        parameters = tuple(map(self.boxes.variable, self.document.children(found, "parameters")))
        return parameters, self.document.attribute(found, "outputTypeRef")
