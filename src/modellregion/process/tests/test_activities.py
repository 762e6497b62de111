"""Activities: tasks, sub-processes, calls, and everything that is repeated."""

import shlex
from collections.abc import Mapping
from decimal import Decimal

import pytest

from modellregion.process import api as process
from modellregion.process.tests.drawing import compiled, draw, findings
from modellregion.process.tests.office import Office


def run(text: str, **variables: object) -> Office:
    return Office(compiled(text), dict(variables)).start()


def test_a_work_item_carries_what_the_desk_needs() -> None:
    office = run("start s\nuser a due=P2D\nend e\ns -> a -> e")
    item = office.item("a")
    assert (item.title, item.role, item.form, item.due) == ("a", "clerk", "form", "P2D")
    assert item.due_at is not None
    assert (item.due_at - office.now).days == 2
    (effect,) = [effect for effect in office.effects if isinstance(effect, process.OfferWork)]
    assert (effect.work_item_id, effect.due_at) == (item.id, item.due_at)


def test_a_deadline_rule_is_left_to_the_deadlines() -> None:
    item = run("start s\nuser a due=gewo-15-1\nend e\ns -> a -> e").item("a")
    assert (item.due, item.due_at) == ("gewo-15-1", None)


def test_only_declared_outcomes_end_a_task() -> None:
    office = run("start s\nuser a outcomes=yes,no\nend e\ns -> a -> e")
    for outcome in ("maybe", None, ""):
        with pytest.raises(process.CommandRefusedError, match="possible: yes, no"):
            office.complete("a", outcome)
    office.complete("a", "no")
    assert office.values == {"outcome": "no"}


def test_an_outcome_can_not_be_smuggled_in_as_a_value() -> None:
    office = run("start s\nuser a outcomes=yes,no\nend e\ns -> a -> e")
    with pytest.raises(process.CommandRefusedError, match="outcome of a user task"):
        office.send(
            process.CompleteWorkItem(
                work_item_id=office.item("a").id, outcome="no", values={"outcome": "yes"}, actor="erika"
            )
        )


@pytest.mark.parametrize("value", [1.5, object(), {1: 2}, {"a": [float("nan")]}])
def test_values_that_feel_does_not_know_are_refused(value: object) -> None:
    office = run("start s\nuser a\nend e\ns -> a -> e")
    with pytest.raises(process.CommandRefusedError, match="holds"):
        office.complete("a", extra=value)


def test_values_of_a_command_are_there_for_later_conditions() -> None:
    office = run("start s\nuser a\nxor g\nend e\nend f\ns -> a -> g\ng -> e if fee > 10\ng -> f default")
    office.complete("a", fee=Decimal("12.50"))
    assert office.visited[-1] == "e"


def test_a_service_task_is_called_and_goes_on_when_it_is_done() -> None:
    office = run("start s\nservice a\nend e\ns -> a -> e")
    (call,) = [effect for effect in office.effects if isinstance(effect, process.CallService)]
    assert (call.operation, call.attempt, call.job_id) == ("do-it", 1, office.job("a").id)
    office.serve("a", number="GE-1")
    assert office.values == {"number": "GE-1"}
    assert office.ended == "completed"
    assert office.send(process.JobDone(job_id=call.job_id)).answer is process.Answer.INSTANCE_ENDED


def test_a_service_that_answers_twice_is_told_so() -> None:
    office = run("start s\nservice a\nuser b\nend e\ns -> a -> b -> e")
    job = office.job("a").id
    assert office.send(process.JobDone(job_id=job)).answer is process.Answer.DONE
    assert office.send(process.JobDone(job_id=job)).answer is process.Answer.NOT_OPEN
    assert office.places == ["b"]


def test_a_send_task_waits_until_the_message_is_handed_over() -> None:
    office = run("start s\nsend a message=Notice\nend e\ns -> a -> e")
    (effect,) = [effect for effect in office.effects if isinstance(effect, process.SendMessage)]
    assert effect.message == "Notice"
    office.serve("a")
    assert office.ended == "completed"


def test_a_rule_task_is_decided_at_once_where_somebody_can() -> None:
    asked: list[tuple[str, object]] = []

    def decide(decision: str, context: Mapping[str, object]) -> object:
        asked.append((decision, context["kind"]))
        return Decimal(26)

    graph = compiled(
        "start s\nrule a decision=fee result=fee\nxor g\nend e\nend f\ns -> a -> g\ng -> e if fee = 26\ng -> f default"
    )
    office = Office(graph, {"kind": "new"}, decide=decide).start()
    assert asked == [("fee", "new")]
    assert office.values == {"fee": Decimal(26)}
    assert office.visited[-1] == "e"


def test_a_rule_task_becomes_a_job_where_nobody_decides_at_once() -> None:
    office = run("start s\nrule a decision=fee result=fee\nend e\ns -> a -> e")
    (effect,) = [effect for effect in office.effects if isinstance(effect, process.MakeDecision)]
    assert (effect.decision, effect.result) == ("fee", "fee")
    with pytest.raises(process.CommandRefusedError, match="lacks it"):
        office.serve("a")
    office.serve("a", fee=26)
    assert office.values == {"fee": 26}


def test_a_sub_process_is_done_when_everything_in_it_is() -> None:
    office = run(
        """
        start s
        sub p {
        start ps
        and split
        user a
        user b
        end pe
        ps -> split -> a -> pe
        split -> b -> pe
        }
        user after
        end e
        s -> p -> after -> e
        """
    )
    assert office.places == ["a", "b", "p"]
    office.complete("a")
    assert office.places == ["b", "p"]
    office.complete("b")
    assert office.places == ["after"]


CALLED = """
start cs
user c outcomes=yes,no
end ce
cs -> c -> ce
"""


def test_a_called_process_runs_inside_and_may_be_called_from_several_places() -> None:
    graph = compiled(
        "start s\nand split\ncall x calledElement=check\ncall y calledElement=check\nand j\nend e\n"
        "s -> split -> x -> j -> e\nsplit -> y -> j",
        check=CALLED,
    )
    office = Office(graph).start()
    assert office.places == ["c", "c", "x", "y"]
    office.complete("c", "yes")
    assert office.places == ["c", "j", "y"]
    office.complete("c", "no")
    assert office.ended == "completed"


def test_a_process_of_another_file_is_compiled_in_and_pinned() -> None:
    library = {"check": process.read_process(draw(CALLED).replace(b'"main"', b'"check"'))}
    model = process.read_process(draw("start s\ncall x calledElement=check\nend e\ns -> x -> e"))
    graph = process.compile(model, library)
    office = Office(process.Graph.from_json(graph.to_json())).start()
    assert office.places == ["check/c", "x"]
    office.complete("check/c", "yes")
    assert office.ended == "completed"
    assert [finding.code for finding in process.check(model)] == ["unknown_process"]


def test_processes_that_call_each_other_in_a_circle_are_refused() -> None:
    found = findings(
        "start s\ncall x calledElement=one\nend e\ns -> x -> e",
        one="start s1\ncall y calledElement=two\nend e1\ns1 -> y -> e1",
        two="start s2\ncall z calledElement=one\nend e2\ns2 -> z -> e2",
    )
    assert [(finding.code, finding.element) for finding in found] == [
        ("cyclic_call", "y"),
        ("cyclic_call", "z"),
    ]
    assert found[0].path == ("one", "two", "one")
    (itself,) = findings("start s\ncall x calledElement=main\nend e\ns -> x -> e")
    assert (itself.code, itself.element) == ("cyclic_call", "x")


def repeated(extra: str, after: str = "user after") -> str:
    return f"""
    start s
    user a outcomes=yes,no result=vote each=offices as=office collect=votes {extra}
    {after}
    end e
    s -> a -> after -> e
    """


def vote(office: Office, who: str, outcome: str) -> None:
    item = next(
        item
        for item in office.state.work_items.values()
        if office.state.scopes[item.scope_id].values.get("office") == who
    )
    office.send(process.CompleteWorkItem(work_item_id=item.id, outcome=outcome, actor=who))


def test_authorities_are_asked_in_parallel_and_their_votes_collected_in_order() -> None:
    office = run(repeated(""), offices=["Kreis", "Land", "Bund"])
    assert office.places == ["a"] * 4
    vote(office, "Land", "no")
    vote(office, "Bund", "yes")
    assert office.places == ["a"] * 2
    vote(office, "Kreis", "yes")
    assert office.places == ["after"]
    votes = office.values["votes"]
    assert isinstance(votes, list)
    assert [(entry["office"], entry["vote"], entry["loopCounter"]) for entry in votes] == [
        ("Kreis", "yes", 1),
        ("Land", "no", 2),
        ("Bund", "yes", 3),
    ]
    assert "vote" not in office.values


def test_authorities_are_asked_one_after_the_other() -> None:
    office = run(repeated("sequential=true"), offices=["Kreis", "Land"])
    assert office.places == ["a"] * 2
    vote(office, "Kreis", "yes")
    assert office.places == ["a"] * 2
    vote(office, "Land", "no")
    assert office.places == ["after"]


@pytest.mark.parametrize(
    "until",
    [
        "numberOfCompletedInstances >= 2",
        'some v in votes satisfies v.vote = "no"',
        'count(votes[vote = "no"]) > 0',
        "numberOfActiveInstances = 1",
    ],
)
def test_a_completion_condition_ends_the_rest(until: str) -> None:
    office = run(
        repeated(shlex.quote(f"until={until.replace('>', '&gt;')}")), offices=["Kreis", "Land", "Bund"]
    )
    vote(office, "Kreis", "yes")
    assert office.places == ["a"] * 3
    vote(office, "Bund", "no")
    assert office.places == ["after"]
    assert [item.node for item in office.state.work_items.values()] == ["after"]


def test_a_completion_condition_without_a_value_ends_nothing() -> None:
    office = run(repeated("until=unknown"), offices=["Kreis", "Land"])
    vote(office, "Kreis", "yes")
    assert office.places == ["a"] * 2
    assert "condition-without-value" in [event.kind for event in office.events]
    vote(office, "Land", "yes")
    assert office.places == ["after"]


def test_an_empty_list_is_done_at_once() -> None:
    office = run(repeated(""), offices=[])
    assert office.places == ["after"]
    assert office.values["votes"] == []


@pytest.mark.parametrize(
    ("offices", "reason"), [(None, "not a list"), ("Kreis", "not a list"), (["x"] * 1001, "at most 1000")]
)
def test_an_unusable_list_is_an_incident(offices: object, reason: str) -> None:
    assert reason in (run(repeated(""), offices=offices).incidents[0].error or "")


@pytest.mark.parametrize("number", [-1, Decimal("1.5"), "three", None, True, 1001])
def test_an_unusable_number_of_repetitions_is_an_incident(number: object) -> None:
    office = run("start s\nuser a times=n\nend e\ns -> a -> e", n=number)
    assert office.places == ["a"]
    assert len(office.incidents) == 1


def test_a_negative_number_of_repetitions_in_the_model_is_refused() -> None:
    assert [finding.code for finding in findings("start s\nuser a times=-2\nend e\ns -> a -> e")] == [
        "negative_cardinality"
    ]


def test_a_number_of_repetitions() -> None:
    office = run("start s\nuser a times=n+1\nend e\ns -> a -> e", n=2)
    assert len(office.state.work_items) == 3
    for _ in range(3):
        office.complete("a")
    assert office.ended == "completed"


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_a_whole_sub_process_is_repeated_with_values_of_its_own(sequential: str) -> None:
    office = run(
        f"""
        start s
        sub p each=offices as=office collect=answers sequential={sequential} {{
        start ps
        user a outcomes=yes,no
        xor g
        service remind
        end pe
        ps -> a -> g
        g -> pe if outcome = "yes"
        g -> remind if outcome = "no"
        remind -> pe
        }}
        end e
        s -> p -> e
        """,
        offices=["Kreis", "Land"],
    )
    vote(office, "Kreis", "no")
    office.serve("remind", reminded=True)
    vote(office, "Land", "yes")
    assert office.ended == "completed"
    assert office.values["answers"] == [
        {"loopCounter": 1, "office": "Kreis", "outcome": "no", "reminded": True},
        {"loopCounter": 2, "office": "Land", "outcome": "yes"},
    ]


def test_an_error_in_one_repetition_ends_all_of_them() -> None:
    office = run(
        """
        start s
        user a times=3
        boundary broken attachedToRef=a error=X
        user after
        end e
        s -> a -> e
        broken -> after -> e
        """
    )
    office.send(process.ThrowError(work_item_id=office.item("a").id, error="X", actor="erika"))
    assert office.places == ["after"]
    assert [item.node for item in office.state.work_items.values()] == ["after"]
    assert [scope.kind.value for scope in office.state.scopes.values()] == ["process"]


def test_a_boundary_event_on_a_repeated_task_interrupts_all_of_it_once() -> None:
    office = run(
        """
        start s
        user a each=offices
        boundary late attachedToRef=a after=P28D
        user after
        end e
        end f
        s -> a -> after -> e
        late -> f
        """,
        offices=[1, 2, 3],
    )
    assert len(office.state.jobs) == 1
    office.fire("late")
    assert office.ended == "completed"
    assert office.visited[-1] == "f"
    assert list(office.state.rows()) == [office.state.instance]
