"""What can go wrong with a journal; each sentence says what is wrong, where, and what to do."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ProductError


class JournalKeyError(ProductError):
    """The private key of a journal cannot be used. Entries are still written; nothing is signed until it is back."""

    code = "journal_key"
    permanent = False
    user_message = gettext_lazy(
        "Der Beleg kann gerade nicht unterschrieben werden. Bitte versuchen Sie es später noch einmal."
    )


class JournalHistoryError(ProductError):
    """The tree does not continue what was signed before; nothing is signed until a person has looked."""

    code = "journal_history"
    permanent = False
    user_message = gettext_lazy(
        "Der Beleg kann gerade nicht unterschrieben werden. Bitte versuchen Sie es später noch einmal."
    )


class WitnessRefusedError(ProductError):
    """A checkpoint is not signed by us as a witness; ``status`` is the answer of c2sp.org/tlog-witness."""

    code = "witness_refused"

    def __init__(self, status: int, detail: str) -> None:
        """Remember the status."""
        super().__init__(detail)
        self.status = status
