"""Lists as files: what a spreadsheet reads is what was written, whatever people are called."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from modellregion.kernel.tables import as_csv, as_ods

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def cells(content: bytes) -> list[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return list(etree.fromstring(packed.read("content.xml")).iter(f"{TABLE}table-cell"))


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_every_text_is_a_text_and_comes_back_as_it_was(row: list[str]) -> None:
    found = cells(as_ods("Liste", ["a"] * len(row), [row]))[len(row) :]
    assert len(found) == len(row)
    for cell, text in zip(found, row, strict=True):
        assert cell.get(f"{TABLE}formula") is None
        kept = "".join(
            sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff")
        )
        lines = [line.text or "" for line in cell.iter(TEXT)]
        assert lines == ([line.replace("\x0b", "") for line in kept.splitlines()] or ([""] if text else []))


def test_days_instants_and_numbers_are_what_they_are() -> None:
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    day, instant, number, nothing = cells(as_ods("Liste", ["a"], [[date(2026, 7, 1), at, 12, None]]))[1:]
    assert day.get(f"{OFFICE}date-value") == "2026-07-01"
    assert instant.get(f"{OFFICE}date-value") == "2026-07-02T00:30:00", "as clocks in Germany show it"
    assert number.get(f"{OFFICE}value") == "12"
    assert nothing.get(f"{OFFICE}value-type") is None


def test_a_sheet_may_be_called_anything() -> None:
    with zipfile.ZipFile(io.BytesIO(as_ods('Wer? [alle] & "jene" ' + "x" * 40, ["a"], []))) as packed:
        (table,) = etree.fromstring(packed.read("content.xml")).iter(f"{TABLE}table")
    assert table.get(f"{TABLE}name") == 'Wer   alle  & "jene" xxxxxxxxxx'


@given(st.text(min_size=1, max_size=20))
def test_no_cell_of_a_csv_begins_like_a_formula(text: str) -> None:
    (row,) = list(
        csv.reader(io.StringIO(as_csv([], [[text]])[1:].split("\r\n", 1)[1], newline=""), delimiter=";")
    )[:1]
    assert row[0][:1] not in set("=+-@\t\r")
    assert row[0] in {text, f"'{text}"}
