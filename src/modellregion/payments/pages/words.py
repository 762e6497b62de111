"""What the journal's entries of payments are called on pages."""

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy

HISTORY_NAMES = {
    "claim": gettext_lazy("Forderung angelegt"),
    "payment": gettext_lazy("Zahlung gebucht"),
    "reduction": gettext_lazy("Forderung herabgesetzt"),
    "refund": gettext_lazy("Erstattet"),
    "online_begun": gettext_lazy("Online-Zahlung begonnen"),
    "online_ordered": gettext_lazy("Vom Bezahldienst angenommen"),
    "online_under_way": gettext_lazy("Bezahlseite steht bereit"),
    "online_failed": gettext_lazy("Online-Zahlung fehlgeschlagen"),
    "online_canceled": gettext_lazy("Online-Zahlung abgebrochen"),
    "online_disputed": gettext_lazy("Online-Zahlung strittig"),
    "online_expired": gettext_lazy("Online-Zahlung abgelaufen"),
    "online_unclear": gettext_lazy("Bezahldienst gibt keine Auskunft"),
    "reminded": gettext_lazy("Gemahnt"),
    "handed_over": gettext_lazy("An die Vollstreckung übergeben"),
    "taken_back": gettext_lazy("Von der Vollstreckung zurückgeholt"),
    "mandate_given": gettext_lazy("Lastschriftmandat gegeben"),
    "mandate_revoked": gettext_lazy("Lastschriftmandat widerrufen"),
    "mandate_lapsed": gettext_lazy("Lastschriftmandat verfallen"),
    "debit_announced": gettext_lazy("Lastschrift angekündigt"),
    "debit_withdrawn": gettext_lazy("Lastschrift zurückgenommen"),
    "debit_collected": gettext_lazy("Lastschrift in die Datei für die Bank gestellt"),
    "return": gettext_lazy("Lastschrift zurückgegeben"),
    "plan_agreed": gettext_lazy("Ratenplan vereinbart"),
    "plan_kept": gettext_lazy("Ratenplan ganz bezahlt"),
    "plan_broken": gettext_lazy("Ratenplan nicht eingehalten: Der Rest ist fällig"),
    "plan_ended": gettext_lazy("Ratenplan beendet: Der Rest ist fällig"),
    "clearing_opened": gettext_lazy("Klärungsfall eröffnet"),
    "clearing_decided": gettext_lazy("Klärungsfall entschieden"),
}
"""By action; an action without a name is shown as it is."""


def host_of(address: str) -> str:
    """Return the host of an address, so that people see where a link leads."""
    return urlsplit(address).hostname or ""
