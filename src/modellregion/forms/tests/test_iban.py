"""Account numbers by ISO 13616: every country of the list, and every slip of one character found."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.kinds.contacts import IBAN_LENGTHS, Iban
from modellregion.forms.tests.asking import ask, check, typed_again

IBAN = Iban()
# Examples that the countries themselves give in the IBAN registry.
EXAMPLES = [
    "AD1200012030200359100100", "AL47212110090000000235698741", "AT611904300234573201", "BE68539007547034",
    "BG80BNBG96611020345678", "CH9300762011623852957", "CY17002001280000001200527600", "CZ6508000000192000145399",
    "DE89370400440532013000", "DK5000400440116243", "EE382200221020145685", "ES9121000418450200051332",
    "FI2112345600000785", "FR1420041010050500013M02606", "GB29NWBK60161331926819", "GI75NWBK000000007099453",
    "GR1601101250000000012300695", "HR1210010051863000160", "HU42117730161111101800000000", "IE29AIBK93115212345678",
    "IS140159260076545510730339", "IT60X0542811101000000123456", "LI21088100002324013AA", "LT121000011101001000",
    "LU280019400644750000", "LV80BANK0000435195001", "MC5811222000010123456789030", "MD24AG000225100013104168",
    "ME25505000012345678951", "MK07250120000058984", "MT84MALT011000012345MTLCAST001S", "NL91ABNA0417164300",
    "NO9386011117947", "PL61109010140000071219812874", "PT50000201231234567890154", "RO49AAAA1B31007593840000",
    "RS35260005601001611379", "SE4550000000058398257466", "SI56263300012039086", "SK3112000000198742637541",
    "SM86U0322509800000000270100", "VA59001123000012345678",
]  # fmt: skip


def made(country: str, account: str) -> str:
    """Return the account's number with right check digits."""
    digits = "".join(str(int(character, 36)) for character in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02}{account}"


@st.composite
def ibans(draw: st.DrawFn) -> str:
    country = draw(st.sampled_from(sorted(IBAN_LENGTHS)))
    size = IBAN_LENGTHS[country] - 4
    letters = string.digits if country == "DE" else string.digits + string.ascii_uppercase
    return made(country, draw(st.text(letters, min_size=size, max_size=size)))


def test_the_examples_of_all_countries_are_right() -> None:
    assert [iban[:2] for iban in EXAMPLES] == sorted(IBAN_LENGTHS)
    assert [iban for iban in EXAMPLES if ask(IBAN, iban).value != iban] == []


@pytest.mark.parametrize(
    "typed",
    ["DE89 3704 0044 0532 0130 00", "de89370400440532013000", " DE89\u00a03704.0044-0532 013000 ", "IBAN: DE89 3704 0044 0532 0130 00",
     "IBAN DE89370400440532013000", "DE89\u200b370400440532013000"],
)  # fmt: skip
def test_an_account_number_as_people_copy_it(typed: str) -> None:
    assert ask(IBAN, typed).value == "DE89370400440532013000"


@pytest.mark.parametrize(
    ("typed", "rule", "said"),
    [
        ("DE8937040044053201300", "iban_length", "Diese IBAN hat 21 Zeichen; für DE müssen es 22 sein."),
        ("DE893704004405320130000", "iban_length", "Diese IBAN hat 23 Zeichen; für DE müssen es 22 sein."),
        ("DE89370400440532013001", "iban_checksum", "Die Prüfziffern passen nicht."),
        ("DE8937040044053201300O", "iban_form", "zwei Buchstaben und dann Ziffern"),
        ("0532013000", "iban_form", "zwei Buchstaben und dann Ziffern"),
        ("DE٨٩370400440532013000", "iban_form", "zwei Buchstaben"),
        ("DE8937040044053201300😀", "iban_form", "zwei Buchstaben"),
        ("D" * 2_000_000, "iban_form", "zwei Buchstaben"),
        ("DE00370400440532013000", "iban_form", "zwei Buchstaben"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_with_an_account_number(typed: str, rule: str, said: str) -> None:
    answer = ask(IBAN, typed)
    assert answer.rules == [rule]
    assert said in answer.sentences()[0]


@pytest.mark.parametrize(
    "value", [None, 89, ["DE89370400440532013000"], "DE89 3704 0044 0532 0130 00", "de89370400440532013000"]
)
def test_other_channels_send_it_plain(value: object) -> None:
    assert check(IBAN, value) == ["iban_form" if isinstance(value, str) else "wrong_type"]


@given(ibans())
def test_right_numbers_of_all_countries_are_taken_and_come_back(iban: str) -> None:
    assert ask(IBAN, iban).value == iban
    assert typed_again(IBAN, iban) == iban
    assert IBAN.show(iban, "de").replace(" ", "") == iban


@given(ibans(), st.data())
def test_one_wrong_digit_or_letter_is_always_found(iban: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(iban) - 1))
    same = string.digits if iban[place].isdigit() else string.ascii_uppercase
    other = data.draw(st.sampled_from(same.replace(iban[place], "")))
    assert check(IBAN, iban[:place] + other + iban[place + 1 :]) != []


@given(ibans(), st.data())
def test_two_neighbours_exchanged_are_always_found(iban: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(4, len(iban) - 2))
    swapped = iban[:place] + iban[place + 1] + iban[place] + iban[place + 2 :]
    if swapped != iban and iban[place].isdigit() == iban[place + 1].isdigit():
        assert check(IBAN, swapped) != []


@given(ibans(), st.data())
def test_a_missing_or_doubled_character_is_always_found(iban: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(2, len(iban) - 1))
    assert check(IBAN, iban[:place] + iban[place + 1 :]) != []
    assert check(IBAN, iban[:place] + iban[place] + iban[place:]) != []


@given(st.text(max_size=60))
def test_no_text_breaks_an_account_number(text: str) -> None:
    answer = ask(IBAN, text)
    assert answer.value is None or (answer.value.isascii() and answer.value.isalnum())
