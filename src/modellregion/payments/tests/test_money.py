"""Amounts, references and what providers may be sent: properties, and what people and providers really type."""

import io
import re
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.payments.errors import AmountInvalidError
from modellregion.payments.references import (
    CENTS_MAX,
    cents_of,
    creditor_reference,
    euros,
    giro_code,
    is_creditor_reference,
    plain_words,
    references_in,
    show_reference,
    typed_cents,
)

CENTS = st.integers(1, CENTS_MAX)
BODIES = st.from_regex(r"[0-9]{10}", fullmatch=True)


@given(CENTS)
def test_an_amount_survives_every_way_it_is_written(cents: int) -> None:
    assert cents_of(Decimal(euros(cents))) == cents
    assert typed_cents(euros(cents).replace(".", ",") + " €") == cents
    assert cents_of(Decimal(str(float(euros(cents))))) == cents  # as it goes to the provider and comes back


@pytest.mark.parametrize(
    "amount", ["0", "-1", "0.005", "1e6", "NaN", "Infinity", "", "1,5", "1_0", 26.0, True, None, "1e999999"]
)
def test_what_is_no_amount_is_refused(amount: object) -> None:
    with pytest.raises(AmountInvalidError):
        cents_of(amount)


@pytest.mark.parametrize("text", ["", "0", "0,00", "-5", "1,234", "1.23", "12.34,5", "ein Euro", "1e3", "٣"])
def test_what_people_may_not_type_is_refused(text: str) -> None:
    with pytest.raises(AmountInvalidError):
        typed_cents(text)


@given(BODIES, st.integers(4, 13), st.sampled_from("0123456789"))
def test_a_wrong_digit_is_noticed(body: str, place: int, digit: str) -> None:
    reference = creditor_reference(body)
    assert is_creditor_reference(reference)
    wrong = reference[:place] + digit + reference[place + 1 :]
    assert is_creditor_reference(wrong) == (wrong == reference)


def test_the_standards_own_example() -> None:
    assert creditor_reference("539007547034") == "RF18539007547034"


@given(
    BODIES, st.sampled_from(["{}", "Gebuehr {}", "{} Danke!", "Ref.: {}/Muster", "RF99 {}"]), st.booleans()
)
def test_a_reference_is_found_in_what_people_write(body: str, text: str, is_spaced: bool) -> None:
    reference = creditor_reference(body)
    written = show_reference(reference) if is_spaced else reference.lower()
    assert reference in references_in(text.format(written))


@given(st.text(max_size=60))
def test_no_purpose_has_a_sign_that_a_provider_refuses(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9 -]{0,27}", plain_words(text, 27))


def test_umlauts_are_spelled_and_not_lost() -> None:
    assert plain_words("Bußgeld Größe Œ", 27) == "Bussgeld Groesse"


def test_a_banking_app_reads_the_code_on_the_paper() -> None:
    reference = creditor_reference("2600000001")
    code = giro_code(
        holder="Stadt Testhausen",
        iban="DE89370400440532013000",
        bic="COBADEFFXXX",
        cents=2650,
        reference=reference,
    )
    data = {
        "sender": {"name": "Stadt Testhausen"}, "title": "Zahlungsaufforderung", "details": [("Vorgang", "1")],
        "purpose": "Gewerbeanmeldung", "positions": [("Gebühr", "", "26,50 €")], "total": "26,50 €", "code": code.decode(),
        "transfer": [("IBAN", "DE89 3704 0044 0532 0130 00")], "counter": "",
    }  # fmt: skip
    content = letter_pdf(house_folder(), "payment_request.typ", data, created=SYSTEM_CLOCK.now())
    picture = pypdfium2.PdfDocument(io.BytesIO(content))[0].render(scale=3).to_pil()
    (read,) = zxingcpp.read_barcodes(picture)
    assert read.text.splitlines() == [
        "BCD", "002", "1", "SCT", "COBADEFFXXX", "Stadt Testhausen", "DE89370400440532013000", "EUR26.5", "", reference,
    ]  # fmt: skip
