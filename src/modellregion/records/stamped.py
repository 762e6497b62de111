"""The stronger forms of a sealed letter: kept beside the letter, because a final document is never changed.

First the one with a time-stamp, later the one with evidence for the long term; who fetches the letter gets the strongest.
"""

from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.files import put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.models import Document, Rendition

STAMPED = "stamped"
ARCHIVED = "archived"


def keep_stamped(
    ctx: Context, *, document: UUID, content: bytes, role: str = STAMPED, level: str = "PAdES B-T"
) -> bool:
    """Keep a stronger form; return False when there is one of this role already. ``level``: what it is, for people."""
    sha256 = put_file(ctx.municipality, content)
    with tenant(ctx):
        row = Document.objects.select_for_update().get(municipality_id=ctx.municipality, id=document)
        if _forms(ctx, document).get(role):
            return False
        Rendition.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            file_id=row.file_id,
            document_id=row.id,
            version=row.version,
            role=role,
            media_type=row.media_type,
            bytes=len(content),
            sha256=sha256,
            made_with=level,
            created_at=ctx.now(),
        )
    return True


def stamped_form(ctx: Context, document: UUID) -> str:
    """Return the SHA-256 of the strongest form; empty without one."""
    forms = _forms(ctx, document)
    return forms.get(ARCHIVED) or forms.get(STAMPED, "")


def is_stamped(ctx: Context, document: UUID, role: str = STAMPED) -> bool:
    """Tell whether a document's form of this role is there."""
    return bool(_forms(ctx, document).get(role))


def _forms(ctx: Context, document: UUID) -> dict[str, str]:
    with tenant(ctx):
        rows = Rendition.objects.filter(
            municipality_id=ctx.municipality, document_id=document, role__in=(STAMPED, ARCHIVED)
        ).order_by("version")
        return dict(rows.values_list("role", "sha256"))
