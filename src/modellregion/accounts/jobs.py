"""Jobs of the accounts: what goes out by e-mail."""

from uuid import UUID

from modellregion.accounts.commands.take_former import send_confirmation
from modellregion.kernel.context import system_context
from modellregion.kernel.jobs import RETRY, task


@task(name="accounts.confirm_former", retry=RETRY)
def confirm_former(*, municipality: str, holding: str) -> None:
    """Send the code that proves an address of a former account."""
    send_confirmation(system_context(UUID(municipality)), UUID(holding))
