"""E-mails: taken apart whatever they are, proposed where they belong, filed once with all that is attached."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.records.commands.open_file import FileEntry, open_file_by_hand
from modellregion.records.commands.take_mail import (
    discard_mail,
    duplicates_of,
    file_mail,
    mails_of,
    propose_files,
    take_mail,
)
from modellregion.records.errors import EntryIncompleteError, MailRefusedError
from modellregion.records.mail import MailUnreadableError, read_mail
from modellregion.records.models import Document, Intake
from modellregion.records.plan_queries import find_node_by_code
from modellregion.records.queries import file_contents, find_file
from modellregion.region.api import list_units
from tests.support.contents import email, nested_email, written_pdf
from tests.support.jobs import work_off
from tests.support.people import staff


class TestReading:
    def test_what_an_email_says_of_itself(self) -> None:
        mail = read_mail(email("Größe & Maß", "Grüße", attachments={"Plan ä.pdf": b"%PDF-1.7"}))
        assert (mail.subject, mail.sender, mail.sender_name) == (
            "Größe & Maß",
            "erika@beispiel.example",
            "Erika Beispiel",
        )
        assert mail.sent_at == datetime(2026, 5, 4, 7, 30, tzinfo=UTC)
        assert mail.text.strip() == "Grüße"
        assert [(one.name, one.content) for one in mail.attachments] == [("Plan ä.pdf", b"%PDF-1.7")]

    @pytest.mark.parametrize(
        "date", [None, "gestern", "Mon, 99 May 9999 99:99:99", "Thu, 1 Jan 1000 00:00:00 +0000"]
    )
    def test_without_a_legible_date_there_is_none(self, date: str | None) -> None:
        assert read_mail(email(date=date)).sent_at is None

    def test_twenty_emails_in_each_other(self) -> None:
        mail = read_mail(nested_email(20))
        assert mail.subject == "Ebene 20"
        assert [one.name for one in mail.attachments] == ["Ebene 19.eml"]
        assert "ganz im Innersten" in mail.text
        inner = read_mail(mail.attachments[0].content)
        assert (inner.subject, len(inner.attachments)) == ("Ebene 19", 1)

    def test_more_than_anybody_means_is_refused(self) -> None:
        for content in (
            nested_email(60),
            email(attachments={f"{n}.txt": b"x" for n in range(501)}),
            b"\x00\x01",
            b"nur Text",
        ):
            with pytest.raises(MailUnreadableError):
                read_mail(content)

    def test_the_conversation_is_the_one_it_began_with(self) -> None:
        assert read_mail(email(message_id="<a@x>")).thread == "<a@x>"
        assert read_mail(email(message_id="<c@x>", references="<a@x> <b@x>")).thread == "<a@x>"

    def test_what_only_markup_says_is_read(self) -> None:
        raw = b"From: a@b.example\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<style>x{}</style><p>Gr\xfc\xdfe<br>aus <b>Soest</b></p><script>y</script>"
        assert read_mail(raw).text == "Grüße\naus Soest"

    @given(
        st.binary(max_size=400),
        st.sampled_from(["", "From: x@y.example\n", "Subject: =?utf-8?b?////?=\nDate: x\n"]),
    )
    def test_anything_is_read_or_refused(self, content: bytes, head: str) -> None:
        try:
            mail = read_mail(head.encode() + content)
        except MailUnreadableError:
            return
        assert len(mail.subject) <= 300


@pytest.fixture
def clerk() -> Context:
    return staff()


def _unit(ctx: Context, name: str = "Gewerbeamt") -> UUID:
    return next(unit.id for unit in list_units(ctx) if unit.name == name)


def _file(ctx: Context, subject: str = "Spielhalle") -> UUID:
    node = find_node_by_code(ctx, "32.30.02")
    assert node is not None
    return open_file_by_hand(ctx, node=node.id, unit=_unit(ctx), entry=FileEntry(subject))


@pytest.mark.django_db
class TestFiling:
    def test_the_surest_proposal_comes_first(self, clerk: Context) -> None:
        by_sender, by_thread, by_reference = (
            _file(clerk, name) for name in ("Absender", "Gespräch", "Zeichen")
        )
        _file(clerk, "unbeteiligt")
        other = email(sender="karl@firma.example", message_id="<s@x>")
        file_mail(
            clerk, intake=take_mail(clerk, unit=_unit(clerk), name="s", content=other).intake, file=by_sender
        )
        first = email(message_id="<t@x>", sender="x@y.example")
        file_mail(
            clerk, intake=take_mail(clerk, unit=_unit(clerk), name="t", content=first).intake, file=by_thread
        )
        reference = find_file(clerk, by_reference).reference
        mail = read_mail(
            email(
                "AW: Frage",
                f"(Az. {reference}.)",
                sender="karl@firma.example",
                message_id="<n@x>",
                references="<t@x>",
            )
        )
        found = propose_files(clerk, mail=mail)
        assert [(one.file, one.why) for one in found] == [
            (by_reference, "reference"), (by_thread, "thread"), (by_sender, "sender")
        ]  # fmt: skip
        assert propose_files(staff("dora.exempel"), mail=mail) == []

    def test_two_hundred_attachments_are_filed_at_once(self, clerk: Context) -> None:
        file = _file(clerk)
        content = email(attachments={f"Blatt {n}.txt": f"Blatt Nummer {n}".encode() for n in range(200)})
        intake = take_mail(clerk, unit=_unit(clerk), name="viele.eml", content=content).intake
        document = file_mail(clerk, intake=intake, file=file)
        assert file_mail(clerk, intake=intake, file=file) == document
        documents = file_contents(clerk, file)[1]
        assert len(documents) == 201
        assert {one.parent for one in documents} == {None, document}

    def test_the_same_email_again_is_noticed(self, clerk: Context) -> None:
        file, unit, content = _file(clerk), _unit(clerk), email(message_id="<x@y>")
        first = take_mail(clerk, unit=unit, name="a.eml", content=content)
        again = take_mail(clerk, unit=unit, name="b.eml", content=content)
        resaved = take_mail(clerk, unit=unit, name="c.eml", content=content + b"\n")
        assert (again.was_here, again.intake, resaved.intake) == (True, first.intake, first.intake)
        file_mail(clerk, intake=first.intake, file=file)
        (known,) = duplicates_of(clerk, sha256="", message_id="<x@y>")
        assert known.file == file
        (veiled,) = duplicates_of(staff("dora.exempel"), sha256="", message_id="<x@y>")
        assert (veiled.file, veiled.reference) == (None, "")

    def test_a_nested_email_can_be_kept_read_and_found(self, clerk: Context) -> None:
        file = _file(clerk)
        intake = take_mail(clerk, unit=_unit(clerk), name="n.eml", content=nested_email(20)).intake
        file_mail(clerk, intake=intake, file=file)
        work_off()
        with tenant(clerk):
            rows = Document.objects.filter(municipality_id=clerk.municipality, file_id=file)
            assert all(row.rendered_at and not row.rendition_note for row in rows)

    def test_what_is_no_email_or_belongs_to_others_is_refused(self, clerk: Context) -> None:
        with pytest.raises(MailRefusedError):
            take_mail(clerk, unit=_unit(clerk), name="x.eml", content=written_pdf("x"))
        with pytest.raises(NotFoundError):
            take_mail(clerk, unit=_unit(clerk, "Ordnungsamt"), name="x.eml", content=email())
        intake = take_mail(clerk, unit=_unit(clerk), name="x.eml", content=email()).intake
        dora = staff("dora.exempel")
        assert mails_of(dora) == []
        with pytest.raises(NotFoundError):
            discard_mail(dora, intake=intake, reason="x")
        with pytest.raises(EntryIncompleteError):
            discard_mail(clerk, intake=intake, reason=" ")
        discard_mail(clerk, intake=intake, reason="Werbung")
        assert mails_of(clerk) == []
        with tenant(clerk):
            assert Intake.objects.get(municipality_id=clerk.municipality, id=intake).document_id is None
