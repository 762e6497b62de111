"""Every data field of the FIM schema »Gewerbeabmeldung« (S05000001294) finds its field, or a reason why it has none."""

import json
from typing import Any

import pytest

from modellregion.forms.kinds.composites import Address
from modellregion.forms.kinds.dates import PartialDate
from tests.support.notices import DEREGISTRATION, STANDARDS, all_fields, check

FILE = STANDARDS / "fim" / "gewerbeabmeldung-S05000001294-2.0.0.excerpt.json"

pytestmark = pytest.mark.skipif(
    not FILE.is_file(),
    reason="the FIM excerpt is not here; set MODELLREGION_STANDARDS to the folder of standards",
)

# Data fields of FIM that are parts of one field of ours: the group they stand in, and our part.
PARTS = {
    "F60000000231": "tag",
    "F60000000232": "monat",
    "F60000000233": "jahr",
    "F60000000243": "strasse",
    "F60000000244": "hausnummer",
    "F60000000246": "plz",
    "F60000000382": "plz",
    "F60000000247": "ort",
    "F60000000248": "zusatz",
    "F60000000357": "staat",
    "F60000000377": "staat",
}
WITHOUT_FIELD = {
    "F05000017612": "a note, no data: stands as help at the field",
    "F05000017510": "a note, no data: stands as help at the field",
    "F05000017512": "a note, no data: stands as help at the field",
    "F05000017614": "picks a term before the description; the form's field 18 is one text (weitere_taetigkeiten)",
    "F60000000263": "whether the address is in Germany: the address's state says it",
    "F05000017637": "street or post-office box: field 11 asks where a person lives, and nobody lives in a box",
    "F60000000249": "post-office box: field 11 asks where a person lives, and nobody lives in a box",
    "F05000017636": "a search box of the page, no data",
    "F60000000364": "former name of the municipality: not on GewA 3",
    "F05000017394": "whether there are further representatives: the group personen has one row for each",
    "F05000017309": "further documents: vollmacht is the one that is needed, others come with an answer to the office",
}


def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return data


def test_every_data_field_finds_its_field() -> None:
    ours = {identifier for field in all_fields(DEREGISTRATION) for identifier in field.fim}
    lost = [
        (group["pfad"], used["name"])
        for group in _data()["gruppen"]
        for used in group["felder"]
        if used["id"] not in ours and used["id"] not in PARTS and used["id"] not in WITHOUT_FIELD
    ]
    assert lost == []
    assert sum(len(group["felder"]) for group in _data()["gruppen"]) == 101


def test_parts_stand_in_the_group_that_our_field_is() -> None:
    kinds = {identifier: field.kind for field in all_fields(DEREGISTRATION) for identifier in field.fim}
    birth, address = kinds["G60000000083"], kinds["G05000011746"]
    assert isinstance(birth, PartialDate)
    assert isinstance(address, Address)
    for used, part in PARTS.items():
        assert part in (birth.parts if part in birth.parts else address.parts), used


def test_no_reason_is_idle_and_none_contradicts_a_field() -> None:
    used = {one["id"] for group in _data()["gruppen"] for one in group["felder"]}
    ours = {identifier for field in all_fields(DEREGISTRATION) for identifier in field.fim}
    assert set(WITHOUT_FIELD) | set(PARTS) <= used
    assert not set(WITHOUT_FIELD) & ours
    groups = {group["gruppe"] for group in _data()["gruppen"]}
    assert ours <= used | groups, "an id of ours that the schema does not know"


def test_the_numbers_that_fim_cites_are_ours() -> None:
    numbers = {
        identifier: set(field.form_fields) for field in all_fields(DEREGISTRATION) for identifier in field.fim
    }
    for group in _data()["gruppen"]:
        for used in group["felder"]:
            cited = used["rechtsgrundlage"]
            if cited.startswith("GewAnzV Anlage 3 Nr.") and numbers.get(used["id"]):
                text = cited.removeprefix("GewAnzV Anlage 3 Nr. ").partition(";")[0]
                assert numbers[used["id"]] & set(text.split(", ")), (used["name"], cited)


def test_its_rules_hold_here_too() -> None:
    """Rules that ask for a field, or forbid it, do so in our form; the others are about FIM's own structure."""
    held = {
        "R05000012353": _asked("ursache", grund="vollstaendige_aufgabe")
        and not _asked("ursache", grund="verkauf"),
        "R05000012389": _asked("register_staat", rechtsform="221100", registerart="X")
        and not _asked("register_staat", rechtsform="221100", registerart="B"),
        "R05000012387": _asked("register_nummer", rechtsform="221100", registerart="B"),
        "R05000012386": _asked("register_nummer", rechtsform="230000", registerart="S"),
    }
    assert all(held.values()), held
    known = {rule["regel"] for rule in _data()["regeln"]}
    assert set(held) <= known


def _asked(name: str, **answers: object) -> bool:
    """Tell whether a field is missed when it is not given."""
    return any(finding.path == name for finding in check(DEREGISTRATION, dict(answers)).errors)
