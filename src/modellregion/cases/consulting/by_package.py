"""What a package says about asking other bodies: proposals for the clerk, and the service task of a process."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from modellregion.cases.consulting.asking import Asked, Terms, send_requests
from modellregion.cases.consulting.closing import settle
from modellregion.cases.consulting.models import AuthorityRequest, Round
from modellregion.cases.consulting.sharing import Shared
from modellregion.cases.consulting.words import Silence
from modellregion.cases.operations import Work
from modellregion.deadlines.api import Period, Unit
from modellregion.exchange.api import known_routes
from modellregion.kernel.context import SYSTEM, Context
from modellregion.packages.api import ConsultedBody, Package
from modellregion.records.api import Direction, documents_of


class NoSuchBodyError(Exception):
    """A process asks a body that its package does not name: trying again does not help."""


def ask_by_process(ctx: Context, work: Work) -> None:
    """Ask the bodies that the package names: all that are due, or inside a repetition the one whose id is its element.

    A request that was made is not made again when the step is repeated.
    """
    plan = work.case.package.consultation
    element = work.values.get("stelle")
    if element is None:
        bodies = [body for body in plan.bodies if body.is_due(work.names)]
    else:
        name = str(element.get("id", "")) if isinstance(element, Mapping) else str(element)
        found = plan.body(name)
        if found is None:
            raise NoSuchBodyError(f"consultation.toml names no body {name!r}")
        bodies = [found]
    known = AuthorityRequest.objects.filter(municipality_id=ctx.municipality, case_id=work.case.id)
    asked = set(known.exclude(key="").values_list("key", flat=True))
    routes = routes_of(ctx)
    for body in bodies:
        if body.id in asked:
            continue
        send_requests(
            ctx,
            work.case,
            asked=[asked_of(body, routes)],
            terms=terms_of(body),
            shared=shared_of(ctx, body, work.case.row.file_id),
            completion=plan.completion,
            for_process=True,
        )
    if not bodies and element is None:
        _nobody(ctx, work, plan.completion)


def _nobody(ctx: Context, work: Work, completion: str) -> None:
    """Where nobody is to be asked, the round is over at once, and the process goes on.

    The round is named after the case, so that the step finds it when it is repeated.
    """
    row = Round(
        municipality_id=ctx.municipality,
        id=work.case.id,
        case_id=work.case.id,
        completion=completion,
        for_process=True,
        opened_at=ctx.now(),
    )
    Round.objects.bulk_create([row], ignore_conflicts=True)
    settle(ctx, work.case, row.id)


def routes_of(ctx: Context) -> dict[str, UUID]:
    """Return the bodies behind the ids of a package; whoever may ask may know to whom it goes."""
    return known_routes(replace(ctx, actor=SYSTEM))


def asked_of(body: ConsultedBody, routes: Mapping[str, UUID]) -> Asked:
    """Return whom to ask."""
    return Asked(body.name, routes.get(body.id), body.id)


def terms_of(body: ConsultedBody) -> Terms:
    """Return what the body is told. A norm with a period of its own ignores the one given here."""
    return Terms(
        question=body.question,
        period=Period(max(1, body.count), Unit(body.unit)),
        legal_basis=body.legal_basis,
        norm=body.clock,
        silence=Silence(body.silence),
        silence_basis=body.silence_basis,
        remind_days=body.remind_days,
    )


def shared_of(ctx: Context, body: ConsultedBody, file: UUID) -> Shared:
    """Return what the body sees: the package's fields, and of the file what came in with the application."""
    documents: set[UUID] = set()
    if body.documents != "none":
        kinds = {"attachment"} if body.documents == "attachments" else {"attachment", "application"}
        documents = {
            entry.id
            for entry in documents_of(ctx, file=file)
            if entry.kind in kinds and entry.direction is Direction.IN and entry.sha256
        }
    return Shared(body.fields, frozenset(documents))


def proposals_of(package: Package, names: Mapping[str, Any]) -> list[ConsultedBody]:
    """Return the bodies that the package would ask about this case."""
    return [body for body in package.consultation.bodies if body.is_due(names)]
