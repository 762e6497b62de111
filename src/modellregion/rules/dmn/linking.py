"""From the definitions of files to one network: names, types and references across imports (DMN 1.5 § 6.3.3)."""

from collections.abc import Mapping, Sequence
from typing import Final

from modellregion.rules.builtins.catalogue import BUILT_IN_NAMES, BUILTINS
from modellregion.rules.compiler.cells import INPUT, Test
from modellregion.rules.compiler.compile import ROOT_SCOPE, Compiler
from modellregion.rules.dmn.items import Types, component_names
from modellregion.rules.dmn.logic import LogicCompiler, Surroundings, result_type
from modellregion.rules.dmn.model import Decision, Definitions, InputData, Knowledge, Reference, Service, Text
from modellregion.rules.dmn.network import (
    DecisionNode,
    Element,
    InputNode,
    Key,
    KnowledgeNode,
    NamePath,
    Network,
    ServiceFunction,
    put,
)
from modellregion.rules.errors import Finding
from modellregion.rules.values.types import ANY, Type

# Models may import each other in many ways; more views of one model than this nobody needs.
VIEWS_MAX: Final = 500
# Allowed values are said without any variable but the value itself.
ALLOWED_VALUES: Final = BUILT_IN_NAMES.with_names([INPUT])


class Linker:
    """Links one file into a network, after the files it imports."""

    def __init__(self, definitions: Definitions, network: Network, imported: Mapping[str, "Linker"]) -> None:
        self.definitions = definitions
        self.network = network
        self.findings: list[Finding] = network.findings
        self.imports = {
            one.name: imported[one.namespace] for one in definitions.imports if one.namespace in imported
        }
        for one in definitions.imports:
            if one.namespace not in imported:
                network.report(
                    one.place, "dmn-unknown-import", f"The model {one.namespace!r} was not handed over."
                )
        self.types = Types(self._allowed_test, self.findings)
        self._views = self._all_views()
        for path, linker in reversed(self._views):
            self.types.add(linker.definitions.items, "".join(f"{name}." for name in path))
        self.members = self._all_members()
        self._vocabulary = BUILT_IN_NAMES.with_names((), types=self.types.by_name, members=self.members)
        self.logic = LogicCompiler(
            Compiler(BUILTINS, self.types.by_name), self.types, self.findings, definitions.language
        )

    def link(self) -> None:
        """Compile and connect everything of this file."""
        self._add_inputs()
        self._add_functions()
        self._add_decisions()
        self._refuse_unknown()

    def _refuse_unknown(self) -> None:
        required = [one for knowledge in self.definitions.knowledge for one in knowledge.knowledge]
        for decision in self.definitions.decisions:
            required += [*decision.inputs, *decision.decisions, *decision.knowledge]
        for reference in required:
            if self._path(reference) is None:
                message = f"There is no element {reference.identifier!r} to be required."
                self.network.report(reference.place, "dmn-unknown-reference", message)

    def link_services(self) -> None:
        """Connect the decision services, once the network has no circles any more."""
        for service in self.definitions.services:
            self.network.link_service(self.key(service), service, self.definitions.namespace)

    def _allowed_test(self, text: Text) -> Test | None:
        around = Surroundings("", ALLOWED_VALUES, ROOT_SCOPE, {})
        return LogicCompiler(Compiler(BUILTINS), self.types, self.findings, "").test(text, around)

    def _all_views(self) -> list[tuple[NamePath, "Linker"]]:
        """Give all models seen from here, each with the names of the imports it is seen through; first this one."""
        views: list[tuple[NamePath, Linker]] = [((), self)]
        for path, linker in views:
            for name, inner in linker.imports.items():
                views.append(((*path, name) if name else path, inner))
            if len(views) > VIEWS_MAX:
                place = self.definitions.place
                self.network.report(
                    place, "dmn-too-many-imports", f"More than {VIEWS_MAX} imports are nested."
                )
                break
        return views[:VIEWS_MAX]

    def _all_members(self) -> set[str]:
        found = component_names(self.definitions.items)
        for inner in self.imports.values():
            found |= inner.members | inner.element_names()
        return found

    def element_names(self) -> set[str]:
        """Give the names of all elements that logic may read or call."""
        own = self.definitions
        named: list[InputData | Decision | Knowledge | Service] = [*own.inputs, *own.decisions]
        named += [*own.knowledge, *own.services]
        return {one.variable.name for one in named}

    def key(self, element: Element) -> Key:
        """Give the key of an element of this file."""
        return (self.definitions.namespace, element.place.element)

    def _free_key(self, element: Element, taken: Mapping[Key, object]) -> Key:
        key = self.key(element)
        if key in taken:
            self.network.report(
                element.place, "dmn-duplicate-name", f"There are two elements {element.name!r}."
            )
        return key

    def _add_inputs(self) -> None:
        for element in self.definitions.inputs:
            key = self._free_key(element, self.network.inputs)
            node = InputNode(element, key, self.types.find(element.variable.type_name))
            node.paths += dict.fromkeys([(element.variable.name,), (element.name,)])
            self.network.inputs[key] = node
        for source in self.definitions.sources:
            self.network.sources[self.key(source)] = source
        # The caller may name inputs of imported models behind the name of the import.
        for path, linker in self._views[1:]:
            for element in linker.definitions.inputs:
                self.network.inputs[linker.key(element)].paths.insert(0, (*path, element.variable.name))

    def _add_functions(self) -> None:
        for service in self.definitions.services:
            key = self._free_key(service, self.network.functions)
            result = result_type(self.types.find(service.variable.type_name))
            function = ServiceFunction(service.name, result, service.place)
            self.network.functions[key] = KnowledgeNode(service, function)
        for knowledge in self.definitions.knowledge:
            key = self._free_key(knowledge, self.network.functions)
            around = self._around(knowledge.name, knowledge.knowledge)
            self.network.add_knowledge(key, knowledge, self.logic, around)
        for knowledge in self.definitions.knowledge:
            self._give_functions(self.network.functions[self.key(knowledge)].known, knowledge.knowledge)

    def _give_functions(self, known: dict[str, object], references: Sequence[Reference]) -> None:
        for reference in references:
            path = self._path(reference)
            node = self.network.functions.get(self._target(reference))
            if path is not None and node is not None:
                put(known, path, node.function)

    def _add_decisions(self) -> None:
        for element in self.definitions.decisions:
            key = self._free_key(element, self.network.decisions)
            node = DecisionNode(element, key, self.types.find(element.variable.type_name))
            self.network.decisions[key] = node
        for element in self.definitions.decisions:
            node = self.network.decisions[self.key(element)]
            for reference in (*element.inputs, *element.decisions):
                path = self._path(reference)
                if path is not None:
                    node.bindings.append((path, self._target(reference)))
            self._give_functions(node.functions, element.knowledge)
            node.authorities = tuple(self._authority(one) for one in element.authorities)
            if element.logic is not None:
                node.logic = self.logic.logic(element.logic, self._around_decision(element))

    def _authority(self, reference: Reference) -> str:
        source = self.network.sources.get(self._target(reference))
        if source is None:
            return reference.identifier
        return f"{source.name} ({source.location})" if source.location else source.name

    def _around_decision(self, decision: Decision) -> Surroundings:
        required = (*decision.inputs, *decision.decisions, *decision.knowledge)
        # Some editors write tables without saying where their inputs come from; names alone must do there.
        undeclared = [one.variable.name for one in self.definitions.inputs]
        return self._around(decision.name, required, undeclared)

    def _around(
        self, owner: str, required: Sequence[Reference], undeclared: Sequence[str] = ()
    ) -> Surroundings:
        variables: dict[str, Type] = {}
        for reference in required:
            path = self._path(reference)
            if path is not None:
                variables[path[0]] = self._type_of(self._target(reference)) if len(path) == 1 else ANY
        vocabulary = self._vocabulary.with_names({*variables, *undeclared})
        return Surroundings(owner, vocabulary, ROOT_SCOPE, variables)

    def _type_of(self, key: Key) -> Type:
        node = self.network.inputs.get(key) or self.network.decisions.get(key)
        return ANY if node is None else node.type

    def _target(self, reference: Reference) -> Key:
        return (reference.namespace or self.definitions.namespace, reference.identifier)

    def _path(self, reference: Reference) -> NamePath | None:
        """Give the names under which an element is seen from here; None for one that does not exist."""
        key = self._target(reference)
        element = self._element(key)
        if element is None:
            return None
        name = element.variable.name
        if key[0] == self.definitions.namespace:
            return (name,)
        alias = next((one.name for one in self.definitions.imports if one.namespace == key[0]), "")
        return (alias, name) if alias else (name,)

    def _element(self, key: Key) -> InputData | Decision | Knowledge | Service | None:
        network = self.network
        if key in network.inputs:
            return network.inputs[key].element
        if key in network.decisions:
            return network.decisions[key].element
        if key in network.functions:
            return network.functions[key].element
        own: Sequence[Knowledge | Service] = (*self.definitions.knowledge, *self.definitions.services)
        return next((one for one in own if self.key(one) == key), None)
