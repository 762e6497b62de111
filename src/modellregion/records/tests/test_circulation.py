"""Circulation: order, signatures bound to a content, return with remark, the right to sign last, the slip for print."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from pypdf import PdfReader

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.records.commands.circulate import (
    NewStep,
    Order,
    complete_step,
    return_step,
    start_circulation,
    withdraw_circulation,
)
from modellregion.records.commands.file_document import (
    NewEntry,
    discard_draft,
    file_document,
    finalise_document,
    replace_draft,
)
from modellregion.records.commands.open_file import FileEntry, open_file_by_hand
from modellregion.records.errors import EntryIncompleteError, NotYourStepError, StillOpenError
from modellregion.records.plan_queries import find_node_by_code
from modellregion.records.queries import find_document_row, find_file
from modellregion.records.tests.test_pages import Desk
from modellregion.records.work_queries import circulations_of, my_steps
from modellregion.region.api import list_units, set_substitute
from tests.support.contents import written_pdf
from tests.support.people import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Context:
    return staff()


@pytest.fixture
def place(clerk: Context) -> tuple[UUID, UUID]:
    """Return a file with a draft."""
    node = find_node_by_code(clerk, "32.30.02")
    assert node is not None
    unit = next(unit.id for unit in list_units(clerk) if unit.name == "Gewerbeamt")
    file = open_file_by_hand(clerk, node=node.id, unit=unit, entry=FileEntry("Untersagung"))
    entry = NewEntry("bescheid.pdf", written_pdf("Bescheid"), is_draft=True)
    return file, file_document(clerk, file=file, entry=entry)


def _id(login: str) -> UUID:
    found = staff(login).actor.id
    assert found is not None
    return found


def _start(clerk: Context, place: tuple[UUID, UUID]) -> UUID:
    steps = [
        NewStep(1, Order.INFORM, _id("cem.vorlage")),
        NewStep(1, Order.COSIGN, _id("dora.exempel")),
        NewStep(2, Order.SIGN, _id("bernd.beispiel")),
    ]
    return start_circulation(clerk, file=place[0], document=place[1], steps=steps)


def _do(login: str, circulation: UUID, remark: str = "") -> None:
    ctx = staff(login)
    (step,) = my_steps(ctx)
    assert step.circulation == circulation
    complete_step(ctx, circulation=circulation, step=step.step, remark=remark)


def _states(clerk: Context, document: UUID) -> list[tuple[str, list[str]]]:
    return [(one.state, [step.state for step in one.steps]) for one in circulations_of(clerk, document)]


def test_the_last_signature_makes_the_draft_final(clerk: Context, place: tuple[UUID, UUID]) -> None:
    file, document = place
    circulation = _start(clerk, place)
    assert my_steps(staff("bernd.beispiel")) == []  # not yet
    _do("dora.exempel", circulation)
    find_file(staff("dora.exempel"), file)  # of another unit, and may look while it circulates
    _do("cem.vorlage", circulation, "gesehen")
    with pytest.raises(StillOpenError):
        finalise_document(clerk, file=file, document=document)
    _do("bernd.beispiel", circulation)
    assert find_document_row(clerk, file=file, document=document).state == "final"
    assert _states(clerk, document) == [("done", ["done"] * 3)]
    with pytest.raises(NotFoundError):
        find_file(staff("dora.exempel"), file)  # no longer


def test_a_changed_draft_voids_what_was_signed(clerk: Context, place: tuple[UUID, UUID]) -> None:
    file, document = place
    circulation = _start(clerk, place)
    _do("dora.exempel", circulation)
    (waiting,) = my_steps(staff("cem.vorlage"))
    replace_draft(clerk, file=file, document=document, name="b.pdf", content=written_pdf("anders"))
    assert _states(clerk, document) == [("void", ["skipped", "void", "skipped"])] or _states(clerk, document) == [("void", ["void", "skipped", "skipped"])]  # fmt: skip
    with pytest.raises(NotYourStepError):
        complete_step(staff("cem.vorlage"), circulation=circulation, step=waiting.step)
    second = _start(clerk, place)
    assert [one.version for one in circulations_of(clerk, document)] == [2, 1]
    assert second != circulation
    with pytest.raises(StillOpenError):
        discard_draft(clerk, file=file, document=document)


def test_it_comes_back_with_a_remark(clerk: Context, place: tuple[UUID, UUID]) -> None:
    circulation = _start(clerk, place)
    dora = staff("dora.exempel")
    (step,) = my_steps(dora)
    with pytest.raises(EntryIncompleteError):
        return_step(dora, circulation=circulation, step=step.step, remark=" ")
    return_step(dora, circulation=circulation, step=step.step, remark="Norm fehlt")
    (found,) = circulations_of(clerk, place[1])
    assert found.state == "returned"
    assert {step.remark for step in found.steps} == {"", "Norm fehlt"}
    assert my_steps(staff("cem.vorlage")) == []


def test_only_who_is_asked_signs_and_only_who_may_signs_last(
    clerk: Context, place: tuple[UUID, UUID]
) -> None:
    file, document = place
    with pytest.raises(EntryIncompleteError):
        start_circulation(clerk, file=file, document=document, steps=[])
    alone = [NewStep(1, Order.SIGN, _id("cem.vorlage"))]
    circulation = start_circulation(clerk, file=file, document=document, steps=alone)
    with pytest.raises(StillOpenError):
        start_circulation(clerk, file=file, document=document, steps=alone)
    (step,) = my_steps(staff("cem.vorlage"))
    with pytest.raises(NotAllowedError):
        complete_step(staff("cem.vorlage"), circulation=circulation, step=step.step)
    with pytest.raises(NotYourStepError):
        complete_step(staff("bernd.beispiel"), circulation=circulation, step=step.step)
    withdraw_circulation(clerk, file=file, circulation=circulation)
    assert _states(clerk, document) == [("withdrawn", ["skipped"])]


def test_the_routing_slip_can_be_printed(clerk: Context, place: tuple[UUID, UUID]) -> None:
    circulation = _start(clerk, place)
    _do("dora.exempel", circulation, "einverstanden")
    desk = Desk()
    answer = desk.client.get(
        f"/paderborn/amt/akten/{place[0]}/dokumente/{place[1]}/laufzettel/{circulation}/"
    )
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    for words in (
        "Laufzettel",
        "Mitzeichnung",
        "Dora Exempel",
        "einverstanden",
        "Schlusszeichnung",
        "kommt noch",
    ):
        assert words in text
    page = desk.get(f"akten/{place[0]}/dokumente/{place[1]}/")
    assert "Laufmappe vom" in page


def test_who_stands_in_signs_in_place_of_the_absent_and_only_on_these_days(
    clerk: Context, place: tuple[UUID, UUID]
) -> None:
    file, document = place
    bernd, today = staff("bernd.beispiel"), clerk.today()
    steps = [NewStep(1, Order.COSIGN, _id("dora.exempel")), NewStep(2, Order.SIGN, _id("bernd.beispiel"))]
    circulation = start_circulation(clerk, file=file, document=document, steps=steps)
    absence = {"absent": _id("dora.exempel"), "substitute": _id("cem.vorlage")}
    set_substitute(bernd, **absence, starts_on=today + timedelta(days=1), ends_on=today + timedelta(days=2))
    waiting = my_steps(staff("dora.exempel"))[0].step
    assert my_steps(staff("cem.vorlage")) == []
    with pytest.raises(NotYourStepError):
        complete_step(staff("cem.vorlage"), circulation=circulation, step=waiting)

    set_substitute(bernd, **absence, starts_on=today, ends_on=today)
    cem = Desk("cem.vorlage")
    assert "in Vertretung für Dora Exempel" in cem.get("laufmappen/")
    address = f"akten/{file}/dokumente/{document}/"
    assert "Sie zeichnen in Vertretung für Dora Exempel." in cem.get(address)
    cem.post(address + "zeichnen/", {"laufmappe": circulation, "schritt": waiting, "wie": "gezeichnet", "vermerk": "geprüft"})  # fmt: skip
    assert "In Vertretung: Cem Vorlage" in cem.get(address)
    assert "in Vertretung für Dora Exempel" in cem.get(f"akten/{file}/")
    slip = cem.client.get(f"/paderborn/amt/{address}laufzettel/{circulation}/").content
    assert "In Vertretung: Cem Vorlage" in " ".join(PdfReader(io.BytesIO(slip)).pages[0].extract_text().split())  # fmt: skip

    # Standing in gives no right: who may not sign finally may not do so for a team lead either.
    set_substitute(bernd, absent=_id("bernd.beispiel"), substitute=_id("cem.vorlage"), starts_on=today, ends_on=today)  # fmt: skip
    (last,) = my_steps(staff("cem.vorlage"))
    with pytest.raises(NotAllowedError):
        complete_step(staff("cem.vorlage"), circulation=circulation, step=last.step)
    assert find_document_row(clerk, file=file, document=document).state == "draft"
    _do("bernd.beispiel", circulation)
    assert find_document_row(clerk, file=file, document=document).state == "final"
