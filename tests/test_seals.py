"""Letters leave the house sealed: three independent tools and our own page say so, and each of them sees a change."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from modellregion.cases.api import certify_receipt
from modellregion.cases.history import history_of
from modellregion.cases.models import Case
from modellregion.cases.sealed import stamp_letter
from modellregion.cases.states import Action
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import DocumentEntry, document_content, documents_of
from modellregion.seals.api import (
    SealKeyError,
    StampError,
    Trouble,
    UncheckableError,
    Verdict,
    certificates_of,
    check_seals,
    key_file,
    renew_certificate,
    revoke_certificate,
    seal_pdf,
    seal_trouble,
    use_certificate,
)
from modellregion.seals.identities import load
from tests.support.contents import blank_pdf, written_pdf
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.tsa import free_port, make_certificates, running_tsa

pytestmark = pytest.mark.django_db

SERVICE = "gewerbeanmeldung"
PAGE = "/paderborn/siegel-pruefen/"


@dataclass
class Certified:
    """A certified case, its clerk and the certificate's document."""

    ctx: Context
    case: UUID
    document: DocumentEntry

    @property
    def content(self) -> bytes:
        return document_content(self.ctx, self.document)


def _certified() -> Certified:
    clerk = staff()
    case = file(citizen(), SERVICE, persona(SERVICE, "friseur")).case
    work_off()
    certify_receipt(clerk, case=case)
    work_off()
    with tenant(clerk):
        row = Case.objects.get(municipality_id=clerk.municipality, id=case)
    found = [one for one in documents_of(clerk, file=row.file_id) if one.kind == "certificate"]
    return Certified(clerk, case, found[0])


@pytest.fixture
def certified() -> Certified:
    return _certified()


@pytest.fixture
def sealed() -> bytes:
    clerk = staff()
    with tenant(clerk):
        return seal_pdf(clerk, written_pdf("Bescheid"), name="Stadt Paderborn", reason="Bescheid")


@pytest.fixture
def service(tmp_path: Path, settings: LazySettings) -> Iterator[str]:
    """A time-stamp service in a process of its own."""
    make_certificates(tmp_path / "tsa")
    with running_tsa(tmp_path / "tsa", free_port()) as address:
        settings.TIMESTAMP_URL = address
        yield address


def _verdicts(content: bytes, ctx: Context | None = None) -> list[Verdict]:
    return [one.verdict for one in check_seals((ctx or staff()).municipality, content)]


def _said(program: str, *arguments: object) -> str:
    found = shutil.which(program)
    assert found, f"{program} is not installed; ./modellregion test installs it"
    done = subprocess.run([found, *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _issued(folder: Path, name: str) -> Path:
    """Make a key with a certificate that somebody else has issued, as one gets it from a trust service provider."""
    new = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    root, key, asked, given = (folder / part for part in ("root", "key", "asked", "given"))
    _said(*new, "-x509", "-subj", "/CN=Trust Center", "-keyout", root.with_suffix(".key"), "-out", root)
    _said(*new, "-subj", f"/C=DE/CN={name}", "-keyout", key, "-out", asked)
    signing = ("-CA", root, "-CAkey", root.with_suffix(".key"), "-CAcreateserial", "-days", "30")
    _said("openssl", "x509", "-req", "-in", asked, "-out", given, *signing)
    source = folder / "new.pem"
    source.write_bytes(key.read_bytes() + given.read_bytes() + root.read_bytes())
    return source


def test_a_certificate_is_sealed_and_three_tools_agree(certified: Certified, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(certified.content)
    told = _said("pdfsig", path)
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert "Stadt Paderborn" in told
    assert "edits since signing" not in _said("mutool", "sign", "-v", path)
    assert _openssl_agrees(certified.content, tmp_path)
    [seal] = check_seals(certified.ctx.municipality, certified.content)
    assert (seal.verdict, seal.name, seal.reason) == (
        Verdict.GENUINE,
        "Stadt Paderborn",
        "Empfangsbescheinigung",
    )
    with pikepdf.open(path) as read:
        assert read.Root.MarkInfo.Marked
        assert read.open_metadata()["pdfaid:part"] == "3"
        assert read.pages[0].obj.Tabs == "/S"


def _openssl_agrees(content: bytes, folder: Path) -> bool:
    with pikepdf.open(io.BytesIO(content)) as read:
        signature = read.Root.AcroForm.Fields[0].V
        ranges = [int(number) for number in signature.ByteRange]
        contents = bytes(signature.Contents)
    length = 4 + int.from_bytes(contents[2:4], "big")  # the field is padded with zeros
    (folder / "seal.der").write_bytes(contents[:length])
    first, second = content[: ranges[1]], content[ranges[2] : ranges[2] + ranges[3]]
    (folder / "covered").write_bytes(first + second)
    (folder / "own.pem").write_bytes(
        certificates_of(staff().municipality)[0].certificate.public_bytes(Encoding.PEM)
    )
    told = _said(
        *["openssl", "cms", "-verify", "-inform", "DER", "-binary", "-purpose", "any", "-out", "/dev/null"],
        *("-in", folder / "seal.der", "-content", folder / "covered", "-CAfile", folder / "own.pem"),
    )
    return "successful" in told


class TestChanges:
    def test_a_flipped_byte_is_seen_wherever_it_is(self, sealed: bytes) -> None:
        for place in range(1000, len(sealed) - 1000, len(sealed) // 7):
            changed = bytearray(sealed)
            changed[place] ^= 1
            try:
                assert _verdicts(bytes(changed)) == [Verdict.CHANGED]
            except UncheckableError:
                continue  # no readable PDF any more is an answer too

    def test_a_page_replaced_afterwards_is_seen(self, sealed: bytes) -> None:
        writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
        page = writer.root["/Pages"]["/Kids"][0]
        page[generic.NameObject("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
        writer.update_container(page)
        output = io.BytesIO()
        writer.write(output)  # type: ignore[no-untyped-call]
        assert _verdicts(output.getvalue()) == [Verdict.CHANGED]

    def test_a_file_saved_anew_or_cut_off_is_seen(self, sealed: bytes) -> None:
        output = io.BytesIO()
        with pikepdf.open(io.BytesIO(sealed)) as read:
            read.save(output)
        assert _verdicts(output.getvalue()) == [Verdict.CHANGED]
        with pytest.raises(UncheckableError):
            check_seals(staff().municipality, sealed[:-500])

    def test_a_second_seal_leaves_the_first_one_valid(self, sealed: bytes) -> None:
        clerk = staff()
        with tenant(clerk):
            twice = seal_pdf(clerk, sealed, name="Stadt Paderborn", reason="Ausfertigung")
        assert _verdicts(twice) == [Verdict.GENUINE, Verdict.GENUINE]

    @pytest.mark.parametrize(
        ("content", "trouble"),
        [
            (b"", Trouble.NO_PDF),
            (b"GIF89a", Trouble.NO_PDF),
            (b"%PDF-1.7 kaputt", Trouble.DAMAGED),
            (blank_pdf(), Trouble.NO_SEAL),
            (blank_pdf(encryption=pikepdf.Encryption(owner="x", user="y")), Trouble.PROTECTED),
        ],
        ids=["empty", "picture", "broken", "unsealed", "password"],
    )
    def test_what_cannot_be_checked_is_named(self, content: bytes, trouble: Trouble) -> None:
        with pytest.raises(UncheckableError) as told:
            check_seals(staff().municipality, content)
        assert told.value.trouble is trouble


class TestKeys:
    def test_a_lost_key_makes_no_letter_and_says_what_to_do(self, sealed: bytes) -> None:
        del sealed
        clerk = staff()
        key_file(clerk.municipality).unlink()
        with tenant(clerk), pytest.raises(SealKeyError, match="is missing, so nothing can be sealed"):
            seal_pdf(clerk, blank_pdf(), name="Stadt Paderborn", reason="Bescheid")
        assert "does not hold the key" in seal_trouble(clerk.municipality, clerk.now())
        renew_certificate(clerk, "Stadt Paderborn")
        assert seal_trouble(clerk.municipality, clerk.now()) == ""

    def test_another_body_is_not_believed(self, sealed: bytes) -> None:
        assert _verdicts(sealed, staff("gerda.leistung", "kreis-paderborn")) == [Verdict.OTHER]

    def test_a_new_certificate_leaves_old_letters_genuine_and_a_revoked_one_does_not(
        self, sealed: bytes, tmp_path: Path
    ) -> None:
        clerk = staff()
        old = certificates_of(clerk.municipality)[0].fingerprint
        source = _issued(tmp_path, "Siegel der Stadt Paderborn")
        use_certificate(clerk, source)
        with tenant(clerk):
            later = seal_pdf(clerk, blank_pdf(), name="Stadt Paderborn", reason="Bescheid")
        assert _verdicts(later) == _verdicts(sealed) == [Verdict.GENUINE]
        [told] = check_seals(clerk.municipality, later)
        assert (told.name, told.issuer, told.is_self_issued) == (
            "Siegel der Stadt Paderborn",
            "Trust Center",
            False,
        )
        assert "ends in 29 days" in seal_trouble(clerk.municipality, clerk.now())
        assert revoke_certificate(clerk, old)
        assert _verdicts(sealed) == [Verdict.REVOKED]
        assert _verdicts(later) == [Verdict.GENUINE]

    @pytest.mark.parametrize("missing", ["key", "certificate", "match"])
    def test_a_file_without_its_halves_is_refused(self, tmp_path: Path, missing: str) -> None:
        clerk = staff()
        one, other = tmp_path / "one.pem", tmp_path / "other.pem"
        for path in (one, other):
            _said(
                *[
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-subj",
                    "/CN=x",
                ],
                *("-keyout", path.with_suffix(".key"), "-out", path),
            )
        key, certificate = one.with_suffix(".key").read_bytes(), one.read_bytes()
        content = {"key": certificate, "certificate": key, "match": key + other.read_bytes()}[missing]
        (tmp_path / "given.pem").write_bytes(content)
        before = certificates_of(clerk.municipality)
        with pytest.raises(SealKeyError):
            use_certificate(clerk, tmp_path / "given.pem")
        assert certificates_of(clerk.municipality) == before

    def test_a_weak_key_is_refused(self, tmp_path: Path) -> None:
        clerk = staff()
        key, given = tmp_path / "weak.key", tmp_path / "weak.pem"
        made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x")
        _said(*made, "-keyout", key, "-out", given)
        given.write_bytes(key.read_bytes() + given.read_bytes())
        with pytest.raises(SealKeyError, match="2048 bits"):
            use_certificate(clerk, given)

    def test_the_private_half_is_for_its_owner_only(self, sealed: bytes) -> None:
        del sealed
        path = key_file(staff().municipality)
        assert path.stat().st_mode & 0o777 == 0o600
        assert load(path).certificate.public_bytes(Encoding.DER) == certificates_of(staff().municipality)[
            0
        ].certificate.public_bytes(Encoding.DER)


class TestStamps:
    def test_the_time_stamp_follows_and_the_letter_is_sent_with_it(
        self, service: str, certified: Certified, tmp_path: Path
    ) -> None:
        del service
        [seal] = check_seals(certified.ctx.municipality, certified.content)
        assert (seal.verdict, seal.stamped_by) == (Verdict.GENUINE, "tsa")
        assert seal.stamped_at is not None
        path = tmp_path / "stamped.pdf"
        path.write_bytes(certified.content)
        assert "Signature is Valid" in _said("pdfsig", path)
        actions = [line.action for line in history_of(certified.ctx, certified.case)]
        assert actions.count(Action.STAMPED) == 1
        stamp_letter(certified.ctx, certified.case, certified.document.id)
        actions = [line.action for line in history_of(certified.ctx, certified.case)]
        assert actions.count(Action.STAMPED) == 1

    def test_a_service_that_is_down_leaves_the_letter_sealed(
        self, certified: Certified, settings: LazySettings
    ) -> None:
        settings.TIMESTAMP_URL = f"http://127.0.0.1:{free_port()}/"
        with pytest.raises(StampError, match="gives no time-stamp"):
            stamp_letter(certified.ctx, certified.case, certified.document.id)
        assert _verdicts(certified.content) == [Verdict.GENUINE]


class TestPage:
    def test_everybody_can_check_a_letter(self, sealed: bytes) -> None:
        client = Client()
        assert "Schreiben prüfen" in client.get(PAGE).content.decode()
        text = self._checked(client, sealed)
        assert "Das Schreiben ist echt und unverändert" in text
        assert "fortgeschrittenes Siegel" in text
        assert "wurde nach dem Siegeln verändert" in self._checked(
            client, sealed.replace(b"%PDF-1.3", b"%PDF-1.4", 1)
        )
        assert client.get("/paderborn/siegel.pem").content.startswith(b"-----BEGIN CERTIFICATE-----")

    @pytest.mark.parametrize("content", [b"", b"GIF89a", blank_pdf()], ids=["nothing", "picture", "unsealed"])
    def test_what_cannot_be_checked_is_said_in_a_sentence(self, content: bytes) -> None:
        answer = Client().post(PAGE, {"schreiben": SimpleUploadedFile("a.pdf", content)} if content else {})
        assert answer.status_code == 422
        assert "Das konnten wir nicht prüfen" in answer.content.decode()

    def _checked(self, client: Client, content: bytes) -> str:
        answer = client.post(PAGE, {"schreiben": SimpleUploadedFile("brief.pdf", content)})
        return answer.content.decode()
