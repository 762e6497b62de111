"""Errors of the region's room."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ConflictError, ProductError


class LoginRefusedError(ProductError):
    """Unknown name, wrong password, or a locked account: the sentence does not tell which of the first two."""

    code = "login_refused"
    user_message = gettext_lazy("Name oder Passwort stimmen nicht. Bitte prüfen Sie beides.")


class FirstPasswordOverError(ProductError):
    """A first password was not used within two weeks."""

    code = "first_password_over"
    user_message = gettext_lazy(
        "Ihr erstes Passwort galt nur zwei Wochen. Bitten Sie Ihre Administration um ein neues."
    )


class SubstitutionInvalidError(ProductError):
    """The dates or people of a substitution do not fit."""

    code = "substitution_invalid"


class PasswordTooWeakError(ProductError):
    """The password is too short or too common."""

    code = "password_too_weak"
    user_message = gettext_lazy(
        "Das Passwort ist zu kurz. Nehmen Sie mindestens 12 Zeichen, zum Beispiel vier Wörter."
    )


class ViewNameMissingError(ProductError):
    """A view is to be kept without a name."""

    code = "view_name_missing"
    user_message = gettext_lazy("Bitte geben Sie einen Namen ein.")


class TooManyViewsError(ConflictError):
    """A person keeps as many views as there may be."""

    code = "too_many_views"
    user_message = gettext_lazy(
        "Mehr als 20 Ansichten gehen nicht. Löschen Sie erst eine, die Sie nicht mehr brauchen."
    )


class WrongPasswordError(ProductError):
    """The password that was asked for again is not the person's."""

    code = "wrong_password"
    user_message = gettext_lazy("Das ist nicht Ihr jetziges Passwort. Bitte versuchen Sie es noch einmal.")


class OwnAccessError(ConflictError):
    """The administration would lock itself out."""

    code = "own_access"
    user_message = gettext_lazy(
        "Das geht nicht mit dem eigenen Zugang. Ihr Passwort ändern Sie unter „Mein Zugang“; alles andere macht eine andere "
        "Person der Administration."
    )
