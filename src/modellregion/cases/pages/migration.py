"""The page on which running cases are moved to the version that is offered now: first the dry run, then the order."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from modellregion.cases.commands.migrate_cases import order_migration, rehearse_migration
from modellregion.cases.errors import ReasonMissingError
from modellregion.cases.policy import Cases
from modellregion.cases.process_view import MigrationProgress, migration_progress, service_versions
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import Package, package_by_hash
from modellregion.process.api import Problem
from modellregion.region.frames import Request, staff_page

PROBLEM_NAMES = {
    "no_counterpart": gettext_lazy(
        "Der Vorgang steht an diesem Schritt, und die neue Fassung hat ihn nicht mehr."
    ),
    "other_scope": gettext_lazy("Der Schritt liegt in der neuen Fassung in einem anderen Teilablauf."),
    "other_call": gettext_lazy("Hier läuft schon ein Aufruf, den die neue Fassung anders meint."),
    "other_correlation": gettext_lazy(
        "Hier wird auf eine Nachricht gewartet, die die neue Fassung anders zuordnet."
    ),
    "no_flow": gettext_lazy(
        "Der Weg zu diesem Zusammenfluss lässt sich in der neuen Fassung nicht wiederfinden."
    ),
    "other_repetition": gettext_lazy("Der Schritt wird in der neuen Fassung anders wiederholt."),
    "no_way_out": gettext_lazy("In der neuen Fassung käme der Vorgang von hier nicht mehr ans Ende."),
    "no_value": gettext_lazy("Für die neue Fassung fehlt dem Vorgang eine Angabe."),
    "other_data": gettext_lazy("Die Angaben des Antrags passen nicht unverändert in das neue Formular."),
    "unknown_node": gettext_lazy("Der Plan der neuen Fassung nennt einen Schritt, den es nicht gibt."),
    "other_kind": gettext_lazy("Der Plan der neuen Fassung setzt Schritte verschiedener Art gleich."),
    "ended": gettext_lazy("Der Ablauf ist inzwischen beendet."),
}


@staff_page
def migration(request: Request, service: str) -> HttpResponse:
    """Show the dry run or how far an order is; take the order."""
    ctx = request.ctx
    ctx.authorise(Cases.MIGRATE)
    ordered = request.GET.get("auftrag", "")
    if ordered and request.method == "GET":
        return _progress(request, service, ordered)
    source = _source(request, service)
    if source is None:
        return render(request, "cases/migration_none.html", {"service": service})
    error = ""
    if request.method == "POST":
        try:
            order = order_migration(
                ctx, service=service, source=source.hash, reason=request.POST.get("begruendung", "")
            )
            address = url("migration", slug=request.body_entry.slug, service=service)
            return HttpResponseRedirect(f"{address}?{urlencode({'auftrag': str(order)})}")
        except ReasonMissingError as missing:
            error = str(missing.user_message)
    rehearsal = rehearse_migration(ctx, service=service, source=source.hash)
    refused = [
        (verdict.case, verdict.number, problem_words(source, verdict.problems))
        for verdict in rehearsal.verdicts
        if verdict.problems
    ]
    values = {"service": service, "rehearsal": rehearsal, "refused": refused, "error": error}
    return render(request, "cases/migration.html", values, status=422 if error else 200)


def _source(request: Request, service: str) -> Package | None:
    """Return the version asked for, or the first older one on which cases run; None when there is none."""
    versions = service_versions(request.ctx).get(service, [])
    wanted = request.GET.get("von", "")[:64]
    older = [entry.package for entry in versions if not entry.is_current]
    found = next((package for package in older if package.hash.startswith(wanted)), None)
    if not versions or (wanted and found is None):
        raise NotFoundError(f"no older version {wanted!r} of {service!r}")
    return found


def _progress(request: Request, service: str, ordered: str) -> HttpResponse:
    found: MigrationProgress | None = None
    with suppress(ValueError):
        found = migration_progress(request.ctx, migration=UUID(ordered))
    if found is None:
        raise NotFoundError(f"no order {ordered!r}")
    source, target = package_by_hash(found.order.source_package), package_by_hash(found.order.target_package)
    refused = [(case, number, problem_words(source, problems)) for case, number, problems in found.refused]
    values = {"service": service, "progress": found, "source": source, "target": target, "refused": refused}
    return render(request, "cases/migration_progress.html", values)


def problem_words(source: Package, problems: tuple[Problem, ...]) -> list[str]:
    """Return what keeps a case from moving, in sentences with the step's name."""
    words = []
    for problem in problems:
        sentence = str(
            PROBLEM_NAMES.get(problem.code, gettext("Die neue Fassung passt nicht zu diesem Vorgang."))
        )
        node = source.process.nodes.get(problem.node or "")
        words.append(f"{node.label}: {sentence}" if node is not None else sentence)
    return words
