"""Puts the dossier together: what the package says, what the municipality decided, what the scenarios gave."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import override

from modellregion.forms.api import show_date
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.packages.api import Package, PackageFiles, say_change, slots_of, tree_of
from modellregion.transfer.adoptions import OwnedChange
from modellregion.transfer.dossier import sections
from modellregion.transfer.dossier.fees import fee_lines
from modellregion.transfer.dossier.wording import words
from modellregion.transfer.outcomes import OutcomeLine
from modellregion.transfer.slots import FilledSlot

_SCENARIO_SENTENCES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSubject:
    """What a dossier is about. The last four are known only for a municipality that runs the service.

    ``key`` is the fingerprint of the publisher's key; ``withdrawal`` a sentence when the version was withdrawn.
    """

    package: Package
    files: PackageFiles
    scenarios: Sequence[OutcomeLine]
    publisher: str
    key: str = ""
    withdrawal: str = ""
    municipality: str = ""
    slots: Sequence[FilledSlot] = ()
    overlay: Sequence[OwnedChange] = ()
    upstream: PackageFiles | None = None


def dossier_pdf(subject: DossierSubject, *, language: str, created: datetime) -> bytes:
    """Return the dossier (Übergabemappe) as PDF/UA-1 and PDF/A-3a, with its content as JSON inside.

    :raises LetterError: when the letter cannot be made.
    """
    data = dossier_data(subject, language=language, created=created)
    embedded = {name: value for name, value in data.items() if name not in {"map", "words", "embedded"}}
    data["embedded"] = msgspec.json.format(msgspec.json.encode(embedded), indent=2).decode()
    return letter_pdf(house_folder(), "dossier.typ", data, created=created)


def dossier_data(subject: DossierSubject, *, language: str, created: datetime) -> dict[str, Any]:
    """Return everything the template shows, in a language."""
    package, files = subject.package, subject.files
    with override(language):
        return {
            "language": language,
            "words": words(),
            "title": _("Übergabemappe"),
            "subtitle": package.title(language),
            "teaser": str(package.text(language, "service", "teaser")),
            "publisher": subject.publisher,
            "version": package.version,
            "footer": " · ".join(filter(None, [package.title(language), subject.municipality or subject.publisher])),
            "cover": _cover(subject, language, created),
            "status": {"title": _("Zurückgezogen."), "text": subject.withdrawal},
            "glance": sections.glance(package, files, language),
            "description": sections.description(package, language),
            "legal_bases": sections.legal_bases(package, language),
            "competence": _competence(subject),
            "organisation": sections.organisation(package, files, language),
            "map": sections.process_map(package, language),
            "steps": sections.steps(package, files, language),
            "pages": sections.fields(package, files, language),
            "fees": [asdict(line) for line in fee_lines(package, files, language)],
            "recipients": sections.recipients(package),
            "form_fields": sections.form_fields(package, language),
            "letters": sections.letters(package),
            "retention": _retention(package),
            "slots": _slots(subject),
            "overlay": _overlay(subject, language) if subject.municipality else None,
            "scenarios": _scenarios(subject.scenarios),
            "origin": _origin(subject, language),
            "signatures": [
                _("Fachliche Leitung"), _("Prozessverantwortung"), _("Datenschutz"), _("Rechtsamt"), _("IT-Betrieb"),
            ],
        }  # fmt: skip


def _line(label: str, text: str) -> dict[str, str]:
    return {"label": label, "text": text}


def _cover(subject: DossierSubject, language: str, created: datetime) -> list[dict[str, str]]:
    lines = [_line(_("Für"), subject.municipality)] if subject.municipality else []
    return [
        *lines,
        _line(_("Version"), subject.package.version),
        _line(_("Herausgeber"), subject.publisher),
        _line(_("Lizenz"), subject.package.licence),
        _line(_("Prüffälle"), _summary(subject.scenarios)),
        _line(_("Stand dieser Mappe"), show_date(created.astimezone(BERLIN).date(), language)),
    ]


def _competence(subject: DossierSubject) -> list[dict[str, str]]:
    owner = str(subject.files.table("organisation.toml").get("owner", ""))
    unit = next((one.words for one in subject.slots if one.slot.kind == "unit"), "")
    return [
        _line(_("Zuständige Stelle"), unit or _("legt die Kommune fest")),
        _line(_("Prozessverantwortung"), owner),
    ]


def _retention(package: Package) -> list[dict[str, str]]:
    years = _("{years} Jahre nach Abschluss, dann Anbietung an das Archiv oder Löschung")
    return [
        _line(_("Frist, die mit dem Eingang beginnt"), package.case.clock or _("keine")),
        _line(_("Aufbewahrung der Akte"), years.format(years=package.retention_years)),
    ]


def _slots(subject: DossierSubject) -> list[dict[str, Any]]:
    filled: Mapping[str, FilledSlot] = {one.slot.id: one for one in subject.slots}
    return [
        {
            "label": slot.label,
            "help": slot.help,
            "required": slot.is_required,
            "answer": filled[slot.id].words if slot.id in filled else slot.default,
        }
        for slot in slots_of(subject.package, subject.files)
    ]


def _overlay(subject: DossierSubject, language: str) -> list[dict[str, str]]:
    base = tree_of(subject.upstream or subject.files)
    return [
        {
            "what": say_change(owned.change, base),
            "reason": owned.reason,
            "author": owned.author,
            "on": show_date(owned.made_at.astimezone(BERLIN).date(), language),
        }
        for owned in subject.overlay
    ]


def _summary(lines: Sequence[OutcomeLine]) -> str:
    total, failed = len(lines), sum(not line.is_passed for line in lines)
    if not total:
        return _("keine")
    if failed:
        return _("{failed} von {total} nicht bestanden").format(failed=failed, total=total)
    return _("alle {total} bestanden").format(total=total)


def _scenarios(lines: Sequence[OutcomeLine]) -> dict[str, Any]:
    summary = _("Erfundene Fälle, auf dem echten System durchgespielt: {result}.").format(
        result=_summary(lines)
    )
    return {
        "summary": summary,
        "lines": [
            {
                "title": line.title,
                "result": _("bestanden") if line.is_passed else _("nicht bestanden"),
                "differences": " ".join(line.differences[:_SCENARIO_SENTENCES]),
            }
            for line in lines
        ],
    }


def _origin(subject: DossierSubject, language: str) -> list[dict[str, str]]:
    package, catalogue = subject.package, subject.files.table("package.toml").get("catalogue", {})
    since = catalogue.get("transferable_from")
    lines = [
        _line(_("Paket"), package.id),
        _line(_("Version"), package.version),
        _line(_("Herausgeber"), subject.publisher),
        _line(_("Lizenz"), package.licence),
        _line(_("Prüfsumme (SHA-256)"), f"{package.hash[:32]}\n{package.hash[32:]}"),
    ]
    if subject.key:
        lines.append(_line(_("Schlüssel des Herausgebers"), subject.key))
    if subject.upstream is not None and subject.upstream.hash != package.hash:
        upstream = subject.upstream.hash
        lines.append(_line(_("Angepasst aus (SHA-256)"), f"{upstream[:32]}\n{upstream[32:]}"))
    if since:
        lines.append(_line(_("Übertragbar seit"), show_date(since, language)))
    return lines
