"""What may stand in the way of a login."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ProductError


class NotConnectedError(ProductError):
    """The municipality is not connected to this account."""

    code = "account_not_connected"
    user_message = gettext_lazy(
        "Mit diesem Konto kann man sich hier nicht anmelden. Sie können alles auch ohne Konto erledigen."
    )


class LoginFailedError(ProductError):
    """The answer of the identity provider is refused; the reason stands in the log, not on the page."""

    code = "login_failed"
    user_message = gettext_lazy(
        "Die Anmeldung hat nicht geklappt. Bitte beginnen Sie noch einmal von vorn. Ihre bisherigen Angaben sind "
        "gespeichert. Sie können auch ohne Konto weitermachen."
    )


class LoginCancelledError(LoginFailedError):
    """The person, or their account, ended the login."""

    code = "login_cancelled"
    user_message = gettext_lazy(
        "Die Anmeldung wurde abgebrochen. Sie können es noch einmal versuchen oder ohne Konto weitermachen."
    )


class LevelTooLowError(LoginFailedError):
    """The login is not as sure as it was asked to be."""

    code = "level_too_low"
    user_message = gettext_lazy(
        "Für diese Leistung brauchen wir eine sicherere Anmeldung. Bitte melden Sie sich mit dem Online-Ausweis oder "
        "mit ELSTER an."
    )


class TestAccountError(LoginFailedError):
    """A test account of Mein Unternehmenskonto where real ones are expected."""

    code = "test_account"
    user_message = gettext_lazy(
        "Das ist ein Testkonto. Hier kann man sich nur mit einem echten Konto anmelden."
    )


class AccountKeyError(ProductError):
    """A key of a municipality's accounts is missing or cannot be used; the message is for the operator."""

    code = "account_key"
    permanent = False
    user_message = gettext_lazy(
        "Die Anmeldung ist gerade nicht möglich. Bitte versuchen Sie es später noch einmal oder machen Sie ohne Konto weiter."
    )
