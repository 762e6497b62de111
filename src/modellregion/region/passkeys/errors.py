"""What can go wrong with passkeys, as sentences."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ConflictError, ProductError


class PasskeyRefusedError(ProductError):
    """An answer of a passkey does not prove who somebody is; which rule refused it stands in the log alone."""

    code = "passkey_refused"
    user_message = gettext_lazy(
        "Mit diesem Passkey hat es nicht geklappt. Bitte versuchen Sie es noch einmal. Wurde er hier entfernt, löschen Sie ihn "
        "auch auf Ihrem Gerät."
    )


class PasskeyUnusableError(ProductError):
    """Passkeys need a name in the address; this installation has none."""

    code = "passkey_unusable"
    user_message = gettext_lazy(
        "Passkeys gehen hier noch nicht: Die Adresse dieser Plattform ist kein Name mit https. Bitte wenden Sie sich an die "
        "Administration."
    )


class PasskeyNeededError(ProductError):
    """The person's role wants a passkey, and they have one: a password is not enough."""

    code = "passkey_needed"
    user_message = gettext_lazy(
        "Für Ihre Rolle reicht das Passwort nicht. Bitte nehmen Sie Ihren Passkey. Haben Sie ihn nicht mehr, lassen Sie ihn von "
        "einer anderen Person der Administration entfernen."
    )


class PasskeyNameMissingError(ProductError):
    """A passkey is to be kept without a name."""

    code = "passkey_name_missing"
    user_message = gettext_lazy(
        "Bitte geben Sie dem Passkey einen Namen, zum Beispiel „Laptop“. Höchstens 60 Zeichen gehen."
    )


class TooManyPasskeysError(ConflictError):
    """A person has as many passkeys as there may be."""

    code = "too_many_passkeys"
    user_message = gettext_lazy(
        "Mehr als 10 Passkeys gehen nicht. Entfernen Sie erst einen, den Sie nicht mehr brauchen."
    )


class LastPasskeyError(ConflictError):
    """The person's role wants a passkey, and this is the last one."""

    code = "last_passkey"
    user_message = gettext_lazy(
        "Das ist Ihr letzter Passkey, und Ihre Rolle braucht einen. Fügen Sie erst einen anderen hinzu."
    )
