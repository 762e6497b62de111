"""The shipped code lists: shape, both languages, and agreement with the official lists where these are at hand."""

import json
import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

FOLDER = Path(__file__).resolve().parents[1] / "codelists"
FILES = sorted(FOLDER.glob("*.toml"))
LISTS: dict[str, dict[str, Any]] = {
    path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES
}

HEAD = {
    "key": str,
    "version": str,
    "title_de": str,
    "title_en": str,
    "codes": str,
    "source_urn": str,
    "valid_from": date,
    "source": str,
    "note": str,
    "attributes": list,
    "entries": list,
}
ENTRY = {"code": str, "de": str, "en": str, "note": str, "active": bool}

STANDARDS = Path(
    os.environ.get("MODELLREGION_STANDARDS") or Path(__file__).resolve().parents[5] / "shared" / "standards"
)
OFFICIAL = STANDARDS / "xoev-base" / "codelists"
needs_official_lists = pytest.mark.skipif(
    not OFFICIAL.is_dir(),
    reason="the official code lists are not here; set MODELLREGION_STANDARDS to their folder",
)


def _entries(key: str) -> dict[str, dict[str, Any]]:
    """Return the entries of the newest version of a list by code."""
    newest = max((one for one in LISTS.values() if one["key"] == key), key=lambda one: one["valid_from"])
    return {entry["code"]: entry for entry in newest["entries"]}


@pytest.mark.parametrize("name", LISTS)
def test_head_says_what_the_list_is(name: str) -> None:
    head = LISTS[name]
    assert set(head) == set(HEAD)
    for field, kind in HEAD.items():
        assert type(head[field]) is kind, field
    assert name == f"{head['key']}-{head['version']}.toml"
    assert head["codes"] in {"official", "own"}
    assert head["title_de"]
    assert head["title_en"]
    assert head["source"]
    if head["codes"] == "official":
        assert head["source_urn"].startswith("urn:")


@pytest.mark.parametrize("name", LISTS)
def test_entries_are_whole_and_codes_unique(name: str) -> None:
    head = LISTS[name]
    allowed = set(ENTRY) | set(head["attributes"])
    codes = [entry["code"] for entry in head["entries"]]
    assert len(codes) == len(set(codes))
    assert codes
    for entry in head["entries"]:
        assert set(entry) <= allowed, entry
        assert {"code", "de", "en"} <= set(entry), entry
        for field in set(entry) & set(ENTRY):
            assert type(entry[field]) is ENTRY[field], entry
        for field in ("code", "de", "en"):
            assert entry[field].strip() == entry[field], entry
            assert entry[field], entry
        if head["codes"] == "own":
            assert re.fullmatch(r"[a-z][a-z0-9_]*", entry["code"]), entry
    used = {field for entry in head["entries"] for field in entry}
    assert set(head["attributes"]) <= used, "an attribute that no entry carries"


@pytest.mark.parametrize("name", LISTS)
def test_offered_labels_can_be_told_apart(name: str) -> None:
    for language in ("de", "en"):
        offered = [entry[language] for entry in LISTS[name]["entries"] if entry.get("active", True)]
        assert len(offered) == len(set(offered)), language


def test_legal_forms_carry_what_the_notice_asks() -> None:
    registers = _entries("registerart")
    forms = _entries("rechtsform")
    for form in forms.values():
        assert form["person"] in {"natural_person", "partnership", "legal_person"}
        assert form["registered"] in {"yes", "no", "optional"}
        assert bool(form["registers"]) == (form["registered"] != "no"), form["code"]
        assert set(form["registers"]) <= set(registers), form["code"]
    names = [form["name"] for form in forms.values()]
    assert len(names) == len(set(names))
    three_digits = [form["xgewerbeanzeige"] for form in forms.values() if "xgewerbeanzeige" in form]
    assert len(three_digits) == len(set(three_digits))
    assert [form["name"] for form in forms.values() if form.get("domestic_stock_corporation")] == ["ag"]


def _genericode(name: str) -> list[dict[str, str]]:
    tree = etree.parse(str(OFFICIAL / name))
    rows = []
    for row in tree.iter("{*}Row"):
        values = {}
        for value in row.iterchildren("{*}Value"):
            simple = value.find("{*}SimpleValue")
            values[str(value.get("ColumnRef"))] = (simple.text or "").strip() if simple is not None else ""
        rows.append(values)
    return rows


@needs_official_lists
def test_states_agree_with_destatis() -> None:
    official = {
        row["schluessel-staat"]: (row["staatenname-kurz"], row["iso-2"], row["iso-3"], row["suchbegriff"])
        for row in _genericode("DESTATIS_Staatenliste_2024-08-01.xml")
    }
    ours = {
        code: (entry["de"], entry["iso2"], entry["iso3"], entry.get("search", entry["de"]))
        for code, entry in _entries("staat").items()
    }
    assert ours == official


@needs_official_lists
def test_nationalities_agree_with_destatis() -> None:
    ours = _entries("staatsangehoerigkeit")
    official = _genericode("DESTATIS_Staatsangehoerigkeit_2024-08-01.xml")
    assert set(ours) == {row["DESTATIS-Schluessel-Staatsangehoerigkeit"] for row in official}
    for row in official:
        entry = ours[row["DESTATIS-Schluessel-Staatsangehoerigkeit"]]
        adjective = row["Staatsangehoerigkeit"]
        assert entry["de"] == (row["Suchbegriff"] if adjective == "–" else adjective)
        assert entry.get("state", "–") == row["Staatsname-kurz"]
        assert entry.get("ended", "") == row.get("Existenz-bis", "")
        if entry.get("ended"):
            assert entry["active"] is False
        if row["ISO-2"].isalpha():
            assert entry["iso2"] == row["ISO-2"]


@needs_official_lists
def test_legal_forms_agree_with_xunternehmen() -> None:
    official = {row["Code"]: row for row in _genericode("Rechtsformen_2.4.xml")}
    ours = _entries("rechtsform")
    for_trade = {code for code, row in official.items() if row["Verwendung-in-XGewO"] == "ja"}
    assert {code for code, form in ours.items() if form.get("active", True)} == for_trade
    for code, form in ours.items():
        assert form.get("xgewerbeanzeige", "") == official[code]["Mapping-XUnternehmen-v1"], code
        kinds = [kind for kind in official[code]["Eintragungsart"].split(",") if not kind.startswith("(")]
        assert form["registers"] == [kind for kind in kinds if kind != "ohne"], code
        assert (form["registered"] == "yes") == ("ohne" not in kinds), code


@needs_official_lists
def test_sexes_agree_with_xinneres() -> None:
    official = {row["code"]: row["beschreibung"] for row in _genericode("XInneres_Geschlecht_1.xml")}
    ours = {code: entry["de"] for code, entry in _entries("geschlecht").items()}
    assert set(ours) == set(official)
    assert {code: label for code, label in ours.items() if code != "x"} == {
        code: label for code, label in official.items() if code != "x"
    }


@needs_official_lists
def test_no_register_kind_of_the_official_legal_forms_is_missing() -> None:
    known = set(_entries("registerart"))
    for row in _genericode("Rechtsformen_2.4.xml"):
        assert {kind.strip("()") for kind in row["Eintragungsart"].split(",")} <= known, row["Code"]


INVENTORY = STANDARDS / "xgewerbeanzeige" / "element-inventory.json"


@pytest.mark.skipif(
    not INVENTORY.is_file(),
    reason="the examples of XGewerbeanzeige are not here; set MODELLREGION_STANDARDS to their folder",
)
@pytest.mark.parametrize(
    ("element", "key"),
    [
        ("rechtsformSchluessel", "rechtsform"),
        ("niederlassungArt", "niederlassungsart"),
        ("geschlecht", "geschlecht"),
        ("beteiligungOeffentlicheHand", "beteiligung_oeffentliche_hand"),
        ("istNebenerwerb", "janein_unbekannt"),
        ("eintragungArt", "registerart"),
        ("staatsangehoerigkeitSchluessel", "staatsangehoerigkeit"),
    ],
)
def test_codes_seen_in_trade_notices_are_known(element: str, key: str) -> None:
    """Every code that the examples use is mapped, and none is claimed that only this project knows."""
    seen = {
        value
        for one in json.loads(INVENTORY.read_text(encoding="utf-8"))["elements"]
        if one["path"].endswith(f"/{element}/code")
        for value in one["sample_values"]
    }
    entries = _entries(key)
    mapped = {entry["xgewerbeanzeige"] for entry in entries.values() if "xgewerbeanzeige" in entry}
    assert seen
    assert seen <= (mapped or set(entries))
    if key not in {"rechtsform", "registerart", "staatsangehoerigkeit"}:
        assert mapped == seen
