"""The journal as people meet it: the PDF with its receipt, the page that checks it, the command line."""

import argparse
import subprocess
from io import BytesIO
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from django.test import Client
from pypdf import PdfReader
from structlog.testing import capture_logs

from modellregion.cases.api import certify_receipt, claim_case, desk_view, submit_application
from modellregion.cli.journal import erase, keys, online, verify
from modellregion.journal.api import (
    FILE_NAME,
    NewEntry,
    Receipt,
    Subject,
    append,
    check_receipt,
    key_file,
    known_keys,
    receipt_in,
    sequence,
    sign_checkpoint,
)
from modellregion.journal.doctor import journal_troubles
from modellregion.journal.models import Entry
from modellregion.kernel.files import get_file
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import documents_of
from modellregion.region.journals import Keeper
from tests.support.filing import begin
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.personas import persona

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"
PAGE = "/paderborn/beleg/"


def _filed() -> tuple[str, UUID]:
    ctx = citizen()
    code = begin(ctx, SERVICE, persona(SERVICE, "friseur"))
    case = submit_application(ctx, code=code).case
    work_off()
    return code, case


def _pdf(case: UUID) -> bytes:
    ctx = staff()
    (document,) = [
        entry
        for entry in documents_of(ctx, file=desk_view(ctx, case=case).file)
        if entry.kind == "application"
    ]
    return get_file(ctx.municipality, document.sha256)


def _checked(content: bytes, name: str = "beleg.pdf") -> tuple[int, str]:
    file = BytesIO(content)
    file.name = name
    answer = Client().post(PAGE, {"beleg": file})
    return answer.status_code, answer.content.decode()


def test_the_pdf_of_an_application_carries_its_receipt() -> None:
    _, case = _filed()
    reader = PdfReader(BytesIO(_pdf(case)))
    (content,) = reader.attachments[FILE_NAME]
    proven = check_receipt(receipt_in(content), known_keys(staff().municipality)[0])
    assert (proven.leaf.action, proven.leaf.subject) == ("submitted", case)
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert f"Position {proven.leaf.position}" in text
    assert "/paderborn/beleg/" in text
    assert "antrag.json" in reader.attachments


def test_the_page_says_what_a_receipt_proves() -> None:
    code, case = _filed()
    status, page = _checked(_pdf(case))
    assert status == 200
    assert "Der Beleg ist echt" in page
    assert "Antrag eingegangen" in page
    answer = Client().get(f"/paderborn/vorgang/{code}/beleg.json")
    assert answer.headers["Content-Disposition"].endswith('-beleg.json"')
    assert "Der Beleg ist echt" in _checked(answer.content, "beleg.json")[1]


def test_the_page_says_what_is_wrong() -> None:
    code, _ = _filed()
    receipt = msgspec.json.decode(Client().get(f"/paderborn/vorgang/{code}/beleg.json").content, type=Receipt)
    wrong = {
        "Der Beleg wurde verändert": msgspec.structs.replace(receipt, leaf=receipt.leaf.replace("submitted", "certified")),
        "Die Angaben zum Eintrag wurden verändert": msgspec.structs.replace(receipt, payload="{}"),
        "Der Eintrag im Beleg wurde verändert": msgspec.structs.replace(receipt, leaf="x"),
        "Die Unterschrift stimmt nicht": msgspec.structs.replace(receipt, checkpoint=receipt.checkpoint.replace("\n", "\n1", 1)),
        "gehört zu einer anderen Behörde": msgspec.structs.replace(
            receipt, checkpoint=receipt.checkpoint.replace("modellregion/", "anders/")
        ),
    }  # fmt: skip
    for sentence, lie in wrong.items():
        status, page = _checked(lie.to_json(), "beleg.json")
        assert (status, sentence in page) == (422, True), sentence
    for content in (b"", b"{}", b"%PDF-1.7 nothing"):
        status, page = _checked(content)
        assert (status, "Die Datei enthält keinen Beleg" in page) == (422, True)


def test_the_page_warns_when_the_journal_no_longer_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = _filed()
    content = Client().get(f"/paderborn/vorgang/{code}/beleg.json").content
    monkeypatch.setattr("modellregion.journal.receipts.root_at", lambda *_: b"\0" * 32)
    status, page = _checked(content, "beleg.json")
    assert status == 200
    assert "Das Journal wurde verändert" in page


def test_without_its_key_the_letter_is_made_and_the_receipt_comes_later() -> None:
    ctx = citizen()
    sign_checkpoint(ctx.municipality)
    _filed()
    path = key_file(ctx.municipality)
    kept = path.read_bytes()
    path.unlink()
    code, case = _filed()
    assert FILE_NAME not in PdfReader(BytesIO(_pdf(case))).attachments
    answer = Client().get(f"/paderborn/vorgang/{code}/beleg.json")
    assert "später noch einmal" in answer.content.decode()
    assert keys.run(argparse.Namespace()) == 1
    with capture_logs() as said:
        keeper = Keeper()
        keeper.unsigned = {ctx.municipality: ctx.now()}
        keeper.look_for_keys()
    (sentence,) = [str(line["detail"]) for line in said]
    assert f"The journal's key {path} is missing, so no checkpoint can be signed" in sentence
    assert journal_troubles(ctx.municipality) == [sentence]
    path.write_bytes(kept)
    assert Client().get(f"/paderborn/vorgang/{code}/beleg.json").status_code == 200


def test_key_and_checkpoint_are_published() -> None:
    _filed()
    key = Client().get("/paderborn/journal/schluessel.txt").content.decode().splitlines()[0]
    note = Client().get("/paderborn/journal/checkpoint.txt").content.decode()
    assert key == known_keys(staff().municipality)[0].text
    assert note.startswith(key.partition("+")[0])


def test_the_command_verifies_every_journal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, case = _filed()
    clerk = staff()
    claim_case(clerk, case=case)
    certify_receipt(clerk, case=case)
    work_off()
    signed = sign_checkpoint(clerk.municipality)
    assert signed is not None
    assert online.verify_all("paderborn", key=None, checkpoint=str(signed.note)) == 0
    assert f"paderborn: sound. {sequence(clerk.municipality)} entries" in capsys.readouterr().out
    with tenant(clerk):
        assert Entry.objects.filter(municipality_id=clerk.municipality).count() == sequence(
            clerk.municipality
        )
    foreign = tmp_path / "foreign"
    foreign.write_text(str(signed.note).replace("modellregion/", "x/"), encoding="utf-8")
    assert online.verify_all("paderborn", key=None, checkpoint=foreign.read_text(encoding="utf-8")) == 1


def test_the_command_checks_a_receipt_without_a_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, case = _filed()
    path = tmp_path / "antrag.pdf"
    path.write_bytes(_pdf(case))
    receipt = receipt_in(path.read_bytes())
    checkpoint = tmp_path / "checkpoint.txt"
    checkpoint.write_text(receipt.checkpoint, encoding="utf-8")
    options = argparse.Namespace(receipt=path, key=receipt.key, checkpoint=checkpoint, municipality=None)
    assert not verify.needs_database(options)
    assert verify.run(options) == 0
    shown = capsys.readouterr().out
    assert f"position {receipt.position} of the journal modellregion/" in shown
    assert "Receipt and checkpoint speak of the same tree." in shown
    path.write_bytes(
        msgspec.structs.replace(receipt, leaf=receipt.leaf.replace("submitted", "closed")).to_json()
    )
    assert verify.run(options) == 1
    assert "The receipt proves nothing: the leaf is not in the tree" in capsys.readouterr().out


def test_pdfdetach_finds_the_receipt_too(tmp_path: Path) -> None:
    """Somebody without our program gets it out with a tool of their own."""
    _, case = _filed()
    (tmp_path / "antrag.pdf").write_bytes(_pdf(case))
    subprocess.run(
        ["pdfdetach", "-savefile", FILE_NAME, "-o", "beleg.json", "antrag.pdf"], cwd=tmp_path, check=True
    )
    assert receipt_in((tmp_path / "beleg.json").read_bytes()).position >= 0


def test_the_command_erases_words_outside_of_cases(capsys: pytest.CaptureFixture[str]) -> None:
    lead = staff("bernd.beispiel")
    _, case = _filed()
    with tenant(lead):
        append(
            lead, NewEntry(Subject("statement", case), "line_explained", note="Zahlung für Erika Luftig-Ćwik")
        )
        append(lead, NewEntry(Subject("case", case), "corrected", note="Erika Luftig-Ćwik rief an"))

    def run(*words: str) -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        erase.configure(parser)
        code = erase.run(parser.parse_args(["paderborn", *words]))
        said = capsys.readouterr()
        return code, said.out + said.err

    code, said = run("erika luftig-ćwik")
    assert (code, said.count("line_explained"), "rief an" in said) == (0, 1, False)
    entry = said.split()[0]
    assert run("Luftig-Ćwik", "--entry", entry)[0] == 1
    assert run("Luftig-Ćwik", "--entry", str(case), "--reason", "Art. 17 DSGVO")[0] == 1
    assert run("Luftig-Ćwik", "--entry", entry, "--reason", "Art. 17 DSGVO")[0] == 0
    assert "0 entries" in run("Luftig-Ćwik")[1]
    assert sign_checkpoint(lead.municipality) is not None
    assert online.verify_all("paderborn", key=None, checkpoint="") == 0
    assert "words of 1 erased" in capsys.readouterr().out
