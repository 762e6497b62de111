"""The stronger forms of a sealed letter: kept beside the letter, because a final document is never changed.

First the one with a time-stamp, later the one with evidence for the long term, and one more each time that its last time-stamp is
renewed; who fetches the letter gets the strongest.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from modellregion.kernel.context import Context
from modellregion.kernel.files import put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.models import Document, Rendition

STAMPED = "stamped"
ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class ArchivedForm:
    """The newest form for the long term of a letter; ``number`` counts them from 1."""

    file: UUID
    document: UUID
    number: int
    sha256: str
    lasts_until: datetime | None


def keep_stamped(
    ctx: Context,
    *,
    document: UUID,
    content: bytes,
    role: str = STAMPED,
    level: str = "PAdES B-T",
    lasts_until: datetime | None = None,
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
            lasts_until=lasts_until,
        )
    return True


def renewed_role(number: int) -> str:
    """Return the role of the form for the long term with this number; the first one has none in its name."""
    return ARCHIVED if number == 1 else f"{ARCHIVED}-{number}"


def ending_forms(ctx: Context, *, before: datetime) -> list[ArchivedForm]:
    """Return the newest forms for the long term that cannot be judged by themselves after a time, or of which nobody knows."""
    query = """
        SELECT * FROM (
            SELECT DISTINCT ON (document_id) file_id, document_id,
                   count(*) OVER (PARTITION BY document_id), sha256, lasts_until
            FROM records_rendition WHERE municipality_id = %s AND role LIKE 'archived%%'
            ORDER BY document_id, created_at DESC, id DESC
        ) newest WHERE lasts_until IS NULL OR lasts_until < %s ORDER BY document_id
    """
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(query, [ctx.municipality, before])
        return [ArchivedForm(*row) for row in cursor.fetchall()]


def note_lasting(ctx: Context, form: ArchivedForm, until: datetime) -> None:
    """Write down how long a form for the long term lasts that was made before this was written down."""
    with tenant(ctx):
        Rendition.objects.filter(
            municipality_id=ctx.municipality, document_id=form.document, sha256=form.sha256
        ).update(lasts_until=until)


def stamped_form(ctx: Context, document: UUID) -> str:
    """Return the SHA-256 of the strongest form; empty without one."""
    return next(reversed(_forms(ctx, document).values()), "")


def is_stamped(ctx: Context, document: UUID, role: str = STAMPED) -> bool:
    """Tell whether a document's form of this role is there."""
    return bool(_forms(ctx, document).get(role))


def _forms(ctx: Context, document: UUID) -> dict[str, str]:
    """Return the contents of the forms by role, the strongest last."""
    with tenant(ctx):
        rows = Rendition.objects.filter(
            Q(role=STAMPED) | Q(role__startswith=ARCHIVED),
            municipality_id=ctx.municipality,
            document_id=document,
        ).order_by("version", "created_at", "id")
        return dict(rows.values_list("role", "sha256"))
