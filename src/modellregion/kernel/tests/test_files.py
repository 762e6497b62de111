"""Stored files: found by their content, apart for each tenant, and never handed out when somebody changed them."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from modellregion.kernel.envelope import SealedDataError
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import get_file, put_file
from modellregion.kernel.ids import new_id

HERE, THERE = new_id(), new_id()


@given(st.binary(max_size=5000))
def test_a_file_comes_back_under_its_hash(content: bytes) -> None:
    name = put_file(HERE, content)
    assert name == hashlib.sha256(content).hexdigest()
    assert put_file(HERE, content) == name, "twice is once"
    assert get_file(HERE, name) == content


def test_another_tenant_has_no_file_of_that_name() -> None:
    name = put_file(HERE, b"only here")
    with pytest.raises(NotFoundError):
        get_file(THERE, name)
    put_file(THERE, b"only here")
    assert get_file(THERE, name) == b"only here"


@pytest.mark.parametrize("name", ["0" * 64, "", "../../secret-key", "..", "/etc/passwd", "a" * 300])
def test_what_is_not_there_is_not_found(name: str) -> None:
    with pytest.raises(NotFoundError):
        get_file(HERE, name)


@pytest.mark.parametrize("damage", [b"\x00another content", b"\x00", b""])
def test_a_changed_file_is_not_handed_out(damage: bytes) -> None:
    name = put_file(HERE, b"as it was" + damage)
    (stored,) = Path(settings.FILE_STORE).glob(f"{HERE}/*/{name}")
    stored.write_bytes(damage)
    with pytest.raises(NotFoundError, match="changed on disk"):
        get_file(HERE, name)


def test_a_file_of_a_later_version_says_so() -> None:
    name = put_file(HERE, b"soon encrypted")
    (stored,) = Path(settings.FILE_STORE).glob(f"{HERE}/*/{name}")
    stored.write_bytes(b"\x01" + b"?" * 20)
    with pytest.raises(SealedDataError, match="newer version"):
        get_file(HERE, name)
