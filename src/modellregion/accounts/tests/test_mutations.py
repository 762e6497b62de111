"""Signed answers, changed at random: what comes of it is a refusal, or what was signed, and never another error."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modellregion.accounts.saml.parties import Identity, SamlError
from modellregion.accounts.tests.test_responses import answer, judge
from tests.support.identity_provider import Provider, running_provider

# Pieces of answers: what an attacker would move about.
PIECES = [
    b"<saml:Assertion>", b"</saml:Assertion>", b"<saml:Issuer>", b"<!-- -->", b"<![CDATA[x]]>", b"<?x y?>", b"&#x0;", b"&lt;",
    b'xmlns:saml="urn:x"', b'ID="_a"', b"<ds:Signature>", b"</ds:Signature>", b"<!DOCTYPE a>", b"\xff", b"\x00", b"\r\n", b" ",
]  # fmt: skip


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("idp")) as running:
        yield running


@pytest.fixture(scope="module")
def answers(provider: Provider) -> list[tuple[str, dict[str, bool]]]:
    """Two answers: signed as a whole, and only inside, so that changes outside are read too."""
    return [(answer(provider), {}), (answer(provider, signResponse=False), {"signs_response": False})]


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["insert", "cut", "swap", "double"]),
        st.integers(0, 20_000),
        st.integers(0, 400),
        st.one_of(st.sampled_from(PIECES), st.binary(min_size=1, max_size=6)),
    ),
    min_size=1,
    max_size=3,
)


def _changed(content: bytes, changes: list[tuple[str, int, int, bytes]]) -> bytes:
    for kind, place, length, piece in changes:
        at = place % (len(content) + 1)
        end = min(at + length, len(content))
        match kind:
            case "insert":
                content = content[:at] + piece + content[at:]
            case "cut":
                content = content[:at] + content[end:]
            case "double":
                content = content[:end] + content[at:end] + content[end:]
            case _:
                content = content[:at] + content[at:end][::-1] + content[end:]
    return content


@given(st.data())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_changed_nothing_else_is_believed(
    provider: Provider, answers: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    text, how = data.draw(st.sampled_from(answers))
    content = _changed(base64.b64decode(text), data.draw(CHANGES))
    honest: Identity = judge(provider, text, **how)
    try:
        believed = judge(provider, base64.b64encode(content).decode(), **how)
    except SamlError:
        return
    assert believed == honest
