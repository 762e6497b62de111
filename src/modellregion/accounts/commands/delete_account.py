"""Delete an account at its owner's wish: everything of the login goes; what was filed is the authority's and stays."""

from uuid import UUID

from modellregion.accounts.models import Account, AccountSession
from modellregion.accounts.sessions import end_sessions
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import destroy
from modellregion.kernel.tenancy import tenant


def delete_account(ctx: Context, account: UUID) -> None:
    """Delete the account with its sessions; deleting twice is deleting once. The next login begins a new one."""
    with tenant(ctx):
        mine = {"municipality_id": ctx.municipality}
        end_sessions(ctx, AccountSession.objects.filter(**mine, account_id=account))
        deleted, _ = Account.objects.filter(**mine, id=account).delete()
        if deleted:
            destroy(ctx.municipality, [account])
            append(ctx, NewEntry(Subject("account", account), "account_deleted"))
