"""The journal in the database: entries get places, proofs come from few rows, words can be erased."""

from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from modellregion.journal.api import NewEntry, Subject, append, entries_of, erase_words, sequence
from modellregion.journal.models import (
    CheckpointRow,
    Endorsement,
    Entry,
    LeafRow,
    NodeRow,
    Seen,
    Waiting,
    Words,
)
from modellregion.journal.proofs.merkle import Frontier, check_consistency, check_inclusion
from modellregion.journal.sequencing import leaf_of
from modellregion.journal.tree import consistency_proof, inclusion_proof, root_at
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from tests.support.people import citizen, staff

pytestmark = pytest.mark.django_db
THING = Subject("thing", new_id())


def enter(count: int, slug: str = "paderborn") -> list[UUID]:
    ctx = staff(slug=slug) if slug != "paderborn" else staff()
    entries = [
        NewEntry(THING, "done", note=f"Nummer {number}", data={"n": number}) for number in range(count)
    ]
    with tenant(ctx):
        append(ctx, *entries)
    return [entry.id for entry in entries]


def leaves(municipality: UUID) -> list[LeafRow]:
    with tenant(municipality):
        return list(LeafRow.objects.filter(municipality_id=municipality).order_by("position"))


def test_entries_stand_in_the_tree_in_their_order_without_gaps() -> None:
    ours = staff().municipality
    before = sequence(ours)
    entered = [*enter(3), *enter(40)]
    assert sequence(ours) == before + 43
    assert sequence(ours) == before + 43
    found = leaves(ours)
    assert [row.position for row in found] == list(range(before + 43))
    assert [row.entry_id for row in found[before:]] == entered
    assert not Waiting.objects.filter(municipality=ours).exists()


def test_the_stored_tree_is_that_of_the_leaves() -> None:
    ours = staff().municipality
    for size in (1, 15, 2, 30, 70):
        enter(size)
        sequence(ours)
    tree, roots = Frontier(), {0: Frontier().root()}
    for row in leaves(ours):
        tree.add(bytes(row.hash))
        roots[tree.size] = tree.root()
    with tenant(ours):
        rows = Entry.objects.filter(municipality_id=ours).order_by("id")
        columns = (
            "id",
            "subject_kind",
            "subject_id",
            "action",
            "actor_kind",
            "actor_id",
            "at",
            "is_public",
            "commitment",
        )
        assert len(rows) == tree.size
        for size in range(tree.size + 1):
            assert root_at(ours, size) == roots[size]
        for size in (1, 16, 17, tree.size):
            for position in {0, size // 2, size - 1}:
                row = LeafRow.objects.get(municipality_id=ours, position=position)
                entry = rows.filter(id=row.entry_id).values_list(*columns)[0]
                assert leaf_of(ours, position, entry).position == position
                proof = inclusion_proof(ours, position, size)
                check_inclusion(
                    leaf=bytes(row.hash), position=position, size=size, proof=proof, root=roots[size]
                )
            check_consistency(
                first=size,
                second=tree.size,
                proof=consistency_proof(ours, size, tree.size),
                first_root=roots[size],
                second_root=tree.root(),
            )


def test_a_proof_costs_one_statement_however_large_the_tree() -> None:
    ours = staff().municipality
    enter(600)
    size = sequence(ours)
    with tenant(ours), CaptureQueriesContext(connection) as seen:
        inclusion_proof(ours, size // 3, size)
        consistency_proof(ours, size // 3, size)
    assert len(seen) == 2


def test_an_entry_costs_one_statement_and_so_do_many() -> None:
    ctx = staff()
    with tenant(ctx), CaptureQueriesContext(connection) as seen:
        append(ctx, NewEntry(THING, "done"))
        append(ctx, *(NewEntry(THING, "done") for _ in range(20)))
    assert len(seen) == 2


def test_what_is_rolled_back_leaves_no_gap() -> None:
    ctx = staff()
    before = sequence(ctx.municipality)
    with tenant(ctx), transaction.atomic():
        append(ctx, NewEntry(THING, "done"))
        transaction.set_rollback(True)
    enter(1)
    assert sequence(ctx.municipality) == before + 1


def test_erased_words_are_gone_and_the_tree_stays() -> None:
    ctx = staff()
    kept, erased = enter(2)
    size = sequence(ctx.municipality)
    with tenant(ctx):
        root = root_at(ctx.municipality, size)
    assert erase_words(ctx, entries=[erased], reason="Art. 17 DSGVO") == 1
    views = {view.id: view for view in entries_of(ctx, THING.id)}
    assert (views[kept].note, views[kept].is_erased) == ("Nummer 0", False)
    assert (views[erased].note, views[erased].data, views[erased].actor, views[erased].is_erased) == (
        "",
        None,
        "",
        True,
    )
    assert [view.note for view in entries_of(ctx, erased)] == ["Art. 17 DSGVO"]
    later = sequence(ctx.municipality)
    with tenant(ctx):
        proof = consistency_proof(ctx.municipality, size, later)
        check_consistency(
            first=size,
            second=later,
            proof=proof,
            first_root=root,
            second_root=root_at(ctx.municipality, later),
        )


def test_words_cannot_be_erased_without_a_trace_nor_next_door() -> None:
    ctx, neighbour = staff(), citizen("bielefeld")
    (entry,) = enter(1)
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute("SELECT journal_erase(%s)", [[entry]])
        assert cursor.fetchone() == (0,)
    assert erase_words(neighbour, entries=[entry], reason="x") == 0
    assert entries_of(ctx, THING.id)[-1].note == "Nummer 0"


@pytest.mark.parametrize("table", [Entry, Words, LeafRow, NodeRow, CheckpointRow, Endorsement, Seen])
def test_the_application_may_neither_change_nor_delete(table: type[Model]) -> None:
    with tenant(staff()):
        for act in (
            lambda: table._default_manager.update(municipality_id=new_id()),
            table._default_manager.all().delete,
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                act()
