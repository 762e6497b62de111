"""What may stand in the way of a login."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ConflictError, NotFoundError, ProductError


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


class ActingEndedError(ConflictError):
    """Somebody may not act for another any more, or not for this; the sentence says why, and what is kept."""

    code = "acting_ended"
    user_message = gettext_lazy(
        "Die Vollmacht gilt nicht mehr. Ihre Angaben sind gespeichert, aber Sie können den Antrag so nicht absenden. "
        "Bitten Sie um eine neue Vollmacht und öffnen Sie den Antrag dann unter „Mein Konto“ noch einmal."
    )


NOT_ANY_MORE = {
    "expired": gettext_lazy(
        "Die Vollmacht ist abgelaufen. Ihre Angaben sind gespeichert, aber Sie können den Antrag so nicht absenden. "
        "Bitten Sie um eine neue Vollmacht und öffnen Sie den Antrag dann unter „Mein Konto“ noch einmal."
    ),
    "not_yet": gettext_lazy(
        "Die Vollmacht gilt noch nicht. Ihre Angaben sind gespeichert. Bitte senden Sie den Antrag ab, wenn sie gilt."
    ),
    "service": gettext_lazy(
        "Die Vollmacht gilt nicht für diese Leistung. Bitten Sie um eine Vollmacht, die sie umfasst."
    ),
    "role": gettext_lazy(
        "Sie dürfen für dieses Organisationskonto keine Anträge mehr stellen. Ihre Angaben sind gespeichert. Jemand mit "
        "dem Recht dazu kann den Antrag unter „Mein Konto“ öffnen und absenden."
    ),
}
"""Why somebody may not act, by what is missing."""


class InvitationUnknownError(NotFoundError):
    """No open invitation has this code here: mistyped, used, expired, or another municipality's."""

    code = "invitation_unknown"
    user_message = gettext_lazy(
        "Zu diesem Code gibt es hier keine Einladung und keine Vollmacht. Vielleicht ist er vertippt, schon benutzt oder "
        "abgelaufen. Bitten Sie um einen neuen."
    )


class OwnInvitationError(ProductError):
    """Somebody takes their own invitation, or one a second time."""

    code = "own_invitation"
    user_message = gettext_lazy(
        "Dieser Code ist für jemand anderen gedacht: Sie haben ihn selbst gemacht, oder Sie gehören schon dazu."
    )


class MandatePeriodError(ProductError):
    """The days of a mandate do not fit together."""

    code = "mandate_period"
    user_message = gettext_lazy(
        "Das Ende der Vollmacht muss nach ihrem Beginn liegen und darf nicht vorbei sein. Lassen Sie es leer, wenn sie bis "
        "zum Widerruf gelten soll."
    )


class PrincipalMissingError(ProductError):
    """It is not said who is represented, or nothing shows or states that one may."""

    code = "principal_missing"
    user_message = gettext_lazy(
        "Bitte geben Sie Name und Anschrift der vertretenen Person oder Firma an, und laden Sie die Vollmacht hoch oder "
        "versichern Sie, dass Sie bevollmächtigt sind."
    )


class FormerAccountUnknownError(NotFoundError):
    """The code does not prove the address of a former account: mistyped, too old, or another account asked for it."""

    code = "former_account_unknown"
    user_message = gettext_lazy(
        "Dieser Code stimmt nicht oder ist zu alt. Bitte lassen Sie sich einen neuen schicken."
    )


class FormerFileError(ProductError):
    """The file of former accounts is not as it has to be; the message is for the operator."""

    code = "former_file"
