"""Disposal: 0501, 0502, 0503, 0506 against the standard's schemas; nothing goes early or unconfirmed; the proof stays."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import Error, connection, transaction
from lxml import etree
from psycopg.sql import SQL, Identifier

from modellregion.cases.retention import forget_disposed
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.kernel.files import get_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.commands.close_file import close_file_by_hand
from modellregion.records.commands.dispose import (
    approve_destruction,
    decide_item,
    delete_confirmed,
    due_files,
    end_disposal,
    offer_message,
    start_disposal,
    take_appraisal,
    take_confirmation,
    transfer_package,
)
from modellregion.records.commands.file_document import (
    NewEntry,
    file_document,
    finalise_document,
    replace_draft,
)
from modellregion.records.commands.follow_up import finish_follow_up, set_follow_up
from modellregion.records.commands.hold import lift_hold, set_hold
from modellregion.records.commands.import_files import import_package
from modellregion.records.commands.open_file import FileEntry, PartKind, open_file_by_hand, open_part
from modellregion.records.commands.take_mail import file_mail, take_mail
from modellregion.records.errors import (
    DisposalStateError,
    NotDisposableError,
    PackageRefusedError,
    ReferenceTakenError,
    SecondPersonError,
)
from modellregion.records.models import DisposalItem, DisposedContent, Document, File, RecordEvent
from modellregion.records.plan_queries import find_node_by_code
from modellregion.records.queries import FileQuery, Shown, file_contents, find_file, list_files
from modellregion.records.xdomea.parts import Confirmation, Head, XdomeaError, XdomeaVersion
from modellregion.records.xdomea.reading import read_message, read_package
from modellregion.records.xdomea.writing import Writer
from modellregion.region.api import list_units
from tests.support.contents import email, picture, written_pdf
from tests.support.jobs import work_off
from tests.support.notices import STANDARDS
from tests.support.people import staff

pytestmark = pytest.mark.django_db

FOLDER = STANDARDS / "xdomea"
LONG_AGO = FixedClock(datetime(2005, 3, 1, 9, tzinfo=UTC))
VERSIONS = list(XdomeaVersion)


@cache
def _schema(version: str) -> etree.XMLSchema:
    if not FOLDER.exists():
        pytest.skip(f"the schemas of xdomea are not at {FOLDER}")
    messages = FOLDER / version / "xdomea-Nachrichten-AussonderungDurchfuehren.xsd"
    return etree.XMLSchema(etree.parse(str(messages)))


def _valid(message: bytes, version: str) -> None:
    schema = _schema(version)
    assert schema.validate(etree.fromstring(message)), schema.error_log


def _registry() -> Context:
    return staff("gisela.ordnung")


def _old_file(code: str = "32.30.02", subject: str = "Alte Sache", clock: FixedClock = LONG_AGO) -> UUID:
    """Return a file of long ago with a bit of everything, closed."""
    clerk = staff(clock=clock)
    node = find_node_by_code(clerk, code)
    assert node is not None
    unit = next(unit.id for unit in list_units(clerk) if unit.name == "Gewerbeamt")
    found = open_file_by_hand(clerk, node=node.id, unit=unit, entry=FileEntry(subject))
    sub = open_part(clerk, file=found, kind=PartKind.SUB_FILE, subject="Band 1")
    inner = open_part(clerk, file=found, kind=PartKind.TRANSACTION, subject="Anhörung", parent=sub)
    loose = open_part(clerk, file=found, kind=PartKind.TRANSACTION, subject="Schriftwechsel")
    file_document(clerk, file=found, entry=NewEntry("loses Blatt & <Zeichen>.pdf", written_pdf(subject)))
    file_document(clerk, file=found, entry=NewEntry("foto.png", picture(), part=inner))
    draft = file_document(
        clerk, file=found, entry=NewEntry("a.pdf", written_pdf("erste"), part=loose, is_draft=True)
    )
    replace_draft(clerk, file=found, document=draft, name="a.pdf", content=written_pdf("zweite", subject))
    finalise_document(clerk, file=found, document=draft)
    mail = email("Frage", attachments={"plan.txt": subject.encode()}, message_id=f"<{found}@x.example>")
    file_mail(clerk, intake=take_mail(clerk, unit=unit, name="m.eml", content=mail).intake, file=found)
    work_off()
    close_file_by_hand(clerk, file=found)
    return found


def _start(files: list[UUID], kind: str = "four", version: XdomeaVersion = XdomeaVersion.V3_1) -> UUID:
    return start_disposal(_registry(), files=files, kind=kind, version=version, archive="Stadtarchiv")


def _head(disposal: UUID) -> Head:
    return Head(disposal, datetime(2026, 5, 4, tzinfo=UTC), "Stadtarchiv", "Paderborn")


def _rows_left(file: UUID) -> dict[str, int]:
    ctx = _registry()
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'file_id' AND table_name LIKE 'records_%'")  # fmt: skip
        left = {}
        for (table,) in cursor.fetchall():
            cursor.execute(
                SQL("SELECT count(*) FROM {} WHERE file_id = %s").format(Identifier(table)).as_string(),
                [file],
            )
            left[table] = cursor.fetchone()[0]
    return {table: count for table, count in left.items() if count}


@pytest.mark.parametrize("version", VERSIONS)
def test_four_steps_from_the_offer_to_the_deletion(version: XdomeaVersion) -> None:
    registry, writer = _registry(), Writer(version)
    kept, gone = _old_file(subject="Bleibt"), _old_file(subject="Geht")
    with tenant(registry):
        hashes = set(Document.objects.filter(municipality_id=registry.municipality, file_id__in=[kept, gone]).values_list("sha256", flat=True))  # fmt: skip
    run = _start([kept, gone], version=version)
    offer = offer_message(registry, disposal=run)
    _valid(offer, version)
    read = read_message(offer)
    assert {file.id: (file.subject, file.retain_until) for file in read.files}[kept] == (
        "Bleibt", None if version is XdomeaVersion.V2_4 else date(2015, 12, 31)
    )  # fmt: skip

    appraisal = writer.appraisal(_head(run), {kept: "A", gone: "V"})
    _valid(appraisal, version)
    with pytest.raises(DisposalStateError):
        delete_confirmed(registry, disposal=run)
    assert take_appraisal(registry, disposal=run, message=appraisal) == 2

    package = transfer_package(registry, disposal=run)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".xml")]
        assert name == f"{run}_Aussonderung.Aussonderung.0503.xml"
        _valid(archive.read(name), version)
    taken = read_package(package)
    assert [file.id for file in taken.message.files] == [kept]
    assert {
        hashlib.sha256(content).hexdigest() for content in taken.contents.values()
    } >= hashes & _hashes_of(kept)

    confirmation = writer.confirmation(
        _head(run), [Confirmation(kept, was_taken=True, archive_reference="A 17/4")]
    )
    _valid(confirmation, version)
    assert take_confirmation(registry, disposal=run, message=confirmation) == 1
    assert (
        delete_confirmed(registry, disposal=run) == 1
    )  # what is to be destroyed waits for the second person
    find_file(registry, gone)
    assert approve_destruction(staff("henrik.ewig"), disposal=run) == 1
    assert delete_confirmed(registry, disposal=run) == 1

    for file in (kept, gone):
        with pytest.raises(NotFoundError):
            find_file(registry, file)
        assert set(_rows_left(file)) == {"records_access", "records_disposal_item", "records_event"} - {
            "records_access"
        }
    forget_disposed(registry)
    for sha256 in hashes:
        with pytest.raises(NotFoundError):
            get_file(registry.municipality, sha256)
    with tenant(registry):
        assert not DisposedContent.objects.filter(
            municipality_id=registry.municipality, gone_at=None
        ).exists()
        item = DisposalItem.objects.get(municipality_id=registry.municipality, file_id=kept)
        assert item.archive_reference == "A 17/4"
        assert hashes & set(item.proof.split())
        actions = RecordEvent.objects.filter(municipality_id=registry.municipality, file_id=kept).order_by(
            "id"
        )
        assert [row.action for row in actions][-5:] == [
            "offered",
            "appraised",
            "transferred",
            "confirmed",
            "deleted",
        ]


def _hashes_of(file: UUID) -> set[str]:
    ctx = _registry()
    with tenant(ctx):
        return set(
            Document.objects.filter(municipality_id=ctx.municipality, file_id=file).values_list(
                "sha256", flat=True
            )
        )


class TestNothingGoesEarly:
    def test_only_what_is_over_and_decided_is_offered(self) -> None:
        young = _old_file(clock=FixedClock(datetime(2024, 1, 1, tzinfo=UTC)))
        undecided = _old_file()
        for files, kind in (
            ([young], "four"),
            ([undecided, young], "four"),
            ([undecided], "two"),
            ([new_id()], "four"),
        ):
            with pytest.raises(NotDisposableError):
                _start(files, kind)
        assert [row[0] for row in due_files(_registry())] == [undecided]
        _start([undecided])
        with pytest.raises(NotDisposableError):
            _start([undecided])  # in another run already

    def test_a_hold_or_a_follow_up_keeps_it_until_the_last_moment(self) -> None:
        file, clerk, registry = _old_file("32.20"), staff(), _registry()
        run = _start([file], "two")
        approve_destruction(staff("henrik.ewig"), disposal=run)
        hold = set_hold(clerk, file=file, reason="Klage")
        with pytest.raises(DisposalStateError):
            delete_confirmed(registry, disposal=run)
        lift_hold(clerk, hold=hold, reason="erledigt")
        follow_up = set_follow_up(clerk, file=file, due_on=clerk.today(), reason="nachsehen")
        with pytest.raises(DisposalStateError):
            delete_confirmed(registry, disposal=run)
        finish_follow_up(clerk, file=file, follow_up=follow_up)
        assert delete_confirmed(registry, disposal=run) == 1

    def test_whoever_starts_a_destruction_does_not_approve_it(self) -> None:
        file = _old_file("32.20")
        registry = _registry()
        both = Context(registry.municipality, staff("henrik.ewig").actor, registry.clock)
        run = _start([file], "two")
        with pytest.raises(NotAllowedError):
            approve_destruction(registry, disposal=run)
        with tenant(registry):
            connection.cursor().execute("UPDATE records_disposal SET started_by_id = %s", [both.actor.id])
        with pytest.raises(SecondPersonError):
            approve_destruction(both, disposal=run)

    def test_the_database_refuses_what_no_command_may_do(self) -> None:
        file = _old_file()
        ctx = _registry()
        with tenant(ctx):
            for table in ("records_rendition", "records_version", "records_document", "records_file"):
                with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(SQL("DELETE FROM {}").format(Identifier(table)).as_string())
        assert file_contents(ctx, file)[1]

    def test_a_refused_file_stays_with_the_reason(self) -> None:
        file, registry = _old_file(), _registry()
        run = _start([file])
        decide_item(staff("henrik.ewig"), disposal=run, file=file, decision="A")
        with pytest.raises(PackageRefusedError):
            take_confirmation(registry, disposal=run, message=_confirm(run, file))  # not handed over yet
        transfer_package(registry, disposal=run)
        refused = Writer(XdomeaVersion.V3_1).confirmation(_head(run), [Confirmation(file, was_taken=False, message="Prüfsumme")])  # fmt: skip
        assert take_confirmation(registry, disposal=run, message=refused) == 0
        with pytest.raises(DisposalStateError):
            delete_confirmed(registry, disposal=run)
        end_disposal(registry, disposal=run)
        assert [row[0] for row in due_files(registry)] == [file]

    def test_a_message_of_another_run_or_kind_is_refused(self) -> None:
        file, registry = _old_file(), _registry()
        run = _start([file])
        writer = Writer(XdomeaVersion.V3_1)
        for message in (
            writer.appraisal(_head(new_id()), {file: "V"}),
            writer.appraisal(_head(run), {new_id(): "V"}),
            writer.confirmation(_head(run), [Confirmation(file, was_taken=True)]),
            b"<x/>",
            b"kein XML",
        ):
            with pytest.raises(PackageRefusedError):
                take_appraisal(registry, disposal=run, message=message)


def _confirm(run: UUID, file: UUID) -> bytes:
    return Writer(XdomeaVersion.V3_1).confirmation(_head(run), [Confirmation(file, was_taken=True)])


def _package(version: XdomeaVersion = XdomeaVersion.V3_1) -> tuple[UUID, bytes]:
    file = _old_file()
    run = _start([file], version=version)
    decide_item(staff("henrik.ewig"), disposal=run, file=file, decision="A")
    return file, transfer_package(_registry(), disposal=run)


def _changed(package: bytes, change: dict[str, bytes | None]) -> bytes:
    """Return a package with entries replaced by their ending, or left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            found = next((ending for ending in change if name.endswith(ending)), None)
            content = old.read(name) if found is None else change[found]
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def _message_of(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith(".xml")))


class TestImport:
    @pytest.mark.parametrize("version", VERSIONS)
    def test_another_municipality_takes_the_files_over_whole(self, version: XdomeaVersion) -> None:
        file, package = _package(version)
        there = staff("gisela.ordnung", "bielefeld")
        node = find_node_by_code(there, "32.30.02")
        assert node is not None
        unit = list_units(there)[0].id
        (taken,) = import_package(there, node=node.id, unit=unit, data=package)
        work_off()
        here_parts, here_documents, _ = file_contents(_registry(), file)
        parts, documents, _ = file_contents(there, taken)
        assert {document.sha256 for document in documents} == {document.sha256 for document in here_documents}
        assert sorted(document.title for document in documents) == sorted(
            document.title for document in here_documents
        )
        assert {part.subject for part in parts} >= {part.subject for part in here_parts}
        assert [document.version for document in documents if document.name == "a.pdf"] == [2]
        assert len([document for document in documents if document.parent]) == 1
        for document in documents:
            assert (
                hashlib.sha256(get_file(there.municipality, document.sha256)).hexdigest() == document.sha256
            )
        with pytest.raises(ReferenceTakenError):
            import_package(there, node=node.id, unit=unit, data=package)
        assert len(list_files(there, FileQuery(shown=Shown.ALL)).rows) == 1

    @pytest.mark.parametrize(
        ("damage", "told"),
        [
            (lambda p: _changed(p, {".png": b"anderes Bild"}), "Prüfsumme"),
            (lambda p: _changed(p, {".png": None}), "fehlt im Paket"),
            (lambda p: _changed(p, {"0503.xml": None}), "fehlt die Nachricht 0503"),
            (lambda p: _changed(p, {"SHA256SUMS": None, ".xml": _message_of(p).replace(b"<code>019</code>", b"<code>999</code>")}), "Code 999"),
            (lambda p: _changed(p, {"SHA256SUMS": None, ".xml": _message_of(p).replace(b"<code>003</code>", b"<code>777</code>")}), "Code 777"),
            (lambda p: _changed(p, {"SHA256SUMS": None, ".xml": _message_of(p).replace(b"schema:3.1.0", b"schema:9.9.9")}), "Version von xdomea"),
            (lambda p: _changed(p, {"SHA256SUMS": None, ".xml": _message_of(p)[:500]}), "keine lesbare XML"),
            (lambda p: p[: len(p) // 2], "kein lesbares ZIP"),
            (lambda _: b"", "kein lesbares ZIP"),
        ],
        ids=["hash", "primary file", "message", "format code", "level code", "version", "cut xml", "cut zip", "empty"],
    )  # fmt: skip
    def test_a_bad_package_is_refused_whole_with_a_sentence(self, damage: Any, told: str) -> None:
        _, package = _package()
        there = staff("gisela.ordnung", "bielefeld")
        node = find_node_by_code(there, "32.30.02")
        assert node is not None
        with pytest.raises(PackageRefusedError) as refused:
            import_package(there, node=node.id, unit=list_units(there)[0].id, data=damage(package))
        assert told in str(refused.value.user_message)
        with tenant(there):
            assert not File.objects.filter(municipality_id=there.municipality).exists()


def _examples() -> Iterator[Path]:
    yield from sorted((FOLDER / "examples").glob("patterns-*/*050[123].xml"))


@pytest.mark.parametrize("path", list(_examples()), ids=lambda path: f"{path.parent.name}-{path.stem[-4:]}")
def test_messages_of_others_are_read_or_refused_with_a_sentence(path: Path) -> None:
    """The patterns are of the standard's makers; one of them says of itself to be another message than it is."""
    data = path.read_bytes()
    if "0502" in path.name:
        with pytest.raises(XdomeaError, match=r"nennt sich 050\d, ist aber 0502"):
            read_message(data)
    elif b":Akte>" not in data:
        with pytest.raises(XdomeaError, match="enthält keine Akte"):
            read_message(data)
    else:
        assert read_message(data).number in path.name
