"""Many write and sequence at the same time, with real commits: each entry gets one place, and no place stays free."""

import threading

from django.db import connections

from modellregion.journal.api import NewEntry, Subject, append, sequence
from modellregion.journal.models import LeafRow
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from tests.support.people import citizen

THREADS, ROUNDS = 4, 10


def test_many_at_once_get_each_a_place_of_their_own(own_database: str) -> None:
    del own_database
    ctx = citizen()
    before = sequence(ctx.municipality)

    def act() -> None:
        for _ in range(ROUNDS):
            with tenant(ctx):
                append(
                    ctx,
                    NewEntry(Subject("thing", new_id()), "done"),
                    NewEntry(Subject("thing", new_id()), "done"),
                )
            sequence(ctx.municipality)
        connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = before + 2 * THREADS * ROUNDS
    assert sequence(ctx.municipality) == expected
    with tenant(ctx):
        rows = LeafRow.objects.filter(municipality_id=ctx.municipality).order_by("position")
        found = list(rows.values_list("position", "entry_id"))
    assert [position for position, _ in found] == list(range(expected))
    assert len({entry for _, entry in found}) == expected
