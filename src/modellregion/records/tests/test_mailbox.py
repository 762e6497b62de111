"""E-mails fetched from a real mail server's process over TLS: once each, none lost, whatever fails in between."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from modellregion.kernel.tenancy import tenant
from modellregion.records.commands.fetch_mail import fetch_mail, mailbox_of, refused_mails
from modellregion.records.doctor import mailbox_trouble
from modellregion.records.jobs import fetch_mail_job
from modellregion.records.mailbox import MailboxError
from modellregion.records.models import FetchedMail, Intake
from tests.support.contents import email, nested_email
from tests.support.imap import PASSWORD
from tests.support.people import staff

pytestmark = pytest.mark.django_db


@dataclass
class Office:
    """A mailbox with its server, and the file that configures it."""

    folder: Path
    config: Path

    def receive(self, uid: int, content: bytes) -> None:
        (self.folder / "INBOX" / f"{uid}.eml").write_bytes(content)

    def fail_at(self, command: str) -> None:
        (self.folder / "fail").write_text(command) if command else (self.folder / "fail").unlink()

    def flags(self) -> str:
        told = self.folder / "flags.txt"
        return told.read_text() if told.exists() else ""

    def fetch(self) -> int:
        ctx, mailbox = staff("gisela.ordnung"), mailbox_of("paderborn")
        assert mailbox is not None
        return fetch_mail(ctx, mailbox)


@pytest.fixture(scope="module")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    folder = tmp_path_factory.mktemp("imap")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.support.imap", str(folder), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield folder, port
        process.kill()


@pytest.fixture
def office(_server: tuple[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    folder, port = _server
    for left in (*folder.glob("INBOX/*"), *folder.glob("size-*"), folder / "flags.txt", folder / "fail"):
        left.unlink(missing_ok=True)
    monkeypatch.setattr(django_settings, "MAILBOXES", tmp_path)
    (tmp_path / "secret").write_text(PASSWORD)
    config = tmp_path / "paderborn.toml"
    config.write_text(
        f'host = "localhost"\nport = {port}\nuser = "amt"\npassword_file = "{tmp_path / "secret"}"\n'
        f'unit = "32.3"\nca_file = "{folder / "ca.pem"}"\n'
    )
    return Office(folder, config)


def _subjects() -> list[str]:
    with tenant(staff()):
        return sorted(Intake.objects.values_list("subject", flat=True))


def test_what_is_new_is_taken_in_once_and_marked(office: Office) -> None:
    before = _subjects()
    office.receive(1, email("Erste", message_id="<1@x>"))
    office.receive(2, email("Ohne Datum", date=None, message_id=""))
    office.receive(3, nested_email(20))
    many = {f"Anlage {n}.txt": f"{n}".encode() for n in range(200)}
    office.receive(
        4, email("Viele", attachments=many, message_id="<1@x>")
    )  # a Message-ID that is not its own
    fetch_mail_job(timestamp=0)
    assert _subjects() == sorted([*before, "Ebene 20", "Erste", "Ohne Datum", "Viele"])
    assert office.flags().split("\n")[:4] == ["1 Seen", "2 Seen", "3 Seen", "4 Seen"]
    assert office.fetch() == 0
    (office.folder / "validity").write_text("2")  # the mailbox was rebuilt: all numbers count anew
    assert office.fetch() == 4  # looked at again …
    assert len(_subjects()) == len(before) + 4  # … and taken in no second time
    (office.folder / "validity").write_text("1")


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"])
def test_a_server_that_hangs_up_loses_and_doubles_nothing(office: Office, command: str) -> None:
    before = _subjects()
    office.receive(1, email("Erste", message_id="<1@x>"))
    office.receive(2, email("Zweite", message_id="<2@x>"))
    office.fail_at(command)
    with pytest.raises(MailboxError, match="localhost"):
        office.fetch()
    fetch_mail_job(timestamp=0)  # the job goes on with the next municipality
    office.fail_at("")
    office.fetch()
    assert _subjects() == sorted([*before, "Erste", "Zweite"])


def test_killed_between_commit_and_marking_it_is_only_marked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _subjects()
    with office.config.open("a") as config:
        config.write('done = "Abgeholt"\n')
    office.receive(1, email("Erste"))
    office.fail_at("UID MOVE")
    with pytest.raises(MailboxError):
        office.fetch()
    assert _subjects() == sorted([*before, "Erste"])
    office.fail_at("")
    assert office.fetch() == 0
    assert (office.folder / "Abgeholt" / "1.eml").exists()
    assert _subjects() == sorted([*before, "Erste"])
    office.receive(2, email("Zweite"))
    monkeypatch.setattr(FetchedMail.objects, "create", _killed)
    with pytest.raises(KeyboardInterrupt):
        office.fetch()
    monkeypatch.undo()
    monkeypatch.setattr(django_settings, "MAILBOXES", office.config.parent)
    assert "Zweite" not in _subjects()  # both or neither
    assert office.fetch() == 1


def _killed(**_: object) -> None:
    raise KeyboardInterrupt


def test_what_cannot_be_taken_in_stays_there_and_is_told(office: Office) -> None:
    office.receive(1, email("Riesig"))
    (office.folder / "size-1").write_text(str(61 * 1024 * 1024))
    office.receive(2, b"\x00\x01 kein Brief")
    office.receive(3, email("Danach"))
    assert office.fetch() == 1
    ctx = staff()
    assert {row.refused for row in refused_mails(ctx)} == {"too_large", "mail_refused"}
    assert "1 Flagged" in office.flags()
    assert "3 Seen" in office.flags()
    trouble = mailbox_trouble(ctx.municipality, "paderborn")
    assert trouble is not None
    assert "2 e-mails could not be taken in" in trouble


def test_the_doctor_names_what_is_wrong(office: Office) -> None:
    municipality = staff().municipality
    assert mailbox_trouble(municipality, "bielefeld") is None
    assert mailbox_trouble(municipality, "paderborn") == ""
    right = office.config.read_text()
    for old, new, said in (
        ('unit = "32.3"', 'unit = "99"', "no unit"),
        ('user = "amt"\n', "", "does not say user"),
        (f'ca_file = "{office.folder / "ca.pem"}"', "", "certificate"),
        ('host = "localhost"', 'host = "127.0.0.1"', "127.0.0.1"),
        ("unit", 'security = "none"\nunit', "security"),
        ("host =", "host", "cannot be read"),
    ):
        office.config.write_text(right.replace(old, new))
        trouble = mailbox_trouble(municipality, "paderborn")
        assert trouble is not None
        assert said in trouble
    office.config.write_text(right)
    (office.config.parent / "secret").write_text("falsch")
    assert "wrong password" in str(mailbox_trouble(municipality, "paderborn"))
