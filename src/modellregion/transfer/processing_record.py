"""The record of processing activities (Verzeichnis von Verarbeitungstätigkeiten, Art. 30 GDPR), from the packages a municipality runs.

Each package brings its own entry in ``organisation.toml``; which fields go to whom, how long a case is kept and how surely it must be
known who applies follow from the package itself, with the municipality's adaptations.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from modellregion.forms.api import show_date
from modellregion.kernel.context import Context
from modellregion.packages.api import Package, PackageFiles, files_by_hash, installed_services
from modellregion.region.api import get_body
from modellregion.transfer.dossier.naming import trust_level
from modellregion.transfer.dossier.sections import organisation
from modellregion.transfer.policy import Transfer


def processing_record(ctx: Context) -> str:
    """Return the record of a municipality as Markdown: a chapter for each service it offers."""
    ctx.authorise(Transfer.SEE)
    body = get_body(ctx.municipality)
    name = body.name if body else ""
    place = ", ".join(filter(None, [body.street, f"{body.postcode} {body.town}".strip()])) if body else ""
    lines = [
        "# " + _("Verzeichnis von Verarbeitungstätigkeiten"),
        "",
        _("Verantwortlich: {name}").format(
            name=", ".join(filter(None, [name, place, body.email if body else ""]))
        ),
        "",
        _("Stand: {day}. Erstellt aus den Leistungen, die hier laufen (Art. 30 DSGVO).").format(
            day=show_date(ctx.today(), ctx.language)
        ),
        _(
            "Ansprechperson für Datenschutz, Auftragsverarbeiter und Übermittlungen in Drittländer ergänzen Sie bitte von Hand."
        ),
    ]
    for service in installed_services(ctx.municipality).values():
        lines += ["", *_chapter(service.package, files_by_hash(service.package.hash), ctx.language)]
    return "\n".join(lines) + "\n"


def _chapter(package: Package, files: PackageFiles, language: str) -> Iterator[str]:
    yield f"## {package.title(language)}"
    yield ""
    half = organisation(package, files, language)
    missing = _("im Paket nicht angegeben")
    years = _("{years} Jahre nach Abschluss").format(years=package.retention_years)
    said = [
        (_("Zuständig"), half["owner"] or missing),
        *((line["label"], line["text"] or missing) for line in half["record"]),
        (_("Aufbewahrung"), years),
        (_("Vertrauensniveau"), trust_level(package.trust_level)),
        (_("Datenfelder"), ", ".join(_fields(package, language))),
        (_("Paket"), f"{package.id} {package.version}, {package.publisher}, `{package.hash[:16]}`"),
    ]
    for label, text in said:
        yield f"- **{label}:** {text}"
    if package.exchange.recipients:
        yield ""
        yield "| " + " | ".join([_("Empfänger"), _("Rechtsgrundlage"), _("Felder")]) + " |"
        yield "|---|---|---|"
        for one in package.exchange.recipients:
            numbers = sorted(one.fields, key=lambda text: (len(text), text))
            yield f"| {_cell(one.name)} | {_cell(one.legal_basis)} | {', '.join(numbers)} |"


def _fields(package: Package, language: str) -> Iterator[str]:
    for field in package.form.fields.values():
        if field.compute is None:
            yield field.label(language)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
