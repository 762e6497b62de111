"""What can go wrong with seals, as sentences."""

from enum import StrEnum

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ProductError


class SealKeyError(ProductError):
    """The seal's key or certificate cannot be used; the message says why and what to do."""

    code = "seal_key"
    permanent = False
    user_message = gettext_lazy(
        "Das Siegel der Behörde kann gerade nicht verwendet werden. Bitte wenden Sie sich an die Administration."
    )


class StampError(Exception):
    """A time-stamp cannot be had now; the letter keeps its seal, and it is asked for again."""


class Trouble(StrEnum):
    """Why a file tells nothing about seals."""

    TOO_LARGE = "too_large"
    NO_PDF = "no_pdf"
    PROTECTED = "protected"
    DAMAGED = "damaged"
    TOO_MANY = "too_many"
    NO_SEAL = "no_seal"


class UncheckableError(Exception):
    """A file cannot be checked."""

    def __init__(self, trouble: Trouble) -> None:
        """Remember why."""
        super().__init__(trouble.value)
        self.trouble = trouble
