"""Keys and access codes: in order, unique under threads, readable aloud, not to be guessed from what is stored."""

import re
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.kernel.ids import (
    CODE_LENGTH,
    access_code_digest,
    new_access_code,
    new_id,
    normalise_access_code,
    show_access_code,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODES = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def test_keys_are_version_7_and_ascend() -> None:
    keys = [new_id() for _ in range(5000)]
    assert {(key.version, key.variant) for key in keys} == {(7, "specified in RFC 4122")}
    assert keys == sorted(keys)
    assert [key.hex for key in keys] == sorted(key.hex for key in keys), "as PostgreSQL sorts them"


def test_threads_never_make_the_same_key() -> None:
    made: list[list[object]] = []

    def make() -> None:
        made.append([new_id() for _ in range(2000)])

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({key for keys in made for key in keys}) == 16_000


def test_keys_cannot_be_guessed_from_the_one_before() -> None:
    tails = {new_id().int & (2**62 - 1) for _ in range(1000)}
    assert len(tails) == 1000
    ones = sum(tail.bit_count() for tail in tails) / (1000 * 62)
    assert 0.48 < ones < 0.52


def test_codes_are_of_signs_nobody_misreads() -> None:
    codes = {new_access_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert set("".join(codes)) == set(ALPHABET)
    assert all(len(code) == CODE_LENGTH for code in codes)


@given(CODES)
def test_a_code_as_shown_is_read_again(code: str) -> None:
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}-\w{4}", show_access_code(code))
    assert normalise_access_code(show_access_code(code)) == code
    assert normalise_access_code(f" {show_access_code(code).lower()} ") == code


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7k3m-q9v2-abcd-4567", "7K3MQ9V2ABCD4567"),
        ("7K3M Q9V2 ABCD 4567", "7K3MQ9V2ABCD4567"),
        ("7K3M\u2013Q9V2\u2013ABCD\u20134567", "7K3MQ9V2ABCD4567"),
        ("OIL0-oil0-0000-1111", "0110011000001111"),
        ("7K3M\tQ9V2\u00a0ABCD\u20114567\r\n", "7K3MQ9V2ABCD4567"),
        ("7K3M-Q9V2-ABCD-456", None),
        ("7K3M-Q9V2-ABCD-45678", None),
        ("7K3M-Q9V2-ABCD-456U", None),
        ("7K3M-Q9V2-ABCD-456٣", None),
        ("7K3MQ9V2ABCD456ß", None),
        ("", None),
        ("-" * 10_000, None),
    ],
)
def test_what_people_type_for_a_code(typed: str, meant: str | None) -> None:
    assert normalise_access_code(typed) == meant


@given(st.text(max_size=80))
def test_any_text_is_a_code_or_none(text: str) -> None:
    code = normalise_access_code(text)
    assert code is None or (len(code) == CODE_LENGTH and set(code) <= set(ALPHABET))


@given(CODES, CODES)
def test_what_is_stored_tells_codes_apart_and_does_not_contain_them(one: str, other: str) -> None:
    assert (access_code_digest(one) == access_code_digest(other)) == (one == other)
    assert len(access_code_digest(one)) == 32
    assert one.encode() not in access_code_digest(one)
