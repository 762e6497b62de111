"""Puts the publication check together and compiles what passes it."""

from collections.abc import Mapping

from modellregion.process.checking.blocks import match_blocks
from modellregion.process.checking.completeness import check_completeness
from modellregion.process.checking.expressions import check_expressions
from modellregion.process.checking.linking import link
from modellregion.process.checking.soundness import check_soundness
from modellregion.process.checking.structure import check_structure
from modellregion.process.findings import Finding, ModelRefusedError, has_errors, in_reading_order
from modellregion.process.graph import Graph
from modellregion.process.model import ProcessModel


def check(model: ProcessModel, library: Mapping[str, ProcessModel] | None = None) -> list[Finding]:
    """Report everything that is wrong or worth knowing, at once, in the order of the file.

    ``library`` holds the models of processes that this one may call, by process id.
    """
    findings, _ = _examine(model, library or {})
    return in_reading_order(findings)


def compile_graph(model: ProcessModel, library: Mapping[str, ProcessModel] | None = None) -> Graph:
    """Compile a model that passes the check; raises ModelRefusedError with the findings otherwise."""
    findings, graph = _examine(model, library or {})
    if graph is None:
        raise ModelRefusedError(findings)
    return graph


def _examine(model: ProcessModel, library: Mapping[str, ProcessModel]) -> tuple[list[Finding], Graph | None]:
    linked = link(model, library)
    check_structure(linked)
    if has_errors(linked.findings):
        return linked.findings, None
    match_blocks(linked)
    check_expressions(linked)
    if has_errors(linked.findings):
        return linked.findings, None
    graph = Graph(linked.process, linked.name, linked.nodes.values(), linked.flows.values())
    check_completeness(linked, graph)
    check_soundness(linked, graph)
    return linked.findings, None if has_errors(linked.findings) else graph
