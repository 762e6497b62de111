"""The envelope: what goes in comes out; what another version wrote is refused, not misread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.kernel.envelope import SealedDataError, seal, unseal


@given(st.binary())
def test_content_comes_back_as_it_was(content: bytes) -> None:
    assert unseal(seal(content)) == content
    assert unseal(memoryview(seal(content))) == content, "as the database hands it over"


@given(st.binary(min_size=1).filter(lambda data: data[0] != 0))
def test_a_format_that_is_not_known_is_refused(stored: bytes) -> None:
    with pytest.raises(SealedDataError, match="newer version"):
        unseal(stored)


def test_nothing_was_never_sealed() -> None:
    with pytest.raises(SealedDataError):
        unseal(b"")
    assert unseal(seal(b"")) == b""
