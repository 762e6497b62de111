"""What the keys of a package are called among people."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


def archetype(key: str) -> str:
    """Return what a kind of service is called."""
    names = {
        "anzeige": _("Anzeige"),
        "antrag": _("Antrag"),
        "bestellung": _("Bestellung"),
        "berechtigung": _("Berechtigung"),
        "bewerbung": _("Bewerbung"),
        "meldung": _("Meldung"),
        "termin": _("Termin"),
    }
    return names.get(key, key)


def written_form(key: str) -> str:
    """Return whether the law asks for writing."""
    names = {
        "none": _("nicht nötig"),
        "signature": _("elektronischer Ersatz der Unterschrift"),
        "paper": _("Papier mit Unterschrift"),
    }
    return names.get(key, key)


def trust_level(key: str) -> str:
    """Return how sure the identity must be."""
    names = {
        "none": _("keines, ohne Anmeldung"),
        "basic": _("Basisregistrierung"),
        "substantial": _("substanziell"),
        "high": _("hoch"),
    }
    return names.get(key, key)


def kind_of_field(key: str) -> str:
    """Return what a kind of field is called."""
    names = {
        "text": _("Text"),
        "text_latin": _("Text (Namen)"),
        "integer": _("ganze Zahl"),
        "decimal": _("Zahl"),
        "money": _("Betrag"),
        "date": _("Datum"),
        "partial_date": _("Datum, auch unvollständig"),
        "yes_no": _("ja oder nein"),
        "yes_no_unknown": _("ja, nein, nicht bekannt"),
        "confirmation": _("Bestätigung"),
        "choice": _("Auswahl"),
        "choices": _("Mehrfachauswahl"),
        "person_name": _("Name"),
        "address": _("Anschrift"),
        "iban": _("IBAN"),
        "email": _("E-Mail-Adresse"),
        "phone": _("Telefonnummer"),
        "web": _("Internetadresse"),
        "upload": _("Datei"),
    }
    return names.get(key, key)


def letter_title(template: str, made_by: Mapping[str, str]) -> dict[str, str]:
    """Return a letter's title and when it is made, by the names of the steps that make letters."""
    known = {
        "antrag": (_("Ausdruck der Angaben"), ""),
        "empfangsbescheinigung": (_("Empfangsbescheinigung"), "notice.issue"),
        "zurueckweisung": (_("Zurückweisung"), "notice.issue-rejection"),
        "registerbescheinigung": (_("Registerbescheinigung"), "register.certify"),
        "ruecknahme": (_("Bestätigung der Rücknahme"), "notice.confirm-withdrawal"),
    }
    title, operation = known.get(template, (template, ""))
    step = made_by.get(operation, "")
    when = _("beim Schritt »{step}«").format(step=step) if step else _("immer, mit dem Eingang")
    return {"title": title, "file": f"notices/{template}.typ", "when": when}
