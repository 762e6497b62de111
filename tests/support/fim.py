"""Messages of FIM for tests: the held examples, small ones made of parts, and a schema of our own for what we write."""

import os
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from lxml import etree

from modellregion.packages.api import Imported, NewPackage, PackageFiles, export_fim, import_fim

ROOT = Path(__file__).resolve().parents[2]
STANDARDS = Path(os.environ.get("MODELLREGION_STANDARDS") or ROOT.parent / "shared" / "standards")
FIM = STANDARDS / "fim"
DAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NAMESPACE = "urn:xoev-de:fim:standard:xdatenfelder_3.0.0"


@cache
def schema() -> etree.XMLSchema:
    """Return the schema by which exports are checked."""
    return etree.XMLSchema(etree.parse(ROOT / "tests" / "conformance" / "xdatenfelder-3.xsd"))


def assert_valid(content: bytes) -> None:
    """Fail with what the schema objects to."""
    found = schema()
    assert found.validate(etree.fromstring(content)), str(found.error_log)


def imported(*contents: bytes, archetype: str = "antrag", title: str = "", leika: str = "") -> Imported:
    """Import messages, each under a name of its own."""
    new = NewPackage(
        id="aus-fim", title=title, archetype=archetype, today=DAY, publisher="Stadt Paderborn", leika=leika
    )
    return import_fim({f"datei{number}": content for number, content in enumerate(contents, 1)}, new)


def exported(files: PackageFiles) -> bytes:
    """Export a package; what comes out follows the schema."""
    content = export_fim(files, created=NOW).content
    assert_valid(content)
    return content


def code(name: str, value: str) -> str:
    """Return a coded element."""
    return f"<x:{name}><code>{value}</code></x:{name}>"


def element(kind: str, number: str, *more: str, label: str = "Ein Feld", version: str = "1.0.0") -> str:
    """Return a field or group with what both have."""
    return (
        f"<x:{kind}><x:identifikation><x:id>{number}</x:id><x:version>{version}</x:version></x:identifikation>"
        f"<x:name>{label}</x:name>{code('freigabestatus', '6')}<x:letzteAenderung>2026-01-01T00:00:00Z</x:letzteAenderung>"
        f"<x:bezeichnungEingabe>{label}</x:bezeichnungEingabe>{code('schemaelementart', 'RNG')}{''.join(more)}</x:{kind}>"
    )


def data_field(
    number: str, *more: str, label: str = "Ein Feld", kind: str = "input", data: str = "text"
) -> str:
    """Return a data field."""
    return element("datenfeld", number, code("feldart", kind), code("datentyp", data), *more, label=label)


def group(number: str, *parts: str, label: str = "Eine Gruppe") -> str:
    """Return a group."""
    return element("datenfeldgruppe", number, *parts, label=label)


def part(inner: str, count: str = "1:1") -> str:
    """Return a place for a field or group."""
    return f"<x:struktur><x:anzahl>{count}</x:anzahl><x:enthaelt>{inner}</x:enthaelt></x:struktur>"


def message(*parts: str, namespace: str = NAMESPACE, rules: str = "") -> bytes:
    """Return a message with a whole schema."""
    body = (
        "<x:identifikation><x:id>S05000000001</x:id><x:version>1.0.0</x:version></x:identifikation>"
        f"<x:name>Ein Formular</x:name><x:bezug>§ 1 Mustergesetz</x:bezug>{code('freigabestatus', '6')}"
        "<x:letzteAenderung>2026-01-01T00:00:00Z</x:letzteAenderung><x:bezeichnung>Muster beantragen</x:bezeichnung>"
    )
    name = "xdatenfelder.stammdatenschema.0102"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><x:{name} xmlns:x="{namespace}"><x:header><x:nachrichtID>1</x:nachrichtID>'
        "<x:erstellungszeitpunkt>2026-01-01T00:00:00Z</x:erstellungszeitpunkt></x:header>"
        f"<x:stammdatenschema>{body}{rules}{''.join(parts)}</x:stammdatenschema></x:{name}>"
    ).encode()


VALUES = "<x:werte>" + "".join(f"<x:wert><x:code>{c}</x:code><x:name>{n}</x:name></x:wert>" for c, n in (("a", "Hund"), ("b", "Katze"))) + "</x:werte>"  # fmt: skip
NO_PREFILL = code("vorbefuellung", "keine")
LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/">
 <Identification><ShortName>tiere</ShortName><LongName>Tiere</LongName><Version>2</Version>
  <CanonicalUri>urn:de:muster:codeliste:tiere</CanonicalUri><CanonicalVersionUri>urn:de:muster:codeliste:tiere_2</CanonicalVersionUri></Identification>
 <ColumnSet><Column Id="Schluessel"/><Column Id="Bezeichnung"/><Column Id="Groesse"/><Key Id="k"><ColumnRef Ref="Schluessel"/></Key></ColumnSet>
 <SimpleCodeList>
  <Row><Value ColumnRef="Schluessel"><SimpleValue>01</SimpleValue></Value><Value ColumnRef="Bezeichnung"><SimpleValue>Hund</SimpleValue></Value><Value ColumnRef="Groesse"><SimpleValue>40</SimpleValue></Value></Row>
  <Row><Value ColumnRef="Schluessel"><SimpleValue>02</SimpleValue></Value><Value ColumnRef="Bezeichnung"><SimpleValue>Katze</SimpleValue></Value></Row>
 </SimpleCodeList>
</gc:CodeList>"""
TIERE = "<x:codelisteReferenz><x:canonicalIdentification>urn:de:muster:codeliste:tiere</x:canonicalIdentification><x:version>2</x:version></x:codelisteReferenz>"
SPECIES = data_field("F05000000001", TIERE, kind="select", label="Tierart")
RULE = (
    "<x:regel><x:identifikation><x:id>R05000000001</x:id><x:version>1.0.0</x:version></x:identifikation>"
    "<x:name>Mindestalter</x:name><x:freitextRegel>Der Hund muss älter als acht Wochen sein.</x:freitextRegel>"
    f"<x:letzteAenderung>2026-01-01T00:00:00Z</x:letzteAenderung>{code('typ', 'V')}"
    "<x:param><x:name>alter</x:name></x:param></x:regel>"
)
