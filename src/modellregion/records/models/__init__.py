"""Tables of the electronic file, by aggregate: plan and rights, the file with its contents, work, disposal, log."""

from modellregion.records.models.disposal import Disposal, DisposalItem, DisposedContent, Hold
from modellregion.records.models.file import (
    Document,
    DocumentText,
    File,
    Link,
    Part,
    Rendition,
    Version,
)
from modellregion.records.models.log import Access, RecordEvent
from modellregion.records.models.plan import Clearance, Grant, PlanNode, ServiceNode
from modellregion.records.models.scan import ScanBatch, ScanBundle
from modellregion.records.models.work import Circulation, CirculationStep, FetchedMail, FollowUp, Intake

__all__ = [
    "Access",
    "Circulation",
    "CirculationStep",
    "Clearance",
    "Disposal",
    "DisposalItem",
    "DisposedContent",
    "Document",
    "DocumentText",
    "FetchedMail",
    "File",
    "FollowUp",
    "Grant",
    "Hold",
    "Intake",
    "Link",
    "Part",
    "PlanNode",
    "RecordEvent",
    "Rendition",
    "ScanBatch",
    "ScanBundle",
    "ServiceNode",
    "Version",
]
