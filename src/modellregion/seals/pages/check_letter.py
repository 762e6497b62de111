"""What anybody can check of a letter: who sealed it, when, whether it was changed, what the journal says; certificates."""

from http import HTTPStatus

from cryptography.hazmat.primitives.serialization import Encoding
from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from modellregion.kernel.http.pages import render
from modellregion.kernel.http.programs import for_programs
from modellregion.region.frames import Request, public_page
from modellregion.seals.checking import BYTES_MAX, Verdict, check_seals
from modellregion.seals.errors import Trouble, UncheckableError
from modellregion.seals.identities import certificates_of
from modellregion.seals.proving import Recorded

TROUBLES = {
    Trouble.TOO_LARGE: gettext_lazy(
        "Die Datei ist größer als 40 MB. So große Schreiben verschicken wir nicht."
    ),
    Trouble.NO_PDF: gettext_lazy("Das ist kein PDF. Bitte wählen Sie die PDF-Datei, die Sie von uns haben."),
    Trouble.PROTECTED: gettext_lazy(
        "Das PDF hat ein Kennwort. Bitte wählen Sie die Datei, wie Sie sie von uns haben."
    ),
    Trouble.DAMAGED: gettext_lazy(
        "Das PDF ist beschädigt oder unvollständig. Bitte laden Sie das Schreiben noch einmal herunter."
    ),
    Trouble.TOO_MANY: gettext_lazy(
        "Das PDF trägt sehr viele Unterschriften. So etwas verschicken wir nicht."
    ),
    Trouble.NO_SEAL: gettext_lazy(
        "Das PDF trägt kein Siegel. Vielleicht wurde es neu gespeichert oder ausgedruckt und gescannt: Dabei geht das "
        "Siegel verloren. Bitte wählen Sie die Datei, wie Sie sie von uns haben."
    ),
}
HEADINGS = {
    Verdict.GENUINE: ("success", gettext_lazy("Das Schreiben ist echt und unverändert")),
    Verdict.CHANGED: ("danger", gettext_lazy("Das Schreiben wurde nach dem Siegeln verändert")),
    Verdict.OTHER: ("warning", gettext_lazy("Unverändert, aber nicht von dieser Behörde gesiegelt")),
    Verdict.REVOKED: ("danger", gettext_lazy("Diesem Siegel ist nicht mehr zu trauen")),
    Verdict.EXPIRED: ("warning", gettext_lazy("Das Siegel wurde außerhalb seiner Gültigkeit gesetzt")),
}
SENTENCES = {
    Verdict.GENUINE: gettext_lazy("So hat es die Behörde gesiegelt."),
    Verdict.CHANGED: gettext_lazy("Verlassen Sie sich nicht darauf. Fragen Sie bei der Behörde nach."),
    Verdict.OTHER: gettext_lazy(
        "Ob es von jemand anderem stammt, können wir nicht sagen. Bitte prüfen Sie es bei der Behörde, die es verschickt hat."
    ),
    Verdict.REVOKED: gettext_lazy(
        "Der Schlüssel kam abhanden. Fragen Sie bei der Behörde nach, ob das Schreiben von ihr ist."
    ),
    Verdict.EXPIRED: gettext_lazy("Fragen Sie bei der Behörde nach, ob das Schreiben von ihr ist."),
}

RECORDS = {
    Recorded.STANDS: (
        "success",
        gettext_lazy(
            "Dass es gesiegelt wurde, steht im Journal der Behörde, und das Journal ist unverändert."
        ),
    ),
    Recorded.CHANGED: (
        "danger",
        gettext_lazy(
            "Der Eintrag zu diesem Schreiben im Journal der Behörde wurde verändert. Das darf nicht sein. Bitte bewahren Sie "
            "das Schreiben auf und wenden Sie sich an die Behörde und ihre Datenschutzaufsicht."
        ),
    ),
    Recorded.MISSING: (
        "info",
        gettext_lazy(
            "Im Journal der Behörde steht kein Eintrag dazu. Schreiben von früher haben keinen. Ist es ein neues Schreiben, "
            "fragen Sie bitte bei der Behörde nach."
        ),
    ),
    Recorded.UNSIGNED: (
        "info",
        gettext_lazy(
            "Der Eintrag im Journal der Behörde ist noch nicht unterschrieben. Bitte prüfen Sie das Schreiben später noch einmal."
        ),
    ),
}


@public_page
def check_letter(request: Request) -> HttpResponse:
    """Take a PDF and say what its seals prove; nothing of it is kept."""
    values: dict[str, object] = {"error": "", "seals": [], "headings": HEADINGS, "sentences": SENTENCES}
    values["records"] = RECORDS
    values["certificates"] = certificates_of(request.ctx.municipality)
    if request.method != "POST":
        return render(request, "seals/check_letter.html", values)
    try:
        values["seals"] = check_seals(request.ctx.municipality, _uploaded(request))
    except UncheckableError as error:
        values["error"] = TROUBLES[error.trouble]
        return render(request, "seals/check_letter.html", values, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return render(request, "seals/check_letter.html", values)


@for_programs("GET")
@public_page
def certificates(request: Request) -> HttpResponse:
    """Send all certificates with which this body seals or sealed, as PEM, the one in use first."""
    entries = certificates_of(request.ctx.municipality)
    text = b"".join(entry.certificate.public_bytes(Encoding.PEM) for entry in entries)
    return HttpResponse(text, content_type="application/x-pem-file")


def _uploaded(request: Request) -> bytes:
    file = request.FILES.get("schreiben")
    # One byte more than is read shows that it is too large.
    return file.read(BYTES_MAX + 1) if file is not None else b""
