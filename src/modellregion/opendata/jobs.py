"""Jobs of the open figures."""

from uuid import UUID

from modellregion.kernel.context import system_context
from modellregion.kernel.jobs import RETRY, periodic, task
from modellregion.opendata.counting import count_released
from modellregion.region.api import list_bodies


@task(name="opendata.count", retry=RETRY)
def count_job(*, municipality: str) -> None:
    """Count what a municipality has released."""
    count_released(system_context(UUID(municipality)))


@periodic(cron="41 4 * * *")
@task(name="opendata.count_all", retry=RETRY)
def count_all(timestamp: int) -> None:
    """Count every night what has ended; ``timestamp`` says for which run."""
    del timestamp
    for body in list_bodies():
        count_released(system_context(body.id))
