"""E-mail, phone and web addresses: what people have, with umlauts and in the spelling of their country."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.kinds.contacts import EMAIL, PHONE, WEB
from modellregion.forms.tests.asking import ask, check, typed_again

EMAIL_WRONG = "Bitte prüfen Sie die E-Mail-Adresse. Sie sieht so aus: name@beispiel.de"
PHONE_WRONG = "Bitte prüfen Sie die Telefonnummer. Sie besteht aus Ziffern, zum Beispiel 05251 123456."
WEB_WRONG = "Bitte prüfen Sie die Internet-Adresse. Sie sieht so aus: www.beispiel.de"


@pytest.mark.parametrize(
    "typed",
    [
        "anna.muster@beispiel.de",
        "Anna.Muster@Beispiel.DE",
        "a@b.co",
        "anna+gewerbe@mail.beispiel.de",
        "o'brien@beispiel.ie",
        "anna_muster-99@beispiel-firma.de",
        "info@müller.de",
        "jürgen@müller.de",
        "info@xn--mller-kva.de",
        "info@beispiel.xn--p1ai",
        "info@beispiel.berlin",
        "info@3sat.de",
        "x" * 64 + "@beispiel.de",
    ],
)
def test_mail_addresses(typed: str) -> None:
    assert ask(EMAIL, f" {typed} ").value == typed
    assert typed_again(EMAIL, typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "anna",
        "anna@",
        "@beispiel.de",
        "anna@beispiel",
        "anna@@beispiel.de",
        "anna muster@beispiel.de",
        "anna@beispiel .de",
        "anna@beispiel..de",
        ".anna@beispiel.de",
        "anna.@beispiel.de",
        "an..na@beispiel.de",
        "anna@-beispiel.de",
        "anna@beispiel-.de",
        "anna@beispiel.d",
        "anna@192.168.0.1",
        "anna@beispiel.de, bernd@beispiel.de",
        "Anna <anna@beispiel.de>",
        "mailto:anna@beispiel.de",
        "x" * 65 + "@beispiel.de",
        "anna@" + "x" * 64 + ".de",
    ],
)
def test_mail_addresses_that_are_none(typed: str) -> None:
    answer = ask(EMAIL, typed)
    assert answer.rules == ["email"]
    assert answer.sentences() == [EMAIL_WRONG]


def test_signs_that_no_register_takes_are_named() -> None:
    assert ask(EMAIL, "anna@пример.рф").rules == ["foreign_character"]
    assert ask(EMAIL, "anna\u202e@beispiel.de").rules == ["invisible_character"]
    assert ask(EMAIL, "a" * 2_000_000 + "@beispiel.de").rules == ["too_long"]


@pytest.mark.parametrize(
    "typed",
    [
        "05251 123456",
        "05251/12345-67",
        "(05251) 123456",
        "+49 5251 123456",
        "+49 (0) 5251 123456",
        "0049 5251 123456",
        "0171.1234567",
        "+33 1 23 45 67 89",
        "115",
    ],
)
def test_phone_numbers(typed: str) -> None:
    assert ask(PHONE, typed).value == typed
    assert typed_again(PHONE, typed) == typed


@pytest.mark.parametrize(
    "typed", ["-", "()()()", "keine", "05251 123456 abends", "12", "++49 5251", "49+5251 1234", "0 5", "tel:05251", "((((((", "/ / / /"]
)  # fmt: skip
def test_phone_numbers_that_are_none(typed: str) -> None:
    answer = ask(PHONE, typed)
    assert answer.rules == ["phone"]
    assert answer.sentences() == [PHONE_WRONG]


def test_a_phone_number_has_at_most_forty_signs() -> None:
    assert ask(PHONE, "1" * 41).rules == ["too_long"]
    assert ask(PHONE, "٠٥٢٥١").rules == ["foreign_character"]


@pytest.mark.parametrize(
    "typed",
    ["www.beispiel.de", "beispiel.de", "https://beispiel.de", "HTTPS://www.Beispiel.de/über-uns?a=1#b", "http://beispiel.de:8080/",
     "müller-söhne.de", "shop.beispiel.co.uk", "xn--mller-kva.de", "beispiel.xn--p1ai"],
)  # fmt: skip
def test_web_addresses(typed: str) -> None:
    assert ask(WEB, typed).value == typed
    assert typed_again(WEB, typed) == typed


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "ftp://beispiel.de", "beispiel", "www beispiel de", "http://", "//beispiel.de", "beispiel..de",
     "-beispiel.de", "beispiel.de oder muster.de", "data:text/html,x.de", "https://nutzer@beispiel.de"],
)  # fmt: skip
def test_web_addresses_that_are_none(typed: str) -> None:
    answer = ask(WEB, typed)
    assert answer.rules == ["web"]
    assert answer.sentences() == [WEB_WRONG]


@pytest.mark.parametrize("value", [None, 5, ["a@b.de"], {"a": 1}, True])
def test_other_channels_send_texts(value: object) -> None:
    assert check(EMAIL, value) == check(PHONE, value) == check(WEB, value) == ["wrong_type"]


@given(st.text(max_size=80) | st.text("a.@-ß+ /:0(", max_size=80))
def test_no_text_breaks_a_contact(text: str) -> None:
    for kind in (EMAIL, PHONE, WEB):
        answer = ask(kind, text)
        if answer.value is not None:
            assert typed_again(kind, answer.value) == answer.value


@pytest.mark.parametrize("sign", ["a", "a.", "a-", "-", ".", "1 ", "(", "xn--"])
def test_long_repetitions_are_answered_at_once(sign: str) -> None:
    """A pattern that tries all ways of splitting these would not return within a lifetime."""
    for kind in (EMAIL, PHONE, WEB):
        for tail in ("", "@", "@a.b", "!"):
            ask(kind, (sign * 254)[: 254 - len(tail)] + tail)
            ask(kind, (sign * 40)[: 40 - len(tail)] + tail)
