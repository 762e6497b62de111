"""Gateways and the flows out of activities: who goes where, and who waits for whom."""

import pytest

from modellregion.process import api as process
from modellregion.process.tests.drawing import compiled, findings
from modellregion.process.tests.office import Office


def run(text: str, **variables: object) -> Office:
    return Office(compiled(text), dict(variables)).start()


CHOICE = """
start s
xor choice
user a
user b
user c
end e
s -> choice
choice -> a if amount > 100
choice -> b if amount > 10
choice -> c default
a -> e
b -> e
c -> e
"""


@pytest.mark.parametrize(("amount", "place"), [(500, "a"), (50, "b"), (5, "c")])
def test_an_exclusive_gateway_takes_the_first_way_whose_condition_holds(amount: int, place: str) -> None:
    assert run(CHOICE, amount=amount).places == [place]


def test_the_order_of_the_gateway_counts_not_that_of_the_flows() -> None:
    model = process.read_process(
        b"""<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:mr="urn:modellregion:bpmn:1">
        <d:process id="p" isExecutable="true"><d:startEvent id="s"/><d:endEvent id="e"/><d:endEvent id="f"/>
        <d:exclusiveGateway id="x" default="x3"><d:outgoing>x2</d:outgoing><d:outgoing>x1</d:outgoing>
        </d:exclusiveGateway><d:sequenceFlow id="f0" sourceRef="s" targetRef="x"/>
        <d:sequenceFlow id="x1" sourceRef="x" targetRef="e"><d:conditionExpression>n &gt; 1</d:conditionExpression>
        </d:sequenceFlow><d:sequenceFlow id="x3" sourceRef="x" targetRef="e"/>
        <d:sequenceFlow id="x2" sourceRef="x" targetRef="f"><d:conditionExpression>n &gt; 0</d:conditionExpression>
        </d:sequenceFlow></d:process></d:definitions>"""
    )
    office = Office(process.compile(model), {"n": 5}).start()
    assert office.visited[-1] == "f"


def test_a_condition_without_a_value_is_an_incident_and_never_a_quiet_default() -> None:
    office = run(CHOICE)
    assert office.places == ["choice"]
    (incident,) = office.incidents
    assert "neither true nor false" in (incident.error or "")
    office.variables["amount"] = 50
    office.send(process.RetryJob(job_id=incident.id, reason="Betrag nachgetragen", actor="erika"))
    assert office.places == ["b"]
    assert not office.incidents


def test_a_condition_on_a_wrong_kind_of_value_is_an_incident() -> None:
    office = run("start s\nxor g\nend e\nend f\ns -> g\ng -> e if flag\ng -> f default", flag="ja")
    assert "neither true nor false" in (office.incidents[0].error or "")


def test_a_variable_that_is_no_feel_value_is_an_incident_and_no_crash() -> None:
    office = run(CHOICE, amount=1.5)
    assert "can't be evaluated" in (office.incidents[0].error or "")


PARALLEL = """
start s
and split
user a
user b
user c
and join
user d
end e
s -> split -> a -> join -> d -> e
split -> b -> join
split -> c -> join
"""


def test_a_parallel_join_waits_for_all_and_lets_one_token_through() -> None:
    office = run(PARALLEL)
    assert office.places == ["a", "b", "c"]
    office.complete("b")
    office.complete("a")
    assert office.places == ["c", "join", "join"]
    office.complete("c")
    assert office.places == ["d"]
    assert not office.state.arrivals
    office.complete("d")
    assert office.ended == "completed"


def test_a_parallel_join_in_a_loop_starts_afresh_each_time() -> None:
    office = run(
        """
        start s
        xor back
        and split
        user a
        user b
        and join
        user d outcomes=again,done
        xor choice
        end e
        s -> back -> split -> a -> join -> d -> choice
        split -> b -> join
        choice -> back if outcome = "again"
        choice -> e if outcome = "done"
        """
    )
    for outcome in ("again", "again", "done"):
        office.complete("a")
        assert not office.state.work_items or office.places == ["b", "join"]
        office.complete("b")
        office.complete("d", outcome)
    assert office.ended == "completed"


INCLUSIVE = """
start s
or split
user a
user b
user c
or join
user d
end e
s -> split
split -> a if x
split -> b if y
split -> c default
a -> join -> d -> e
b -> join
c -> join
"""


@pytest.mark.parametrize(
    ("x", "y", "places"), [(True, True, "ab"), (True, False, "a"), (False, True, "b"), (False, False, "c")]
)
def test_an_inclusive_join_waits_for_exactly_those_that_were_sent(x: bool, y: bool, places: str) -> None:
    office = run(INCLUSIVE, x=x, y=y)
    assert office.places == list(places)
    for number, place in enumerate(places, 1):
        office.complete(place)
        assert office.places == (["d"] if number == len(places) else [*places[number:], "join"])
    office.complete("d")
    assert office.ended == "completed"


def test_inclusive_blocks_may_stand_inside_each_other_and_in_loops() -> None:
    office = run(
        """
        start s
        xor back
        or o1
        user a
        or i1
        user b
        user c
        or i2
        or o2
        user t outcomes=again,done
        xor choice
        end e
        s -> back -> o1
        o1 -> a if true
        o1 -> i1 if true
        o1 -> o2 default
        a -> o2 -> t -> choice
        i1 -> b if true
        i1 -> c if true
        i1 -> i2 default
        b -> i2 -> o2
        c -> i2
        choice -> back if outcome = "again"
        choice -> e if outcome = "done"
        """
    )
    for outcome in ("again", "done"):
        assert office.places == ["a", "b", "c"]
        office.complete("b")
        office.complete("a")
        assert office.places == ["c", "i2", "o2"]
        office.complete("c")
        office.complete("t", outcome)
    assert office.ended == "completed"
    assert len(office.state.scopes) == 0


def test_several_flows_out_of_a_task_are_all_taken() -> None:
    office = run("start s\nuser t\nuser a\nuser b\nand j\nend e\ns -> t -> a -> j -> e\nt -> b -> j")
    office.complete("t")
    assert office.places == ["a", "b"]


@pytest.mark.parametrize(("amount", "places"), [(500, ["a", "b"]), (50, ["b"]), (5, ["c"])])
def test_conditional_flows_out_of_a_task_with_a_default(amount: int, places: list[str]) -> None:
    office = run(
        """
        start s
        user t
        user a
        user b
        user c
        end e
        s -> t
        t -> a if amount > 100
        t -> b if amount > 10
        t -> c default
        a -> e
        b -> e
        c -> e
        """,
        amount=amount,
    )
    office.complete("t")
    assert office.places == places


def test_an_event_based_gateway_goes_on_with_the_first_event_only() -> None:
    office = run(
        """
        start s
        event g
        catch letter message=Letter
        catch late after=P2D
        user a
        user b
        end e
        s -> g -> letter -> a -> e
        g -> late -> b -> e
        """
    )
    assert office.places == ["g"]
    office.fire("late")
    assert office.places == ["b"]
    assert office.message("Letter") is process.Answer.NOT_EXPECTED
    assert not office.state.jobs
    assert not office.state.subscriptions


def test_receive_tasks_may_follow_an_event_based_gateway() -> None:
    office = run(
        "start s\nevent g\nreceive r message=M\ncatch t after=P1D\nend e\ns -> g -> r -> e\ng -> t -> e"
    )
    assert office.message("M") is process.Answer.DONE
    assert office.ended == "completed"


COMPLETE = {
    "all outcomes": ('outcome = "x"', 'outcome = "y"'),
    "an or": ('outcome = "x" or outcome = "y"', 'outcome = "x"'),
    "a negation": ("amount > 5", "not(amount > 5)"),
    "a difference": ('town = "Bielefeld"', 'town != "Bielefeld"'),
}


@pytest.mark.parametrize("name", COMPLETE)
def test_conditions_that_leave_nothing_out_need_no_default(name: str) -> None:
    one, other = COMPLETE[name]
    text = (
        f"start s\nuser t outcomes=x,y\nxor g\nend e\nend f\ns -> t -> g\ng -> e if {one}\ng -> f if {other}"
    )
    assert findings(text) == []


INCOMPLETE = {
    "a missing outcome": ('outcome = "x"', 'outcome = "x"', "y"),
    "numbers": ("amount > 5", "amount < 5", "nobody can tell"),
    "a value of the case": ('town = "A"', 'town = "B"', "not an outcome"),
}


@pytest.mark.parametrize("name", INCOMPLETE)
def test_conditions_that_may_all_fail_need_a_default(name: str) -> None:
    one, other, reason = INCOMPLETE[name]
    text = (
        f"start s\nuser t outcomes=x,y\nxor g\nend e\nend f\ns -> t -> g\ng -> e if {one}\ng -> f if {other}"
    )
    (finding,) = findings(text)
    assert (finding.code, finding.element) == ("needs_default", "g")
    assert reason in finding.message


def test_an_outcome_that_may_not_have_been_given_yet_proves_nothing() -> None:
    text = """
    start s
    xor first
    user t outcomes=x,y
    xor g
    end e
    end f
    s -> first
    first -> t if urgent
    first -> g default
    t -> g
    g -> e if outcome = "x"
    g -> f if outcome = "y"
    """
    (finding,) = findings(text)
    assert "may not have been decided" in finding.message


def test_a_misspelt_outcome_is_found() -> None:
    text = 'start s\nuser t outcomes=x,y\nxor g\nend e\nend f\ns -> t -> g\ng -> e if outcome = "z"\ng -> f default'
    assert [finding.code for finding in findings(text)] == ["unknown_outcome"]
