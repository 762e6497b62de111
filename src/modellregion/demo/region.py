"""Peoples an installation with the demo region: municipalities, recipients, staff, services, routes."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from uuid import UUID

from django.contrib.auth.hashers import make_password

from modellregion.exchange.api import route_recipients, set_route
from modellregion.kernel.context import Actor, ActorKind, Context, system_context
from modellregion.packages.api import Package, install_package, read_folder, store_package
from modellregion.payments.api import BankAccount, ProviderSettings, configure_payments
from modellregion.records.api import begin_plan, first_plan
from modellregion.region.api import (
    BodyKind,
    NewBody,
    Role,
    add_body,
    add_staff_member,
    add_unit,
    find_body,
    put_away,
)
from modellregion.region.directory import Municipality, directory
from modellregion.transfer.api import publish_package

PASSWORD = "modellregion-demo"  # noqa: S105 - for invented people, printed at every start
SERVICES = ("gewerbeanmeldung", "gewerbeummeldung", "gewerbeabmeldung")
PAID_SERVICES = ("gewerberegisterbescheinigung",)
"""Services that begin with a payment: offered where one can pay."""

CITIES = ("paderborn", "bielefeld", "delbrueck", "aachen", "gelsenkirchen", "soest", "wuppertal")
PAYING = ("paderborn", "bielefeld")
# The IBAN of textbooks; its account is nobody's.
TEST_IBAN = "DE89370400440532013000"
# The Bundesbank's own example of a creditor identifier.
TEST_CREDITOR_ID = "DE98ZZZ09999999999"
# Town halls (public addresses of the municipalities); telephone numbers are of the kind that is nobody's.
ADDRESSES = {
    "paderborn": ("Am Abdinghof 11", "33098"),
    "bielefeld": ("Niederwall 23", "33602"),
    "delbrueck": ("Marktstraße 6", "33129"),
    "aachen": ("Markt 1", "52062"),
    "gelsenkirchen": ("Ebertstraße 11", "45879"),
    "soest": ("Am Vreithof 8", "59494"),
    "wuppertal": ("Johannes-Rau-Platz 1", "42275"),
}


def make_demo_region(services: Path) -> bool:
    """Make the demo region once; return whether there was anything to do."""
    if find_body("paderborn") is not None:
        return False
    packages = _stored(services, SERVICES)
    paid = _stored(services, PAID_SERVICES)
    own = {slug: _city(slug) for slug in CITIES}
    own["kreis-paderborn"] = _body(
        "kreis-paderborn", BodyKind.DISTRICT, "Kreis Paderborn", "Kreis Paderborn", "Paderborn"
    )
    own["bezirksregierung-detmold"] = _body(
        "bezirksregierung-detmold", BodyKind.GOVERNMENT_REGION, "Bezirksregierung Detmold", "Bezirksregierung Detmold", "Detmold"
    )  # fmt: skip
    for slug, identifier in own.items():
        offered = [*packages, *(paid if slug in PAYING else [])] if slug in CITIES else []
        _staff_of_office(system_context(identifier), offered, slug)
    for slug in PAYING:
        offer_payment(slug)
    for slug in CITIES:
        _routes(system_context(own[slug]), directory().by_slug(slug), own[slug])
    _staff_of_recipient(system_context(own["bezirksregierung-detmold"]))
    if packages:
        publish_package(system_context(own["paderborn"]), package=packages[0].id)
    return True


def _stored(services: Path, names: Sequence[str]) -> list[Package]:
    return [store_package(read_folder(services / name)) for name in names if (services / name).is_dir()]


def offer_payment(slug: str, provider: ProviderSettings | None = None) -> bool:
    """Give a city a bank account that is nobody's, and the simulated provider once it runs; return whether it is new."""
    body = find_body(slug)
    if body is None:
        return False
    account = BankAccount(
        holder=f"{body.name} (Vorführung)",
        iban=TEST_IBAN,
        bic="COBADEFFXXX",
        bank="Testbank, kein echtes Konto",
        counter=f"Stadtkasse, {ADDRESSES[slug][0]}, Montag bis Freitag 8 bis 12 Uhr",
        creditor_id=TEST_CREDITOR_ID,
    )
    return configure_payments(system_context(body.id), account=account, provider=provider)


def _city(slug: str) -> UUID:
    place = directory().by_slug(slug)
    street, postcode = ADDRESSES[slug]
    return add_body(
        NewBody(
            slug=slug,
            kind=BodyKind.CITY,
            name=place.display_name,
            short_name=place.short_name,
            regional_key=place.ars,
            street=street,
            postcode=postcode,
            town=place.short_name,
            email=f"gewerbeamt@{slug}.example",
            is_demo=True,
        )
    )


def _body(slug: str, kind: BodyKind, name: str, short_name: str, town: str) -> UUID:
    return add_body(NewBody(slug=slug, kind=kind, name=name, short_name=short_name, town=town, is_demo=True))


def _staff_of_office(ctx: Context, packages: list[Package], slug: str) -> None:
    trade = add_unit(ctx, name="Gewerbeamt", short_name="32.3", email=f"gewerbeamt@{slug}.example")
    order = add_unit(ctx, name="Ordnungsamt", short_name="32")
    registry = add_unit(ctx, name="Registratur", short_name="10.1")
    archive = add_unit(ctx, name="Archiv", short_name="41.2")
    treasury = add_unit(ctx, name="Stadtkasse", short_name="20.2")
    people = (
        ("anna.muster", "Anna Muster", [(Role.CLERK, trade)]),
        ("cem.vorlage", "Cem Vorlage", [(Role.CLERK, trade)]),
        ("bernd.beispiel", "Bernd Beispiel", [(Role.TEAM_LEAD, trade), (Role.TEAM_LEAD, order)]),
        ("dora.exempel", "Dora Exempel", [(Role.CLERK, order), (Role.RECIPIENT, order)]),
        ("emil.pruefmann", "Emil Prüfmann", [(Role.AUDITOR, order)]),
        ("gerda.leistung", "Gerda Leistung", [(Role.SERVICE_MANAGER, order)]),
        ("gisela.ordnung", "Gisela Ordnung", [(Role.REGISTRY, registry)]),
        ("klara.kasse", "Klara Kasse", [(Role.CASHIER, treasury)]),
        ("henrik.ewig", "Henrik Ewig", [(Role.ARCHIVIST, archive)]),
        ("admin", "Administration", [(Role.ADMINISTRATOR, order)]),
    )
    for login, name, roles in people:
        person = add_staff_member(ctx, login=login, name=name, password_hash=_hash(), roles=roles)
        _knows_the_desk(ctx, person)
    for package in packages:
        install_package(ctx, package=package, unit=trade)
    begin_plan(ctx, first_plan())


@cache
def _hash() -> str:
    return make_password(PASSWORD)  # made once: it is meant to be slow


def _staff_of_recipient(ctx: Context) -> None:
    unit = add_unit(ctx, name="Eingangsstelle", short_name="E")
    person = add_staff_member(
        ctx, login="empfang", name="Erika Empfang", password_hash=_hash(), roles=[(Role.RECIPIENT, unit)]
    )
    _knows_the_desk(ctx, person)


def _knows_the_desk(ctx: Context, person: UUID) -> None:
    """Show the guides of somebody who has worked here for a while closed."""
    put_away(replace(ctx, actor=Actor(ActorKind.STAFF, id=person)), names={"*", "day:over"})


def _routes(ctx: Context, place: Municipality, own: UUID) -> None:
    for receiver in route_recipients(ctx, place, is_demo=True).added:
        _staff_of_recipient(system_context(receiver))
    # The permit authority of small trades is the municipality's own public order office.
    set_route(ctx, recipient="erlaubnisbehoerden", body=own)
