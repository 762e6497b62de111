"""The time-stamped form of a sealed letter: kept beside the letter, because a final document is never changed."""

from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.files import put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.models import Document, Rendition

STAMPED = "stamped"


def keep_stamped(ctx: Context, *, document: UUID, content: bytes) -> bool:
    """Keep the form with the time-stamp; return False when there is one already."""
    sha256 = put_file(ctx.municipality, content)
    with tenant(ctx):
        row = Document.objects.select_for_update().get(municipality_id=ctx.municipality, id=document)
        if stamped_form(ctx, document):
            return False
        Rendition.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            file_id=row.file_id,
            document_id=row.id,
            version=row.version,
            role=STAMPED,
            media_type=row.media_type,
            bytes=len(content),
            sha256=sha256,
            made_with="PAdES B-T",
            created_at=ctx.now(),
        )
    return True


def stamped_form(ctx: Context, document: UUID) -> str:
    """Return the SHA-256 of the time-stamped form; empty without one."""
    with tenant(ctx):
        rows = Rendition.objects.filter(
            municipality_id=ctx.municipality, document_id=document, role=STAMPED
        ).order_by("-version")
        return rows.values_list("sha256", flat=True).first() or ""


def is_stamped(ctx: Context, document: UUID) -> bool:
    """Tell whether a document's time-stamped form is there."""
    return bool(stamped_form(ctx, document))
