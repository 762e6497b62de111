"""Stored files: found by their content, apart for each tenant, and never handed out when somebody changed them."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from modellregion.kernel.envelope import plain
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import (
    delete_file,
    files_older_than,
    get_file,
    open_files,
    put_file,
    seal_open_file,
)
from modellregion.kernel.ids import new_id
from modellregion.kernel.key_files import DataKeyError, SealedDataError
from modellregion.kernel.tenancy import tenant

pytestmark = pytest.mark.django_db
HERE, THERE = new_id(), new_id()
LATER = datetime.now(UTC) + timedelta(days=1)


def _objects() -> list[Path]:
    return [path for path in Path(settings.FILE_STORE).glob(f"{HERE}/*/*") if path.is_file()]


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "DATA_KEYS", tmp_path / "data-keys")
    for path in _objects():
        path.unlink()


@settings_of_hypothesis(max_examples=25)
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
    (stored,) = _objects()
    stored.write_bytes(damage)
    with pytest.raises(NotFoundError, match="changed on disk"):
        get_file(HERE, name)


@pytest.mark.parametrize(
    ("damage", "words"), [(b"\x02" + b"?" * 20, "newer version"), (b"\x01" + b"?" * 9, "cut short")]
)
def test_a_file_that_cannot_be_opened_says_so(damage: bytes, words: str) -> None:
    name = put_file(HERE, b"content")
    (stored,) = _objects()
    stored.write_bytes(damage)
    with pytest.raises(SealedDataError, match=words):
        get_file(HERE, name)


def test_the_store_shows_neither_the_content_nor_its_hash() -> None:
    content = b"Erika Muster, Hinterhof 3" * 20
    names = [put_file(HERE, content), put_file(THERE, content)]
    stored = [path for place in (HERE, THERE) for path in Path(settings.FILE_STORE).glob(f"{place}/*/*")]
    for path in stored:
        assert content[:12] not in path.read_bytes()
        assert not any(name in str(path) for name in names), (
            "who knows a content cannot ask whether it is here"
        )
    here, there = ({path.name[:32] for path in stored if str(place) in str(path)} for place in (HERE, THERE))
    assert not here & there, "nor whether two municipalities have the same"


def test_an_object_under_another_name_does_not_open() -> None:
    name, other = put_file(HERE, b"one"), put_file(HERE, b"another")
    first, second = _objects()
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    for one in (name, other):
        with pytest.raises(DataKeyError, match="erased"):
            get_file(HERE, one)


def test_a_deleted_file_has_no_key_any_more() -> None:
    name, kept = put_file(HERE, b"to be erased"), put_file(HERE, b"to be kept")
    copies = {path: path.read_bytes() for path in _objects()}
    delete_file(HERE, name)
    for path, content in copies.items():  # somebody brings a backup of the store back
        path.write_bytes(content)
    with pytest.raises(NotFoundError):
        get_file(HERE, name)
    assert get_file(HERE, kept) == b"to be kept"
    assert set(files_older_than(HERE, LATER)) == {kept}
    assert len(_objects()) == 1, "what nobody can open any more is swept away"


def test_what_is_rolled_back_takes_nothing_away() -> None:
    name = put_file(HERE, b"stored before")
    with transaction.atomic():
        with tenant(HERE):
            put_file(HERE, b"stored before")
            put_file(HERE, b"never committed")
            delete_file(HERE, name)
        transaction.set_rollback(True)
    assert get_file(HERE, name) == b"stored before"
    assert set(files_older_than(HERE, LATER)) == {name}


def test_what_an_earlier_version_stored_is_read_and_can_be_sealed() -> None:
    content = b"stored in the open"
    sha256 = hashlib.sha256(content).hexdigest()
    path = Path(settings.FILE_STORE) / str(HERE) / sha256[:2] / sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(plain(content))
    assert get_file(HERE, sha256) == content
    assert list(open_files(HERE)) == list(files_older_than(HERE, LATER)) == [sha256]
    seal_open_file(HERE, sha256)
    assert not path.exists()
    assert list(open_files(HERE)) == []
    assert get_file(HERE, sha256) == content
    delete_file(HERE, sha256)
    with pytest.raises(NotFoundError):
        get_file(HERE, sha256)
