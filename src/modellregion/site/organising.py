"""Sets an installation up as a file says: municipalities, their units, staff, services, and who receives their notices.

The file is the operator's own (``docs/operators.md`` has an example). Carrying it out twice changes nothing: what is
there stays, what is missing is added.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec
from django.db import transaction

from modellregion.accounts.api import NewConnection, WrongConnectionError, set_connection
from modellregion.exchange.api import route_recipients, set_route
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import ProductError
from modellregion.packages.api import (
    PackageError,
    install_package,
    installed_services,
    read_folder,
    store_package,
)
from modellregion.payments.api import (
    GRACE_DAYS,
    KEPT_YEARS,
    NOTICE_DAYS,
    BankAccount,
    PaymentSettingsError,
    ProviderSettings,
    configure_payments,
)
from modellregion.records.api import PlanFileError, begin_plan, first_plan, read_plan
from modellregion.region.api import (
    BodyKind,
    GroupRole,
    NewBody,
    Role,
    StaffLogin,
    WrongSsoError,
    add_body,
    add_staff_member,
    add_unit,
    find_body,
    is_login_taken,
    list_units,
    new_first_password,
    set_staff_login,
)
from modellregion.region.directory import UnknownPlaceError, directory


class OrganisationError(Exception):
    """The file cannot be carried out; the message says which part and what to do. Nothing was changed."""


class UnitWish(msgspec.Struct, forbid_unknown_fields=True):
    """An organisation unit (Organisationseinheit)."""

    name: str
    short_name: str = ""
    email: str = ""


class StaffWish(msgspec.Struct, forbid_unknown_fields=True):
    """A person of the staff; ``roles`` names the role held in each unit."""

    login: str
    name: str
    roles: dict[str, Role]


class ServiceWish(msgspec.Struct, forbid_unknown_fields=True):
    """A service to offer: the folder of its package, seen from the file, and the competent unit."""

    folder: str
    unit: str


class ProviderWish(msgspec.Struct, forbid_unknown_fields=True):
    """A payment provider that speaks XBezahldienste (``docs/payments.md``); secrets are named by file."""

    name: str
    address: str
    originator: str
    endpoint: str
    auth: Literal["oauth", "mtls"]
    token_address: str = ""
    client: str = ""
    secret_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    ca_file: str = ""
    booking: dict[str, str] = {}


class PaymentWish(msgspec.Struct, forbid_unknown_fields=True):
    """The bank account that fees go to, where cash is taken, and the provider for paying online.

    With ``creditor_id`` people can pay by direct debit, announced ``notice_days`` before.
    """

    holder: str
    iban: str
    bic: str = ""
    bank: str = ""
    counter: str = ""
    creditor_id: str = ""
    notice_days: int = NOTICE_DAYS
    grace_days: int = GRACE_DAYS
    kept_years: int = KEPT_YEARS
    provider: ProviderWish | None = None


class AccountWish(msgspec.Struct, forbid_unknown_fields=True):
    """A connection to citizens' or business accounts; ``certificates``: the provider's, a PEM file seen from this one."""

    profile: str
    provider_entity_id: str
    sso_url: str
    certificates: str
    entity_id: str = ""
    """The municipality's own name there, for ever; without it the address of its metadata."""
    online_service: str = ""
    """The number of the online service (BMI-ID); BundID asks for it since 30 June 2025."""
    production: bool = True
    signs_response: bool = True
    signs_assertion: bool = True
    request_pss: bool = True


class GroupWish(msgspec.Struct, forbid_unknown_fields=True):
    """That a group of the directory gives a role in a unit."""

    group: str
    role: Role
    unit: str


class StaffLoginWish(msgspec.Struct, forbid_unknown_fields=True):
    """The directory where staff log in (OpenID Connect); see ``docs/operators.md``."""

    issuer: str
    client_id: str
    secret_file: str
    name: str
    login_claim: str = ""
    groups_claim: str = "groups"
    creates_staff: bool = False
    roles: list[GroupWish] = []


class MunicipalityWish(msgspec.Struct, forbid_unknown_fields=True):
    """A municipality of the register, named by its official key (AGS, 8 digits)."""

    key: str
    units: list[UnitWish]
    street: str = ""
    postcode: str = ""
    email: str = ""
    phone: str = ""
    staff: list[StaffWish] = []
    services: list[ServiceWish] = []
    file_plan: str = ""
    """File plan to begin with: a file seen from this one, or ``start`` for the one that ships with the product."""
    payment: PaymentWish | None = None
    """How fees are paid; without it no fee can be paid here. What stands here replaces what was set before."""
    accounts: list[AccountWish] = []
    staff_login: StaffLoginWish | None = None
    """Single sign-on; local accounts go on working beside it."""
    permit_authority: bool = True
    """Whether its own public order office grants the permits of the Gewerbeordnung (Erlaubnisbehörde)."""


class ReceiverWish(msgspec.Struct, forbid_unknown_fields=True):
    """Staff of a body that only receives; ``slug`` as in its address."""

    slug: str
    units: list[UnitWish]
    staff: list[StaffWish]


class Organisation(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file."""

    municipality: list[MunicipalityWish]
    receiver: list[ReceiverWish] = []


def read_organisation(path: Path) -> Organisation:
    """Read the operator's file.

    :raises OrganisationError: when it cannot be read or is none.
    """
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Organisation)
    except OSError as error:
        raise OrganisationError(f"{path} cannot be read: {error.strerror}.") from error
    except msgspec.DecodeError as error:
        raise OrganisationError(f"{path}: {error}") from error


def organise(wanted: Organisation, folder: Path) -> Iterator[str]:
    """Carry it out, all or nothing; yield a line for everything that was added, initial passwords included.

    :raises OrganisationError: when a part of it cannot be.
    """
    lines: list[str] = []
    try:
        with transaction.atomic():
            for municipality in wanted.municipality:
                lines.extend(_municipality(municipality, folder))
            for receiver in wanted.receiver:
                lines.extend(_receiver(receiver))
    except (UnknownPlaceError, PackageError) as error:
        raise OrganisationError(str(error)) from error
    yield from lines


def _municipality(wish: MunicipalityWish, folder: Path) -> Iterator[str]:
    place = directory().by_ags(wish.key)
    entry = find_body(place.slug)
    if entry is None:
        body = add_body(
            NewBody(
                slug=place.slug,
                kind=BodyKind.CITY,
                name=place.display_name,
                short_name=place.short_name,
                regional_key=place.ars,
                street=wish.street,
                postcode=wish.postcode or place.seat_postcode,
                town=place.short_name,
                email=wish.email,
                phone=wish.phone,
            )
        )
        yield f"{place.display_name} added: /{place.slug}/"
    else:
        body = entry.id
    ctx = system_context(body)
    yield from _units(ctx, wish.units)
    yield from _staff(ctx, place.slug, wish.staff)
    for service in wish.services:
        package = store_package(read_folder((folder / service.folder).resolve()))
        offered = installed_services(body).get(package.id)
        if offered is not None and offered.package.hash == package.hash:
            continue
        install_package(ctx, package=package, unit=_unit(ctx, service.unit))
        yield f"{place.display_name} offers {package.id} {package.version}."
    if wish.file_plan:
        yield from _file_plan(ctx, wish.file_plan, folder)
    if wish.payment is not None and _payment(ctx, wish.payment):
        yield f"{place.display_name}: fees go to {wish.payment.iban}" + (
            f"; paying online by {wish.payment.provider.name}" if wish.payment.provider else ""
        )
    yield from _accounts(ctx, wish.accounts, folder)
    yield from _staff_login(ctx, wish.staff_login, folder)
    routed = route_recipients(ctx, place)
    if wish.permit_authority:
        set_route(ctx, recipient="erlaubnisbehoerden", body=body)
    if routed.unknown:
        yield (
            f"{place.display_name}: nobody is known who stands behind {', '.join(routed.unknown)}; what is sent to them "
            "waits until a body is named."
        )


def _accounts(ctx: Context, wishes: list[AccountWish], folder: Path) -> Iterator[str]:
    for wish in wishes:
        try:
            certificates = (folder / wish.certificates).read_text(encoding="ascii")
            connection = NewConnection(
                wish.profile,
                wish.provider_entity_id,
                wish.sso_url,
                certificates,
                entity_id=wish.entity_id,
                online_service=wish.online_service,
                is_production=wish.production,
                signs_response=wish.signs_response,
                signs_assertion=wish.signs_assertion,
                is_pss=wish.request_pss,
            )
            changed = set_connection(ctx, connection)
        except (OSError, UnicodeDecodeError, WrongConnectionError) as error:
            raise OrganisationError(f"The account {wish.profile} cannot be connected: {error}") from error
        if changed:
            yield f"Connected to {wish.profile} at {wish.provider_entity_id}."


def _staff_login(ctx: Context, wish: StaffLoginWish | None, folder: Path) -> Iterator[str]:
    if wish is None:
        return
    described = StaffLogin(
        wish.issuer,
        wish.client_id,
        (folder / wish.secret_file).resolve(),
        wish.name,
        login_claim=wish.login_claim,
        groups_claim=wish.groups_claim,
        roles=[GroupRole(line.group, line.role, _unit(ctx, line.unit)) for line in wish.roles],
        creates_staff=wish.creates_staff,
    )
    try:
        changed = set_staff_login(ctx, described)
    except WrongSsoError as error:
        raise OrganisationError(f"The staff's login cannot be connected: {error}") from error
    if changed:
        yield f"Staff log in at {wish.issuer}, or with a password."


def _file_plan(ctx: Context, name: str, folder: Path) -> Iterator[str]:
    try:
        plan = first_plan() if name == "start" else read_plan((folder / name).read_text(encoding="utf-8"))
        added = begin_plan(ctx, plan)
    except (OSError, PlanFileError, ProductError) as error:
        raise OrganisationError(f"The file plan {name} cannot be taken over: {error}") from error
    if added:
        yield f"File plan: {added} nodes added."


def _payment(ctx: Context, wish: PaymentWish) -> bool:
    asked = wish.provider
    try:
        return configure_payments(
            ctx,
            account=BankAccount(
                wish.holder,
                wish.iban,
                wish.bic,
                wish.bank,
                wish.counter,
                wish.creditor_id,
                wish.notice_days,
                wish.grace_days,
                wish.kept_years,
            ),
            provider=ProviderSettings(**msgspec.structs.asdict(asked)) if asked else None,
        )
    except PaymentSettingsError as error:
        raise OrganisationError(str(error)) from error


def _receiver(wish: ReceiverWish) -> Iterator[str]:
    entry = find_body(wish.slug)
    if entry is None:
        raise OrganisationError(
            f"There is no body »{wish.slug}«. Receivers are added with the municipalities they are competent for."
        )
    ctx = system_context(entry.id)
    yield from _units(ctx, wish.units)
    yield from _staff(ctx, wish.slug, wish.staff)


def _units(ctx: Context, wishes: list[UnitWish]) -> Iterator[str]:
    there = {unit.name for unit in list_units(ctx)}
    for wish in wishes:
        if wish.name not in there:
            add_unit(ctx, name=wish.name, short_name=wish.short_name, email=wish.email)
            yield f"Unit added: {wish.name}"


def _unit(ctx: Context, name: str) -> UUID:
    for unit in list_units(ctx):
        if unit.name == name:
            return unit.id
    raise OrganisationError(f"There is no unit »{name}«; name it under units first.")


def _staff(ctx: Context, slug: str, wishes: list[StaffWish]) -> Iterator[str]:
    for wish in wishes:
        if is_login_taken(ctx, wish.login):
            continue
        password = new_first_password()
        roles = [(role, _unit(ctx, unit)) for unit, role in wish.roles.items()]
        add_staff_member(ctx, login=wish.login, name=wish.name, roles=roles, password=password)
        yield f"{wish.name} logs in at /{slug}/amt/ as {wish.login} with the first password {password}"
