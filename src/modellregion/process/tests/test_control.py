"""What officials do by hand, incidents, retries; each leaves an event with its reason."""

from datetime import timedelta

import pytest

from modellregion.process import api as process
from modellregion.process.tests.drawing import compiled
from modellregion.process.tests.office import Office

TEXT = """
start s
user a
service b retries=3
user c
end e
s -> a -> b -> c -> e
"""


def run(text: str = TEXT, **variables: object) -> Office:
    return Office(compiled(text), dict(variables)).start()


def token(office: Office, node: str) -> str:
    return next(token.id for token in office.state.tokens.values() if token.node == node)


def jump(office: Office, here: str, there: str) -> process.Changes:
    return office.send(
        process.Jump(token_id=token(office, here), node=there, reason="Irrtum", actor="leitung")
    )


def failed(office: Office, node: str, *, permanent: bool = False) -> process.Changes:
    return office.send(
        process.JobFailed(job_id=office.job(node).id, error="nicht erreichbar", permanent=permanent)
    )


def test_a_failing_service_is_tried_again_later_and_then_becomes_an_incident() -> None:
    office = run()
    office.complete("a")
    pauses: list[timedelta] = []
    for _ in range(2):
        failed(office, "b")
        pauses.append(office.job("b").run_at - office.now)
        assert not office.incidents
    assert pauses == [timedelta(minutes=1), timedelta(minutes=4)]
    failed(office, "b")
    (incident,) = office.incidents
    assert incident.error == "nicht erreichbar"
    assert isinstance(office.effects[-1], process.RaiseIncident)
    calls = [effect.attempt for effect in office.effects if isinstance(effect, process.CallService)]
    assert calls == [1, 2, 3]


def test_an_incident_is_retried_from_the_first_attempt() -> None:
    office = run()
    office.complete("a")
    failed(office, "b", permanent=True)
    retry = process.RetryJob(job_id=office.job("b").id, reason="Gegenstelle läuft wieder", actor="admin")
    office.send(retry)
    assert not office.incidents
    assert office.send(retry).answer is process.Answer.NOT_OPEN
    office.serve("b")
    assert office.places == ["c"]


def test_an_incident_is_skipped_with_a_reason() -> None:
    office = run()
    office.complete("a")
    skip = process.SkipJob(job_id=office.job("b").id, reason="von Hand eingetragen", actor="admin")
    assert office.send(skip).answer is process.Answer.NOT_OPEN
    failed(office, "b", permanent=True)
    office.send(skip)
    assert office.places == ["c"]
    (event,) = [event for event in office.events if event.kind == "skipped"]
    assert (event.reason, event.actor) == ("von Hand eingetragen", "admin")


def test_an_incident_of_a_gateway_can_not_be_skipped() -> None:
    office = run("start s\nxor g\nend e\nend f\ns -> g\ng -> e if x\ng -> f default")
    with pytest.raises(process.CommandRefusedError, match="retry it or let the token jump"):
        office.send(process.SkipJob(job_id=office.incidents[0].id, reason="egal", actor="admin"))


def test_a_late_answer_after_an_incident_still_counts() -> None:
    office = run()
    office.complete("a")
    failed(office, "b", permanent=True)
    office.serve("b")
    assert office.places == ["c"]


def test_a_work_item_is_reassigned() -> None:
    office = run()
    office.send(
        process.Reassign(work_item_id=office.item("a").id, assignee="max", reason="Urlaub", actor="leitung")
    )
    assert (office.item("a").assignee, office.item("a").role) == ("max", "clerk")
    office.send(
        process.Reassign(work_item_id=office.item("a").id, role="team", reason="Vertretung", actor="leitung")
    )
    assert (office.item("a").assignee, office.item("a").role) == ("max", "team")


def test_a_withdrawn_work_item_leaves_the_token_for_a_jump() -> None:
    office = run()
    office.send(
        process.Withdraw(work_item_id=office.item("a").id, reason="falsch zugeordnet", actor="leitung")
    )
    assert office.places == ["a"]
    assert not office.state.work_items
    jump(office, "a", "a")
    assert len(office.state.work_items) == 1


def test_a_jump_ends_what_the_token_was_busy_with() -> None:
    office = run()
    jump(office, "a", "c")
    assert office.places == ["c"]
    assert [item.node for item in office.state.work_items.values()] == ["c"]
    jump(office, "c", "a")
    assert office.places == ["a"]
    (first, _) = [event for event in office.events if event.kind == "jumped"]
    assert (first.reason, first.actor, first.data) == ("Irrtum", "leitung", {"origin": "a"})


def test_a_jump_out_of_an_incident_settles_it() -> None:
    office = run("start s\nxor g\nuser a\nend e\nend f\ns -> g\ng -> a if x\na -> e\ng -> f default")
    jump(office, "g", "a")
    assert office.places == ["a"]
    assert not office.incidents


@pytest.mark.parametrize("target", ["s", "nowhere", "j", "b1"])
def test_a_jump_goes_to_steps_only(target: str) -> None:
    office = run(
        "start s\nand g\nuser a\nuser b\nboundary b1 attachedToRef=b after=P1D cancelActivity=false\n"
        "and j\nend e\nend f\ns -> g -> a -> j -> e\ng -> b -> j\nb1 -> f"
    )
    with pytest.raises(process.CommandRefusedError):
        jump(office, "a", target)


def test_a_jump_into_or_out_of_a_sub_process_is_refused() -> None:
    office = run(
        "start s\nuser a\nsub p {\nstart ps\nuser b\nend pe\nps -> b -> pe\n}\nend e\ns -> a -> p -> e"
    )
    with pytest.raises(process.CommandRefusedError, match="another sub-process"):
        jump(office, "a", "b")
    office.complete("a")
    with pytest.raises(process.CommandRefusedError, match="another sub-process"):
        jump(office, "b", "a")


def test_a_jump_that_would_leave_a_join_waiting_forever_is_refused() -> None:
    office = run(
        "start s\nand g\nuser a\nuser b\nand j\nuser c\nend e\ns -> g -> a -> j -> c -> e\ng -> b -> j"
    )
    before = office.state
    with pytest.raises(process.CommandRefusedError, match="j would wait forever"):
        jump(office, "a", "c")
    assert office.state == before
    jump(office, "a", "a")
    assert office.places == ["a", "b"]


def test_a_cancelled_instance_leaves_nothing_live() -> None:
    office = run(
        "start s\nand g\nsub p {\nstart ps\nuser b\nend pe\nps -> b -> pe\n}\nservice a\nend e\n"
        "s -> g -> p -> e\ng -> a -> e\nevent-sub x {\nstart xs message=M\nuser xa\nend xe\nxs -> xa -> xe\n}"
    )
    changes = office.send(process.Cancel(reason="zurückgenommen", actor="leitung"))
    assert office.ended == "cancelled"
    assert list(office.state.rows()) == [office.state.instance]
    assert [type(effect).__name__ for effect in changes.effects] == ["EndInstance"]
    assert office.send(process.Cancel(reason="noch einmal", actor="leitung")).answer is (
        process.Answer.INSTANCE_ENDED
    )


def test_an_ended_instance_is_reopened_at_a_step() -> None:
    office = run(
        "start s\nuser a\nend e\ns -> a -> e\nevent-sub x {\nstart xs message=M\nuser xa\nend xe\nxs -> xa -> xe\n}"
    )
    reopen = process.Reopen(node="a", reason="Widerspruch", actor="leitung")
    assert office.send(reopen).answer is process.Answer.NOT_OPEN
    office.complete("a")
    assert office.ended == "completed"
    office.send(reopen)
    assert office.message("M") is process.Answer.DONE
    office.complete("xa")
    assert office.ended == "completed"
    for node in ("s", "xa", "nowhere"):
        with pytest.raises(process.CommandRefusedError):
            office.send(process.Reopen(node=node, reason="Widerspruch", actor="leitung"))


def test_a_command_for_another_version_of_the_graph_is_refused() -> None:
    office = run()
    office.graph = compiled("start s\nuser a\nend e\ns -> a -> e")
    with pytest.raises(process.CommandRefusedError, match="another version"):
        office.complete("a")


def test_starting_twice_is_refused() -> None:
    with pytest.raises(process.CommandRefusedError, match="Start needs an empty state"):
        run().start()


def test_nothing_is_changed_in_place() -> None:
    office = run()
    before = office.state
    rows = list(before.rows())
    office.complete("a")
    assert list(before.rows()) == rows
