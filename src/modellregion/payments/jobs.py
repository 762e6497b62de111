"""Jobs of payments: what is under way is asked for until it is final; what is final is compared once a day."""

from collections.abc import Sequence
from uuid import UUID

from modellregion.kernel.context import Context, system_context
from modellregion.kernel.jobs import RETRY, periodic, task
from modellregion.kernel.logs import log
from modellregion.payments.intents import due_intents, recent_intents
from modellregion.payments.mandates import lapse_mandates
from modellregion.payments.online import follow
from modellregion.payments.plans import check_plans
from modellregion.payments.retention import erase_payers
from modellregion.payments.settings import provider_settings
from modellregion.region.api import list_bodies


@periodic(cron="* * * * *")
@task(name="payments.sweep", retry=RETRY)
def sweep_everywhere(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Ask for every attempt whose time has come."""
    for body in list_bodies():
        sweep(system_context(body.id))


def sweep(ctx: Context) -> int:
    """Ask for the attempts of one municipality that are due; return how many. One that fails does not stop the others."""
    if provider_settings(ctx) is None:
        return 0
    return _follow(ctx, due_intents(ctx))


@periodic(cron="41 4 * * *")
@task(name="payments.compare", retry=RETRY)
def compare_everywhere(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Compare what ended within the last week with what the provider says now."""
    for body in list_bodies():
        compare(system_context(body.id))


def compare(ctx: Context) -> int:
    """Ask again for what ended lately; what differs becomes a clearing item. Return how many were asked for."""
    if provider_settings(ctx) is None:
        return 0
    return _follow(ctx, recent_intents(ctx), although_paid=True)


@periodic(cron="52 3 * * *")
@task(name="payments.lapse_mandates", retry=RETRY)
def lapse_everywhere(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """End the mandates that nobody used for 36 months."""
    for body in list_bodies():
        lapse_mandates(system_context(body.id))


@periodic(cron="22 5 * * *")
@task(name="payments.check_plans", retry=RETRY)
def check_plans_everywhere(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """End the plans of instalments that are paid, or were not kept."""
    for body in list_bodies():
        check_plans(system_context(body.id))


@periodic(cron="7 3 * * *")
@task(name="payments.erase_payers", retry=RETRY)
def erase_payers_everywhere(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Erase whom money came from where the time to keep it is over."""
    for body in list_bodies():
        erase_payers(system_context(body.id))


def _follow(ctx: Context, intents: Sequence[UUID], *, although_paid: bool = False) -> int:
    for intent in intents:
        try:
            follow(ctx, intent, although_paid=although_paid)
        except Exception as error:  # noqa: BLE001 - the others must be asked for too; the next round tries this one again
            log.error("payment cannot be followed", intent=str(intent), exc_info=error)
    return len(intents)
