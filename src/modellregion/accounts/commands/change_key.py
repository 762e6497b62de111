"""Change the municipality's key at its identity providers: first show the next one, then use it."""

from modellregion.accounts.errors import AccountKeyError
from modellregion.accounts.keys import files_of, keys_of, new_key_file
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant


def prepare_key(ctx: Context, name: str) -> str:
    """Make the next key, unless it is there; return its file. Metadata carry both from now on."""
    keys_of(ctx.municipality, name, ctx.now())
    path = files_of(ctx.municipality).next
    with tenant(ctx):
        if not path.exists():
            new_key_file(path, name, ctx.now(), is_new=True)
            append(ctx, NewEntry(Subject("account_key", ctx.municipality), "account_key_prepared"))
    return str(path)


def switch_key(ctx: Context) -> str:
    """Sign with the next key from now on; the former one still opens what was encrypted for it.

    :raises AccountKeyError: when no next key was prepared.
    """
    files = files_of(ctx.municipality)
    if not files.next.exists():
        raise AccountKeyError("There is no next key. First: modellregion account prepare-key SLUG")
    with tenant(ctx):
        append(ctx, NewEntry(Subject("account_key", ctx.municipality), "account_key_switched"))
        # In this order: whenever it stops, no key is lost, and doing it again finishes it.
        files.former.unlink(missing_ok=True)
        files.former.hardlink_to(files.current)
        files.next.replace(files.current)
    return str(files.current)
