"""What requests and opinions are called."""

from enum import StrEnum

from django.utils.translation import gettext_lazy


class Silence(StrEnum):
    """What it means when a body says nothing until its period ends (Rechtsfolge des Schweigens)."""

    NOTHING = "nothing"
    NO_OBJECTION = "no_objection"
    CONSENT = "consent"


SILENCE_NAMES = {
    Silence.NOTHING: gettext_lazy("Schweigen hat keine Rechtsfolge"),
    Silence.NO_OBJECTION: gettext_lazy("Schweigen gilt als: keine Bedenken"),
    Silence.CONSENT: gettext_lazy("Schweigen gilt als Zustimmung"),
}


class Verdict(StrEnum):
    """What a body says (Votum)."""

    NO_OBJECTION = "no_objection"
    CONDITIONS = "conditions"
    OBJECTION = "objection"


VERDICT_NAMES = {
    Verdict.NO_OBJECTION: gettext_lazy("Keine Bedenken"),
    Verdict.CONDITIONS: gettext_lazy("Keine Bedenken unter Auflagen"),
    Verdict.OBJECTION: gettext_lazy("Bedenken"),
}


class RequestState(StrEnum):
    """Where a request stands. A late answer leaves what silence meant as it is (``silent``)."""

    OPEN = "open"
    ANSWERED = "answered"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    RequestState.OPEN: gettext_lazy("Wartet auf Antwort"),
    RequestState.ANSWERED: gettext_lazy("Beantwortet"),
    RequestState.SILENT: gettext_lazy("Frist ohne Antwort abgelaufen"),
    RequestState.WITHDRAWN: gettext_lazy("Zurückgenommen"),
}
