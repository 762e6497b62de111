"""Files of direct debits fit the ISO's schema whatever is in them; days, accounts and creditors are those banks take."""

from datetime import UTC, date, datetime
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from modellregion.payments.debits import is_target_day, target_day
from modellregion.payments.errors import IbanAbroadError, IbanInvalidError
from modellregion.payments.mandates import checked_iban
from modellregion.payments.pain import NAMESPACE, Creditor, Transaction, in_batches, write_pain
from modellregion.payments.settings import is_creditor_id
from tests.support.payment_provider import TEST_CREDITOR_ID, TEST_IBAN

GIVEN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
IBAN = "DE02 1203 0000 0000 2020 51"
SCHEMA = etree.XMLSchema(
    etree.fromstring((resources.files("sepaxml") / "schemas" / "pain.008.001.08.xsd").read_bytes())
)
LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=90)


@given(
    st.lists(
        st.tuples(
            st.dates(date(2026, 1, 1), date(2030, 12, 31)),
            st.sampled_from(["OOFF", "FRST", "RCUR"]),
            st.integers(1, 99_999_900),
            LETTERS,
            LETTERS,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_file_fits_the_schema_and_its_sums_are_those_of_its_debits(
    rows: list[tuple[date, str, int, str, str]],
) -> None:
    debits = [
        (
            target_day(day),
            sequence,
            Transaction(f"RF18-{n}", cents, "MR-2", day, f"A{name}", "DE02120300000000202051", f"B{text}"),
        )
        for n, (day, sequence, cents, name, text) in enumerate(rows)
    ]
    batches = in_batches("LS-20260101-1", debits)
    creditor = Creditor("Stadt Köln & Umland", TEST_IBAN, "", TEST_CREDITOR_ID)
    root = etree.fromstring(write_pain("LS-20260101-1", GIVEN, creditor, [one for one, _ in batches]))
    SCHEMA.assertValid(root)
    amounts = [node.text or "" for node in root.iter(f"{{{NAMESPACE}}}InstdAmt")]
    assert sum(int(text.replace(".", "")) for text in amounts) == sum(row[2] for row in rows)
    assert (root.findtext(".//{*}GrpHdr/{*}CtrlSum") or "").replace(".", "") == str(
        sum(row[2] for row in rows)
    ).zfill(3)
    assert sorted(position for _, positions in batches for position in positions) == list(range(len(rows)))


def test_settling_days_are_those_of_the_european_central_bank() -> None:
    closed = [date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 12, 25), date(2027, 1, 1)]
    assert [is_target_day(day) for day in closed] == [False] * 5
    assert is_target_day(date(2026, 5, 14)), "Ascension Day is a holiday here, and banks settle"
    assert target_day(date(2026, 4, 3)) == date(2026, 4, 7)


def test_check_digits_of_accounts_and_creditors() -> None:
    assert checked_iban(IBAN.lower()) == "DE02120300000000202051"
    for wrong in ("", "DE02120300000000202052", "DE0212030000000020205", "DE02-1203", "X" * 500):
        with pytest.raises(IbanInvalidError):
            checked_iban(wrong)
    with pytest.raises(IbanAbroadError):
        checked_iban("GB29 NWBK 6016 1331 9268 19")
    assert is_creditor_id(TEST_CREDITOR_ID)
    assert is_creditor_id(TEST_CREDITOR_ID.replace("ZZZ", "A1B")), "the three signs of the branch are free"
    assert not is_creditor_id("DE97ZZZ09999999999")
    assert not is_creditor_id("DE98ZZZ0999999999")
