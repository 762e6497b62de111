"""Roles, database and migrations: what must be true of PostgreSQL before the first request."""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from modellregion.site.configuration import SOURCE

OWNER_ROLE = "modellregion_owner"
APP_ROLE = "modellregion_app"
MIN_VERSION = 150000
# What a search calls with the words of a row. Row-level security lets an index answer only what cannot betray a row; none
# of these can (docs/decisions/0040), but PostgreSQL ships them unmarked, and only a superuser may mark them.
_SEARCH_FUNCTIONS = ("pg_catalog.ts_match_vq(tsvector, tsquery)", "pg_catalog.to_tsvector(regconfig, text)")


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Addresses:
    """Connection strings: ``owner`` changes tables, ``app`` is what web and worker use and owns nothing."""

    owner: str
    app: str


def prepare_embedded(superuser: str, database: str, address_of_role: "dict[str, str]") -> Addresses:
    """Make roles and database on the embedded server, where we are superuser."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        for role in (OWNER_ROLE, APP_ROLE):
            _ensure_role(connection, role)
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not exists:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(database), sql.Identifier(OWNER_ROLE)
                )
            )
    with psycopg.connect(superuser, dbname=database, autocommit=True) as connection:
        for statement in marking_statements(connection):
            connection.execute(statement)
    addresses = Addresses(owner=address_of_role[OWNER_ROLE], app=address_of_role[APP_ROLE])
    _grant(addresses.owner)
    return addresses


def marking_statements(connection: "psycopg.Connection[tuple[object, ...]]") -> list[sql.SQL]:
    """Return what a superuser must still execute in this database so that searches use their index."""
    missing = []
    for function in _SEARCH_FUNCTIONS:
        found = connection.execute(
            "SELECT proleakproof FROM pg_proc WHERE oid = %s::regprocedure", [function]
        )
        if found.fetchone() != (True,):
            missing.append(sql.SQL(f"ALTER FUNCTION {function} LEAKPROOF"))
    return missing


def prepare_server(owner: str, data: Path) -> Addresses:
    """Prepare a server that an operator named in DATABASE_URL; its role must own the database.

    :raises DatabaseError: when the server is too old, or the role is a superuser, or may not make the second role.
    """
    try:
        with psycopg.connect(owner, autocommit=True, connect_timeout=10) as connection:
            if connection.info.server_version < MIN_VERSION:
                raise DatabaseError(
                    f"PostgreSQL 15 or newer is needed; the server of DATABASE_URL has "
                    f"{connection.info.server_version // 10000}."
                )
            _refuse_superuser(connection)
            password = _app_password(connection, data)
    except psycopg.OperationalError as error:
        raise DatabaseError(f"The database of DATABASE_URL does not answer: {error}") from error
    _grant(owner)
    return Addresses(owner=owner, app=make_conninfo(owner, user=APP_ROLE, password=password))


def _refuse_superuser(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    found = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if found is not None and found[0]:
        raise DatabaseError(
            "The role of DATABASE_URL is a superuser, whom no row-level security holds back. Make a role that owns the "
            "database and nothing else: CREATE ROLE modellregion LOGIN CREATEROLE PASSWORD '…'"
        )


def _app_password(connection: "psycopg.Connection[tuple[object, ...]]", data: Path) -> str:
    path = data / "database-password"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    password = secrets.token_urlsafe(24)
    try:
        _ensure_role(connection, APP_ROLE)
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(APP_ROLE), sql.Literal(password))
        )
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(
            f"The role of DATABASE_URL may not make the role {APP_ROLE}. Give it CREATEROLE for the first start: "
            "ALTER ROLE … CREATEROLE"
        ) from error
    path.touch(mode=0o600)
    path.write_text(password, encoding="ascii")
    return password


def _ensure_role(connection: "psycopg.Connection[tuple[object, ...]]", role: str) -> None:
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB").format(sql.Identifier(role))
        )


def _grant(owner: str) -> None:
    """Let the application read and write what the owner makes, now and later, and nothing else."""
    role = sql.Identifier(APP_ROLE)
    with psycopg.connect(owner) as connection:
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
        ):
            connection.execute(sql.SQL(statement).format(role))


def migrations_fingerprint() -> str:
    """Return a hash over all migration files: when it has not changed, Django need not be asked."""
    digest = hashlib.sha256()
    for path in sorted(SOURCE.glob("*/**/migrations/*.py")):
        digest.update(path.relative_to(SOURCE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def is_migrated(owner: str) -> bool:
    """Tell whether the last finished migration saw exactly today's migration files."""
    with psycopg.connect(owner) as connection:
        if connection.execute("SELECT to_regclass('public.schema_fingerprint')").fetchone() == (None,):
            return False
        row = connection.execute("SELECT fingerprint FROM schema_fingerprint").fetchone()
    return row is not None and row[0] == migrations_fingerprint()


def remember_migration(owner: str) -> None:
    """Note that the tables now fit today's migration files."""
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS schema_fingerprint (fingerprint text NOT NULL)")
        connection.execute("DELETE FROM schema_fingerprint")
        connection.execute("INSERT INTO schema_fingerprint VALUES (%s)", [migrations_fingerprint()])
