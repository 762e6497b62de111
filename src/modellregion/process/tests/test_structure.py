"""Faults of form that stand between the elements, and rare turns of a run."""

import pytest

from modellregion.process import api as process
from modellregion.process.tests.drawing import compiled, draw, findings
from modellregion.process.tests.office import Office

FAULTS = {
    "a condition on the only way out of a gateway": (
        "start s\nxor g\nend e\ns -> g\ng -> e if x",
        [("condition_not_asked", "g-e")],
    ),
    "a way out of a gateway without a condition": (
        "start s\nxor g\nend e\nend f\nend h\ns -> g\ng -> e if x\ng -> f\ng -> h default",
        [("no_condition", "g-f")],
    ),
    "a condition on a parallel gateway": (
        "start s\nand g\nend e\nend f\ns -> g\ng -> e if x\ng -> f",
        [("condition_not_asked", "g-e")],
    ),
    "an inclusive gateway that joins and splits": (
        (
            "start s\nuser a outcomes=x,y\nxor c\nor g\nend e\nend f\ns -> a -> c\n"
            'c -> g if outcome = "x"\nc -> h if outcome = "y"\nuser h\nh -> g\ng -> e if x\ng -> f default'
        ),
        [("mixed_gateway", "g")],
    ),
    "an inclusive join of two splits": (
        (
            "start s\nor g\nor h\nuser a\nuser b\nuser c\nor j\nend e\ns -> g\ng -> h if x\ng -> c default\n"
            "h -> a if y\nh -> b default\na -> j -> e\nb -> j\nc -> j"
        ),
        [("unmatched_split", "h")],
    ),
    "an event-based gateway with one event": (
        "start s\nevent g\ncatch t after=P1D\nend e\ns -> g -> t -> e",
        [("nothing_to_choose", "g")],
    ),
    "an event-based gateway before a task": (
        "start s\nevent g\ncatch t after=P1D\nuser a\nend e\ns -> g -> t -> e\ng -> a -> e",
        [("no_event_after_gateway", "g")],
    ),
    "an event that is reached beside its gateway": (
        (
            "start s\nuser c outcomes=x,y\nxor d\nevent g\ncatch t after=P1D\ncatch m message=M\nend e\ns -> c -> d\n"
            'd -> g if outcome = "x"\nd -> t if outcome = "y"\ng -> t -> e\ng -> m -> e'
        ),
        [("second_way_in", "g")],
    ),
    "a boundary event on a task after an event-based gateway": (
        (
            "start s\nevent g\nreceive r message=M\nboundary b attachedToRef=r after=P9D\ncatch t after=P1D\nend e\n"
            "end f\ns -> g -> r -> e\ng -> t -> e\nb -> f"
        ),
        [("boundary_after_gateway", "g")],
    ),
    "receive tasks and message events after the same gateway": (
        "start s\nevent g\nreceive r message=M\ncatch m message=N\nend e\ns -> g -> r -> e\ng -> m -> e",
        [("mixed_receivers", "g")],
    ),
    "two plain start events": (
        "start s\nstart t\nuser a\nend e\ns -> a -> e\nt -> a",
        [("one_start", "main")],
    ),
    "two start events for one message": (
        "start s message=M\nstart t message=M\nuser a\nend e\ns -> a -> e\nt -> a",
        [("same_start_message", "main")],
    ),
    "a correlation before there is anything to correlate with": (
        "start s message=M correlation=x\nuser a\nend e\ns -> a -> e",
        [("correlation_at_start", "s")],
    ),
    "a message start in a sub-process": (
        "start s\nsub p {\nstart ps message=M\nend pe\nps -> pe\n}\nend e\ns -> p -> e",
        [("one_start", "p"), ("start_of_wrong_kind", "ps")],
    ),
    "a flow into a sub-process": (
        "start s\nsub p {\nstart ps\nuser a\nend pe\nps -> a -> pe\n}\nend e\ns -> p -> e\ns -> a",
        [("flow_across_border", "s-a")],
    ),
    "a name that is none": (
        "start s\nrule a 'result=my fee'\nend e\ns -> a -> e",
        [("bad_name", "a")],
    ),
    "a completion condition that is none": (
        "start s\nuser a times=2 until=3\nend e\ns -> a -> e",
        [("wrong_type", "a")],
    ),
    "an outcome that a rule may overwrite": (
        (
            "start s\nuser a outcomes=x,y result=r\nrule b result=r\nxor g\nend e\nend f\ns -> a -> b -> g\n"
            'g -> e if r = "x"\ng -> f if r = "y"'
        ),
        [("needs_default", "g")],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_form_is_found(name: str) -> None:
    text, expected = FAULTS[name]
    found = findings(text)
    assert [(finding.code, finding.element) for finding in found] == expected
    assert all(finding.line for finding in found)


def test_an_element_without_an_id_is_found_by_its_line() -> None:
    xml = draw("start s\nuser a\nend e\ns -> a -> e").replace(b' id="a"', b"")
    found = process.check(process.read_process(xml))
    assert ("no_id", "main", 4) in [(finding.code, finding.element, finding.line) for finding in found]


@pytest.mark.parametrize(
    ("caught", "codes"),
    [
        ("boundary b attachedToRef=p error=X\nb -> f\nend f", []),
        ("boundary b attachedToRef=p error=\nb -> f\nend f", []),
        ("event-sub x {\nstart xs error=X\nend xe\nxs -> xe\n}", []),
        ("event-sub x {\nstart xs error=Y\nend xe\nxs -> xe\n}", ["uncaught_error"]),
        ("", ["uncaught_error"]),
    ],
)
def test_an_error_end_that_nobody_catches_is_a_warning(caught: str, codes: list[str]) -> None:
    text = f"""
    start s
    sub p {{
    start ps
    user a outcomes=x,y
    xor g
    end good
    end bad error=X
    ps -> a -> g
    g -> good if outcome = "x"
    g -> bad if outcome = "y"
    }}
    end e
    s -> p -> e
    {caught}
    """
    assert [finding.code for finding in findings(text)] == codes


def test_an_error_end_in_a_handler_looks_for_the_levels_around() -> None:
    text = """
    start s
    sub p {{
    start ps
    user a
    end pe
    ps -> a -> pe
    event-sub x {{
    start xs message=M isInterrupting={interrupting}
    end xe error=X
    xs -> xe
    }}
    event-sub y {{
    start ys error=X
    end ye
    ys -> ye
    }}
    }}
    end e
    s -> p -> e
    """
    assert findings(text.format(interrupting="false")) == []
    assert [f.code for f in findings(text.format(interrupting="true"))] == ["uncaught_error"]


def test_exclusive_conditions_out_of_a_task_are_never_both_taken() -> None:
    text = """
    start s
    user t outcomes=x,y
    user a
    user b
    xor m
    user c
    end e
    s -> t
    t -> a if outcome = "x"
    t -> b if outcome = "y"
    a -> m
    b -> m -> c -> e
    """
    assert findings(text) == []
    both = {f.code for f in findings(text.replace('outcome = "y"', "amount > 3"))}
    assert both == {"needs_default", "runs_twice"}


def test_a_terminate_event_that_is_reached_at_once_stops_the_branches_beside_it() -> None:
    office = Office(
        compiled(
            "start s\nand g\nend t terminate=\nuser a\nservice b\nend e\ns -> g -> t\ng -> a -> e\ng -> b -> e"
        )
    )
    changes = office.send(process.Start())
    assert office.ended == "completed"
    # What began and ended within one step is neither stored nor sent out.
    assert [type(effect).__name__ for effect in changes.effects] == ["EndInstance"]
    assert [type(row).__name__ for row in changes.inserted] == ["Instance"]


def test_a_process_that_never_comes_to_rest_is_stopped() -> None:
    text = """
    start s
    xor back
    user a each=items
    xor g
    end e
    s -> back -> a -> g
    g -> back if again
    g -> e default
    """
    with pytest.raises(process.CommandRefusedError, match="goes in circles"):
        Office(compiled(text), {"items": [], "again": True}).start()


def test_without_a_condition_that_holds_and_a_default_somebody_has_to_help() -> None:
    text = "start s\nxor g\nend e\nend f\ns -> g\ng -> e if x\ng -> f if not(x)"
    office = Office(compiled(text), {"x": None}).start()
    assert "neither true nor false" in (office.incidents[0].error or "")
    manual = 'start s\nuser t outcomes=x,y\nxor g\nend e\nend f\ns -> t -> g\ng -> e if outcome = "x"\ng -> f if outcome = "y"'
    office = Office(compiled(manual)).start()
    office.send(
        process.Jump(token_id=next(iter(office.state.tokens)), node="g", reason="Eile", actor="leitung")
    )
    assert "None of the conditions after g holds" in (office.incidents[0].error or "")


def test_a_token_that_waits_at_a_join_may_go_back() -> None:
    text = "start s\nand g\nuser a\nuser b\nand j\nend e\ns -> g -> a -> j -> e\ng -> b -> j"
    office = Office(compiled(text)).start()
    office.complete("a")
    waiting = next(iter(office.state.arrivals))
    office.send(process.Jump(token_id=waiting, node="a", reason="nachbessern", actor="leitung"))
    assert office.places == ["a", "b"]
    assert not office.state.arrivals
    office.complete("b")
    office.complete("a")
    assert office.ended == "completed"


def test_one_of_several_repetitions_may_start_anew_but_not_leave_alone() -> None:
    office = Office(compiled("start s\nuser a times=2\nuser b\nend e\ns -> a -> b -> e")).start()
    inner = [token for token in office.state.tokens.values() if office.state.scopes[token.scope_id].index]
    with pytest.raises(process.CommandRefusedError, match="let the activity jump"):
        office.send(process.Jump(token_id=inner[0].id, node="b", reason="x", actor="leitung"))
    office.send(process.Jump(token_id=inner[0].id, node="a", reason="x", actor="leitung"))
    assert len(office.state.work_items) == 2
    host = next(token for token in office.state.tokens.values() if token not in inner and token.node == "a")
    assert office.state.scopes[host.scope_id].kind.value == "process"
    office.send(process.Jump(token_id=host.id, node="b", reason="x", actor="leitung"))
    assert office.places == ["b"]
    assert len(office.state.work_items) == 1


def test_commands_about_rows_that_are_gone_are_answered() -> None:
    office = Office(compiled("start s\nuser a\nend e\ns -> a -> e")).start()
    gone: list[process.Command] = [
        process.Reassign(work_item_id="x", reason="x", actor="x", role="r"),
        process.Withdraw(work_item_id="x", reason="x", actor="x"),
        process.Jump(token_id="x", node="a", reason="x", actor="x"),
        process.JobFailed(job_id="x", error="x"),
        process.TimerFired(job_id="x"),
        process.ThrowError(job_id="x", error="x"),
        process.RetryJob(job_id="x", reason="x", actor="x"),
        process.SkipJob(job_id="x", reason="x", actor="x"),
    ]
    before = office.state
    assert [office.send(command).answer for command in gone] == [process.Answer.NOT_OPEN] * len(gone)
    assert office.state == before


def test_a_time_without_an_offset_is_refused() -> None:
    office = Office(compiled("start s\nuser a\nend e\ns -> a -> e"))
    office.now = office.now.replace(tzinfo=None)
    with pytest.raises(ValueError, match="needs an offset"):
        office.start()


def test_rows_of_two_instances_are_not_mixed() -> None:
    graph = compiled("start s\nuser a\nend e\ns -> a -> e")
    one = Office(graph).start()
    other = Office(graph)
    next(other.numbers)
    other.start()
    with pytest.raises(ValueError, match="two instances"):
        process.State.of([*one.state.rows(), *other.state.rows()])


def test_who_decides_sees_routing_values_before_the_data_of_the_case() -> None:
    seen: list[dict[str, object]] = []

    def decide(_decision: str, context: process.Context) -> object:
        seen.append(dict(context))
        assert len(context) == 3
        return True

    graph = compiled("start s\nrule a result=fine\nend e\ns -> a -> e")
    Office(graph, {"kind": "case", "town": "Bielefeld"}, decide=decide).start(kind="value", extra=1)
    assert seen == [{"kind": "value", "town": "Bielefeld", "extra": 1}]


def test_a_due_rule_of_a_user_task_may_be_changed_without_touching_the_rest() -> None:
    source = draw("start s\nuser a\nend e\ns -> a -> e")
    model = process.read_process(source)
    written = process.write_process(model, {"a": {"role": "leitung", "due": "P1D"}})
    work = process.compile(process.read_process(written)).nodes["a"].work
    assert work is not None
    assert (work.role, work.form, work.due) == ("leitung", "form", "P1D")
    undone = process.write_process(process.read_process(written), {"a": {"role": "clerk", "due": "P3D"}})
    assert undone == process.write_process(model)
    with pytest.raises(process.UnknownTaskError, match="no user task s"):
        process.write_process(model, {"s": {"role": "x"}})
    with pytest.raises(process.UnknownTaskError, match="not \\['outcome'\\]"):
        process.write_process(model, {"a": {"outcome": "x"}})
    bare = source.replace(
        b"<bpmn:extensionElements>", b"<bpmn:documentation></bpmn:documentation><!--", 1
    ).replace(b"</bpmn:extensionElements>", b"-->", 1)
    filled = process.write_process(
        process.read_process(bare), {"a": {"role": "clerk", "form": "form", "due": "P3D"}}
    )
    assert process.compile(process.read_process(filled)) == process.compile(model)
