"""The headings and set phrases of the dossier, in the language that is active."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Return what the template says on its own."""
    return _structure() | _columns() | _gaps()


def _structure() -> dict[str, str]:
    return {
        "contents": _("Inhalt"),
        "page": _("Seite"),
        "of": _("von"),
        "version": _("Version"),
        "glance": _("Auf einen Blick"),
        "description": _("Was die Leistung tut"),
        "legal": _("Rechtsgrundlagen"),
        "legal_check": _("Rechtliche Prüfung"),
        "roles": _("Zuständigkeit und Rollen"),
        "effort": _("Zeit je Schritt"),
        "process": _("Ablauf"),
        "map_caption": _("Der Ablauf, gezeichnet nach BPMN 2.0; dieselben Schritte stehen in der Tabelle."),
        "map_alt": _("Zeichnung des Ablaufs. Die Tabelle darunter nennt dieselben Schritte in Worten."),
        "fields": _("Datenfelder"),
        "fields_intro": _("Was gefragt wird, in der Reihenfolge der Seiten, und worauf die Frage beruht."),
        "page_conditional": _("Diese Seite erscheint nur, wenn sie nach den bisherigen Angaben nötig ist."),
        "fees": _("Gebühren"),
        "free": _("Die Leistung ist gebührenfrei."),
        "recipients": _("Empfänger der Daten"),
        "recipients_intro": _(
            "Jede Stelle bekommt nach dem Gesetz genau diese Felder. Die Nummern sind die des amtlichen Vordrucks."
        ),
        "cannot_waive": _("kann nicht verzichten"),
        "matrix": _("Wer welches Feld bekommt"),
        "numbers": _("Was hinter den Nummern steht"),
        "no_recipients": _("Die Angaben bleiben im Amt; es gibt keine weiteren Empfänger."),
        "letters": _("Schreiben"),
        "privacy": _("Datenschutz: Verzeichnis der Verarbeitungstätigkeiten"),
        "privacy_intro": _(
            "Vorlage für den Eintrag nach Artikel 30 Absatz 1 DSGVO. Namen und Kontakte der verantwortlichen Stelle "
            "und der Datenschutzbeauftragten ergänzt die Kommune."
        ),
        "retention": _("Fristen und Aufbewahrung"),
        "training": _("Schulung"),
        "decisions": _("Was die Kommune festlegt"),
        "decisions_intro": _("Ohne diese Angaben geht die Leistung nicht in Betrieb."),
        "required": _("* muss vor der Inbetriebnahme feststehen"),
        "overlay": _("Anpassungen dieser Kommune"),
        "no_overlay": _("Die Kommune nutzt das Paket, wie es ist."),
        "scenarios": _("Prüffälle"),
        "checklist": _("Einführung Schritt für Schritt"),
        "checklist_intro": _(
            "Haken Sie ab, was erledigt ist, und tragen Sie ein, wer sich bis wann kümmert."
        ),
        "origin": _("Herkunft"),
        "release": _("Freigabe"),
        "release_intro": _("Wir haben die Unterlagen geprüft und geben die Leistung in dieser Version frei."),
        "embedded": _("Der Inhalt dieser Mappe, maschinenlesbar"),
    }


def _columns() -> dict[str, str]:
    return {
        "norm": _("Norm"),
        "content": _("Inhalt der Norm"),
        "as_of": _("Stand"),
        "role": _("Rolle"),
        "tasks": _("Aufgaben"),
        "knowledge": _("Nötige Kenntnisse"),
        "step": _("Schritt"),
        "minutes": _("Minuten"),
        "remark": _("Bemerkung"),
        "kind": _("Art"),
        "due": _("Frist"),
        "next": _("Danach"),
        "field": _("Feld"),
        "must": _("Pflicht"),
        "form_number": _("Nr."),
        "anchor": _("Rechtliche Grundlage oder Zweck"),
        "fee_for": _("Wofür"),
        "amount": _("Betrag"),
        "legal_basis": _("Rechtsgrundlage"),
        "valid": _("Gültig"),
        "recipient": _("Empfänger"),
        "fields_of": _("Felder des Vordrucks"),
        "letter": _("Schreiben"),
        "made": _("Wann es entsteht"),
        "file": _("Vorlage"),
        "question": _("Frage"),
        "help": _("Erläuterung"),
        "answer": _("Antwort"),
        "what": _("Was"),
        "reason": _("Warum"),
        "author": _("Wer"),
        "date": _("Datum"),
        "scenario": _("Prüffall"),
        "result": _("Ergebnis"),
        "tick": _("Ja"),
        "task": _("Aufgabe"),
        "who": _("Wer"),
        "until": _("Bis wann"),
        "function": _("Funktion"),
        "signature": _("Unterschrift"),
    }


def _gaps() -> dict[str, str]:
    return {
        "not_said": _("noch nicht angegeben"),
        "no_legal_check": _(
            "Niemand hat angegeben, wer das Recht geprüft hat und wann. Lassen Sie es prüfen."
        ),
        "no_roles": _("Das Paket beschreibt noch keine Rollen."),
        "no_effort": _("Das Paket nennt noch keine Bearbeitungszeiten."),
        "no_training": _("Das Paket enthält noch keinen Schulungstext."),
        "no_checklist": _("Das Paket enthält noch keine Liste für die Einführung."),
    }
