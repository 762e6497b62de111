"""Sends documents of a case."""

from django.http import HttpResponse

from modellregion.kernel.context import Context
from modellregion.kernel.http.documents import content_response
from modellregion.records.api import DocumentEntry, document_content


def document_response(ctx: Context, entry: DocumentEntry, *, inline: bool = False) -> HttpResponse:
    """Return a document as a download, or ``inline`` to be looked at.

    :raises NotFoundError: when it has no content yet.
    :raises QuarantineError: while no scanner has looked at it.
    """
    content = document_content(ctx, entry)
    return content_response(content, media_type=entry.media_type, name=entry.name, inline=inline)
