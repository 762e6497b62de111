"""What the signatures and seals in an uploaded PDF prove, as sentences for the desk."""

from dataclasses import dataclass

from django.utils.translation import gettext

from modellregion.kernel.context import Context
from modellregion.kernel.ui.environment import show_instant
from modellregion.records.api import DocumentEntry, document_content
from modellregion.seals.api import CheckedSeal, Trouble, UncheckableError, Verdict, check_seals

_PDF = "application/pdf"
_MARK = b"/ByteRange"
"""Stands in every PDF with a signature (ISO 32000-2, 12.8.1); without it nothing has to be examined."""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """What is to be said of one signature; ``kind`` as of alerts: success, warning, danger."""

    kind: str
    sentence: str


def signatures_of(ctx: Context, entry: DocumentEntry) -> list[SignatureLine]:
    """Return a line for each signature or seal in a document; none for what carries none. The caller has checked who asks."""
    if entry.media_type != _PDF or not entry.sha256:
        return []
    content = document_content(ctx, entry)
    if _MARK not in content:
        return []
    try:
        return [_line(one) for one in check_seals(ctx.municipality, content)]
    except UncheckableError as error:
        if error.trouble is Trouble.NO_SEAL:
            return []
        return [
            SignatureLine("warning", gettext("Die Unterschriften in diesem PDF lassen sich nicht prüfen."))
        ]


def _line(seal: CheckedSeal) -> SignatureLine:
    at = seal.stamped_at or seal.sealed_at
    facts = {
        "name": seal.name,
        "issuer": seal.issuer,
        "at": show_instant(at) if at else gettext("unbekannter Zeit"),
    }
    if seal.verdict is Verdict.GENUINE:
        return SignatureLine(
            "success", gettext("Von uns gesiegelt (%(name)s, %(at)s). Seitdem unverändert.") % facts
        )
    if seal.verdict is Verdict.CHANGED:
        sentence = gettext(
            "Unterschrieben von %(name)s. Danach wurde das Dokument geändert: Die Unterschrift gilt nicht für das, was Sie sehen."
        )
        return SignatureLine("danger", sentence % facts)
    if seal.verdict is Verdict.OTHER:
        sentence = gettext(
            "Unterschrieben von %(name)s (%(at)s), nach Angabe von %(issuer)s. Seitdem unverändert. Ob %(issuer)s zu trauen ist, "
            "haben wir nicht geprüft."
        )
        return SignatureLine("warning", sentence % facts)
    sentence = gettext(
        "Von uns gesiegelt (%(name)s, %(at)s), aber mit einem Zertifikat, das dafür nicht galt."
    )
    return SignatureLine("danger", sentence % facts)
