"""Passwords of local staff accounts: what a new one must be, and first ones that are handed out.

Length beats rules about kinds of signs (NIST SP 800-63B-4, ASVS 5.0 V6.2): at least twelve characters, none of the 20 000
most common ones, nothing that is written on the person's door. Hashing is argon2id (RFC 9106).
"""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from modellregion.region.errors import PasswordTooWeakError

PASSWORD_LENGTH_MIN = 12
PASSWORD_LENGTH_MAX = 256
FIRST_PASSWORD_LASTS = timedelta(days=14)
_FIRST_BYTES = 12
_WORD_MIN = 4


def check_new_password(password: str, *, known: Iterable[str]) -> None:
    """Let a password pass that is worth something.

    :param known: what anybody may know of the person: login, name, the body's name.
    :raises PasswordTooWeakError: with the reason as a sentence.
    """
    if len(password) < PASSWORD_LENGTH_MIN:
        raise PasswordTooWeakError
    if len(password) > PASSWORD_LENGTH_MAX:
        raise PasswordTooWeakError(
            user_message=gettext("Das Passwort ist zu lang. Höchstens 256 Zeichen gehen.")
        )
    plain = password.casefold()
    words = {word for text in known for word in text.casefold().replace(".", " ").split()}
    if any(len(word) >= _WORD_MIN and word in plain for word in words):
        sentence = gettext(
            "Das Passwort enthält Ihren Namen oder den Ihrer Behörde. Bitte nehmen Sie andere Wörter."
        )
        raise PasswordTooWeakError(user_message=sentence)
    core = _core(plain)
    try:
        CommonPasswordValidator().validate(password)
        CommonPasswordValidator().validate(core or "123456789")  # of digits alone nothing is left
    except ValidationError as error:
        sentence = gettext(
            "Dieses Passwort benutzen viele. Nehmen Sie zum Beispiel vier Wörter, die nicht zusammengehören."
        )
        raise PasswordTooWeakError(user_message=sentence) from error


def _core(plain: str) -> str:
    """Return what is left without digits around it, and without saying it several times."""
    left = plain.strip("0123456789!?.-_ ")
    return next(
        (left[:length] for length in range(1, len(left)) if left == left[:length] * (len(left) // length)),
        left,
    )


def new_first_password() -> str:
    """Return a password to be handed to somebody, with 96 random bits."""
    return secrets.token_urlsafe(_FIRST_BYTES)
