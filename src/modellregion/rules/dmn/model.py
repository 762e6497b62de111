"""A decision model as it stands in its file: plain, immutable, not yet compiled (DMN 1.5 chapters 6 to 8 and 10)."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the id of its element, or the next best name, and its line in the file."""

    element: str
    line: int


@dataclass(frozen=True, slots=True)
class Text:
    """A FEEL text; ``language`` is empty or FEEL unless somebody wrote something else."""

    place: Place
    text: str
    type_name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """A name with a type."""

    name: str
    type_name: str = ""


@dataclass(frozen=True, slots=True)
class InputColumn:
    """What a table looks at; ``values`` are the allowed ones."""

    place: Place
    label: str
    expression: Text
    values: Text | None


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """What a table gives; ``values`` are the allowed ones, the most important first."""

    place: Place
    name: str
    label: str
    type_name: str
    values: Text | None
    default: Text | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a table; ``number`` counts from 1 as editors show it."""

    place: Place
    number: int
    description: str
    tests: tuple[Text, ...]
    outputs: tuple[Text, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table; the hit policy is spelt out (``UNIQUE``), the aggregation empty without ``COLLECT``."""

    place: Place
    hit_policy: str
    aggregation: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    annotation_names: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ContextBox:
    """Entries below each other; one without a name is the result."""

    place: Place
    entries: tuple[tuple[Variable | None, "Box"], ...]


@dataclass(frozen=True, slots=True)
class ListBox:
    """Expressions as the items of a list."""

    place: Place
    items: tuple["Box", ...]


@dataclass(frozen=True, slots=True)
class RelationBox:
    """Rows of cells, each row a context."""

    place: Place
    columns: tuple[str, ...]
    rows: tuple[tuple["Box", ...], ...]


@dataclass(frozen=True, slots=True)
class FunctionBox:
    """A function; ``kind`` is FEEL, or Java or PMML, which are never run. Its type is that of its result, too."""

    place: Place
    parameters: tuple[Variable, ...]
    body: "Box | None"
    kind: str = "FEEL"
    type_name: str = ""


@dataclass(frozen=True, slots=True)
class InvocationBox:
    """A call with named arguments."""

    place: Place
    function: "Box"
    bindings: tuple[tuple[str, "Box"], ...]


@dataclass(frozen=True, slots=True)
class ConditionalBox:
    """``if`` in boxes."""

    place: Place
    condition: "Box"
    consequence: "Box"
    alternative: "Box"


@dataclass(frozen=True, slots=True)
class FilterBox:
    """A filter in boxes."""

    place: Place
    source: "Box"
    match: "Box"


@dataclass(frozen=True, slots=True)
class LoopBox:
    """``for``, ``some`` or ``every`` in boxes."""

    place: Place
    form: str
    variable: str
    source: "Box"
    body: "Box"


Box: TypeAlias = (
    Text
    | Table
    | ContextBox
    | ListBox
    | RelationBox
    | FunctionBox
    | InvocationBox
    | ConditionalBox
    | FilterBox
    | LoopBox
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to another element: its id, and the namespace of its model unless that is the same one."""

    place: Place
    identifier: str
    namespace: str = ""


@dataclass(frozen=True, slots=True)
class InputData:
    """Something the caller must say."""

    place: Place
    name: str
    variable: Variable


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision and what it needs."""

    place: Place
    name: str
    variable: Variable
    logic: Box | None
    inputs: tuple[Reference, ...] = ()
    decisions: tuple[Reference, ...] = ()
    knowledge: tuple[Reference, ...] = ()
    authorities: tuple[Reference, ...] = ()
    question: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a function that decisions call."""

    place: Place
    name: str
    variable: Variable
    logic: FunctionBox | None
    knowledge: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: some decisions as one function."""

    place: Place
    name: str
    variable: Variable
    outputs: tuple[Reference, ...] = ()
    encapsulated: tuple[Reference, ...] = ()
    decisions: tuple[Reference, ...] = ()
    inputs: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A knowledge source, in an administration mostly a law or statute."""

    place: Place
    name: str
    location: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A type of the model. It is another type, or a context of components, or a function, perhaps as a list."""

    place: Place
    name: str
    type_name: str = ""
    is_list: bool = False
    allowed: Text | None = None
    constraint: Text | None = None
    components: tuple["Item", ...] = ()
    function: tuple[tuple[Variable, ...], str] | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """Another model whose elements this one uses, under a name that may be empty."""

    place: Place
    name: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """All of one file."""

    place: Place
    name: str
    namespace: str
    items: tuple[Item, ...] = ()
    imports: tuple[Import, ...] = ()
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[Decision, ...] = ()
    knowledge: tuple[Knowledge, ...] = ()
    services: tuple[Service, ...] = ()
    sources: tuple[Source, ...] = ()
    language: str = field(default="")
