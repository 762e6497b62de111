"""The record of processing activities (Verzeichnis von Verarbeitungstätigkeiten, Art. 30 GDPR), from the packages a municipality runs.

Each package brings its own entry in ``organisation.toml``; which fields go to whom, how long a case is kept and how surely it must be
known who applies follow from the package itself, with the municipality's adaptations. What no package can know is not left empty:
a sentence says who has to say it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from modellregion.forms.api import show_date
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.packages.api import Package, PackageFiles, files_by_hash, installed_services
from modellregion.region.api import get_body
from modellregion.transfer.dossier.naming import trust_level
from modellregion.transfer.dossier.sections import legal_bases, organisation, ranges_of
from modellregion.transfer.policy import Transfer

# Which letter of Art. 30 Abs. 1 Satz 2 GDPR asks for it.
_LETTERS = {
    "purpose": "b", "persons": "c", "data": "c", "recipients": "d", "countries": "e", "deletion": "f", "measures": "g",
}  # fmt: skip

Line = dict[str, str]


def processing_record(ctx: Context) -> str:
    """Return the record of a municipality as Markdown: a chapter for each service it offers."""
    data = _record(ctx)
    lines = [f"# {data['title']}", "", data["stand"], "", f"## {data['words']['controller']}", ""]
    lines += [f"- **{line['label']}:** {_said(line)}" for line in data["controller"]]
    for activity in data["activities"]:
        lines += ["", f"## {activity['title']}", "", *_chapter(activity)]
    if not data["activities"]:
        lines += ["", data["words"]["none"]]
    lines += ["", f"## {data['words']['measures']}", "", *(f"- {one}" for one in data["measures"])]
    return "\n".join([*lines, "", data["words"]["else"]]) + "\n"


def processing_record_pdf(ctx: Context) -> bytes:
    """Return the record as PDF/UA-1 and PDF/A-3a, with its content as JSON inside.

    :raises LetterError: when it cannot be made.
    """
    data = _record(ctx)
    content = {name: value for name, value in data.items() if name != "words"}
    data["embedded"] = msgspec.json.format(msgspec.json.encode(content), indent=2).decode()
    return letter_pdf(house_folder(), "processing_record.typ", data, created=ctx.now())


def _record(ctx: Context) -> dict[str, Any]:
    """Return everything that both forms show, in the language of the context."""
    ctx.authorise(Transfer.SEE)
    body = get_body(ctx.municipality)
    day = show_date(ctx.now().astimezone(BERLIN).date(), ctx.language)
    place = ", ".join(filter(None, [body.street, f"{body.postcode} {body.town}".strip()])) if body else ""
    services = installed_services(ctx.municipality).values()
    activities = [
        _activity(one.package, files_by_hash(one.package.hash), ctx.language)
        for one in sorted(services, key=lambda one: one.package.title(ctx.language))
    ]
    return {
        "language": ctx.language,
        "title": _("Verzeichnis von Verarbeitungstätigkeiten"),
        "body": body.name if body else "",
        "day": day,
        "stand": _("Stand: {day}. Erstellt aus den Leistungen, die hier laufen (Art. 30 DSGVO).").format(day=day),
        "controller": [
            _line(_("Verantwortlich"), body.name if body else ""),
            _line(_("Anschrift"), place, missing=_("Die Anschrift ist nicht hinterlegt. Die Administration trägt sie ein.")),
            _line(_("E-Mail"), body.email if body else "", missing=_not_stored()),
            _line(_("Telefon"), body.phone if body else "", missing=_not_stored()),
            *_unknown(),
        ],
        "activities": activities,
        "measures": _measures(),
        "words": _words(),
    }  # fmt: skip


def _line(
    label: str, text: str, *, letter: str = "", missing: str = "", write: bool = False, own: bool = True
) -> Line:
    """Return one fact; ``missing`` is the sentence that stands for it, ``write`` asks for room to write by hand.

    What is not ``own`` the publisher wrote, in German.
    """
    return {
        "label": label, "letter": letter, "text": text, "german": "" if own else "yes",
        "missing": "" if text else missing, "write": "yes" if write else "",
    }  # fmt: skip


def _said(line: Line) -> str:
    return line["text"] or line["missing"]


def _not_stored() -> str:
    return _("Ist nicht hinterlegt. Die Administration trägt es ein.")


def _unknown() -> list[Line]:
    """Return what the platform cannot know, and who does."""
    said = [
        (
            _("Datenschutzbeauftragte"),
            _("Steht nicht im System. Die Leitung der Kommune hat sie benannt und trägt hier Namen und Kontakt ein."),
        ),
        (
            _("Gemeinsam Verantwortliche"),
            _("Stehen nicht im System. Ob es welche gibt (Art. 26 DSGVO), sagt die Leitung der Kommune."),
        ),
        (
            _("Auftragsverarbeiter"),
            _("Stehen nicht im System. Wer die Anlage betreibt, E-Mails versendet oder Zahlungen annimmt, sagt der IT-Betrieb."),
        ),
    ]  # fmt: skip
    return [_line(label, "", missing=text, write=True) for label, text in said]


def _activity(package: Package, files: PackageFiles, language: str) -> dict[str, Any]:
    half = organisation(package, files, language)
    not_said = _(
        "Das Paket sagt dazu nichts. Das Fachamt ergänzt es mit der oder dem Datenschutzbeauftragten."
    )
    record: Mapping[str, Line] = {one["key"]: one for one in half["record"]}

    def said(key: str) -> Line:
        one = record[key]
        return _line(one["label"], one["text"], letter=_LETTERS.get(key, ""), missing=not_said, own=False)

    return {
        "title": package.title(language),
        "lines": [
            _line(_("Zuständig"), half["owner"], missing=_nobody(), own=False),
            said("purpose"), said("legal_basis"), said("persons"), said("data"),
            _line(_("Datenfelder"), " · ".join(_fields(package, language)), letter="c", missing=_("Diese Leistung fragt nichts.")),
            said("recipients"),
            _line(_("Drittländer"), "", letter=_LETTERS["countries"], missing=_countries()),
            said("deletion"),
            _line(_("Aufbewahrung"), _("{years} Jahre nach Abschluss").format(years=package.retention_years), letter="f"),
            said("measures"),
            _line(_("Vertrauensniveau"), trust_level(package.trust_level), letter="g"),
            _line(_("Paket"), f"{package.id} {package.version}, {package.publisher}"),
            _line(_("Prüfsumme (SHA-256)"), f"{package.hash[:32]}\n{package.hash[32:]}"),
        ],
        "legal_bases": legal_bases(package, language),
        "recipients": [
            {"name": one.name, "basis": one.legal_basis, "fields": ranges_of(one.fields)}
            for one in package.exchange.recipients
        ],
    }  # fmt: skip


def _nobody() -> str:
    return _("Das Paket sagt dazu nichts. Die Leitung des Fachamts bestimmt, wer zuständig ist.")


def _countries() -> str:
    return _(
        "Das Paket nennt keine Übermittlung in ein Drittland. Ob ein Auftragsverarbeiter dorthin übermittelt, "
        "sagt die oder der Datenschutzbeauftragte mit dem IT-Betrieb."
    )


def _measures() -> list[str]:
    """Return what the platform does for every service (Art. 32 GDPR; docs/security/data.md), and who says the rest."""
    return [
        _("Antworten, Dokumente und Nachrichten sind verschlüsselt gespeichert, jeder Vorgang mit einem eigenen Schlüssel."),
        _("Die Daten jeder Kommune sind in der Datenbank von denen der anderen getrennt."),
        _("Beschäftigte erreichen nur, was ihre Rolle und ihre Organisationseinheit erlauben."),
        _("Wer was geändert hat, steht in einem Protokoll, das nachträgliche Änderungen erkennen lässt."),
        _("Verbindungen sind verschlüsselt (TLS); Anmeldungen sind gegen Durchprobieren geschützt."),
        _("Sicherungskopien sind verschlüsselt."),
        _("Was das Rechenzentrum tut (Zutritt, Sicherung, Wartung), steht nicht im System. Der IT-Betrieb ergänzt es."),
    ]  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "page": _("Seite"),
        "of": _("von"),
        "contents": _("Inhalt"),
        "controller": _("Verantwortliche Stelle"),
        "measures": _("Maßnahmen für alle Leistungen"),
        "activities": _("Verarbeitungstätigkeiten"),
        "none": _(
            "Hier läuft noch keine Leistung. Es gibt deshalb noch keine Verarbeitungstätigkeit zu nennen."
        ),
        "else": _(
            "Dieses Verzeichnis nennt, was mit den Leistungen dieser Plattform verarbeitet wird. Was die Kommune sonst "
            "verarbeitet (zum Beispiel Personal, Wahlen, Melderegister), führt sie in ihrem eigenen Verzeichnis."
        ),
        "letter": _("Art. 30 Abs. 1 DSGVO, Buchst. {letter}"),
        "legal_bases": _("Rechtsgrundlagen mit Stand"),
        "norm": _("Norm"),
        "subject": _("Gegenstand"),
        "as_of": _("Stand"),
        "recipients": _("Empfänger und ihre Felder"),
        "recipient": _("Empfänger"),
        "basis": _("Rechtsgrundlage"),
        "fields": _("Felder"),
        "numbers": _("Die Nummern sind die des amtlichen Vordrucks."),
        "embedded": _("Der Inhalt dieses Verzeichnisses, maschinenlesbar"),
    }


def _chapter(activity: Mapping[str, Any]) -> Iterator[str]:
    for line in activity["lines"]:
        yield f"- **{line['label']}:** {_said(line).replace(chr(10), '')}"
    if activity["recipients"]:
        yield ""
        yield "| " + " | ".join([_("Empfänger"), _("Rechtsgrundlage"), _("Felder")]) + " |"
        yield "|---|---|---|"
        for one in activity["recipients"]:
            yield f"| {_cell(one['name'])} | {_cell(one['basis'])} | {one['fields']} |"


def _fields(package: Package, language: str) -> Iterator[str]:
    for field in package.form.fields.values():
        if field.compute is None:
            yield field.label(language)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
