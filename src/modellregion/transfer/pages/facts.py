"""The fields of the KDN's project catalogue as people read them, in its order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from modellregion.forms.api import show_cents, show_date

PHASES = {
    "vorbereitung": gettext_lazy("Vorbereitung: Antrag bewilligt"),
    "konzeption": gettext_lazy("Konzeption: Umsetzung beauftragt"),
    "umsetzung": gettext_lazy("Umsetzung: Inbetriebnahme in den Modellregionen"),
    "abgeschlossen": gettext_lazy("Projektabschluss"),
}
FACTS = {
    "phase": gettext_lazy("Stand"),
    "leader": gettext_lazy("Projektleitung"),
    "unique": gettext_lazy("Alleinstellungsmerkmal"),
    "benefit": gettext_lazy("Nutzen für alle Kommunen"),
    "transferable_part": gettext_lazy("Übertragbare Leistung"),
    "transferable_from": gettext_lazy("Übertragbar seit"),
    "audience": gettext_lazy("Für wen interessant?"),
    "profits_most": gettext_lazy("Wer profitiert am meisten?"),
    "categories": gettext_lazy("Kategorien"),
    "recipient": gettext_lazy("Zuwendungsempfänger"),
    "regions": gettext_lazy("Modellregionen"),
    "services": gettext_lazy("Leistungen"),
    "period_from": gettext_lazy("Beginn des Projekts"),
    "period_to": gettext_lazy("Ende des Projekts"),
    "funding_total_euros": gettext_lazy("Fördersumme gesamt"),
    "funding_state_euros": gettext_lazy("Fördersumme des Landes"),
    "milestones": gettext_lazy("Meilensteine"),
    "websites": gettext_lazy("Projektwebseiten und Ergebnisse"),
    "documents": gettext_lazy("Dokumente"),
    "concept_request": gettext_lazy("Konzeptabfrage"),
    "contact": gettext_lazy("Kontakt"),
}


def facts_of(facts: Mapping[str, Any], language: str) -> list[tuple[object, str]]:
    """Return title and text of each field that is filled."""
    return [
        (title, text)
        for key, title in FACTS.items()
        if (text := _text(key, facts.get(key), language).strip())
    ]


def _text(key: str, value: Any, language: str) -> str:
    if value in {None, "", 0} if not isinstance(value, list | dict) else not value:
        return ""
    if key == "phase":
        return str(PHASES.get(str(value), value))
    if key.endswith("_euros"):
        return show_cents(int(value) * 100, language)
    if isinstance(value, dict):
        return ", ".join(_text("", part, language) for part in value.values() if part)
    if isinstance(value, list):
        return "\n".join(_text("", part, language) for part in value)
    return _day(value, language)


def _day(value: Any, language: str) -> str:
    """Return a date as people write it; one of another installation's index comes as text."""
    if isinstance(value, date):
        return show_date(value, language)
    try:
        return show_date(date.fromisoformat(str(value)), language)
    except ValueError:
        return str(value)
