"""Writes service descriptions (Leistungsbeschreibungen) of packages: XZuFi 2.2.0 as the FIM portal's JSON, and as XML.

The JSON follows the FIM portal's own description of Leistung 2.2.0 (its OpenAPI 0.24.0), where every property is sent. The
XML has the same content under the standard's element names; the official schema of XZuFi is not public, so the XML is only
read back by our own reader.
"""

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from modellregion.deadlines.api import Unit, all_rules
from modellregion.packages.adapting.structure import tree_of
from modellregion.packages.files import PackageFiles
from modellregion.packages.fim.services_xml import message_of

VERSION = "2.2.0"
LANGUAGES = {"de": ("de-DE", "Deutsch", "Deutsch"), "en": ("en", "Englisch", "English")}
_MODULES = {"05": "teaser", "06": "what", "08": "documents", "09": "who", "11": "next", "24": "teaser"}
"""Text modules (Leistungstextmodule) by code, and the entry of the package's texts that fills each."""
_UNITS = {
    Unit.DAYS: "TAG",
    Unit.WEEKS: "WOCHE",
    Unit.MONTHS: "MONAT",
    Unit.YEARS: "JAHR",
    Unit.WORKING_DAYS: "ARBEITSTAG",
}
_LEIKA_LIST = "urn:de:fim:leika:leistung"
_NOTHING: Mapping[str, Any] = {
    "position_darstellung": None,
    "id": None,
    "id_sekundaer": [],
    "gueltigkeit": [],
    "weiterfuehrender_link": [],
}
_EMPTY_LISTS = (
    "id_sekundaer", "modul_text_individuell", "modul_ursprungsportal", "typisierung", "leistungsadressat", "kategorie",
    "klassifizierung", "informationsbereich_sdg", "id_leistung_im_kontext", "id_prozess", "gueltigkeit_gebiet_id",
    "relevant_fuer_wirtschaftszweig", "relevant_fuer_rechtsform", "relevant_fuer_staatsangehoerigkeit", "gueltigkeit",
)  # fmt: skip
_UNSAID = (
    "struktur", "modul_frist", "modul_fachliche_freigabe", "modul_auskunftshinweis", "modul_dokument", "vertrauensniveau",
    "kennzeichen_schritformerfordernis", "kennzeichen_ea",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportedServices:
    """The descriptions in both forms: one object for one package, a list for several; one message of XML."""

    json: bytes
    xml: bytes


def export_services(packages: Sequence[PackageFiles], *, created: datetime) -> ExportedServices:
    """Return the descriptions of packages that compile; texts become HTML, a paragraph each.

    :raises PackageError: when a package's files cannot be read.
    """
    services = [_service(files, created) for files in packages]
    content = services[0] if len(services) == 1 else services
    return ExportedServices(
        msgspec.json.format(msgspec.json.encode(content)) + b"\n", message_of(services, VERSION)
    )


def _service(files: PackageFiles, created: datetime) -> dict[str, Any]:
    manifest = files.table("package.toml")
    head, service = manifest["package"], manifest.get("service", {})
    texts = {
        language: files.table(f"texts/{language}.toml")
        for language in LANGUAGES
        if f"texts/{language}.toml" in files.contents
    }
    titles = {
        language: table.get("package", {}).get("title") or (head["title"] if language == "de" else "")
        for language, table in {"de": {}, **texts}.items()
    }
    descriptions = {language: table.get("service", {}) for language, table in texts.items()}
    leika = str(service.get("leika", ""))
    return {
        **{name: [] for name in _EMPTY_LISTS},
        **dict.fromkeys(_UNSAID),
        "id": _identifier(str(head["id"]), head["publisher"], str(head["version"])),
        "referenz_leika": [_code(_LEIKA_LIST, leika)] if leika else [],
        "modul_text": list(_text_modules(manifest, titles, descriptions)),
        "modul_kosten": {**_NOTHING, "kosten": _costs(files, manifest), "beschreibung": _said(descriptions, "cost")},
        "modul_bearbeitungsdauer": {
            **_NOTHING,
            "bearbeitungsdauer": list(_durations(manifest)),
            "beschreibung": _said(descriptions, "time"),
        },
        "modul_begriff_im_kontext": [
            {
                **{name: value for name, value in _NOTHING.items() if name != "weiterfuehrender_link"},
                "begriff_im_kontext": [
                    {"begriff": _string("de", word), "typ": None} for word in service.get("keywords", [])
                ],
            }
        ],
        "herausgeber": {
            "id": _identifier(str(head["publisher"])),
            "id_sekundaer": [],
            "bezeichnung": [str(head["publisher"])],
            "kurzbezeichnung": [],
            "beschreibung": [],
            "standard_zustaendigkeitsgebiet": [],
        },
        "versionsinformation": {
            "erstellt_datum_zeit": None,
            "erstellt_durch": None,
            "geaendert_datum_zeit": created.isoformat(),
            "geaendert_durch": str(head["publisher"]),
            "version": str(head["version"]),
        },
        "sprachversion": [_language(language) for language in texts or {"de": {}}],
    }  # fmt: skip


def _text_modules(
    manifest: Mapping[str, Any], titles: Mapping[str, str], texts: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    named = [_string(language, title) for language, title in titles.items() if title]
    yield _module("02", named)
    yield _module("03", named)
    for code, entry in _MODULES.items():
        if content := _said(texts, entry):
            yield _module(code, content)
    norms = [
        " – ".join(filter(None, [str(one["norm"]), str(one.get("title", ""))]))
        for one in manifest.get("legal_bases", [])
    ]
    if norms:
        yield _module("07", [_string("de", _html(norms))])
    form = manifest.get("service", {}).get("form_name", "")
    if form:
        yield _module("14", [_string("de", _html([str(form)]))])


def _module(code: str, content: list[dict[str, str]]) -> dict[str, Any]:
    return {
        **_NOTHING,
        "leika_textmodul": code,
        "leika_textmodul_abweichende_bezeichnung": [],
        "inhalt": content,
    }


def _said(texts: Mapping[str, Mapping[str, Any]], entry: str) -> list[dict[str, str]]:
    """Return what the texts say in each language, as HTML."""
    found = []
    for language, table in texts.items():
        value = table.get(entry)
        if value:
            found.append(_string(language, _html(value if isinstance(value, list) else str(value).strip())))
    return found


def _html(text: str | Sequence[str]) -> str:
    if isinstance(text, str):
        return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.split("\n") if line)
    return f"<ul>{''.join(f'<li>{html.escape(line, quote=False)}</li>' for line in text)}</ul>"


def _string(language: str, value: str) -> dict[str, str]:
    return {"language_code": LANGUAGES[language][0], "_value": value}


def _costs(files: PackageFiles, manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the service costs as a figure: nothing, or the one amount of its table; else only the text says it.

    Of several amounts nobody can tell from the table which ones are added up, so none is the least.
    """
    fee = str(manifest.get("fee", {}).get("model", ""))
    amounts = set(_amounts(files, fee)) if fee else set()
    if not fee or amounts == {Decimal(0)}:
        choice: dict[str, Any] = {"beschreibung_kostenfreiheit": []}
    elif len(amounts) == 1:
        choice = {"betrag": {"currency_code": "EUR", "value": float(amounts.pop())}}
    else:
        return []
    return [
        {
            "typ": "Gebühr",  # what the codes mean is not public; the standard takes words as well
            "kostenauswahl": choice,
            "beschreibung": [],
            "vorkasse": None,
            "link_kostenbildung": None,
            "position_darstellung": None,
            "gueltigkeit": [],
        }
    ]


def _amounts(files: PackageFiles, fee: str) -> Iterator[Decimal]:
    """Yield the amounts in a table of fees, in euros; what is worked out by a formula is none."""
    for rules in tree_of(files).get(fee, {}).values():
        for cells in rules.values() if isinstance(rules, Mapping) else ():
            try:
                yield Decimal(str(cells["Betrag"]))
            except (InvalidOperation, KeyError, TypeError):
                continue


def _durations(manifest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the period that the law gives the office, when the package's clock is one."""
    norm = manifest.get("case", {}).get("clock", "")
    for rule in all_rules():
        if norm and rule.norm == norm and rule.count and rule.unit in _UNITS:
            span = {"dauer": rule.count, "einheit": _UNITS[rule.unit], "dauer_bis": None, "einheit_bis": None}
            yield {
                "fristauswahl": span,
                "beschreibung": [],
                "position_darstellung": None,
                "gueltigkeit": [],
            }
            return


def _identifier(value: str, agency: str | None = None, version: str | None = None) -> dict[str, Any]:
    names = ("agency_id", "agency_name", "data_uri", "id", "name", "uri", "version_id")
    scheme: dict[str, Any] = {f"scheme_{name}": None for name in names}
    return {**scheme, "scheme_agency_name": agency, "scheme_version_id": version, "value": value}


def _code(list_uri: str, code: str) -> dict[str, Any]:
    return {"list_uri": list_uri, "list_version_id": "", "code": code, "name": None}


def _language(language: str) -> dict[str, Any]:
    code, german, native = LANGUAGES[language]
    rest = ("erstellt_datum_zeit", "erstellt_durch", "geaendert_datum_zeit", "geaendert_durch", "version")
    own = {"language_code": code, "sprachbezeichnung_deutsch": german, "sprachbezeichnung_nativ": native}
    return {**own, **dict.fromkeys(rest)}
