"""Events: timers, messages, boundary events, errors, terminate, event sub-processes."""

from datetime import timedelta

import pytest

from modellregion.process import api as process
from modellregion.process.tests.drawing import compiled, findings
from modellregion.process.tests.office import MONDAY, Office


def run(text: str, **variables: object) -> Office:
    return Office(compiled(text), dict(variables)).start()


def test_a_timer_waits_and_a_message_waits() -> None:
    office = run("start s\ncatch t after=PT2H\ncatch m message=M\nend e\ns -> t -> m -> e")
    job = office.job("t")
    assert job.run_at == MONDAY + timedelta(hours=2)
    assert office.send(process.TimerFired(job_id=job.id)).answer is process.Answer.NOT_DUE
    office.fire("t")
    assert office.places == ["m"]
    assert office.message("M") is process.Answer.DONE
    assert office.ended == "completed"


BOUNDARY = """
start s
user a
boundary b attachedToRef=a {trigger} cancelActivity={interrupting}
user c
end e
end f
s -> a -> e
b -> c -> f
"""


def boundary(trigger: str, interrupting: str) -> Office:
    return run(BOUNDARY.format(trigger=trigger, interrupting=interrupting))


def test_an_interrupting_timer_takes_the_work_back() -> None:
    office = boundary("after=P3D", "true")
    item = office.item("a")
    changes = office.fire("b")
    assert office.places == ["c"]
    (closed,) = [row for row in changes.closed if isinstance(row, process.WorkItem)]
    assert (closed.id, closed.state) == (item.id, process.WorkItemState.WITHDRAWN)
    late = office.send(process.CompleteWorkItem(work_item_id=item.id, actor="erika"))
    assert late.answer is process.Answer.NOT_OPEN


def test_a_timer_that_does_not_interrupt_fires_once_beside_the_work() -> None:
    office = boundary("after=P3D", "false")
    office.fire("b")
    assert office.places == ["a", "c"]
    assert not office.state.jobs
    office.complete("a")
    assert office.ended is None
    office.complete("c")
    assert office.ended == "completed"


def test_a_message_that_does_not_interrupt_may_come_again() -> None:
    office = boundary("message=M", "false")
    assert [office.message("M") for _ in range(3)] == [process.Answer.DONE] * 3
    assert office.places == ["a", "c", "c", "c"]
    office.complete("a")
    assert office.message("M") is process.Answer.NOT_EXPECTED
    for _ in range(3):
        office.complete("c")
    assert office.ended == "completed"


def test_an_interrupting_message_takes_the_work_back() -> None:
    office = boundary("message=M", "true")
    office.message("M")
    assert office.places == ["c"]


def test_boundary_events_are_gone_when_the_work_is_done() -> None:
    office = boundary("after=P3D", "true")
    office.complete("a")
    assert office.ended == "completed"
    assert not office.state.jobs


def test_the_same_message_a_hundred_times_works_once() -> None:
    office = boundary("message=M", "false")
    answers = [office.message("M", identity="letter-1") for _ in range(100)]
    assert answers == [process.Answer.DONE] + [process.Answer.DUPLICATE] * 99
    assert office.places == ["a", "c"]


def test_a_message_for_a_finished_instance_is_answered() -> None:
    office = boundary("message=M", "true")
    office.complete("a")
    assert office.message("M") is process.Answer.INSTANCE_ENDED
    assert office.message("M") is process.Answer.INSTANCE_ENDED


def test_messages_are_told_apart_by_their_correlation() -> None:
    office = run(
        """
        start s
        and split
        receive a message=Reply correlation=first
        receive b message=Reply correlation=second
        and join
        end e
        s -> split -> a -> join -> e
        split -> b -> join
        """,
        first="Kreis",
        second=7,
    )
    assert office.message("Reply") is process.Answer.NOT_EXPECTED
    assert office.message("Reply", "Land") is process.Answer.NOT_EXPECTED
    assert office.message("Reply", "7") is process.Answer.DONE
    assert office.places == ["a", "join"]
    assert office.message("Reply", "7") is process.Answer.NOT_EXPECTED
    assert office.message("Reply", "Kreis") is process.Answer.DONE
    assert office.ended == "completed"


def test_a_correlation_without_a_value_is_an_incident() -> None:
    office = run("start s\nreceive a message=M correlation=who\nend e\ns -> a -> e")
    assert "has no value" in (office.incidents[0].error or "")


ERRORS = """
start s
sub p {
start ps
service a
end pe
end broken error=FROM_END
xor g
ps -> a -> g
g -> broken if broken
g -> pe default
}
boundary exact attachedToRef=p error=FROM_TASK
boundary any attachedToRef=p error=
user handled
user caught
end e
end f
end h
s -> p -> e
exact -> handled -> f
any -> caught -> h
"""


def test_an_error_goes_to_the_event_that_names_it() -> None:
    office = run(ERRORS, broken=False)
    job = office.job("a")
    office.send(process.ThrowError(job_id=job.id, error="FROM_TASK"))
    assert office.places == ["handled"]
    assert not office.state.jobs


def test_an_error_nobody_names_goes_to_the_event_that_catches_all() -> None:
    office = run(ERRORS, broken=True)
    office.serve("a")
    assert office.places == ["caught"]


def test_an_error_on_the_task_itself_is_caught_there() -> None:
    office = run(
        """
        start s
        user a
        boundary b attachedToRef=a error=MISSING
        end e
        end f
        s -> a -> e
        b -> f
        """
    )
    office.send(process.ThrowError(work_item_id=office.item("a").id, error="MISSING", actor="erika"))
    assert office.visited[-1] == "f"
    assert office.ended == "completed"


def test_an_error_nobody_catches_fails_the_instance() -> None:
    text = "start s\nand split\nuser a\nend e\nend broken error=X\nuser b\ns -> split -> a -> e\nsplit -> b -> broken"
    assert [finding.code for finding in findings(text)] == ["uncaught_error"]
    office = run(text)
    office.complete("b")
    assert office.ended == "failed"
    assert office.state.instance is not None
    assert office.state.instance.error == "X"
    assert list(office.state.rows()) == [office.state.instance]


def test_terminate_ends_its_own_sub_process_only() -> None:
    office = run(
        """
        start s
        sub p {
        start ps
        and split
        user a
        user b
        end quick terminate=
        end pe
        ps -> split -> a -> quick
        split -> b -> pe
        }
        user after
        end e
        s -> p -> after -> e
        """
    )
    office.complete("a")
    assert office.places == ["after"]
    assert [item.node for item in office.state.work_items.values()] == ["after"]


def test_terminate_ends_the_instance() -> None:
    office = run(
        "start s\nand split\nuser a\nuser b\nend t terminate=\nend e\ns -> split -> a -> t\nsplit -> b -> e"
    )
    office.complete("a")
    assert office.ended == "completed"
    assert list(office.state.rows()) == [office.state.instance]


EVENT_SUB = """
start s
and split
user a
user b
end e
s -> split -> a -> e
split -> b -> e
event-sub x {{
start xs {trigger} isInterrupting={interrupting}
user xa
end xe
xs -> xa -> xe
}}
"""


def test_an_interrupting_event_sub_process_takes_over() -> None:
    office = run(EVENT_SUB.format(trigger="message=Stop", interrupting="true"))
    office.message("Stop")
    assert office.places == ["xa"]
    assert office.message("Stop") is process.Answer.NOT_EXPECTED
    office.complete("xa")
    assert office.ended == "completed"


def test_an_event_sub_process_beside_the_rest_keeps_the_instance_open() -> None:
    office = run(EVENT_SUB.format(trigger="message=Note", interrupting="false"))
    office.message("Note")
    office.message("Note")
    assert office.places == ["a", "b", "xa", "xa"]
    office.complete("a")
    office.complete("b")
    assert office.ended is None
    office.complete("xa")
    office.complete("xa")
    assert office.ended == "completed"


@pytest.mark.parametrize(("interrupting", "places"), [("true", ["xa"]), ("false", ["a", "b", "xa"])])
def test_a_timer_starts_an_event_sub_process(interrupting: str, places: list[str]) -> None:
    office = run(EVENT_SUB.format(trigger="after=P30D", interrupting=interrupting))
    office.fire("xs")
    assert office.places == places
    assert not office.state.jobs


def test_the_timer_of_an_event_sub_process_ends_with_the_scope() -> None:
    office = run(EVENT_SUB.format(trigger="after=P30D", interrupting="true"))
    office.complete("a")
    office.complete("b")
    assert office.ended == "completed"
    assert not office.state.jobs


def test_an_error_starts_an_event_sub_process_of_the_same_level() -> None:
    office = run(
        """
        start s
        and split
        service a
        user b
        end e
        s -> split -> a -> e
        split -> b -> e
        event-sub x {
        start xs error=BROKEN
        user xa
        end xe
        xs -> xa -> xe
        }
        """
    )
    office.send(process.ThrowError(job_id=office.job("a").id, error="BROKEN"))
    assert office.places == ["xa"]
    office.complete("xa")
    assert office.ended == "completed"


def test_an_error_inside_of_the_handler_is_not_handled_by_it_again() -> None:
    office = run(
        """
        start s
        service a
        end e
        s -> a -> e
        event-sub x {
        start xs error=BROKEN
        service xa
        end xe
        xs -> xa -> xe
        }
        """
    )
    office.send(process.ThrowError(job_id=office.job("a").id, error="BROKEN"))
    office.send(process.ThrowError(job_id=office.job("xa").id, error="BROKEN"))
    assert office.ended == "failed"


def test_a_message_starts_the_process() -> None:
    graph = compiled("start s message=M\nstart t message=N\nuser a\nuser b\nend e\ns -> a -> e\nt -> b -> e")
    assert Office(graph).start("M").places == ["a"]
    assert Office(graph).start("N").places == ["b"]
    with pytest.raises(process.CommandRefusedError, match="can't be started without a message"):
        Office(graph).start()
    with pytest.raises(process.CommandRefusedError, match="by the message X"):
        Office(graph).start("X")
