"""The virus scanner: a clamd of our own in a separate process says what clamd says; when it is down, nobody opens a file."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import LazySettings

from modellregion.cases.uploads import take_files
from modellregion.forms.api import Upload
from modellregion.kernel.context import Context
from modellregion.kernel.scanning import Verdict, scan
from modellregion.records.commands.file_document import NewEntry, file_document
from modellregion.records.commands.open_file import FileEntry, open_file_by_hand
from modellregion.records.errors import UploadRefusedError
from modellregion.records.plan_queries import find_node_by_code
from modellregion.records.queries import find_document_row
from modellregion.records.renditions import render_missing, scan_waiting
from modellregion.records.tests.test_pages import Desk
from tests.support.contents import picture, written_pdf
from tests.support.jobs import work_off
from tests.support.people import staff

pytestmark = pytest.mark.django_db

# Signs that our clamd takes for a virus; the real one is asked with EICAR, which scanners on developers' machines delete.
INFECTED = b"%PDF-1.7 THIS-IS-A-TEST-VIRUS"


@pytest.fixture
def clamd(settings: LazySettings) -> Iterator[None]:
    """Run a clamd in a process of its own, and tell the platform where."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.clamd", str(port), "THIS-IS-A-TEST-VIRUS"]
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    settings.CLAMD = f"127.0.0.1:{port}"
    yield
    process.kill()
    process.wait()


def _file(ctx: Context) -> UUID:
    node = find_node_by_code(ctx, "32.30.02")
    assert node is not None
    unit = next(iter(ctx.actor.units))
    return open_file_by_hand(ctx, node=node.id, unit=unit, entry=FileEntry("Spielhalle"))


@pytest.mark.usefixtures("clamd")
class TestScanner:
    def test_it_is_asked_about_every_size(self) -> None:
        assert scan(b"harmlos") is Verdict.CLEAN
        assert scan(b"x" * 3_000_000 + INFECTED) is Verdict.INFECTED

    def test_what_is_infected_is_not_taken(self) -> None:
        clerk = staff()
        file = _file(clerk)
        with pytest.raises(UploadRefusedError) as refused:
            file_document(clerk, file=file, entry=NewEntry("n.txt", b"THIS-IS-A-TEST-VIRUS"))
        assert "Schadsoftware" in str(refused.value.user_message)

    def test_applicants_are_told_as_well(self) -> None:
        content = picture("JPEG") + b"THIS-IS-A-TEST-VIRUS"
        arrived = take_files(
            staff(), Upload(max_files=3), [], [("foto.jpg", content), ("gut.png", picture())]
        )
        assert [problem.rule for problem in arrived.problems] == ["upload_infected"]
        assert [file.name for file in arrived.files] == ["gut.png"]


def test_nobody_opens_what_no_scanner_looked_at(settings: LazySettings) -> None:
    settings.CLAMD = "127.0.0.1:1"  # nothing listens there
    clerk = staff()
    file = _file(clerk)
    document = file_document(clerk, file=file, entry=NewEntry("w.pdf", written_pdf("Warten")))
    work_off()
    desk = Desk()
    address = f"/paderborn/amt/akten/{file}/dokumente/{document}/"
    assert "Der Virenscanner hat dieses Dokument noch nicht geprüft" in desk.get(address)
    assert desk.client.get(f"{address}datei/").status_code == 422
    assert desk.client.get(f"{address}seite/1/").status_code == 422
    row = find_document_row(clerk, file=file, document=document)
    assert (row.scan, row.rendition_note) == ("waiting", "")


@pytest.mark.usefixtures("clamd")
def test_once_the_scanner_answers_it_opens(settings: LazySettings) -> None:
    there, settings.CLAMD = settings.CLAMD, "127.0.0.1:1"
    clerk = staff()
    file = _file(clerk)
    good = file_document(clerk, file=file, entry=NewEntry("w.pdf", written_pdf("Warten")))
    bad = file_document(clerk, file=file, entry=NewEntry("n.txt", b"THIS-IS-A-TEST-VIRUS"))
    settings.CLAMD = there
    assert scan_waiting(clerk) == 2
    render_missing(clerk)
    rows = {one: find_document_row(clerk, file=file, document=one).scan for one in (good, bad)}
    assert rows == {good: "clean", bad: "infected"}
    desk = Desk()
    assert desk.client.get(f"/paderborn/amt/akten/{file}/dokumente/{good}/datei/").status_code == 200
    assert desk.client.get(f"/paderborn/amt/akten/{file}/dokumente/{bad}/datei/").status_code == 422
