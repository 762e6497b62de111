"""Sends documents: as what they are, under their own name, and in a way that no browser runs anything of them."""

from urllib.parse import quote

from django.http import HttpResponse

# What somebody uploaded is shown without scripts, without forms, without its own origin.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
# Only these are ever shown in place; all others are downloads, whatever is asked for.
SHOWN_IN_PLACE = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})


def content_response(content: bytes, *, media_type: str, name: str, inline: bool = False) -> HttpResponse:
    """Return a content as a download, or ``inline`` to be looked at where that is harmless."""
    shown = inline and media_type.partition(";")[0] in SHOWN_IN_PLACE
    kind = f"{media_type}; charset=utf-8" if media_type == "text/plain" else media_type
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name)}"
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
