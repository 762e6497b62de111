"""Which row of the engine lies in which table."""

import dataclasses
from collections.abc import Mapping

from modellregion.process.api import (
    Event,
    Instance,
    Job,
    JoinArrival,
    Receipt,
    Scope,
    Subscription,
    Token,
    WorkItem,
)

TABLES: Mapping[type, str] = {
    Instance: "process_instance",
    Scope: "process_scope",
    Token: "process_token",
    WorkItem: "process_work_item",
    JoinArrival: "process_join_arrival",
    Subscription: "process_subscription",
    Job: "process_job",
    Receipt: "process_receipt",
    Event: "process_event",
}
KEYS: Mapping[type, tuple[str, ...]] = {
    kind: {JoinArrival: ("token_id",), Receipt: ("instance_id", "message_id")}.get(kind, ("id",))
    for kind in TABLES
}
"""The columns that name a row, besides the municipality."""
COLUMNS: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in dataclasses.fields(kind)) for kind in TABLES
}
"""The columns that hold the engine's fields; the store adds municipality, case and package, and numbers events."""
