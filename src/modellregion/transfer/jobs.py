"""Jobs of the transfer: what was planned for a day goes live; catalogues are pulled; proposers learn what became of theirs."""

from modellregion.kernel.context import system_context
from modellregion.kernel.jobs import RETRY, periodic, task
from modellregion.region.api import list_bodies
from modellregion.transfer.activations import activate_due
from modellregion.transfer.commands.send_proposal import ask_about_all
from modellregion.transfer.subscriptions.pulling import pull_all


@periodic(cron="3 * * * *")
@task(name="transfer.activate_due", retry=RETRY)
def activate_due_everywhere(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Let planned versions go live, soon after midnight."""
    for body in list_bodies():
        if body.kind.has_portal:
            activate_due(system_context(body.id))


@periodic(cron="17 * * * *")
@task(name="transfer.pull_catalogues", retry=RETRY)
def pull_catalogues(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Pull the catalogues this installation subscribes to; what goes wrong stands at the subscription."""
    pull_all()


@periodic(cron="37 * * * *")
@task(name="transfer.ask_about_proposals", retry=RETRY)
def ask_about_proposals(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Ask authors what became of the proposals that municipalities here have sent."""
    for body in list_bodies():
        if body.kind.has_portal:
            ask_about_all(system_context(body.id))
