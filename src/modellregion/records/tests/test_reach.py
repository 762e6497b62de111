"""Who reaches which file (process-and-records § 7.3 no. 13): the one SQL rule against a plain reading of the same rules.

Sixty units, four kinds of people, five levels, random plans, files, documents, grants and clearances; the oracle below
walks them with loops and knows nothing of SQL. Lists, searches, counts, exports and direct links are compared.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from django.db import connection

from modellregion.forms.api import name_key, read_search
from modellregion.kernel.context import Actor, ActorKind, Context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.access import Right, authorise_file
from modellregion.records.filing import put_in_charge
from modellregion.records.models import Clearance, Document, DocumentText, File, Grant, PlanNode
from modellregion.records.plan_queries import list_plan
from modellregion.records.policy import GRANTS
from modellregion.records.queries import (
    FileQuery,
    Shown,
    file_contents,
    find_document_row,
    find_file,
    list_files,
)
from modellregion.records.search import DocumentHit, FileHit, RecordSearch, search_documents, search_files
from modellregion.region.api import Role
from modellregion.region.models import Unit
from tests.support.people import staff

pytestmark = pytest.mark.django_db

UNITS, PEOPLE, NODES, FILES, GRANTS_MADE = 60, 15, 30, 70, 60
ROLES = (Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR, Role.REGISTRY, Role.ADMINISTRATOR)
TODAY = date(2026, 5, 4)


@dataclass
class World:
    """Random rows, and who asks."""

    units: list[UUID]
    actors: list[Actor]
    nodes: list[PlanNode] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    clearances: dict[UUID, int] = field(default_factory=dict)


def _world(ctx: Context, rng: Random) -> World:
    mine = {"municipality_id": ctx.municipality}
    with tenant(ctx):
        PlanNode.objects.filter(**mine).update(closed_on=None)
        connection.cursor().execute("DELETE FROM records_service_node")
        connection.cursor().execute("DELETE FROM records_plan_node")
        units = [new_id() for _ in range(UNITS)]
        Unit.objects.bulk_create(
            Unit(**mine, id=unit, name=f"Amt {n}", short_name=str(n)) for n, unit in enumerate(units)
        )
        world = World(units, list(_actors(rng, units)))
        for number in range(NODES):
            parent = rng.choice(world.nodes) if world.nodes and rng.random() < 0.8 else None
            identifier, own = new_id(), rng.choice((0, 0, 0, 0, 1, 2, 4))
            world.nodes.append(
                PlanNode(
                    **mine, id=identifier, parent_id=parent.id if parent else None, code=f"K{number}", title="x",
                    path=[*(parent.path if parent else []), identifier], confidentiality=own,
                    level=max(own, parent.level if parent else 0), valid_from=TODAY,
                )
            )  # fmt: skip
        PlanNode.objects.bulk_create(world.nodes)
        for number in range(FILES):
            _file(world, mine, rng, number)
        File.objects.bulk_create(world.files)
        Document.objects.bulk_create(world.documents)
        DocumentText.objects.bulk_create(
            DocumentText(**mine, id=one.id, file_id=one.file_id, search=f"wort {one.title}")
            for one in world.documents
        )
        world.grants = [_grant(world, mine, rng) for _ in range(GRANTS_MADE)]
        Grant.objects.bulk_create(world.grants)
        for actor in rng.sample(world.actors, PEOPLE // 2):
            assert actor.id is not None
            world.clearances[actor.id] = rng.randrange(5)
        Clearance.objects.bulk_create(
            Clearance(**mine, id=new_id(), staff_id=who, level=level)
            for who, level in world.clearances.items()
        )
    return world


def _actors(rng: Random, units: list[UUID]) -> Iterator[Actor]:
    for number in range(PEOPLE):
        role = ROLES[number % len(ROLES)]
        held = frozenset(str(permission) for permission, roles in GRANTS.items() if role in roles)
        own = frozenset(rng.sample(units, rng.randrange(4)))
        yield Actor(ActorKind.STAFF, id=new_id(), name=f"P{number}", permissions=held, units=own)


def _file(world: World, mine: dict[str, UUID], rng: Random, number: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    found = File(
        **mine, id=new_id(), reference=f"R{number}", subject=f"Sache {number}", search=name_key(f"R{number} Sache"),
        node_id=rng.choice(world.nodes).id if rng.random() < 0.9 else None,
        unit_id=rng.choice(world.units) if rng.random() < 0.9 else None,
        responsible_id=rng.choice(world.actors).id if rng.random() < 0.2 else None,
        confidentiality=rng.choice((0, 0, 0, 0, 1, 3)), opened_at=at, closed_at=at if rng.random() < 0.3 else None,
    )  # fmt: skip
    world.files.append(found)
    for count in range(rng.randrange(3)):
        world.documents.append(
            Document(
                **mine, id=new_id(), file_id=found.id, kind="upload", title=f"d{number}x{count}", direction="in",
                name="d.pdf", media_type="application/pdf", created_at=at, confidentiality=rng.choice((0, 0, 2)),
            )
        )  # fmt: skip


def _grant(world: World, mine: dict[str, UUID], rng: Random) -> Grant:
    on_node, to_unit = rng.random() < 0.6, rng.random() < 0.5
    return Grant(
        **mine, id=new_id(), right=rng.choice(("see", "work")), reason="x", granted_at=datetime(2026, 1, 1, tzinfo=UTC),
        granted_by="x",
        node_id=rng.choice(world.nodes).id if on_node else None, file_id=None if on_node else rng.choice(world.files).id,
        unit_id=rng.choice(world.units) if to_unit else None, staff_id=None if to_unit else rng.choice(world.actors).id,
        ends_on=rng.choice((None, None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))),
    )  # fmt: skip


class Oracle:
    """The rules in plain words: a level that suffices, and then all files, one's own, or a right that reaches them."""

    def __init__(self, world: World, actor: Actor) -> None:
        self.world, self.actor = world, actor
        self.clearance = world.clearances.get(actor.id, 0) if actor.id else 0
        self.parents = {node.id: node for node in world.nodes}

    def may(self, file: File, right: str) -> bool:
        if f"records.{right}" not in self.actor.permissions:
            return False
        chain = list(self._chain(file.node_id))
        if max([file.confidentiality, *(node.confidentiality for node in chain)]) > self.clearance:
            return False
        if f"records.{right}_all" in self.actor.permissions:
            return True
        if file.unit_id in self.actor.units or (file.responsible_id and file.responsible_id == self.actor.id):
            return True
        places = {file.id, *(node.id for node in chain)}
        return any(self._reaches(grant, places, right) for grant in self.world.grants)

    def _chain(self, node: UUID | None) -> Iterator[PlanNode]:
        while node is not None:
            yield self.parents[node]
            node = self.parents[node].parent_id

    def _reaches(self, grant: Grant, places: set[UUID], right: str) -> bool:
        is_mine = grant.unit_id in self.actor.units or (grant.staff_id and grant.staff_id == self.actor.id)
        lasts = grant.ends_on is None or grant.ends_on >= TODAY
        suffices = grant.right == "work" or right == "see"
        return bool(is_mine and lasts and suffices and (grant.node_id in places or grant.file_id in places))

    def sees_document(self, document: Document) -> bool:
        return document.confidentiality <= self.clearance


class _Day:
    def now(self) -> datetime:
        return datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)

    def today(self) -> date:
        return TODAY


@pytest.mark.parametrize("seed", range(2))
def test_lists_searches_counts_and_links_show_exactly_what_the_rules_allow(seed: int) -> None:
    base = replace(staff(), clock=_Day())
    world = _world(base, Random(seed))
    reached = 0
    for actor in world.actors:
        ctx, oracle = replace(base, actor=actor), Oracle(world, actor)
        expected = {file.id for file in world.files if oracle.may(file, "see")}
        if "records.see" not in actor.permissions:
            with pytest.raises(NotAllowedError):
                list_files(ctx, FileQuery())
            continue
        reached += len(expected)
        _compare_lists(ctx, world, oracle, expected)
        _compare_search(ctx, world, oracle, expected)
        for file in world.files:
            _compare_links(ctx, world, oracle, file, expected)
    assert reached > 60  # not a world of closed doors


def _compare_lists(ctx: Context, world: World, oracle: Oracle, expected: set[UUID]) -> None:
    everything = FileQuery(shown=Shown.ALL, size=FILES)
    assert {row.id for row in list_files(ctx, everything).rows} == expected
    assert {row.id for row in list_files(ctx, replace(everything, search="sache")).rows} == expected
    paged: list[UUID] = []
    query = replace(everything, size=7)
    while True:
        page = list_files(ctx, query)
        paged += [row.id for row in page.rows]
        if not page.next:
            break
        query = replace(query, after=page.next)
    assert sorted(paged) == sorted(expected)
    still_open = {file.id for file in world.files if file.closed_at is None}
    assert {row.id for row in list_files(ctx, FileQuery(size=FILES)).rows} == expected & still_open
    said = {one.file_id for one in world.documents if oracle.sees_document(one)}
    found = {row.id for row in list_files(ctx, replace(everything, search="wort", in_texts=True)).rows}
    assert found == expected & said
    for node in list_plan(ctx, with_files=True):
        here = {file.id for file in world.files if file.node_id == node.id}
        assert node.open_files + node.closed_files == len(expected & here)
    root = world.nodes[0]
    below = {file.id for file in world.files if file.node_id and root.id in oracle.parents[file.node_id].path}
    assert {row.id for row in list_files(ctx, replace(everything, node=root.id)).rows} == expected & below


def _compare_search(ctx: Context, world: World, oracle: Oracle, expected: set[UUID]) -> None:
    """The search of the desk, page by page, against a plain look at every row the rules let pass."""
    wanted = RecordSearch(read_search("Sachen"), size=4)
    assert _all_pages(lambda after: search_files(ctx, replace(wanted, after=after))) == sorted(
        expected, reverse=True
    )
    seen = {one.id: one for one in world.documents if one.file_id in expected and oracle.sees_document(one)}
    for words in ("wörter", "d1x", "wort d2x1", "gibtesnicht"):
        search = read_search(words)
        answering = [one.id for one in seen.values() if search.is_answered_by(f"wort {one.title}")]
        documents = RecordSearch(search, size=3)
        found = _all_pages(lambda after, query=documents: search_documents(ctx, replace(query, after=after)))  # type: ignore[misc] # bound now
        assert found == sorted(answering, reverse=True)
    unit = world.units[0]
    of_unit = {file.id for file in world.files if file.unit_id == unit}
    assert {hit.id for hit in search_files(ctx, replace(wanted, unit=unit, size=FILES))} == expected & of_unit


def _all_pages(search: Callable[[UUID | None], Sequence[FileHit | DocumentHit]]) -> list[UUID]:
    found: list[UUID] = []
    after: UUID | None = None
    while hits := search(after):
        found += [hit.id for hit in hits]
        after = found[-1]
    return found


def _compare_links(ctx: Context, world: World, oracle: Oracle, file: File, expected: set[UUID]) -> None:
    if file.id not in expected:
        with pytest.raises(NotFoundError):
            find_file(ctx, file.id)
        return
    assert find_file(ctx, file.id).may_work == oracle.may(file, "work")
    if "records.work" in ctx.actor.permissions and not oracle.may(file, "work"):
        with tenant(ctx), pytest.raises(NotFoundError):
            authorise_file(ctx, file.id, Right.WORK)
    inside = [one for one in world.documents if one.file_id == file.id]
    seen = {one.id for one in inside if oracle.sees_document(one)}
    assert {row.id for row in file_contents(ctx, file.id)[1]} == seen
    for document in inside:
        if document.id not in seen:
            with pytest.raises(NotFoundError):
                find_document_row(ctx, file=file.id, document=document.id)


def test_a_change_of_unit_counts_at_once() -> None:
    base = replace(staff(), clock=_Day())
    world = _world(base, Random(99))
    actor = next(one for one in world.actors if one.units)
    ctx = replace(base, actor=replace(actor, permissions=frozenset({"records.see"})))
    file = next(
        one
        for one in world.files
        if one.unit_id not in actor.units and one.confidentiality == 0 and one.node_id is None
    )
    with pytest.raises(NotFoundError):
        find_file(ctx, file.id)
    started = time.monotonic()
    put_in_charge(ctx, file=file.id, unit=next(iter(actor.units)), staff=None)
    assert find_file(ctx, file.id).is_own
    assert time.monotonic() - started < 1
