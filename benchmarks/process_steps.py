"""What the process engine costs by itself: publication, steps, and that a step does not grow with history.

Run: ``python benchmarks/process_steps.py``. Figures are CPU milliseconds, the median of several rounds; they leave
the database out.
"""

import time
from collections.abc import Callable
from itertools import count
from statistics import median

from modellregion.process import api as process
from modellregion.process.tests.drawing import draw
from modellregion.process.tests.office import MONDAY, Office


def cpu(action: Callable[[], object], rounds: int = 7, repeat: int = 1) -> float:
    """Return the median CPU time of an action in milliseconds."""
    spent: list[float] = []
    for _ in range(rounds):
        started = time.process_time()
        for _ in range(repeat):
            action()
        spent.append((time.process_time() - started) / repeat * 1000)
    return median(spent)


def linear(tasks: int) -> bytes:
    """Return a process of user tasks one after the other."""
    names = [f"a{number}" for number in range(tasks)]
    lines = [f"user {name}" for name in names]
    return draw("\n".join(["start s", "end e", *lines, " -> ".join(["s", *names, "e"])]))


LOOP = """
start s
xor back
user a outcomes=again,done
xor choice
end e
s -> back -> a -> choice
choice -> back if outcome = "again"
choice -> e if outcome = "done"
"""


def publication() -> None:
    """Show what reading, checking and compiling cost."""
    for tasks in (10, 60, 100):
        xml = linear(tasks)
        model = process.read_process(xml)
        graph = process.compile(model)
        print(
            f"{tasks:4} tasks   read {cpu(lambda xml=xml: process.read_process(xml)):7.2f}"
            f"   check + compile {cpu(lambda model=model: process.compile(model)):7.2f}"
            f"   load graph {cpu(lambda graph=graph: process.Graph.from_json(graph.to_json())):7.2f}"
        )


def steps() -> None:
    """Show what a step costs at the start of an instance and after many rounds."""
    office = Office(process.compile(process.read_process(draw(LOOP)))).start()

    def complete() -> None:
        office.complete("a", "again")

    for _ in range(3):
        done = len([event for event in office.events if event.kind == "work-done"])
        print(f"correction loop, after {done:4} rounds: {cpu(complete, rounds=15, repeat=20):7.3f} a step")


def repetition() -> None:
    """Show one vote of 400: from every live row, and from the part it needs."""
    text = "start s\nuser a outcomes=yes,no each=items\nuser b\nend e\ns -> a -> b -> e"
    office = Office(process.compile(process.read_process(draw(text))), {"items": list(range(400))}).start()
    item = next(iter(office.state.work_items.values()))
    command = process.CompleteWorkItem(work_item_id=item.id, outcome="yes", actor="x")
    part = process.part_for(office.state, command)

    def step(state: process.State) -> object:
        numbers = count(10_000)
        return process.advance(
            office.graph, state, command, now=MONDAY, variables={}, new_id=lambda: f"n{next(numbers)}"
        )

    whole_rows, part_rows = len(list(office.state.rows())), len(list(part.rows()))
    print(
        f"one of 400 from all {whole_rows} rows: {cpu(lambda: step(process.State.of(office.state.rows()))):7.3f}"
    )
    print(
        f"one of 400 from {part_rows} rows:   "
        f"{cpu(lambda: step(process.State.of(part.rows(), whole=False)), repeat=20):7.3f}"
    )


if __name__ == "__main__":
    publication()
    steps()
    repetition()
