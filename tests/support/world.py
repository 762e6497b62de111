"""One municipality with something of everything, so that others can try to reach it."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.test import Client

from modellregion.cases.api import certify_receipt, claim_case, desk_view, submit_application
from modellregion.cases.commands.consent_to_retrieval import give_consent
from modellregion.cases.commands.draft_notice import Typed, begin_notice, save_draft
from modellregion.cases.commands.keep_text_module import ModuleText, keep_module
from modellregion.cases.commands.sign_notice import send_round, sign_notice
from modellregion.cases.consulting.asking import Asked, Terms, ask_authorities
from modellregion.cases.consulting.sharing import Shared
from modellregion.cases.models import Case, ReceivedRequest
from modellregion.cases.models import Delivery as NoticeDelivery
from modellregion.deadlines.api import weeks
from modellregion.demo.region import PASSWORD
from modellregion.exchange.models import Delivery
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    ABSENT,
    PROPOSAL_FORMAT,
    Change,
    Proposal,
    ProposedChange,
    SigningKey,
    change_to_json,
    seal_bundle,
    seal_proposal,
)
from modellregion.records.commands.circulate import NewStep, Order, start_circulation
from modellregion.records.commands.close_file import close_file_by_hand
from modellregion.records.commands.dispose import start_disposal
from modellregion.records.commands.file_document import NewEntry, file_document
from modellregion.records.commands.open_file import FileEntry, open_file_by_hand
from modellregion.records.commands.take_mail import take_mail
from modellregion.records.commands.take_scan import ScanEntry, take_scan
from modellregion.records.models import Document
from modellregion.records.plan_queries import list_plan
from modellregion.records.xdomea.parts import XdomeaVersion
from modellregion.region.api import open_session
from modellregion.region.frames import session_cookie
from modellregion.trade.models import Business
from modellregion.transfer.api import receive_proposal
from modellregion.transfer.commands.prepare import begin_preparation
from tests.support.account_world import AccountWorld, make_accounts
from tests.support.contents import blank_pdf
from tests.support.filing import begin, file
from tests.support.jobs import work_off
from tests.support.packages import files_of, replaced
from tests.support.payments import payments_with
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
    proposal: UUID
    proposal_sha256: str
    file: UUID
    node: UUID
    draft_document: UUID
    circulation: UUID
    intake: UUID
    batch: UUID
    disposal: UUID
    opinion_code: str
    received_request: UUID
    notice: UUID
    notice_document: UUID
    letter: UUID
    module: UUID
    claim: UUID
    return_token: str
    clearing_item: UUID
    closing: UUID
    statement: UUID
    accounts: AccountWorld
    run: UUID
    collection: UUID


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
    records = _records(case.file_id)
    proposal, sha256 = _proposal()
    open_case = file(ctx, SERVICE, answers).case
    opinion_code, received_request = _consultation(open_case, chamber.municipality)
    notices = _notices(filed, code)
    payments, return_token = payments_with(MARKER, code=code)
    return World(
        draft_code=begin(ctx, SERVICE, answers),
        case_code=code,
        case=filed,
        open_case=open_case,
        document=first.id,
        business=business.id,
        delivery=delivery.id,
        preparation=begin_preparation(staff("gerda.leistung"), content=_newer_bundle(), origin=MARKER),
        proposal=proposal,
        proposal_sha256=sha256,
        file=case.file_id,
        opinion_code=opinion_code,
        received_request=received_request,
        **records,
        **notices,
        return_token=return_token,
        accounts=make_accounts(MARKER),
        **payments,
    )


def _consultation(case: UUID, chamber: UUID) -> tuple[str, UUID]:
    """Ask the chamber, and somebody by code, with the marker; return the code, and what the chamber received."""
    clerk = staff()
    document = next(
        entry.id for entry in desk_view(clerk, case=case).documents if entry.kind == "application"
    )
    sent = ask_authorities(
        clerk,
        case=case,
        asked=[Asked("", chamber), Asked(MARKER)],
        terms=Terms(MARKER, weeks(2)),
        shared=Shared(documents=frozenset({document})),
    )
    work_off()
    with tenant(chamber):
        received = ReceivedRequest.objects.get(municipality_id=chamber)
    return sent[1].code, received.id


def _notices(case: UUID, code: str) -> dict[str, UUID]:
    """Sign a notice that then waits to be posted, and write a text module, both with the marker."""
    clerk, lead = staff(), staff("bernd.beispiel")
    give_consent(citizen(), code=code, email="marker@example.org", agreed=True)
    notice = begin_notice(clerk, case=case, kind="betriebsverhinderung")
    parts = {"teil-umfang": f"Alles von {MARKER}", "teil-gruende": MARKER}
    fields = {"anschrift": f"{MARKER}\nMarkt 1\n33098 Paderborn", "nur-post": "1", **parts}
    save_draft(clerk, case=case, notice=notice, typed=Typed(fields, 0))
    send_round(clerk, case=case, notice=notice, cosigners=[], signer=lead.actor.id)
    sign_notice(lead, case=case, notice=notice)
    with tenant(clerk):
        letter = NoticeDelivery.objects.get(municipality_id=clerk.municipality, notice_id=notice)
        document = Document.objects.get(municipality_id=clerk.municipality, kind="notice")
    module = keep_module(lead, module=None, said=ModuleText(MARKER, f"Sehr geehrte {MARKER}"))
    return {"notice": notice, "notice_document": document.id, "letter": letter.id, "module": module}


def _newer_bundle() -> bytes:
    """Return a later version of the service, of a publisher whom nobody knows."""
    files = replaced(files_of(SERVICE), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    return seal_bundle(files, publisher="Stadt Anderswo", key=SigningKey(b"w" * 32))


def _proposal() -> tuple[UUID, str]:
    """Let Paderborn receive a proposal with the marker; return its id and the checksum by which its proposer asks."""
    content = made_proposal(MARKER)
    return receive_proposal(staff("gerda.leistung"), content=content), hashlib.sha256(content).hexdigest()


def made_proposal(words: str) -> bytes:
    """Return a proposal that changes a help text to these words and gives them as the reason."""
    path = ("fields.toml", "fields", "rechtsform", "help")
    before = files_of(SERVICE).table("fields.toml")["fields"]["rechtsform"].get("help", ABSENT)
    proposal = Proposal(
        format=PROPOSAL_FORMAT,
        package=SERVICE,
        version="1.0.0",
        base=files_of(SERVICE).hash,
        proposer="Stadt Anderswo",
        key="",
        reason=words,
        made_at=datetime(2026, 11, 1, tzinfo=UTC),
        changes=[ProposedChange(**change_to_json(Change(path, before, words)), reason=words)],
    )
    return seal_proposal(proposal, SigningKey(b"w" * 32))


def _records(file: UUID) -> dict[str, UUID]:
    """File a draft that circulates, take an e-mail in, and begin a disposal, all with the marker."""
    clerk, registry = staff(), staff("gisela.ordnung")
    entry = NewEntry("entwurf.txt", MARKER.encode(), title=MARKER, is_draft=True)
    draft = file_document(clerk, file=file, entry=entry)
    steps = [NewStep(1, Order.COSIGN, clerk.actor.id or new_id())]
    circulation = start_circulation(clerk, file=file, document=draft, steps=steps)
    unit = next(iter(clerk.actor.units))
    content = f"From: x@y.example\nSubject: Post\n\n{MARKER}".encode()
    intake = take_mail(clerk, unit=unit, name="post.eml", content=content).intake
    scanned = ScanEntry("stapel.pdf", blank_pdf(), profile=MARKER, checked="lesbar")
    batch = take_scan(clerk, unit=unit, entry=scanned)
    long_ago = staff(clock=FixedClock(datetime(2005, 3, 1, tzinfo=UTC)))
    node = next(one for one in list_plan(clerk) if one.code == "32.20")
    old = open_file_by_hand(long_ago, node=node.id, unit=unit, entry=FileEntry(f"Alt {MARKER}"))
    close_file_by_hand(long_ago, file=old)
    disposal = start_disposal(
        registry, files=[old], kind="four", version=XdomeaVersion.V3_1, archive="Archiv"
    )
    return {
        "node": node.id,
        "draft_document": draft,
        "circulation": circulation,
        "intake": intake,
        "batch": batch,
        "disposal": disposal,
    }


def log_in(client: Client, login: str, slug: str) -> None:
    """Give ``client`` a session of this person."""
    token = open_session(citizen(slug).municipality, login=login, password=PASSWORD)
    client.cookies[session_cookie()] = token
