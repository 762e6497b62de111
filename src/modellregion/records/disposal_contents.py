"""What goes to the archive, and what is deleted: whole files, gathered row by row."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import delete_file, get_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.filing import filed_among
from modellregion.records.models import (
    Circulation,
    CirculationStep,
    DisposalItem,
    DisposedContent,
    Document,
    DocumentText,
    File,
    FollowUp,
    Grant,
    Hold,
    Link,
    Part,
    PlanNode,
    Rendition,
    Version,
)
from modellregion.records.xdomea import parts as xdomea
from modellregion.region.api import list_units


def files_for_transfer(
    ctx: Context, files: Sequence[UUID], *, with_contents: bool
) -> tuple[list[xdomea.File], dict[str, str]]:
    """Return files as the standard has them, and the hash of every primary document by its name in the package."""
    mine = {"municipality_id": ctx.municipality}
    units = {unit.id: unit.name for unit in list_units(ctx)}
    plan = {node.id: node for node in PlanNode.objects.filter(**mine)}
    names: dict[str, str] = {}
    found = []
    for row in File.objects.filter(**mine, id__in=files).order_by("reference"):
        gathered = _Gathered(ctx, row.id, names, with_contents=with_contents)
        node = plan.get(row.node_id) if row.node_id else None
        found.append(
            xdomea.File(
                id=row.id,
                reference=row.reference,
                subject=row.subject,
                plan_code=node.code if node else "",
                plan_title=node.title if node else "",
                unit=units.get(row.unit_id, "") if row.unit_id else "",
                confidentiality=row.confidentiality,
                medium=row.medium,
                paper_location=row.paper_location,
                opened_on=row.opened_at.astimezone(BERLIN).date(),
                closed_on=row.closed_at.astimezone(BERLIN).date() if row.closed_at else None,
                retention_years=row.retention_years,
                retain_until=row.retain_until,
                disposal=row.disposal or "B",
                documents=gathered.documents(None),
                parts=gathered.parts(None),
            )
        )
    return found, names


class _Gathered:
    """The contents of one file, in five statements."""

    def __init__(self, ctx: Context, file: UUID, names: dict[str, str], *, with_contents: bool) -> None:
        mine = {"municipality_id": ctx.municipality, "file_id": file}
        self.names = names
        self.part_rows = list(Part.objects.filter(**mine).order_by("number"))
        # By what they belong to: a file may have thousands of documents.
        self.loose: dict[UUID | None, list[Document]] = defaultdict(list)
        self.children: dict[UUID, list[Document]] = defaultdict(list)
        self.versions: dict[UUID, list[Version]] = defaultdict(list)
        self.renditions: dict[UUID, list[Rendition]] = defaultdict(list)
        if not with_contents:
            return
        for row in Document.objects.filter(**mine).order_by("created_at", "id"):
            (self.children[row.parent_id] if row.parent_id else self.loose[row.part_id]).append(row)
        for version in Version.objects.filter(**mine).order_by("number"):
            self.versions[version.document_id].append(version)
        for rendition in Rendition.objects.filter(**mine, role="pdfa"):
            self.renditions[rendition.document_id].append(rendition)

    def parts(self, parent: UUID | None) -> list[xdomea.Part]:
        return [
            xdomea.Part(
                id=row.id,
                reference=row.reference,
                subject=row.subject,
                is_sub_file=row.kind == "sub_file",
                opened_on=row.opened_at.astimezone(BERLIN).date(),
                closed_on=row.closed_at.astimezone(BERLIN).date() if row.closed_at else None,
                documents=self.documents(row.id),
                parts=self.parts(row.id),
            )
            for row in self.part_rows
            if row.parent_id == parent
        ]

    def documents(self, part: UUID | None) -> list[xdomea.Document]:
        return [self._document(row) for row in self.loose[part]]

    def _document(self, row: Document) -> xdomea.Document:
        day = row.created_at.astimezone(BERLIN).date()
        return xdomea.Document(
            id=row.id,
            subject=row.title,
            kind=row.kind,
            received_on=day if row.direction == "in" else None,
            sent_on=day if row.direction == "out" else None,
            written_on=row.written_on,
            confidentiality=row.confidentiality,
            versions=[
                *(xdomea.Version(old.number, [self._format(old)]) for old in self.versions[row.id]),
                *([self._current(row)] if row.sha256 else []),
            ],
            attachments=[self._document(child) for child in self.children[row.id]],
        )

    def _current(self, row: Document) -> xdomea.Version:
        formats = [self._format(row)]
        for rendition in self.renditions[row.id]:
            if rendition.version == row.version and rendition.sha256 != row.sha256:
                name = f"{row.name.rpartition('.')[0] or row.name}.pdf"
                formats.append(self._named(name, rendition.sha256, xdomea.PDFA_CODE, version="2b"))
        return xdomea.Version(row.version, formats)

    def _format(self, row: Document | Version) -> xdomea.Format:
        code = xdomea.FORMAT_CODES.get(row.media_type, xdomea.OTHER_FORMAT)
        found = self._named(row.name, row.sha256, code)
        return xdomea.Format(
            found.code,
            found.file_name,
            found.original_name,
            row.sha256,
            creator=row.created_by,
            at=row.created_at,
        )

    def _named(self, name: str, sha256: str, code: str, *, version: str = "unbekannt") -> xdomea.Format:
        ending = name.rpartition(".")[2] if "." in name else "bin"
        stem = name.rpartition(".")[0] or name
        plain = "".join(
            sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in stem
        )[:80]
        file_name = f"{new_id()}_{plain}.{ending}"
        self.names[file_name] = sha256
        return xdomea.Format(code, file_name, name, sha256, version=version)


def delete_rows(ctx: Context, *, disposal: UUID, file: UUID) -> tuple[int, list[str]]:
    """Delete a file with all its rows; return how many documents it had and the hashes of all its contents.

    The database lets only go what may go. Contents that no other file names are put down to be deleted.
    """
    mine = {"municipality_id": ctx.municipality, "file_id": file}
    hashes: set[str] = set()
    for kept in (Document, Version, Rendition):
        hashes |= set(kept.objects.filter(**mine).exclude(sha256="").values_list("sha256", flat=True))
    documents = Document.objects.filter(**mine).count()
    circulations = list(Circulation.objects.filter(**mine).values_list("id", flat=True))
    CirculationStep.objects.filter(municipality_id=ctx.municipality, circulation_id__in=circulations).delete()
    for kind in (Circulation, Rendition, Version, DocumentText, FollowUp, Grant, Hold, Link):
        kind.objects.filter(**mine).delete()
    Link.objects.filter(municipality_id=ctx.municipality, other_id=file).delete()
    for tree in (Document, Part):
        while tree.objects.filter(**mine).exists():
            inner = tree.objects.filter(**mine).exclude(parent_id=None).values_list("parent_id", flat=True)
            tree.objects.filter(**mine).exclude(id__in=list(inner)).delete()
    File.objects.filter(municipality_id=ctx.municipality, id=file).delete()
    for sha256 in hashes - filed_among(ctx, hashes):
        DisposedContent.objects.get_or_create(
            municipality_id=ctx.municipality, disposal_id=disposal, sha256=sha256, defaults={"id": new_id()}
        )
    return documents, sorted(hashes)


def contents_to_delete(ctx: Context) -> set[str]:
    """Return the contents that disposals left behind and nothing of this room names."""
    with tenant(ctx):
        rows = DisposedContent.objects.filter(municipality_id=ctx.municipality, gone_at=None)
        found = set(rows.values_list("sha256", flat=True))
        return found - filed_among(ctx, found) if found else found


def delete_content(ctx: Context, sha256: str) -> None:
    """Delete a content for good, look whether it is gone, and note when."""
    delete_file(ctx.municipality, sha256)
    try:
        get_file(ctx.municipality, sha256)
    except NotFoundError:
        with tenant(ctx):
            rows = DisposedContent.objects.filter(
                municipality_id=ctx.municipality, sha256=sha256, gone_at=None
            )
            rows.update(gone_at=ctx.now())


def deleted_files(ctx: Context) -> set[UUID]:
    """Return the ids of files that disposals deleted."""
    with tenant(ctx):
        rows = DisposalItem.objects.filter(municipality_id=ctx.municipality).exclude(deleted_at=None)
        return set(rows.values_list("file_id", flat=True))
