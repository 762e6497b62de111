"""The root of all errors that a person may meet."""

from django.utils.translation import gettext_lazy


class ProductError(Exception):
    """Something a person asked for could not be done.

    ``code`` is stable and machine-readable; ``user_message`` says what is wrong and what to do, in the person's
    language; ``permanent`` tells whether trying again later can help.
    """

    code = "error"
    permanent = True
    user_message: object = gettext_lazy("Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.")

    def __init__(self, detail: str = "", *, user_message: object | None = None) -> None:
        """Remember ``detail`` for the log; ``user_message`` replaces the class's sentence for this one case."""
        super().__init__(detail or self.code)
        if user_message is not None:
            self.user_message = user_message


class NotAllowedError(ProductError):
    """The actor lacks the right. Pages answer 403, or 404 where even the object's existence is nobody's business."""

    code = "not_allowed"
    user_message = gettext_lazy(
        "Dafür fehlt Ihnen das Recht. Ihre Leitung oder die Administration kann es Ihnen geben."
    )


class NotFoundError(ProductError):
    """The object does not exist for this tenant."""

    code = "not_found"
    user_message = gettext_lazy(
        "Das gibt es hier nicht. Vielleicht wurde es gelöscht oder der Link ist falsch."
    )


class WrongParameterError(ProductError):
    """A program asked with a parameter that the address does not know like this; the sentence names it."""

    code = "wrong_parameter"


class ConflictError(ProductError):
    """Somebody else was quicker."""

    code = "conflict"
    user_message = gettext_lazy("Jemand anderes war schneller. Bitte laden Sie die Seite neu.")


class NotConfirmedError(ProductError):
    """The actor has to prove once more who they are."""

    code = "not_confirmed"
    permanent = False
    user_message = gettext_lazy("Bitte bestätigen Sie zuerst, dass Sie es sind.")


class TooManyError(ProductError):
    """Too much was asked for in too short a time (RFC 6585 § 4); ``retry_after`` says in how many seconds again."""

    code = "too_many"
    permanent = False
    user_message: object = gettext_lazy(
        "Von hier kamen gerade sehr viele Anfragen. Bitte warten Sie einige Minuten und versuchen Sie es dann noch einmal."
    )

    def __init__(self, detail: str = "", *, retry_after: int) -> None:
        """Remember when to come back."""
        super().__init__(detail)
        self.retry_after = retry_after
