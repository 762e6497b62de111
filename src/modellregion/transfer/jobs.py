"""Jobs of the transfer: what was planned for a day goes live on that day; subscribed catalogues are pulled."""

from modellregion.kernel.context import system_context
from modellregion.kernel.jobs import RETRY, periodic, task
from modellregion.region.api import list_bodies
from modellregion.transfer.activations import activate_due
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
