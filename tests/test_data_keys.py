"""The operator's side of encryption: old rows and files sealed while they stay readable, keys changed, what is missing said."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from modellregion.cases.api import desk_view, find_draft
from modellregion.cases.drafts import plain_answers
from modellregion.cases.models import Case, Draft
from modellregion.cases.retention import forget_disposed
from modellregion.cli.keys import encrypt, rotate
from modellregion.journal.api import entries_of
from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.context import system_context
from modellregion.kernel.envelope import is_plain, open_plain, plain
from modellregion.kernel.files import get_file, put_file
from modellregion.kernel.ids import access_code_digest, new_id
from modellregion.kernel.key_files import DataKeyError, key_files_of
from modellregion.kernel.rewrapping import begin_rotation, key_trouble, used_keys
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.sealing_rows import open_columns
from modellregion.kernel.tenancy import tenant
from modellregion.records.models import Disposal, DisposalItem
from modellregion.region.api import find_body
from tests.support.filing import begin, file
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "DATA_KEYS", tmp_path / "data-keys")


@pytest.fixture
def body() -> Any:
    """The municipality whose keys are looked at."""
    return find_body("paderborn")


def _case() -> UUID:
    return file(citizen(), SERVICE, persona(SERVICE, "friseur")).case


def _stored(municipality: UUID, case: UUID) -> bytes:
    with tenant(municipality):
        return bytes(
            Case.objects.values_list("answers", flat=True).get(municipality_id=municipality, id=case)
        )


def test_the_database_does_not_say_what_was_answered(body: Any) -> None:
    code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
    case = _case()
    answers = desk_view(staff(), case=case).answers
    with tenant(body.id):
        draft = Draft.objects.get(municipality_id=body.id, code_digest=access_code_digest(code))
        said = opened(draft, "content")
    birthday = str(answers["personen"][0]["geburtsdatum"]).encode()
    assert birthday in said
    for stored in (_stored(body.id, case), bytes(draft.content)):
        assert not is_plain(stored)
        assert birthday not in stored


def test_what_an_earlier_version_stored_is_read_and_sealed_while_it_is_used(
    body: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
    case, content = _case(), b"stored in the open"
    before = desk_view(staff(), case=case).answers
    sha256 = hashlib.sha256(content).hexdigest()
    path = Path(settings.FILE_STORE) / str(body.id) / sha256[:2] / sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(plain(content))
    with tenant(body.id):
        rows = Draft.objects.filter(municipality_id=body.id, code_digest=access_code_digest(code))
        rows.update(content=plain(opened(rows.get(), "content")))
        Case.objects.filter(municipality_id=body.id, id=case).update(answers=plain_answers(before))
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM kernel_data_key WHERE municipality_id = %s", [body.id])
    typed = find_draft(citizen(), code).draft.answers
    assert desk_view(staff(), case=case).answers == before
    assert set(open_columns(body.id)) == {"cases_case.answers", "cases_draft.content"}
    assert encrypt(body)
    assert "rows left in the open: none" in capsys.readouterr().out
    assert open_columns(body.id) == []
    assert not is_plain(_stored(body.id, case))
    assert not path.exists()
    assert get_file(body.id, sha256) == content
    assert desk_view(staff(), case=case).answers == before
    assert find_draft(citizen(), code).draft.answers == typed
    assert encrypt(body), "once more does nothing"
    assert "cases_case" not in capsys.readouterr().out


def test_a_change_of_the_key_wraps_data_keys_anew_and_nothing_else(
    body: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    case, sha256 = _case(), put_file(body.id, b"a document")
    before, answers = _stored(body.id, case), desk_view(staff(), case=case).answers
    (first,) = key_files_of(body.id)
    assert rotate(body)
    assert "a new key, and " in capsys.readouterr().out
    assert used_keys(body.id) == set(key_files_of(body.id)) - {first}
    assert _stored(body.id, case) == before
    key_files_of(body.id)[first].unlink()  # only backups need it
    assert desk_view(staff(), case=case).answers == answers
    assert get_file(body.id, sha256) == b"a document"
    assert key_trouble(body.id, SYSTEM_CLOCK.now()) == ""
    assert any(line.action == "data_key_changed" for line in entries_of(staff(), body.id))


def test_a_change_that_was_interrupted_goes_on(body: Any, capsys: pytest.CaptureFixture[str]) -> None:
    _case()
    made = begin_rotation(body.id)
    assert "still wrapped with an earlier key" in key_trouble(body.id, SYSTEM_CLOCK.now())
    assert begin_rotation(body.id) is None, "no third key while the second has not got all"
    assert rotate(body)
    assert "a new key" not in capsys.readouterr().out
    assert used_keys(body.id) == {made}


def test_a_missing_key_is_said_in_a_sentence(body: Any) -> None:
    case = _case()
    (path,) = key_files_of(body.id).values()
    path.rename(path.with_suffix(".away"))
    trouble = key_trouble(body.id, SYSTEM_CLOCK.now())
    assert "is missing" in trouble
    assert "backup of the keys" in trouble
    with pytest.raises(DataKeyError):
        rotate(body)
    client = Client()
    log_in(client, "anna.muster", "paderborn")
    answer = client.get(f"/paderborn/amt/vorgaenge/{case}/")
    assert answer.status_code == 503
    assert "der Schlüssel dazu fehlt" in answer.content.decode()
    path.with_suffix(".away").rename(path)
    assert client.get(f"/paderborn/amt/vorgaenge/{case}/").status_code == 200


def test_the_journal_commits_to_the_answers_and_not_to_their_ciphertext(body: Any) -> None:
    case = _case()
    with tenant(body.id):
        row = Case.objects.get(municipality_id=body.id, id=case)
        said = plain(opened(row, "answers"))
    submitted = next(line for line in entries_of(staff(), case) if line.action == "submitted")
    assert submitted.data["answers"] == hashlib.sha256(said).hexdigest()
    assert open_plain(said) in said


def test_a_case_whose_file_was_disposed_of_does_not_open_from_a_backup_either(body: Any) -> None:
    case, other = _case(), _case()
    with tenant(body.id):
        row = Case.objects.get(municipality_id=body.id, id=case)
        _disposed(body.id, row.file_id)
    assert opened(row, "answers")
    forget_disposed(system_context(body.id))
    assert desk_view(staff(), case=case).answers == {}
    assert desk_view(staff(), case=other).answers
    with pytest.raises(DataKeyError, match="erased"):
        opened(row, "answers")  # what stood there is still at hand, as in a backup


def _disposed(municipality: UUID, file: UUID) -> None:
    """Write down that a file was disposed of: how that comes about, test_disposal.py shows."""
    now = SYSTEM_CLOCK.now()
    run = Disposal.objects.create(
        municipality_id=municipality,
        id=new_id(),
        kind="two",
        xdomea="3.1.0",
        archive="",
        state="ended",
        started_at=now,
        started_by="",
    )
    DisposalItem.objects.create(
        municipality_id=municipality,
        id=new_id(),
        disposal_id=run.id,
        file_id=file,
        reference="",
        subject="",
        retain_until=now.date(),
        proposal="V",
        deleted_at=now,
    )
