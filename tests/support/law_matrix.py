"""Who may see which field of which form: read out of the words of § 3 GewAnzV, cell by cell."""

import re
from collections.abc import Iterator
from functools import cache

from tests.support.notices import LAW

# The recipients by their number in § 14 Abs. 8 Satz 1 GewO, as the regulation cites them.
RECIPIENTS = {
    "1": "ihk",
    "2": "hwk",
    "3": "immissionsschutz",
    "3a": "arbeitsschutz",
    "4": "eichbehoerde",
    "5": "arbeitsagentur",
    "6": "dguv",
    "8": "registergericht",
    "10": "lebensmittel",
    "11": "knappschaft",
    "12": "auslaenderbehoerde",
    "13": "finanzamt",
    "14": "erlaubnisbehoerden",
}
FIELDS = {1: range(1, 34), 2: range(1, 31), 3: range(1, 31)}
"""The numbers on the forms of the annexes 1 to 3."""
SIGNATURE = {1: 33, 2: 30, 3: 30}
"""The signature's number; electronically there is none (§ 2 Abs. 1 Satz 2 GewAnzV)."""

_NUMBERED = re.compile(r"(?ms)^(\d+)\. (.+?)(?=^\d+\. |\Z)")
_DATA = re.compile(r"in (?:den Feldern|Feld) ([0-9, bisund]+?)(?: der Anlage (\d)| als )")
_CITED = re.compile(r"§ 14 Absatz 8 Satz 1 Nummer (\d+a?)\b")

Matrix = dict[tuple[int, str], frozenset[int]]


@cache
def paragraph(number: str, law: str = "GewAnzV.md") -> str:
    """Return the text of a paragraph."""
    text = (LAW / law).read_text(encoding="utf-8")
    found = re.search(rf"(?ms)^# § {re.escape(number)}(?: – [^\n]*)?$(.*?)(?=^# |\Z)", text)
    assert found, f"§ {number} is not in {law}"
    return found[1]


def subsection(number: str) -> str:
    """Return one subsection (Absatz) of § 3 GewAnzV."""
    found = re.search(rf"(?ms)^\({number}\) (.*?)(?=^\(\d+a?\) |\Z)", paragraph("3"))
    assert found, f"§ 3 Abs. {number} is not in the text"
    return found[1]


def numbers(text: str) -> frozenset[int]:
    """Read »1, 3 bis 5 und 11«."""
    found: set[int] = set()
    for part in re.split(r",| und ", text):
        first, _, last = part.partition(" bis ")
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)


@cache
def matrix() -> Matrix:
    """Return the fields that each recipient may see, by annex and recipient."""
    return dict([*_regular(), *_statistics(), *_customs(), *_former_office()])


def _regular() -> Iterator[tuple[tuple[int, str], frozenset[int]]]:
    for _, item in _NUMBERED.findall(subsection("1")):
        cited = _CITED.search(item)
        assert cited, item[:80]
        for listed, annex in _DATA.findall(item):
            every = frozenset(FIELDS[int(annex)])
            seen = every - numbers(listed) if "mit Ausnahme" in item else numbers(listed)
            yield (int(annex), RECIPIENTS[cited[1]]), seen


def _statistics() -> Iterator[tuple[tuple[int, str], frozenset[int]]]:
    owner, business, surveyed = (item for _, item in _NUMBERED.findall(subsection("2")))
    auxiliary = [numbers(_DATA.findall(item)[0][0]) for item in (owner, business)]
    for listed, annex in _DATA.findall(surveyed):
        yield (int(annex), "statistik"), frozenset().union(*auxiliary, numbers(listed))


def _customs() -> Iterator[tuple[tuple[int, str], frozenset[int]]]:
    ((listed, annex),) = _DATA.findall(subsection("3"))
    yield (int(annex), "zoll"), frozenset(FIELDS[int(annex)]) - numbers(listed)


def _former_office() -> Iterator[tuple[tuple[int, str], frozenset[int]]]:
    """Return what the former district's office gets: no field is taken out."""
    words = "die ihr von der für die Anmeldung zuständigen Behörde auf der Grundlage des Vordrucks der Anlage 1 nach § 14 Absatz 1 Satz 3"
    assert words in subsection("2a")
    yield (1, "bisherige_behoerde"), frozenset(FIELDS[1]) - {SIGNATURE[1]}
