"""Jobs of the exchange."""

from datetime import datetime
from uuid import UUID

from modellregion.exchange.sending import confirm_fetched, deliver
from modellregion.kernel.context import system_context
from modellregion.kernel.jobs import RETRY, task


@task(name="exchange.deliver", retry=RETRY)
def deliver_job(*, municipality: str, transmissions: list[str]) -> None:
    """Hand a case's transmissions to their recipients."""
    deliver(system_context(UUID(municipality)), transmissions=[UUID(text) for text in transmissions])


@task(name="exchange.confirm_fetched", retry=RETRY)
def confirm_fetched_job(*, municipality: str, transmission: str, fetched: str) -> None:
    """Tell the sender that its data were fetched."""
    ctx = system_context(UUID(municipality))
    confirm_fetched(ctx, transmission=UUID(transmission), at=datetime.fromisoformat(fetched))
