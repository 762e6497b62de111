"""Erase what the history of a case says of people, at their wish (Art. 17 DSGVO) or because it was written by mistake."""

from collections.abc import Collection
from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.errors import NoWordsChosenError, ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action
from modellregion.journal.api import erase_words, with_words
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant


def erase_history(ctx: Context, *, case: UUID, entries: Collection[UUID], reason: str) -> int:
    """Erase the words of these entries of a case for good; return of how many.

    The entries stay, with time and action; the journal stays provable, and the erasure is an entry itself.

    :raises ReasonMissingError: without a reason.
    :raises NoWordsChosenError: when none of the entries is the case's and has words.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.ERASE_WORDS)
        if not reason.strip():
            raise ReasonMissingError("words are not erased without a reason")
        chosen = [entry for entry in with_words(ctx, [locked.row.id]) if entry in entries]
        if not chosen:
            raise NoWordsChosenError(f"no entry of case {case} was chosen whose words are there")
        count = erase_words(ctx, entries=chosen, reason=reason.strip())
        record(ctx, case, Action.WORDS_ERASED, note=reason.strip(), data=count)
        return count
