"""Take files of another authority over from a package (0503), whole or not at all."""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from modellregion.forms.api import name_key, search_key
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.files import put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.jobs import defer
from modellregion.kernel.names import safe_name
from modellregion.kernel.tenancy import tenant
from modellregion.records.arrival import look_at_attachment
from modellregion.records.errors import PackageRefusedError, ReferenceTakenError
from modellregion.records.filing import Direction
from modellregion.records.history import Action, record
from modellregion.records.models import Document, File, Part, PlanNode
from modellregion.records.models import Version as VersionRow
from modellregion.records.policy import Records
from modellregion.records.xdomea import parts as xdomea
from modellregion.records.xdomea.reading import Package, read_package


def import_package(ctx: Context, *, node: UUID, unit: UUID, data: bytes) -> list[UUID]:
    """Take the files of a package over, under a node of the plan; they keep ids of their own and their references.

    :raises PackageRefusedError: with a sentence, when the package is not whole or holds what the standard does not know.
    :raises ReferenceTakenError: when a file with one of its references is here.
    """
    ctx.authorise(Records.DISPOSE)
    try:
        package = read_package(data)
    except xdomea.XdomeaError as error:
        raise PackageRefusedError(str(error), user_message=str(error)) from error
    with tenant(ctx):
        if not PlanNode.objects.filter(municipality_id=ctx.municipality, id=node, closed_on=None).exists():
            raise PackageRefusedError("node")
        try:
            with transaction.atomic():
                taken = [_take(ctx, package, file, node, unit) for file in package.message.files]
        except IntegrityError as error:
            raise ReferenceTakenError("import") from error
        defer("records.catch_up_here", ctx.municipality)
    return taken


def _take(ctx: Context, package: Package, file: xdomea.File, node: UUID, unit: UUID) -> UUID:
    identifier = new_id()
    reference = file.reference or str(file.id)
    File.objects.create(
        municipality_id=ctx.municipality,
        id=identifier,
        reference=reference,
        subject=file.subject or reference,
        search=name_key(f"{reference} {file.subject}"),
        node_id=node,
        unit_id=unit,
        medium=file.medium,
        paper_location=file.paper_location,
        confidentiality=file.confidentiality,
        opened_at=datetime.combine(file.opened_on, time(), BERLIN) if file.opened_on else ctx.now(),
    )
    taker = _Taker(ctx, package, identifier)
    taker.documents(file.documents, None)
    taker.parts(file.parts, None)
    record(
        ctx,
        Action.FILE_OPENED,
        file=identifier,
        data={"from": package.message.sender, "xdomea": package.message.version},
    )
    return identifier


class _Taker:
    """Takes the contents of one file over."""

    def __init__(self, ctx: Context, package: Package, file: UUID) -> None:
        self.ctx, self.package, self.file = ctx, package, file
        self.number = 0

    def parts(self, parts: Sequence[xdomea.Part], parent: UUID | None) -> None:
        for part in parts:
            self.number += 1
            identifier = new_id()
            Part.objects.create(
                municipality_id=self.ctx.municipality,
                id=identifier,
                file_id=self.file,
                parent_id=parent,
                kind="sub_file" if part.is_sub_file else "transaction",
                number=self.number,
                reference=part.reference or str(part.id),
                subject=part.subject or part.reference,
                opened_at=datetime.combine(part.opened_on, time(), BERLIN)
                if part.opened_on
                else self.ctx.now(),
                closed_at=datetime.combine(part.closed_on, time(), BERLIN) if part.closed_on else None,
            )
            self.documents(part.documents, identifier)
            self.parts(part.parts, identifier)

    def documents(
        self, documents: Sequence[xdomea.Document], part: UUID | None, parent: UUID | None = None
    ) -> None:
        for document in documents:
            identifier = self._document(document, part, parent)
            self.documents(document.attachments, part, identifier)

    def _document(self, document: xdomea.Document, part: UUID | None, parent: UUID | None) -> UUID:
        identifier, ctx = new_id(), self.ctx
        originals = [version.formats[0] for version in document.versions if version.formats]
        last = originals[-1] if originals else None
        content = self.package.contents[last.file_name] if last else b""
        name = safe_name(last.original_name) if last else "ohne Inhalt"
        came_in = document.received_on is not None
        direction = Direction.IN if came_in else Direction.OUT if document.sent_on else Direction.INTERNAL
        arrived = look_at_attachment(name, content) if content else None
        Document.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            file_id=self.file,
            part_id=part,
            parent_id=parent,
            kind=document.kind or "imported",
            title=document.subject or name,
            search=search_key(f"{document.subject} {name}"),
            direction=direction.value,
            version=max(len(originals), 1),
            name=name,
            media_type=arrived.media_type if arrived else "application/octet-stream",
            bytes=len(content),
            sha256=put_file(ctx.municipality, content) if content else "",
            confidentiality=document.confidentiality,
            written_on=document.written_on,
            created_at=ctx.now(),
            created_by=ctx.actor.name,
            finalised_at=ctx.now(),
            finalised_by=ctx.actor.name,
            scan=arrived.verdict.value if arrived else "",
        )
        for number, one in enumerate(originals[:-1], 1):
            self._earlier(identifier, number, one)
        return identifier

    def _earlier(self, document: UUID, number: int, one: xdomea.Format) -> None:
        content = self.package.contents[one.file_name]
        VersionRow.objects.create(
            municipality_id=self.ctx.municipality,
            id=new_id(),
            file_id=self.file,
            document_id=document,
            number=number,
            name=safe_name(one.original_name),
            media_type=look_at_attachment(one.original_name, content).media_type,
            bytes=len(content),
            sha256=put_file(self.ctx.municipality, content),
            created_at=self.ctx.now(),
            created_by=one.creator or self.ctx.actor.name,
        )
