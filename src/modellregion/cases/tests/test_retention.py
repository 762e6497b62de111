"""What goes by itself when its time is over, and what stays."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from modellregion.cases.commands.ask_applicant import ask_applicant
from modellregion.cases.models import Case, Draft, Message
from modellregion.cases.retention import delete_abandoned_files, delete_expired_drafts, forget_disposed
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import get_file, put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.key_files import DataKeyError
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.tenancy import tenant
from modellregion.records.models import Disposal, DisposalItem
from tests.support.assistant import Assistant
from tests.support.filing import begin, file
from tests.support.people import citizen, staff
from tests.support.personas import persona

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"
HAIRDRESSER = persona(SERVICE, "friseur")


def _in(days: int) -> Context:
    return system_context(citizen().municipality, clock=FixedClock(datetime.now(UTC) + timedelta(days=days)))


def _drafts() -> int:
    ctx = citizen()
    with tenant(ctx):
        return Draft.objects.filter(municipality_id=ctx.municipality).count()


def _objects() -> set[Path]:
    return set(Path(settings.FILE_STORE).glob(f"{citizen().municipality}/*/*"))


def _put(content: bytes) -> tuple[str, Path]:
    """Store a file; return what it is known by, and the object, whose name does not tell."""
    before = _objects()
    sha256 = put_file(citizen().municipality, content)
    (path,) = _objects() - before
    return sha256, path


def _age(path: Path, days: int) -> None:
    then = path.stat().st_mtime - days * 86400
    os.utime(path, (then, then))


def _is_there(sha256: str) -> bool:
    try:
        get_file(citizen().municipality, sha256)
    except NotFoundError:
        return False
    return True


def test_a_draft_goes_after_thirty_days_and_a_filed_one_stays() -> None:
    for is_filed in (True, False):
        assistant = Assistant(SERVICE)
        assistant.answer(HAIRDRESSER)
        if is_filed:
            assistant.submit()
    delete_expired_drafts(_in(29))
    assert _drafts() == 2
    with tenant(citizen()):
        draft = Draft.objects.get(municipality_id=citizen().municipality, case_id=None)
        assert opened(draft, "content")
    delete_expired_drafts(_in(31))
    assert _drafts() == 1
    with pytest.raises(DataKeyError, match="erased"):
        opened(draft, "content")  # as from a backup


def test_only_files_that_nothing_names_go() -> None:
    here = citizen().municipality
    stored = [_put(content) for content in (b"abandoned", b"young", b"in a draft", b"in a case")]
    abandoned, young, in_draft, in_case = (sha256 for sha256, _ in stored)
    begin(citizen(), SERVICE, HAIRDRESSER | {"registerauszug": [_upload(in_draft)]})
    with tenant(citizen()):
        Draft.objects.filter(municipality_id=here).update(expires_at=datetime.now(UTC) + timedelta(days=30))
    file(citizen(), SERVICE, HAIRDRESSER | {"registerauszug": [_upload(in_case)]})
    for sha256, path in stored:
        if sha256 != young:
            _age(path, 40)
    assert delete_abandoned_files(_in(0)) >= 1
    assert [_is_there(sha256) for sha256 in (abandoned, young, in_draft, in_case)] == [
        False,
        True,
        True,
        True,
    ]


def _upload(sha256: str) -> dict[str, object]:
    return {
        "id": "1" * 32,
        "name": "karte.pdf",
        "media_type": "application/pdf",
        "bytes": 10,
        "sha256": sha256,
        "pages": 1,
    }


def test_of_a_case_whose_file_was_disposed_of_no_word_stays() -> None:
    ctx = citizen()
    case, other = (file(ctx, SERVICE, HAIRDRESSER).case for _ in range(2))
    for one in (case, other):
        ask_applicant(staff("anna.muster"), case=one, text="Seit wann gibt es den Betrieb?")
    with tenant(ctx):
        kept = Case.objects.get(municipality_id=ctx.municipality, id=case).file_id
        assert kept is not None
        _dispose(ctx, kept)
    assert forget_disposed(_in(0)) == 1
    assert forget_disposed(_in(0)) == 0
    with tenant(ctx):
        rows = Message.objects.filter(municipality_id=ctx.municipality)
        texts = {row.case_id: opened(row, "text") for row in rows}
        stub = Case.objects.get(municipality_id=ctx.municipality, id=case)
    assert texts == {case: b"", other: b"Seit wann gibt es den Betrieb?"}
    assert (stub.subject, stub.search, bool(stub.number)) == ("", "", True)


def _dispose(ctx: Context, of: UUID) -> None:
    """Write down that a file was disposed of: how that comes about, test_disposal.py shows."""
    run = Disposal.objects.create(
        municipality_id=ctx.municipality, id=new_id(), kind="two", xdomea="3.1.0", state="ended",
        started_at=ctx.now(), started_by="",
    )  # fmt: skip
    DisposalItem.objects.create(
        municipality_id=ctx.municipality, id=new_id(), disposal_id=run.id, file_id=of, reference="", subject="",
        retain_until=ctx.today(), proposal="V", deleted_at=ctx.now(),
    )  # fmt: skip
