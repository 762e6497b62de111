"""Unsound models are refused, with a run that shows the fault; sound ones pass."""

import pytest

from modellregion.process import api as process
from modellregion.process.tests.drawing import findings

UNSOUND = {
    "a parallel split merged by an exclusive gateway": (
        """
        start s
        and split
        user a
        user b
        xor merge
        user c
        end e
        s -> split -> a -> merge -> c -> e
        split -> b -> merge
        """,
        "runs_twice",
        "c",
        ("s", "split", "a", "b", "merge", "c", "merge", "c"),
    ),
    "an exclusive split merged by a parallel join": (
        """
        start s
        user a outcomes=x,y
        xor split
        user b
        user c
        and join
        end e
        s -> a -> split
        split -> b if outcome = "x"
        split -> c if outcome = "y"
        b -> join
        c -> join -> e
        """,
        "waits_forever",
        "join",
        ("s", "a", "split", "b", "join"),
    ),
    "a circle without a way out": (
        "start s\nuser a\nxor back\ns -> back -> a -> back",
        "never_ends",
        "a",
        ("s", "back", "a"),
    ),
    "a circle through gateways only": (
        """
        start s
        xor one
        xor two
        end e
        s -> one -> two
        two -> one if x
        two -> e default
        """,
        "circle_without_wait",
        "one",
        ("one", "two", "one"),
    ),
    "two flows into one task": (
        "start s\nuser a\nuser b\nuser c\nend e\ns -> a -> c -> e\ns -> b -> c",
        "runs_twice",
        "c",
        ("s", "a", "b", "c", "c"),
    ),
    "a branch that leaves the join waiting": (
        """
        start s
        and split
        user a outcomes=x,y
        xor choice
        user b
        and join
        end e
        end early
        s -> split -> a -> choice
        choice -> join if outcome = "x"
        choice -> early if outcome = "y"
        split -> b -> join -> e
        """,
        "waits_forever",
        "join",
        ("s", "split", "a", "b", "choice", "early", "join"),
    ),
    "a reminder that joins what is already done": (
        """
        start s
        user a
        boundary r attachedToRef=a after=P1D cancelActivity=false
        and join
        end e
        s -> a -> join -> e
        r -> join
        """,
        "waits_forever",
        "join",
        ("s", "a", "join"),
    ),
    "a reminder that runs into the main way": (
        """
        start s
        user a
        boundary r attachedToRef=a after=P1D cancelActivity=false
        user b
        end e
        s -> a -> b -> e
        r -> b
        """,
        "runs_twice",
        "b",
        ("r", "b"),
    ),
    "a step after a sub-process that never ends by itself": (
        """
        start s
        sub p {
        start ps
        user pa
        end pe error=X
        ps -> pa -> pe
        }
        boundary caught attachedToRef=p error=X
        user after
        end e
        end other
        s -> p -> after -> e
        caught -> other
        """,
        "dead_step",
        "after",
        None,
    ),
    "an island": (
        "start s\nuser a\nend e\nuser b\nuser c\ns -> a -> e\nb -> c -> b",
        "unreachable",
        "b",
        None,
    ),
    "a fault inside of a sub-process": (
        """
        start s
        sub p {
        start ps
        and split
        user pa
        user pb
        xor merge
        user pc
        end pe
        ps -> split -> pa -> merge -> pc -> pe
        split -> pb -> merge
        }
        end e
        s -> p -> e
        """,
        "runs_twice",
        "pc",
        None,
    ),
    "a fault inside of an event sub-process": (
        """
        start s
        user a
        end e
        s -> a -> e
        event-sub x {
        start xs message=M
        user xa
        xor back
        xs -> back -> xa -> back
        }
        """,
        "never_ends",
        "xa",
        None,
    ),
    "an inclusive split with a way out before its join": (
        """
        start s
        or split
        user a
        user b
        or join
        end e
        end early
        s -> split
        split -> a if x
        split -> b default
        a -> join -> e
        b -> early
        """,
        "unmatched_split",
        "split",
        None,
    ),
    "an inclusive join without a split": (
        """
        start s
        and split
        user a
        user b
        or join
        end e
        s -> split -> a -> join -> e
        split -> b -> join
        """,
        "unmatched_join",
        "join",
        None,
    ),
    "a way into an inclusive block from outside": (
        """
        start s
        user first outcomes=x,y
        xor choice
        or split
        user a
        user b
        or join
        end e
        s -> first -> choice
        choice -> split if outcome = "x"
        choice -> a if outcome = "y"
        split -> a if p
        split -> b default
        a -> join -> e
        b -> join
        """,
        "unmatched_split",
        "split",
        None,
    ),
    "an inclusive block that starts itself again": (
        """
        start s
        xor back
        or split
        user a outcomes=x,y
        xor choice
        user b
        or join
        end e
        s -> back -> split
        split -> a if p
        split -> b default
        a -> choice
        choice -> back if outcome = "x"
        choice -> join if outcome = "y"
        b -> join -> e
        """,
        "unmatched_split",
        "split",
        None,
    ),
    "two conditional flows out of a task that meet unjoined": (
        """
        start s
        user a
        user b
        user c
        xor merge
        user d
        end e
        s -> a
        a -> b if x
        a -> c if y
        a -> d default
        b -> merge
        c -> merge -> d -> e
        """,
        "runs_twice",
        "d",
        None,
    ),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_model_is_refused_with_a_run_that_shows_it(name: str) -> None:
    text, code, element, path = UNSOUND[name]
    found = [finding for finding in findings(text) if finding.severity is process.Severity.ERROR]
    assert {finding.code for finding in found} == {code}
    assert found[0].element == element
    assert found[0].line
    if path is not None:
        assert found[0].path == path


SOUND = {
    "parallel branches that end on their own": (
        "start s\nand split\nuser a\nuser b\nend e\nend f\ns -> split -> a -> e\nsplit -> b -> f"
    ),
    "parallel branches into one end": (
        "start s\nand split\nuser a\nuser b\nend e\ns -> split -> a -> e\nsplit -> b -> e"
    ),
    "several flows out of a task, joined": (
        "start s\nuser t\nuser a\nuser b\nand j\nend e\ns -> t -> a -> j -> e\nt -> b -> j"
    ),
    "a terminate event that ends the other branch": (
        """
        start s
        and split
        user a
        user b
        end e terminate=
        end f
        s -> split -> a -> e
        split -> b -> f
        """
    ),
    "a loop with a way out": (
        """
        start s
        xor back
        user a outcomes=again,done
        xor choice
        end e
        s -> back -> a -> choice
        choice -> back if outcome = "again"
        choice -> e if outcome = "done"
        """
    ),
    "nested blocks": (
        """
        start s
        or o1
        and a1
        user a
        user b
        and a2
        or i1
        user c
        user d
        or i2
        or o2
        end e
        s -> o1
        o1 -> a1 if x
        o1 -> i1 default
        a1 -> a -> a2 -> o2 -> e
        a1 -> b -> a2
        i1 -> c if y
        i1 -> d default
        c -> i2 -> o2
        d -> i2
        """
    ),
    "a loop around an inclusive block": (
        """
        start s
        xor back
        or split
        user a
        user b
        or join
        user t outcomes=again,done
        xor choice
        end e
        s -> back -> split
        split -> a if x
        split -> b default
        a -> join -> t -> choice
        b -> join
        choice -> back if outcome = "again"
        choice -> e if outcome = "done"
        """
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_model_passes(name: str) -> None:
    assert findings(SOUND[name]) == []


def test_a_state_space_too_large_is_a_warning() -> None:
    branches = "".join(
        f"user a{n}\nuser b{n}\nuser c{n}\nsplit -> a{n} -> b{n} -> c{n} -> join\n" for n in range(12)
    )
    found = findings(f"start s\nand split\nand join\nend e\n{branches}s -> split\njoin -> e")
    assert [(finding.code, finding.severity) for finding in found] == [
        ("not_walked_through", process.Severity.WARNING)
    ]
