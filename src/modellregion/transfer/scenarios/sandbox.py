"""An invented municipality that exists inside one transaction, and is gone when the block ends."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from modellregion.kernel.clock import rehearsed_time
from modellregion.kernel.context import CITIZEN, Actor, ActorKind, Context, system_context
from modellregion.kernel.files import rehearsed_files
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import rehearsed_tenant
from modellregion.packages.api import Package, PackageFiles, forget_installed, install_package, store_package
from modellregion.payments.api import BankAccount, configure_payments
from modellregion.region.api import (
    BodyKind,
    NewBody,
    Role,
    add_body,
    add_staff_member,
    add_unit,
    forget_bodies,
    permissions_of,
)
from modellregion.region.directory import directory

_ROUNDS_MAX = 50
_NO_PASSWORD = "!"  # noqa: S105 - a hash that no password has: nobody logs in here
_ACCOUNT = BankAccount("Stadtkasse", "DE89370400440532013000")  # the textbook's
_SOME_TIME = datetime(2026, 1, 1, tzinfo=UTC)
_TAKE_DUE = """
WITH due AS (
    DELETE FROM procrastinate_jobs
    WHERE status = 'todo' AND args ->> 'municipality' = %s AND coalesce(scheduled_at <= %s, true)
    RETURNING id, task_name, args
) SELECT task_name, args FROM due ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Host:
    """Name and address under which the invented municipality appears."""

    name: str = "Stadt Musterhausen"
    short_name: str = "Musterhausen"
    street: str = "Markt 1"
    postcode: str = "12345"
    town: str = "Musterhausen"


def host_of(files: PackageFiles) -> Host:
    """Return the publisher's municipality: its scenarios tell of people who live there."""
    publisher = files.table("package.toml").get("package", {}).get("publisher", "")
    for place in directory().municipalities:
        if place.display_name == publisher:
            return Host(
                place.display_name, place.short_name, postcode=place.seat_postcode, town=place.short_name
            )
    return Host()


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The municipality, a clerk of its only unit, and the package it offers."""

    municipality: UUID
    clerk: Actor
    package: Package

    def citizen(self) -> Context:
        """Return the context of somebody at the portal."""
        return Context(self.municipality, CITIZEN)

    def staff(self) -> Context:
        """Return the context of the clerk."""
        return Context(self.municipality, self.clerk)

    def system(self) -> Context:
        """Return the context of a job."""
        return system_context(self.municipality)

    def work_off(self, now: datetime) -> None:
        """Do all jobs that are due at ``now``, and those they cause."""
        for _ in range(_ROUNDS_MAX):
            due = self._take_due(now)
            if not due:
                return
            for name, arguments in due:
                app.tasks[name].func(**arguments)
        raise RuntimeError("Jobs cause jobs without end.")

    def _take_due(self, now: datetime) -> list[tuple[str, dict[str, Any]]]:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_DUE, [str(self.municipality), now])
            return [(name, json.loads(arguments)) for name, arguments in cursor.fetchall()]


@contextmanager
def open_sandbox(files: PackageFiles, host: Host) -> Iterator[Sandbox]:
    """Make the municipality, let it offer the package, and roll everything back in the end."""
    try:
        with rehearsed_files(), rehearsed_time(_SOME_TIME), transaction.atomic():
            sandbox = _make(files, host)
            with rehearsed_tenant(sandbox.municipality):
                yield sandbox
            transaction.set_rollback(True)
    finally:
        forget_bodies()
        forget_installed()


@contextmanager
def undone() -> Iterator[None]:
    """Undo what the block did to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _make(files: PackageFiles, host: Host) -> Sandbox:
    package = store_package(files)
    slug = f"szenario-{new_id().hex}"
    municipality = add_body(
        NewBody(
            slug=slug,
            kind=BodyKind.CITY,
            name=host.name,
            short_name=host.short_name,
            street=host.street,
            postcode=host.postcode,
            town=host.town,
        )
    )
    ctx = system_context(municipality)
    unit = add_unit(ctx, name="Zuständiges Amt", short_name="1")
    roles = [Role.CLERK, Role.TEAM_LEAD]
    if package.awaits_payment:
        roles.append(Role.CASHIER)
        configure_payments(ctx, account=_ACCOUNT, provider=None)
    clerk = add_staff_member(
        ctx,
        login="sachbearbeitung",
        name="Sachbearbeitung",
        roles=[(role, unit) for role in roles],
        password_hash=_NO_PASSWORD,
    )
    install_package(ctx, package=package, unit=unit)
    actor = Actor(ActorKind.STAFF, clerk, "Sachbearbeitung", permissions_of(roles), frozenset({unit}))
    return Sandbox(municipality, actor, package)
