"""The envelope: what is sealed opens at its place and nowhere else; what cannot be opened is refused, never misread."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from modellregion.kernel.data_keys import destroy, load
from modellregion.kernel.envelope import Place, is_plain, open_plain, plain, seal, unseal
from modellregion.kernel.ids import new_id
from modellregion.kernel.key_files import DataKeyError, SealedDataError, key_files_of, make_key
from modellregion.kernel.tenancy import tenant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "DATA_KEYS", tmp_path / "data-keys")


HERE = new_id()


def place(**other: object) -> Place:
    return replace(Place(HERE, new_id(), "cases_case", new_id(), "answers"), **other)  # type: ignore[arg-type] # a place's own


@settings_of_hypothesis(max_examples=25)
@given(st.binary())
def test_content_comes_back_as_it_was(content: bytes) -> None:
    here = place()
    sealed = seal(content, here)
    assert unseal(sealed, here) == content
    assert unseal(memoryview(sealed), here) == content, "as the database hands it over"
    assert len(content) < 4 or content not in sealed
    assert seal(content, here) != sealed, "the same words twice do not look the same"


def test_what_is_moved_does_not_open() -> None:
    here = place()
    sealed = seal(b"geheim", here)
    for elsewhere in (
        replace(here, table="cases_draft"),
        replace(here, row=new_id()),
        replace(here, field="content"),
    ):
        with pytest.raises(SealedDataError, match="moved here or changed"):
            unseal(sealed, elsewhere)
    for elsewhere in (replace(here, holder=new_id()), replace(here, municipality=new_id())):
        with pytest.raises(DataKeyError, match="erased"):
            unseal(sealed, elsewhere)


def test_a_key_that_is_moved_along_does_not_open_either() -> None:
    here = place()
    there = replace(here, municipality=new_id())
    sealed = seal(b"geheim", here)
    seal(b"something", there)
    statement = "SELECT id, kek, wrapped FROM kernel_data_key WHERE municipality_id = %s AND holder = %s"
    with tenant(here.municipality), connection.cursor() as cursor:
        cursor.execute(statement, [here.municipality, here.holder])
        (row,) = cursor.fetchall()
    with tenant(there.municipality), connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_data_key")
        insert = "INSERT INTO kernel_data_key (municipality_id, holder, id, kek, wrapped) VALUES (%s, %s, %s, %s, %s)"
        cursor.execute(insert, [there.municipality, there.holder, *row])
    with pytest.raises(DataKeyError, match="missing"):
        unseal(sealed, there)
    # Even when the other municipality's key file is copied along.
    (path,) = key_files_of(here.municipality).values()
    (path.parent / path.name.replace(str(here.municipality), str(there.municipality))).write_bytes(
        path.read_bytes()
    )
    with pytest.raises(DataKeyError, match="moved or changed"):
        unseal(sealed, there)


@settings_of_hypothesis(max_examples=40)
@given(st.data())
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    here = place()
    sealed = bytearray(seal(b"Erika Muster", here))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    if sealed[0] == 0:
        return  # the format that hides nothing: whoever can write the table can write there what they like
    with pytest.raises((SealedDataError, DataKeyError)):
        unseal(bytes(sealed), here)


@given(st.binary(min_size=1).filter(lambda data: data[0] > 1))
def test_a_format_that_is_not_known_is_refused(stored: bytes) -> None:
    with pytest.raises(SealedDataError, match="newer version"):
        unseal(stored, place())
    with pytest.raises(SealedDataError):
        open_plain(stored)


def test_nothing_was_never_sealed() -> None:
    for stored in (b"", b"\x01", b"\x01" + bytes(20)):
        with pytest.raises(SealedDataError):
            unseal(stored, place())


def test_what_an_earlier_version_wrote_is_read() -> None:
    assert is_plain(plain(b"x"))
    assert unseal(plain(b"alt"), place()) == open_plain(plain(b"alt")) == b"alt"


def test_a_destroyed_key_opens_nothing_any_more() -> None:
    here = place()
    sealed = seal(b"geheim", here)
    other = replace(here, holder=new_id())
    kept = seal(b"bleibt", other)
    destroy(here.municipality, [here.holder])
    with pytest.raises(DataKeyError, match="erased"):
        unseal(sealed, here)
    assert unseal(kept, other) == b"bleibt"


def test_a_missing_or_wrong_key_is_said_and_nothing_is_sealed_with_another_one() -> None:
    here = place()
    sealed = seal(b"geheim", here)
    (path,) = key_files_of(here.municipality).values()
    right = path.read_bytes()
    path.rename(path.with_suffix(".away"))
    there = replace(here, holder=new_id())
    with pytest.raises(DataKeyError, match="missing"):
        unseal(sealed, here)
    with pytest.raises(DataKeyError, match="missing"):
        seal(b"neu", there)
    path.write_bytes(b"00" * 32)
    with pytest.raises(DataKeyError, match="not the key that its name says"):
        unseal(sealed, here)
    with pytest.raises(DataKeyError, match="not the key that its name says"):
        seal(b"neu", there)
    path.unlink()
    path.with_suffix(".away").rename(path)
    assert path.read_bytes() == right
    assert unseal(sealed, here) == b"geheim"


def test_a_new_key_wraps_what_comes_and_the_old_one_still_opens() -> None:
    here, later = place(), new_id()
    sealed = seal(b"vorher", here)
    make_key(here.municipality)
    there = replace(here, holder=later)
    assert unseal(seal(b"nachher", there), there) == b"nachher"
    assert unseal(sealed, here) == b"vorher"
    assert len(_keks(here.municipality)) == 2


def test_a_key_that_was_rolled_back_seals_nothing() -> None:
    here = place()
    with tenant(here.municipality):
        with transaction.atomic():
            seal(b"x", here)
            transaction.set_rollback(True)
        sealed = seal(b"y", here)
    assert unseal(sealed, here) == b"y"


def test_many_keys_are_asked_for_at_once(django_assert_num_queries: object) -> None:
    municipality = HERE
    places = [place() for _ in range(5)]
    stored = [seal(b"x", one) for one in places]
    with tenant(municipality):
        load(municipality, [one.holder for one in places])
        with django_assert_num_queries(0):  # type: ignore[operator] # pytest-django's
            assert [unseal(content, one) for content, one in zip(stored, places, strict=True)] == [b"x"] * 5


def _keks(municipality: UUID) -> set[str]:
    with tenant(municipality), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT kek FROM kernel_data_key")
        return {kek for (kek,) in cursor.fetchall()}
