"""What goes on at cases in the demo beside their course: authorities asked, notices signed and on their way, a text module.

Made by the real commands, at cases that were invented before.
"""

from dataclasses import replace
from uuid import UUID

from modellregion.cases.api import CaseState, desk_view
from modellregion.cases.commands.draft_notice import Typed, begin_notice, save_draft
from modellregion.cases.commands.keep_text_module import ModuleText, keep_module
from modellregion.cases.commands.sign_notice import send_round, sign_notice
from modellregion.cases.consulting.asking import Asked, Terms, ask_authorities
from modellregion.cases.consulting.sharing import Shared
from modellregion.cases.models import Case
from modellregion.deadlines.api import weeks
from modellregion.demo.people import earlier, person
from modellregion.kernel.clock import Clock
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.tenancy import tenant
from modellregion.opendata.commands.release_figure import release_figure
from modellregion.packages.api import installed_services
from modellregion.region.api import BodyEntry, find_body

PLACES = ("paderborn", "bielefeld")
SERVICE = "gewerbeanmeldung"
CHAMBER = "ihk-ostwestfalen"
_QUESTION = "Ist die Tätigkeit aus Ihrer Sicht ein Handwerk, das in die Handwerksrolle einzutragen ist?"
_MODULE = (
    "Bitte reichen Sie den Nachweis bis zum genannten Tag ein. Sie können ihn auf der Statusseite hochladen. "
    "Wenn Sie Fragen haben, rufen Sie uns an."
)
_STOP = {
    "teil-umfang": "Sie stellen den Betrieb ein, solange Sie die nötige Zulassung nicht haben.",
    "teil-gruende": (
        "Für die angezeigte Tätigkeit ist eine Zulassung erforderlich. Sie haben keine vorgelegt. Wir haben Ihnen "
        "Gelegenheit gegeben, sich dazu zu äußern. Dieses Schreiben ist erfunden, wie alles in der Vorführregion."
    ),
}


def make_ongoing(clock: Clock) -> None:
    """Let two municipalities ask, write and sign, at the open notices of a business that came in last."""
    for slug in PLACES:
        body = find_body(slug)
        if body is not None:
            _at(body, clock)


def _at(body: BodyEntry, clock: Clock) -> None:
    base = replace(system_context(body.id), clock=clock)
    clerk, lead = person(base, "anna.muster"), person(base, "bernd.beispiel")
    keep_module(lead, module=None, said=ModuleText("Nachweis nachreichen", _MODULE))
    asked, waiting, posted = (_open_cases(base) + [None] * 3)[:3]
    if asked is not None:
        _ask(earlier(clerk, days=1), asked)
    if waiting is not None:
        _sent_round(body, clerk, lead, waiting)
    manager = person(base, "gerda.leistung")
    for service, offered in installed_services(body.id).items():
        for figure in offered.package.figures:
            release_figure(manager, service=service, figure=figure.id)
    if posted is not None:
        sign_notice(lead, case=posted, notice=_sent_round(body, clerk, lead, posted))


def _open_cases(base: Context) -> list[UUID | None]:
    """Return the cases nobody has begun to work on, the newest first."""
    with tenant(base):
        rows = Case.objects.filter(
            municipality_id=base.municipality,
            package=SERVICE,
            state=CaseState.RECEIVED.value,
            assignee_id=None,
            received_at__lt=earlier(base, days=1).now(),
        )
        return [row.id for row in rows.order_by("-received_at", "-id")[:3]]


def _ask(clerk: Context, case: UUID) -> None:
    chamber = find_body(CHAMBER)
    known = [] if chamber is None else [Asked("", chamber.id)]
    papers = frozenset(one.id for one in desk_view(clerk, case=case).documents if one.sha256)
    ask_authorities(
        clerk,
        case=case,
        asked=[*known, Asked("Handwerkskammer Musterbezirk")],
        terms=Terms(_QUESTION, weeks(2), legal_basis="§ 14 Abs. 1 GewO"),
        shared=Shared(documents=papers),
    )


def _sent_round(body: BodyEntry, clerk: Context, lead: Context, case: UUID) -> UUID:
    notice = begin_notice(clerk, case=case, kind="betriebsverhinderung")
    address = f"Muster & Beispiel GmbH\n{body.street}\n{body.postcode} {body.town}"
    save_draft(clerk, case=case, notice=notice, typed=Typed({"anschrift": address, **_STOP}, 0))
    send_round(clerk, case=case, notice=notice, cosigners=[], signer=lead.actor.id)
    return notice
