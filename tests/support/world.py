"""One municipality with something of everything, so that others can try to reach it."""

from dataclasses import dataclass
from uuid import UUID

from django.test import Client

from modellregion.cases.api import certify_receipt, claim_case, submit_application
from modellregion.cases.models import Case
from modellregion.demo.region import PASSWORD
from modellregion.exchange.models import Delivery
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import SigningKey, seal_bundle
from modellregion.records.models import Document
from modellregion.region.api import open_session
from modellregion.region.frames import session_cookie
from modellregion.trade.models import Business
from modellregion.transfer.commands.prepare import begin_preparation
from tests.support.filing import begin, file
from tests.support.jobs import work_off
from tests.support.packages import files_of, replaced
from tests.support.people import citizen, staff
from tests.support.personas import persona

MARKER = "Żółćkowska-Grüßgöttin"  # the family name that nobody else may ever see
SERVICE = "gewerbeanmeldung"


@dataclass(frozen=True)
class World:
    """Ids and codes of what exists at Paderborn, and of a delivery at the chamber."""

    draft_code: str
    case_code: str
    case: UUID
    open_case: UUID
    document: UUID
    business: UUID
    delivery: UUID
    preparation: UUID


def make_world() -> World:
    """File, certify and deliver one notice at Paderborn; begin another; file a third."""
    ctx, clerk = citizen(), staff()
    answers = persona(SERVICE, "friseur", eingetragener_name=f"{MARKER} e.K.")
    answers["personen"] = [{**answers["personen"][0], "familienname": MARKER}]
    code = begin(ctx, SERVICE, answers)
    filed = submit_application(ctx, code=code).case
    claim_case(clerk, case=filed)
    certify_receipt(clerk, case=filed)
    work_off()
    with tenant(ctx):
        case = Case.objects.get(municipality_id=ctx.municipality, id=filed)
        documents = Document.objects.filter(municipality_id=ctx.municipality, file_id=case.file_id)
        business = Business.objects.get(municipality_id=ctx.municipality)
        first = documents.order_by("id")[0]
    chamber = citizen("ihk-ostwestfalen")
    with tenant(chamber):
        delivery = Delivery.objects.get(municipality_id=chamber.municipality)
    return World(
        draft_code=begin(ctx, SERVICE, answers),
        case_code=code,
        case=filed,
        open_case=file(ctx, SERVICE, answers).case,
        document=first.id,
        business=business.id,
        delivery=delivery.id,
        preparation=begin_preparation(staff("gerda.leistung"), content=_newer_bundle(), origin=MARKER),
    )


def _newer_bundle() -> bytes:
    """Return a later version of the service, of a publisher whom nobody knows."""
    files = replaced(files_of(SERVICE), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    return seal_bundle(files, publisher="Stadt Anderswo", key=SigningKey(b"w" * 32))


def log_in(client: Client, login: str, slug: str) -> None:
    """Give ``client`` a session of this person."""
    token = open_session(citizen(slug).municipality, login=login, password=PASSWORD)
    client.cookies[session_cookie()] = token
