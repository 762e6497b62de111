"""The map of ASVS is whole and honest: no number missing, every named test and place exists; the bill of materials too."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from modellregion.cli.asvs import CHAPTERS, MAP, PAGE, STATUSES, Requirement, as_page, read_map
from modellregion.cli.materials import bill_of_materials

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "modellregion"
# The level of each requirement of each section of ASVS 5.0.0, in the order of their numbers; "-" for Level 3 outside V6, V11, V14
# and V16. Taken from the published list (5.0/docs_en, flat JSON), without V17.
SECTIONS = {
    "V1.1": "22",
    "V1.2": "111112222",
    "V1.3": "11222222222",
    "V1.4": "222",
    "V1.5": "12",
    "V2.1": "122",
    "V2.2": "112",
    "V2.3": "1222",
    "V2.4": "2",
    "V3.2": "11",
    "V3.3": "1222",
    "V3.4": "112222",
    "V3.5": "11122",
    "V3.7": "22",
    "V4.1": "122",
    "V4.2": "2",
    "V4.3": "22",
    "V4.4": "1222",
    "V5.1": "2",
    "V5.2": "112",
    "V5.3": "11",
    "V5.4": "222",
    "V6.1": "122",
    "V6.2": "111111112222",
    "V6.3": "11223333",
    "V6.4": "112233",
    "V6.5": "22222333",
    "V6.6": "2223",
    "V6.7": "33",
    "V6.8": "2222",
    "V7.1": "222",
    "V7.2": "1111",
    "V7.3": "22",
    "V7.4": "11222",
    "V7.5": "22",
    "V7.6": "22",
    "V8.1": "12",
    "V8.2": "112",
    "V8.3": "1",
    "V8.4": "2",
    "V9.1": "111",
    "V9.2": "1222",
    "V10.1": "22",
    "V10.2": "22",
    "V10.3": "2222",
    "V10.4": "11111222222",
    "V10.5": "22222",
    "V10.6": "22",
    "V10.7": "222",
    "V11.1": "2233",
    "V11.2": "22233",
    "V11.3": "11233",
    "V11.4": "1222",
    "V11.5": "23",
    "V11.6": "23",
    "V11.7": "33",
    "V12.1": "122",
    "V12.2": "11",
    "V12.3": "2222",
    "V13.1": "2",
    "V13.2": "22222",
    "V13.3": "22",
    "V13.4": "12222",
    "V14.1": "22",
    "V14.2": "12223333",
    "V14.3": "122",
    "V15.1": "122",
    "V15.2": "122",
    "V15.3": "1222222",
    "V16.1": "2",
    "V16.2": "22222",
    "V16.3": "2222",
    "V16.4": "222",
    "V16.5": "2223",
}
CRYPTOGRAPHIC = re.compile(
    r"^(?:from|import) (?:cryptography|signxml|pyhanko|asn1crypto|rfc3161_client|hashlib|hmac|secrets|ssl|pkcs11"
    r"|django\.contrib\.auth\.hashers)\b",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def requirements() -> list[Requirement]:
    return read_map(MAP)


def test_no_requirement_is_missing(requirements: list[Requirement]) -> None:
    assert tomllib.loads(MAP.read_text(encoding="utf-8"))["version"] == "5.0.0"
    assert {one.number: one.level for one in requirements} == {
        f"{section}.{number}": int(level)
        for section, levels in SECTIONS.items()
        for number, level in enumerate(levels, 1)
        if level != "-"
    }
    assert {one.chapter for one in requirements} == set(CHAPTERS)


def test_every_status_is_one_of_four_and_says_why(requirements: list[Requirement]) -> None:
    assert {one.status for one in requirements} <= set(STATUSES)
    assert [one.number for one in requirements if len(one.words) < 4] == []
    assert [one.number for one in requirements if one.status == "tested" and not one.tests] == []


@cache
def _names_in(path: Path) -> set[str]:
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return found


def test_every_test_that_is_named_exists(requirements: list[Requirement]) -> None:
    missing = []
    for one in requirements:
        for name in one.tests:
            file, _, inside = name.partition("::")
            path = ROOT / file
            if not path.is_file() or "test_" not in path.name or (inside and inside not in _names_in(path)):
                missing.append(f"{one.number}: {name}")
    assert missing == []


def test_every_place_that_is_named_exists(requirements: list[Requirement]) -> None:
    places = [
        (one.number, place.partition(":")[0].strip())
        for one in requirements
        for place in one.where.split(",")
        if one.where
    ]
    assert len(places) > 50
    missing = [(number, place) for number, place in places if not _exists(place)]
    assert missing == []


def _exists(place: str) -> bool:
    return bool(place) and ((ROOT / place).exists() or (SOURCE / place).exists())


def test_the_page_is_the_one_made_from_it(requirements: list[Requirement]) -> None:
    assert PAGE.read_text(encoding="utf-8") == as_page(requirements), "run ./modellregion security asvs"


def test_every_place_that_uses_cryptography_is_in_the_inventory() -> None:
    text = (ROOT / "docs" / "security" / "cryptography.md").read_text(encoding="utf-8")
    named = {name for name in re.findall(r"`([a-z0-9_/]+\.py)`", text) if not name.startswith("tests/")}
    used = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts and CRYPTOGRAPHIC.search(path.read_text(encoding="utf-8"))
    }
    assert used == named


def test_the_bill_of_materials_names_every_locked_library() -> None:
    bill = bill_of_materials(ROOT)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==", lock, re.MULTILINE))
    assert locked <= {one["name"] for one in bill["components"]}
    by_name = {one["name"]: one for one in bill["components"]}
    assert by_name["django"]["purl"].startswith("pkg:pypi/django@5.2.")
    assert by_name["@kern-ux/native"]["purl"].startswith("pkg:npm/%40kern-ux/native@")
    hashes = [one["hashes"][0] for one in bill["components"] if "hashes" in one]
    hashes += [file["hashes"][0] for one in bill["components"] for file in one.get("externalReferences", ())]
    lengths = {"SHA-256": 64, "SHA-512": 128}
    assert len(hashes) > 500
    assert all(
        re.fullmatch(r"[0-9a-f]+", one["content"]) and len(one["content"]) == lengths[one["alg"]]
        for one in hashes
    )
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(references) == len(set(references))
