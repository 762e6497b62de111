"""The face of the room: read, check, compile, step, migrate, draw."""

from collections.abc import Mapping

from modellregion.process.changes import (
    Answer,
    AwaitMessage,
    CallService,
    Changes,
    Effect,
    EndInstance,
    MakeDecision,
    OfferWork,
    RaiseIncident,
    SendMessage,
    SetTimer,
    apply,
)
from modellregion.process.checking.check import check, compile_graph
from modellregion.process.commands import (
    Cancel,
    Command,
    CompleteWorkItem,
    JobDone,
    JobFailed,
    Jump,
    MessageArrived,
    Reassign,
    Reopen,
    RetryJob,
    SkipJob,
    Start,
    ThrowError,
    TimerFired,
    Withdraw,
)
from modellregion.process.diagram import Bounds, Diagram, Edge, Shape
from modellregion.process.findings import (
    CommandRefusedError,
    Finding,
    ModelRefusedError,
    NeedsWholeStateError,
    ProcessError,
    Severity,
    UnreadableGraphError,
)
from modellregion.process.graph import Graph, Kind, Node
from modellregion.process.maps.outline import OutlineLine, outline
from modellregion.process.maps.svg import Figure, draw_map
from modellregion.process.migrating.migrate import MigrationRefusedError, Verdict, dry_run, migrate
from modellregion.process.migrating.plan import MigrationPlan, Problem
from modellregion.process.model import ProcessModel
from modellregion.process.parts import part_for
from modellregion.process.reading.read import read_process
from modellregion.process.reading.write import UnknownTaskError, write_process
from modellregion.process.records import from_record, to_record
from modellregion.process.rows import (
    Event,
    Instance,
    InstanceState,
    Job,
    JobKind,
    JobState,
    JoinArrival,
    Receipt,
    Row,
    Scope,
    State,
    Subscription,
    Token,
    TokenState,
    WorkItem,
    WorkItemState,
    changed_columns,
    key_of,
)
from modellregion.process.stepping.advance import advance
from modellregion.process.stepping.run import Context, Decide, StuckError
from modellregion.process.values import values_from_json, values_from_plain, values_to_json


def compile(model: ProcessModel, library: Mapping[str, ProcessModel] | None = None) -> Graph:  # noqa: A001 - the verb of the field
    """Compile a model that passes ``check`` into its immutable graph; ``library`` holds the processes it may call.

    Raises ModelRefusedError with every finding.
    """
    return compile_graph(model, library)


__all__ = [
    "Answer",
    "AwaitMessage",
    "Bounds",
    "CallService",
    "Cancel",
    "Changes",
    "Command",
    "CommandRefusedError",
    "CompleteWorkItem",
    "Context",
    "Decide",
    "Diagram",
    "Edge",
    "Effect",
    "EndInstance",
    "Event",
    "Figure",
    "Finding",
    "Graph",
    "Instance",
    "InstanceState",
    "Job",
    "JobDone",
    "JobFailed",
    "JobKind",
    "JobState",
    "JoinArrival",
    "Jump",
    "Kind",
    "MakeDecision",
    "MessageArrived",
    "MigrationPlan",
    "MigrationRefusedError",
    "ModelRefusedError",
    "NeedsWholeStateError",
    "Node",
    "OfferWork",
    "OutlineLine",
    "Problem",
    "ProcessError",
    "ProcessModel",
    "RaiseIncident",
    "Reassign",
    "Receipt",
    "Reopen",
    "RetryJob",
    "Row",
    "Scope",
    "SendMessage",
    "SetTimer",
    "Severity",
    "Shape",
    "SkipJob",
    "Start",
    "State",
    "StuckError",
    "Subscription",
    "ThrowError",
    "TimerFired",
    "Token",
    "TokenState",
    "UnknownTaskError",
    "UnreadableGraphError",
    "Verdict",
    "Withdraw",
    "WorkItem",
    "WorkItemState",
    "advance",
    "apply",
    "changed_columns",
    "check",
    "compile",
    "draw_map",
    "dry_run",
    "from_record",
    "key_of",
    "migrate",
    "outline",
    "part_for",
    "read_process",
    "to_record",
    "values_from_json",
    "values_from_plain",
    "values_to_json",
    "write_process",
]
