"""Jobs of the region: what is done for all bodies, again and again."""

from modellregion.kernel.jobs import RETRY, periodic, task
from modellregion.kernel.limits import forget_full
from modellregion.region.journals import have_confirmed


@periodic(cron="*/10 * * * *")
@task(name="region.have_journals_confirmed", retry=RETRY)
def have_journals_confirmed(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Ask witnesses and the time-stamp service for what was signed in the last ten minutes."""
    have_confirmed()


@periodic(cron="17 * * * *")
@task(name="region.forget_full_allowances", retry=RETRY)
def forget_full_allowances(timestamp: int) -> None:  # noqa: ARG001 - likewise
    """Delete what rate limits no longer need: who asks no more leaves no trace."""
    forget_full()
