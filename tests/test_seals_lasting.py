"""Seals that last: evidence beside a letter (PAdES B-LT, B-LTA), from a trust service provider in a process of its own."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from django.conf import LazySettings

from modellregion.cases.api import certify_receipt
from modellregion.cases.history import history_of
from modellregion.cases.models import Case
from modellregion.cases.sealed import archive_letter, renew_letters, stamp_letter
from modellregion.cases.states import Action
from modellregion.kernel.clock import SYSTEM_CLOCK, FixedClock
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import DocumentEntry, document_content, documents_of, ending_forms
from modellregion.seals.api import (
    Level,
    Recorded,
    SealKeyError,
    StampError,
    Verdict,
    check_seals,
    seal_pdf,
    seal_trouble,
    stamp_pdf,
    strengthen_pdf,
    use_certificate,
)
from modellregion.seals.identities import key_file
from modellregion.seals.pades import level_of
from tests.support.contents import written_pdf
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.pki import Provider, running_provider

pytestmark = pytest.mark.django_db

SERVICE = "gewerbeanmeldung"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("provider")) as found:
        yield found


@pytest.fixture
def provider(running: Provider, settings: LazySettings) -> Provider:
    """The provider in good health, whose certificate Paderborn seals with."""
    running.tell(down=[], revoked=False, stranger=False, other_digest=False)
    settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS = running.stamping, running.roots
    use_certificate(staff(), running.seal_file)
    return running


@pytest.fixture
def sealed(provider: Provider) -> bytes:
    del provider
    return _sealed()


def _sealed() -> bytes:
    clerk = staff()
    with tenant(clerk):
        return seal_pdf(clerk, written_pdf("Bescheid"), name="Stadt Paderborn", reason="Bescheid")


def _letter() -> tuple[Context, UUID, DocumentEntry]:
    clerk = staff()
    case = file(citizen(), SERVICE, persona(SERVICE, "friseur")).case
    work_off()
    certify_receipt(clerk, case=case)
    with suppress(StampError):  # a service that is down stops this job alone; the worker would try again
        work_off()
    with tenant(clerk):
        row = Case.objects.get(municipality_id=clerk.municipality, id=case)
    [entry] = [one for one in documents_of(clerk, file=row.file_id) if one.kind == "certificate"]
    return clerk, case, entry


def _said(*command: object) -> str:
    program = shutil.which(str(command[0]))
    assert program, f"{command[0]} is not installed; ./modellregion test installs it"
    done = subprocess.run([program, *map(str, command[1:])], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_step_by_step_a_letter_gets_all_it_is_judged_by(sealed: bytes, tmp_path: Path) -> None:
    clerk, path = staff(), tmp_path / "letter.pdf"
    content, levels = sealed, [level_of(sealed)]
    for _ in range(3):
        before = content
        content, level = strengthen_pdf(clerk, content)
        assert content.startswith(before), "what is sealed stays as it is, byte for byte"
        assert level_of(content) is level
        levels.append(level)
    assert levels == [Level.SEALED, Level.STAMPED, Level.ARCHIVED, Level.ARCHIVED]
    [told] = check_seals(clerk.municipality, content)
    assert (told.verdict, told.issuer, told.stamped_by) == (Verdict.GENUINE, "Trust Center", "tsa")
    path.write_bytes(content)
    assert (
        _said("pdfsig", path).count("Signature is Valid") == 1
    )  # pdfsig does not verify document time-stamps
    assert "Signature Field Name: Zeitstempel 2" in _said("pdfsig", path)
    assert "The signature is valid" in _said("mutool", "sign", "-v", path)
    with pikepdf.open(io.BytesIO(content)) as read:
        evidence = read.Root.DSS
        assert len(evidence.OCSPs) >= 1
        assert len(evidence.CRLs) >= 1
        answer = bytes(evidence.OCSPs[0].read_bytes())
    (tmp_path / "answer.der").write_bytes(answer)
    assert "Cert Status: good" in _said(
        "openssl", "ocsp", "-respin", tmp_path / "answer.der", "-resp_text", "-noverify"
    )


def test_a_letter_of_a_case_is_archived_by_itself(provider: Provider) -> None:
    del provider
    clerk, case, entry = _letter()
    assert level_of(document_content(clerk, entry)) is Level.ARCHIVED
    actions = [line.action for line in history_of(clerk, case)]
    assert (actions.count(Action.STAMPED), actions.count(Action.EVIDENCED)) == (1, 1)
    archive_letter(clerk, case, entry.id)
    assert [line.action for line in history_of(clerk, case)] == actions


def test_whatever_is_down_the_letter_is_there_and_the_rest_follows(provider: Provider) -> None:
    provider.tell(down=["tsa", "ocsp", "crl"])
    clerk, case, entry = _letter()
    assert level_of(document_content(clerk, entry)) is Level.SEALED
    with pytest.raises(StampError):
        stamp_letter(clerk, case, entry.id)
    provider.tell(down=["ocsp", "crl"])
    stamp_letter(clerk, case, entry.id)
    assert level_of(document_content(clerk, entry)) is Level.STAMPED
    with pytest.raises(StampError, match="no revocation information"):
        archive_letter(clerk, case, entry.id)
    assert level_of(document_content(clerk, entry)) is Level.STAMPED
    provider.tell(down=[])
    archive_letter(clerk, case, entry.id)
    assert level_of(document_content(clerk, entry)) is Level.ARCHIVED


class TestBadAnswers:
    def test_a_revoked_certificate_gets_no_evidence(self, provider: Provider, sealed: bytes) -> None:
        provider.tell(revoked=True)
        with pytest.raises(StampError, match="revoked"):
            strengthen_pdf(staff(), stamp_pdf(sealed))

    def test_an_answer_of_the_wrong_responder_is_none(self, provider: Provider, sealed: bytes) -> None:
        provider.tell(stranger=True, down=["crl"])
        with pytest.raises(StampError, match="No evidence"):
            strengthen_pdf(staff(), stamp_pdf(sealed))

    def test_a_time_stamp_of_something_else_is_none(self, provider: Provider, sealed: bytes) -> None:
        provider.tell(other_digest=True)
        with pytest.raises(StampError, match="stamped something else"):
            stamp_pdf(sealed)

    def test_a_chain_that_leads_to_nobody_we_trust_gets_no_evidence(
        self, provider: Provider, sealed: bytes, settings: LazySettings
    ) -> None:
        settings.TIMESTAMP_ROOTS = str(provider.folder / "stranger.pem")
        key_file(staff().municipality).write_bytes(
            b"".join((provider.folder / name).read_bytes() for name in ("seal.key", "seal.pem"))
        )
        with pytest.raises(StampError, match="No evidence"):
            strengthen_pdf(staff(), stamp_pdf(sealed))


def test_the_seal_of_one_municipality_is_no_other_s(provider: Provider) -> None:
    other = staff("gerda.leistung", "bielefeld")
    with pytest.raises(SealKeyError, match="Another municipality seals with this certificate"):
        use_certificate(other, provider.seal_file)
    with tenant(other):
        seal_pdf(other, written_pdf("x"), name="Stadt Bielefeld", reason="x")
    key_file(other.municipality).write_bytes(key_file(staff().municipality).read_bytes())
    with tenant(other), pytest.raises(SealKeyError, match="is not the one that is published"):
        seal_pdf(other, written_pdf("x"), name="Stadt Bielefeld", reason="x")


def test_the_end_of_a_certificate_is_told_beforehand_and_stops_letters(provider: Provider) -> None:
    del provider
    municipality, now = staff().municipality, SYSTEM_CLOCK.now()
    assert seal_trouble(municipality, now) == ""
    assert "ends in" in seal_trouble(municipality, now + timedelta(days=260))
    assert "not now" in seal_trouble(municipality, now + timedelta(days=301))


def test_the_last_time_stamp_is_renewed_before_its_certificate_ends(provider: Provider) -> None:
    """The service's certificate lasts 300 days; so 90 days before that the letter gets another time-stamp."""
    clerk, case, entry = _letter()
    before = document_content(clerk, entry)
    assert renew_letters(system_context(clerk.municipality)) == 0
    assert document_content(clerk, entry) == before, "it is not time yet"
    later = system_context(clerk.municipality, FixedClock(SYSTEM_CLOCK.now() + timedelta(days=250)))
    assert renew_letters(later) == 1, "the service's certificate lasts no longer yet"
    assert [one.document for one in ending_forms(later, before=later.now() + timedelta(days=60))] == [
        entry.id
    ]
    provider.renew_stamping(900)
    try:
        assert renew_letters(later) == 0
        assert renew_letters(later) == 0, "once is enough"
    finally:
        provider.renew_stamping(300)
    after = document_content(clerk, entry)
    assert after.startswith(before), "what is sealed stays as it is, byte for byte"
    assert level_of(after) is Level.ARCHIVED
    assert ending_forms(later, before=later.now() + timedelta(days=60)) == []
    [told] = check_seals(clerk.municipality, after)
    assert told.verdict is Verdict.GENUINE
    assert told.proof is not None
    assert told.proof.recorded is Recorded.STANDS
    actions = [line.action for line in history_of(clerk, case)]
    assert actions.count(Action.EVIDENCED) == 2
