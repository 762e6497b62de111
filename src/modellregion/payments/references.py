"""References and amounts as banks and providers read them: RF creditor reference, purpose, EPC QR code, cents."""

import io
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from segno import helpers

from modellregion.payments.errors import AmountInvalidError

CENTS_MAX = 99_999_900
"""The largest amount XBezahldienste carries: 999 999 euros."""
PURPOSE_MAX = 27
HOLDER_MAX = 70
"""What a transfer and a debit take of a name."""
_RF = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")
_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"}
)
_PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_TYPED = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,9})(?:,[0-9]{1,2})?")


def creditor_reference(body: str) -> str:
    """Return the creditor reference of ISO 11649 for up to 21 letters and digits: ``RF``, two check digits, the body.

    :raises ValueError: when the body holds anything else.
    """
    if not re.fullmatch(r"[A-Z0-9]{1,21}", body):
        raise ValueError(f"no body of a creditor reference: {body!r}")
    return f"RF{98 - _number(body + 'RF00') % 97:02}{body}"


def is_creditor_reference(text: str) -> bool:
    """Tell whether a text without blanks is a creditor reference with the right check digits (ISO 7064 MOD 97-10)."""
    return _RF.fullmatch(text) is not None and _number(text[4:] + text[:4]) % 97 == 1


def _number(text: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in text))


def references_in(text: str) -> list[str]:
    """Return the valid creditor references in what somebody wrote, however they set blanks, each once."""
    joined = re.sub(r"[\s\-./+]", "", text.upper())
    found: list[str] = []
    for match in re.finditer("RF[0-9]{2}", joined):
        # Where the reference ends nobody knows: the text may go on. Ours have ten digits; others are tried longest first.
        rest = _RF.match(joined, match.start())
        candidates = [joined[match.start() : match.start() + 14]]
        if rest:
            candidates += [rest[0][:length] for length in range(len(rest[0]), 4, -1)]
        known = next((one for one in candidates if is_creditor_reference(one)), None)
        if known and known not in found:
            found.append(known)
    return found


def show_reference(reference: str) -> str:
    """Return a reference in groups of four, as it is printed."""
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def plain_words(text: str, longest: int) -> str:
    """Return a text in ASCII letters, digits, blanks and hyphens, at most so long: what every provider lets through."""
    spelled = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    kept = re.sub(r"[^A-Za-z0-9 -]+", " ", spelled.encode("ascii", "ignore").decode())
    return re.sub(r" +", " ", kept).strip()[:longest].strip()


def cents_of(amount: object) -> int:
    """Return an amount in euros as cents.

    :raises AmountInvalidError: when it is no number, has parts of a cent, is not positive or too large.
    """
    if isinstance(amount, float) or not isinstance(amount, (str, int, Decimal)) or isinstance(amount, bool):
        raise AmountInvalidError("no amount")
    if isinstance(amount, str) and not _PLAIN.fullmatch(amount):
        raise AmountInvalidError("no amount")
    try:
        value = Decimal(amount)
    except InvalidOperation:
        raise AmountInvalidError("no amount") from None
    if not value.is_finite() or not 0 < value <= CENTS_MAX // 100:
        raise AmountInvalidError("out of range")
    cents = value * 100
    if cents != cents.to_integral_value():
        raise AmountInvalidError("parts of a cent")
    return int(cents)


def typed_cents(text: str) -> int:
    """Return what somebody typed as an amount, ``1.234,50`` or ``26``, as cents.

    :raises AmountInvalidError: when it is none.
    """
    kept = re.sub(r"\s|€|EUR", "", text)
    if not _TYPED.fullmatch(kept):
        raise AmountInvalidError("not an amount as people write it")
    return cents_of(kept.replace(".", "").replace(",", "."))


def euros(cents: int) -> str:
    """Return cents as machines read euros: ``26.00``."""
    return f"{cents // 100}.{cents % 100:02}"


def giro_code(*, holder: str, iban: str, bic: str, cents: int, reference: str) -> bytes:
    """Return the GiroCode (EPC069-12) of a transfer as SVG; banking apps read it and fill the transfer in."""
    code = helpers.make_epc_qr(
        name=plain_holder(holder),
        iban=iban,
        amount=Decimal(euros(cents)),
        reference=reference,
        bic=bic or None,
        encoding="utf-8",
    )
    out = io.BytesIO()
    code.save(
        out, kind="svg", scale=4, border=4, dark="#000000", light="#ffffff", svgclass=None, lineclass=None
    )
    return out.getvalue()


def plain_holder(holder: str) -> str:
    """Return an account holder's name within the 70 characters that a transfer takes."""
    return " ".join(holder.split())[:HOLDER_MAX]
