"""Notices on their way: posted, come back, proven, taken back, and how long they can be contested."""

from datetime import date, timedelta

import pytest

from modellregion.cases.api import NotYourTurnError, desk_view
from modellregion.cases.commands.deliver_notice import (
    note_receipt,
    note_remedy,
    note_return,
    post_letters,
    take_posting_back,
)
from modellregion.cases.notices.errors import (
    AddressMissingError,
    AlreadyNotifiedError,
    DayImpossibleError,
)
from modellregion.cases.notices.states import DeliveryState
from tests.support.decisions import CLERK, MONDAY, at, filed, seen, signed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("posted", "notified", "due"),
    [
        (date(2026, 11, 24), date(2026, 11, 28), date(2026, 12, 28)),  # the fourth day counts, a Saturday too
        (date(2025, 1, 2), date(2025, 1, 6), date(2025, 2, 6)),  # since 2025: the fourth day
        (date(2024, 12, 30), date(2025, 1, 2), date(2025, 2, 3)),  # before: the third; 2 February is a Sunday
    ],
)
def test_posting_sets_off_notification_and_the_month_for_court_action(
    posted: date, notified: date, due: date
) -> None:
    day = posted - timedelta(days=1)
    case = filed(day)
    notice = signed(case, day=day)
    (delivery,) = seen(case, notice, day).line.deliveries
    assert delivery.state is DeliveryState.WAITING
    post_letters(at(CLERK, posted), deliveries=[delivery.id], on=posted)
    view = seen(case, notice, posted)
    (remedy,) = view.line.remedies
    assert view.line.deliveries[0].notified_on == remedy.started_on == notified
    assert (remedy.due_on, remedy.final_on) == (due, due + timedelta(days=1))
    assert not remedy.is_final
    assert seen(case, notice, due + timedelta(days=1)).line.remedies[0].is_final
    with pytest.raises(NotYourTurnError):
        post_letters(at(CLERK, posted), deliveries=[delivery.id], on=posted)
    kinds = [one.title for one in desk_view(at(CLERK, posted), case=case).documents]
    assert any(title.startswith("Ab-Vermerk") for title in kinds)


def test_a_posting_noted_by_mistake_is_taken_back_until_the_notice_counts_as_notified() -> None:
    case = filed()
    notice = signed(case)
    delivery = seen(case, notice).line.deliveries[0].id
    posted = MONDAY + timedelta(days=1)
    with pytest.raises(NotYourTurnError):
        take_posting_back(at(CLERK, posted), deliveries=[delivery])
    post_letters(at(CLERK, posted), deliveries=[delivery], on=posted)
    assert take_posting_back(at(CLERK, posted), deliveries=[delivery]) == 1
    view = seen(case, notice, posted)
    assert (view.line.deliveries[0].state, view.line.deliveries[0].notified_on, view.line.remedies) == (DeliveryState.WAITING, None, [])  # fmt: skip
    titles = [one.title for one in desk_view(at(CLERK, posted), case=case).documents]
    assert any(title.startswith("Ab-Vermerk zurückgenommen") for title in titles)
    post_letters(at(CLERK, posted), deliveries=[delivery], on=posted)
    fiction = seen(case, notice, posted).line.deliveries[0].notified_on
    assert fiction is not None
    with pytest.raises(AlreadyNotifiedError):
        take_posting_back(at(CLERK, fiction), deliveries=[delivery])
    assert seen(case, notice, fiction).line.remedies[0].started_on == fiction


def test_a_letter_that_came_back_notified_nothing_and_another_one_waits() -> None:
    case = filed()
    notice = signed(case)
    delivery = seen(case, notice).line.deliveries[0].id
    tuesday = MONDAY + timedelta(days=1)
    for day in (tuesday + timedelta(days=1), MONDAY - timedelta(days=1)):
        with pytest.raises(DayImpossibleError):
            post_letters(at(CLERK, tuesday), deliveries=[delivery], on=day)
    post_letters(at(CLERK, tuesday), deliveries=[delivery], on=tuesday)
    later = at(CLERK, date(2026, 12, 1))
    with pytest.raises(AddressMissingError):
        note_return(
            later,
            case=case,
            delivery=delivery,
            on=date(2026, 12, 1),
            reason="unknown",
            addressee="Nur ein Name",
        )
    note_return(later, case=case, delivery=delivery, on=date(2026, 12, 1), reason="unknown", addressee="Frau M\nNeue Str. 1\n33098 Paderborn")  # fmt: skip
    first, second = seen(case, notice, date(2026, 12, 1)).line.deliveries
    assert (first.state, first.notified_on) == (DeliveryState.RETURNED, None)
    assert (second.state, second.addressee.splitlines()[1]) == (DeliveryState.WAITING, "Neue Str. 1")
    assert [one.end for one in seen(case, notice).line.remedies] == ["not_notified"]
    post_letters(later, deliveries=[second.id], on=date(2026, 12, 1))
    ends = [(one.end, one.started_on) for one in seen(case, notice, date(2026, 12, 1)).line.remedies]
    assert ends == [
        ("not_notified", date(2026, 11, 28)),
        ("", date(2026, 12, 5)),
    ]


def test_a_proven_later_receipt_counts_and_an_earlier_one_does_not() -> None:
    case = filed()
    notice = signed(case)
    delivery = seen(case, notice).line.deliveries[0].id
    posted = date(2026, 11, 24)
    post_letters(at(CLERK, posted), deliveries=[delivery], on=posted)
    now = at(CLERK, date(2026, 12, 10))
    note_receipt(now, case=case, delivery=delivery, on=date(2026, 11, 25))
    assert seen(case, notice).line.remedies[0].started_on == date(2026, 11, 28)
    note_receipt(now, case=case, delivery=delivery, on=date(2026, 12, 3))
    (remedy,) = seen(case, notice).line.remedies
    assert (remedy.started_on, remedy.due_on) == (
        date(2026, 12, 3),
        date(2027, 1, 4),
    )  # 3 January is a Sunday


def test_a_remedy_in_time_keeps_the_notice_open_and_a_late_one_does_not() -> None:
    for lodged, final in ((date(2026, 12, 28), None), (date(2026, 12, 29), date(2026, 12, 29))):
        case = filed()
        notice = signed(case)
        posted = date(2026, 11, 24)
        post_letters(at(CLERK, posted), deliveries=[seen(case, notice).line.deliveries[0].id], on=posted)
        now = at(CLERK, date(2027, 1, 5))
        note_remedy(now, case=case, notice=notice, on=lodged)
        (remedy,) = seen(case, notice, date(2027, 1, 5)).line.remedies
        assert remedy.final_on == final
        with pytest.raises(NotYourTurnError):
            note_remedy(now, case=case, notice=notice, on=lodged)
