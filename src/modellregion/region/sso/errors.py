"""What may stand in the way of a login at the directory."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ProductError


class SsoError(ProductError):
    """The login did not work; the reason stands in the log."""

    code = "sso_failed"
    user_message = gettext_lazy(
        "Die Anmeldung über den Anmeldedienst hat nicht geklappt. Bitte versuchen Sie es noch einmal, oder melden Sie sich mit "
        "Name und Passwort an."
    )


class SsoAwayError(SsoError):
    """The directory does not answer."""

    code = "sso_away"
    permanent = False
    user_message = gettext_lazy(
        "Der Anmeldedienst antwortet gerade nicht. Bitte versuchen Sie es später noch einmal, oder melden Sie sich mit Name und "
        "Passwort an."
    )


class SsoCancelledError(SsoError):
    """The person, or the directory, ended the login."""

    code = "sso_cancelled"
    user_message = gettext_lazy("Die Anmeldung wurde abgebrochen. Sie können es noch einmal versuchen.")


class SsoUnknownError(SsoError):
    """The directory knows the person, this desk does not."""

    code = "sso_unknown"
    user_message = gettext_lazy(
        "Für Sie ist hier kein Zugang angelegt. Bitte wenden Sie sich an Ihre Administration."
    )


class SsoRightsError(SsoError):
    """None of the person's groups gives a role here."""

    code = "sso_no_rights"
    user_message = gettext_lazy(
        "Keine Ihrer Gruppen gibt Ihnen hier ein Recht. Bitte wenden Sie sich an Ihre Administration."
    )


class WrongSsoError(SsoError):
    """The connection cannot be used as it is described; the message is for the operator."""

    code = "wrong_sso"
