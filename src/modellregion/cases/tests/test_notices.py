"""Notices on the road: drafted from the package, signed by those who may, delivered, and how long they can be contested."""

import io
from datetime import date, timedelta
from uuid import UUID

import pikepdf
import pytest

from modellregion.cases.api import NotYourTurnError, desk_view, refuse_notice
from modellregion.cases.commands.deliver_notice import (
    post_letters,
)
from modellregion.cases.commands.draft_notice import Typed, begin_notice, discard_notice, save_draft
from modellregion.cases.commands.sign_notice import call_back, give_back, send_round, sign_notice
from modellregion.cases.notices.errors import (
    DraftChangedError,
    FourEyesError,
    NoticeClosedError,
    NoticeNotReadyError,
    SignerMissingError,
)
from modellregion.cases.notices.states import NoticeState
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.records.api import document_content, find_document
from modellregion.records.commands.circulate import complete_step
from modellregion.records.commands.file_document import finalise_document
from modellregion.records.errors import EntryIncompleteError, WrittenElsewhereError
from modellregion.region.api import set_substitute
from tests.support.decisions import (
    CLERK,
    COLLEAGUE,
    LEAD,
    MONDAY,
    REASONS,
    REFUSAL,
    STOP,
    at,
    drafted,
    filed,
    seen,
    signed,
    text_of,
)
from tests.support.jobs import work_off
from tests.support.people import staff

pytestmark = pytest.mark.django_db


def test_from_draft_to_a_decision_that_nobody_changes_any_more() -> None:
    case, clerk, lead, colleague = filed(), at(CLERK, MONDAY), at(LEAD, MONDAY), at(COLLEAGUE, MONDAY)
    notice = drafted(case)
    assert seen(case, notice).missing == []
    assert colleague.actor.id
    send_round(clerk, case=case, notice=notice, cosigners=[colleague.actor.id], signer=lead.actor.id)
    with pytest.raises(NoticeClosedError):
        sign_notice(lead, case=case, notice=notice)  # not before the co-signature
    sign_notice(colleague, case=case, notice=notice, remark="einverstanden")
    sign_notice(lead, case=case, notice=notice)
    work_off()
    view = seen(case, notice)
    assert (view.line.state, view.line.signed_by) == (NoticeState.SIGNED, lead.actor.name)
    told = [line.action.value for line in desk_view(clerk, case=case).history]
    assert told[1:6] == ["notice_begun", "notice_sent_round", "notice_cosigned", "refused", "notice_signed"]
    shown = desk_view(clerk, case=case)
    assert shown.state == "refused"
    assert [one.kind for one in shown.documents] == ["application", "notice"], (
        "and no second letter beside it"
    )
    document = find_document(clerk, file=view.file, document=view.line.document or case)
    content = document_content(clerk, document)
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == (
            "1",
            "3",
            "A",
        )
    data = text_of(content)
    assert lead.actor.name in data
    assert "Verwaltungsgericht Minden, Sitz: Minden" in data
    assert '"answers"' not in data, "a notice may go to somebody who is not the applicant"
    with pytest.raises(NoticeClosedError):
        save_draft(clerk, case=case, notice=notice, typed=Typed({}, 1))
    with pytest.raises(NoticeClosedError):
        discard_notice(clerk, case=case, notice=notice)


def test_two_at_one_draft_are_told_and_nothing_is_lost() -> None:
    case = filed()
    clerk, colleague = at(CLERK, MONDAY), at(LEAD, MONDAY)
    notice = begin_notice(clerk, case=case, kind=REFUSAL)
    assert (
        save_draft(
            clerk, case=case, notice=notice, typed=Typed({"anschrift": "A", "teil-gruende": "erster"}, 0)
        )
        == 1
    )
    with pytest.raises(DraftChangedError):
        save_draft(
            colleague, case=case, notice=notice, typed=Typed({"anschrift": "A", "teil-gruende": "zweiter"}, 0)
        )
    assert seen(case, notice).content.text("gruende") == "erster"
    same = Typed({"anschrift": "A", "teil-gruende": "erster"}, 0)
    assert save_draft(colleague, case=case, notice=notice, typed=same) == 1, "the same text is no conflict"


def test_a_changed_draft_voids_what_was_signed() -> None:
    case, clerk, lead, colleague = filed(), at(CLERK, MONDAY), at(LEAD, MONDAY), at(COLLEAGUE, MONDAY)
    notice = drafted(case)
    assert colleague.actor.id
    send_round(clerk, case=case, notice=notice, cosigners=[colleague.actor.id], signer=lead.actor.id)
    sign_notice(colleague, case=case, notice=notice)
    by_itself = Typed({"anschrift": "A", "teil-gruende": "ein offenes Fenster"}, 1)
    with pytest.raises(DraftChangedError):
        save_draft(clerk, case=case, notice=notice, typed=by_itself, may_void=False)
    save_draft(
        clerk, case=case, notice=notice, typed=Typed({"anschrift": "A\nB\nC", "teil-gruende": "anders"}, 1)
    )
    (round_,) = seen(case, notice).rounds
    assert round_.state == "void"
    assert [step.state.value for step in round_.steps] == ["void", "skipped"]
    with pytest.raises(NoticeClosedError):
        sign_notice(lead, case=case, notice=notice)
    assert "notice_voided" in {line.action for line in desk_view(clerk, case=case).history}


def test_given_back_with_a_remark_and_called_back() -> None:
    case, clerk, lead = filed(), at(CLERK, MONDAY), at(LEAD, MONDAY)
    notice = drafted(case)
    send_round(clerk, case=case, notice=notice, cosigners=[], signer=lead.actor.id)
    with pytest.raises(EntryIncompleteError):
        give_back(lead, case=case, notice=notice, remark=" ")
    give_back(lead, case=case, notice=notice, remark="Bitte § 6 genauer")
    (round_,) = seen(case, notice).rounds
    assert (round_.state, round_.steps[0].remark) == ("returned", "Bitte § 6 genauer")
    send_round(clerk, case=case, notice=notice, cosigners=[], signer=lead.actor.id)
    call_back(clerk, case=case, notice=notice)
    assert [one.state for one in seen(case, notice).rounds] == ["withdrawn", "returned"]
    discard_notice(clerk, case=case, notice=notice)
    assert desk_view(clerk, case=case).state == "received"


def test_who_may_not_sign_does_not() -> None:
    case, clerk, lead = filed(), at(CLERK, MONDAY), at(LEAD, MONDAY)
    notice = drafted(case)
    with pytest.raises(SignerMissingError):
        send_round(clerk, case=case, notice=notice, cosigners=[], signer=clerk.actor.id)
    with pytest.raises(SignerMissingError):
        send_round(clerk, case=case, notice=notice, cosigners=[], signer=None)
    for login in ("emil.pruefmann", "admin"):
        with pytest.raises(NotAllowedError):
            begin_notice(staff(login), case=case, kind=REFUSAL)
    with pytest.raises(NotFoundError):
        begin_notice(staff("dora.exempel"), case=case, kind=REFUSAL)
    send_round(clerk, case=case, notice=notice, cosigners=[], signer=lead.actor.id)
    step = seen(case, notice).rounds[0].steps[0]
    with pytest.raises(WrittenElsewhereError):  # past the notice, on the page of its document
        complete_step(lead, circulation=seen(case, notice).rounds[0].id, step=step.id)
    view = seen(case, notice)
    with pytest.raises(WrittenElsewhereError):
        finalise_document(clerk, file=view.file, document=view.line.document or case)


def test_a_second_pair_of_eyes_where_the_package_asks_for_it() -> None:
    case, lead = filed(), at(LEAD, MONDAY)
    notice = begin_notice(lead, case=case, kind=STOP)
    fields = {"anschrift": "A\nB\nC", "teil-umfang": "Der Salon ist zu schließen.", "teil-gruende": REASONS}
    save_draft(lead, case=case, notice=notice, typed=Typed(fields, 0))
    send_round(lead, case=case, notice=notice, cosigners=[], signer=lead.actor.id)
    with pytest.raises(FourEyesError):
        sign_notice(lead, case=case, notice=notice)


def test_what_is_missing_is_said_in_sentences() -> None:
    case, clerk = filed(), at(CLERK, MONDAY)
    notice = begin_notice(clerk, case=case, kind=REFUSAL)
    save_draft(
        clerk, case=case, notice=notice, typed=Typed({"teil-gruende": "Seit {feld:erlaubnis_datum}."}, 0)
    )
    missing = seen(case, notice).missing
    assert len(missing) == 2
    assert "Anschrift" in missing[0]
    assert "{feld:erlaubnis_datum}" in missing[1]
    with pytest.raises(NoticeNotReadyError):
        send_round(clerk, case=case, notice=notice, cosigners=[], signer=at(LEAD, MONDAY).actor.id)


def test_a_decided_case_is_not_decided_again_and_nothing_is_half_written() -> None:
    case, clerk, lead = filed(), at(CLERK, MONDAY), at(LEAD, MONDAY)
    notice = drafted(case)
    send_round(clerk, case=case, notice=notice, cosigners=[], signer=lead.actor.id)
    refuse_notice(clerk, case=case, reason="kurzer Weg")
    with pytest.raises(NotYourTurnError):
        sign_notice(lead, case=case, notice=notice)
    assert seen(case, notice).line.state is NoticeState.DRAFT
    work_off()
    assert "rejection" in {one.kind for one in desk_view(clerk, case=case).documents}
    with pytest.raises(NotYourTurnError):
        begin_notice(clerk, case=case, kind=REFUSAL)


# --- Delivery by post, and the period of the remedy ---------------------------------------------------------------------


def test_corrected_and_withdrawn_by_a_notice_of_its_own() -> None:
    case = filed()
    notice = signed(case)
    posted = date(2026, 11, 24)
    clerk, lead = at(CLERK, posted), at(LEAD, posted)
    post_letters(clerk, deliveries=[seen(case, notice).line.deliveries[0].id], on=posted)
    for kind, parts in (
        ("corrects", {"falsch": "24.11.2062", "richtig": "24.11.2026"}),
        (
            "withdraws",
            {"umfang": "Ganz, auch für die Vergangenheit.", "gruende": "Der Bescheid war rechtswidrig."},
        ),
    ):
        later = begin_notice(clerk, case=case, kind=kind, about=notice)
        fields = {"anschrift": "A\nB\nC", **{f"teil-{name}": text for name, text in parts.items()}}
        save_draft(clerk, case=case, notice=later, typed=Typed(fields, 0))
        send_round(clerk, case=case, notice=later, cosigners=[], signer=lead.actor.id)
        sign_notice(lead, case=case, notice=later)
        view = seen(case, later, posted)
        assert view.about is not None
        assert view.about.id == notice
        content = document_content(
            clerk, find_document(clerk, file=view.file, document=view.line.document or case)
        )
        assert ('"remedy": ""' in text_of(content)) is (kind == "corrects")
        post_letters(clerk, deliveries=[view.line.deliveries[0].id], on=posted)
    assert [one.relation for one in seen(case, notice, posted).later] == ["corrects", "withdraws"]
    (old,) = seen(case, notice, posted).line.remedies
    assert (old.end, old.final_on) == ("replaced", None)
    with pytest.raises(NotYourTurnError):
        begin_notice(clerk, case=case, kind="corrects", about=UUID(int=7))


def test_who_stands_in_signs_and_the_letter_says_so() -> None:
    """The case shows who signed in place of whom; the days of the absence decide."""
    case, clerk = filed(), at(CLERK, MONDAY)
    notice, boss = drafted(case), at(LEAD, MONDAY)
    colleague = staff(COLLEAGUE).actor.id
    assert colleague
    assert boss.actor.id
    send_round(clerk, case=case, notice=notice, cosigners=[colleague], signer=boss.actor.id)
    set_substitute(boss, absent=colleague, substitute=boss.actor.id, starts_on=MONDAY, ends_on=MONDAY)
    with pytest.raises(NoticeClosedError):
        sign_notice(at(LEAD, MONDAY + timedelta(days=1)), case=case, notice=notice)
    sign_notice(at(LEAD, MONDAY), case=case, notice=notice)
    # The other way round: who stands in for the head signs finally only with a right of their own.
    set_substitute(boss, absent=boss.actor.id, substitute=colleague, starts_on=MONDAY, ends_on=MONDAY)
    with pytest.raises(NotAllowedError):
        sign_notice(at(COLLEAGUE, MONDAY), case=case, notice=notice)
    sign_notice(at(LEAD, MONDAY), case=case, notice=notice)
    view = seen(case, notice)
    assert [(step.name, step.done_by, step.by_substitute) for step in view.rounds[0].steps] == [
        ("Cem Vorlage", boss.actor.name, True),
        (boss.actor.name, boss.actor.name, False),
    ]
    notes = [line.note for line in desk_view(clerk, case=case).history]
    assert any("in Vertretung für Cem Vorlage" in note for note in notes)
    assert view.line.signed_by == boss.actor.name
