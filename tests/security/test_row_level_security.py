"""PostgreSQL itself keeps tenants apart: forced row-level security, and a role that owns nothing."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, connection, transaction

from modellregion.cases.models import Case
from modellregion.journal.models import Entry, Words
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.models import Unit
from tests.support.filing import file
from tests.support.people import citizen
from tests.support.personas import persona

pytestmark = pytest.mark.django_db


def _rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def test_every_table_of_tenants_is_forced() -> None:
    tables = _rows(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, "
        "(SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) "
        "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'municipality_id' "
        "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    assert len(tables) >= 20
    assert [row for row in tables if row[1:] != (True, True, 1)] == []


def test_the_keys_of_tenants_begin_with_the_tenant() -> None:
    """Also foreign keys: a row can only refer to rows of its own municipality."""
    wrong = _rows(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint k WHERE contype IN ('p', 'f') "
        "AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'municipality_id') "
        "AND (contype = 'p' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = k.confrelid "
        "AND a.attname = 'municipality_id')) "
        "AND conkey[1] <> (SELECT attnum FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'municipality_id')"
    )
    assert wrong == []


def test_the_application_role_owns_nothing_and_bypasses_nothing() -> None:
    (role,) = _rows("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    assert role == (False, False, False)
    assert _rows("SELECT relname FROM pg_class WHERE relowner = current_user::regrole") == []


def test_without_a_municipality_there_are_no_rows() -> None:
    file(citizen(), "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    assert _rows("SELECT count(*) FROM cases_case") == [(0,)]
    assert _rows("SELECT count(*) FROM region_unit") == [(0,)]


def test_rows_of_others_cannot_be_written() -> None:
    mine, theirs = citizen(), citizen("bielefeld")
    with tenant(mine), pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        Unit.objects.create(municipality_id=theirs.municipality, id=new_id(), name="x", short_name="x")
    with tenant(mine):
        assert Unit.objects.filter(municipality_id=theirs.municipality).update(name="x") == 0


def test_history_cannot_be_rewritten() -> None:
    ctx = citizen()
    file(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    with tenant(ctx):
        assert Entry.objects.filter(municipality_id=ctx.municipality).exists()
        rewriting: list[Callable[[], object]] = [
            lambda: Entry.objects.update(action="x"),
            lambda: Words.objects.update(content=b""),
            Entry.objects.all().delete,
            Words.objects.all().delete,
        ]
        for act in rewriting:
            with pytest.raises(ProgrammingError), transaction.atomic():
                act()
        assert Case.objects.filter(municipality_id=ctx.municipality).exists()


def test_one_transaction_belongs_to_one_municipality() -> None:
    with tenant(citizen()), pytest.raises(RuntimeError), tenant(citizen("bielefeld")):
        pass


def test_migrations_say_all_that_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
