"""Sends documents: as what they are, under their own name, and in a way that no browser runs anything of them."""

from urllib.parse import quote

from django.http import HttpResponse

from modellregion.kernel.context import Context
from modellregion.records.api import DocumentEntry, document_content


def document_response(ctx: Context, entry: DocumentEntry, *, inline: bool = False) -> HttpResponse:
    """Return a document as a download, or ``inline`` to be looked at.

    :raises NotFoundError: when it has no content yet.
    """
    response = HttpResponse(document_content(ctx, entry), content_type=entry.media_type)
    kind = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(entry.name)}"
    # What somebody uploaded is shown without scripts, without forms, without its own origin.
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
    )
    return response
