"""The namespaces of BPMN 2.0.2 (§ 15.3) and of our own extension elements."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OWN = "urn:modellregion:bpmn:1"

# Engines whose extension elements change how a model runs there; here they do nothing, and the check says so.
FOREIGN_ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8",
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://www.jboss.org/drools": "jBPM",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
}

FEEL_LANGUAGES = frozenset({
    "feel",
    "https://www.omg.org/spec/DMN/20230324/FEEL/",
    "https://www.omg.org/spec/DMN/20211108/FEEL/",
    "https://www.omg.org/spec/DMN/20191111/FEEL/",
    "http://www.omg.org/spec/DMN/20180521/FEEL/",
    "http://www.omg.org/spec/FEEL/20140401",
})  # fmt: skip


def qualified(namespace: str, name: str) -> str:
    """Return a name in lxml's notation."""
    return f"{{{namespace}}}{name}"


def local(tag: object) -> str:
    """Return the name without its namespace; empty for comments and processing instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(tag: object) -> str:
    """Return the namespace of a name in lxml's notation; empty when it has none."""
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""
