"""Bank account, e-mail, phone and web address."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from modellregion.forms import latin
from modellregion.forms.kinds.base import Entered, Kind, Moment, Read
from modellregion.forms.kinds.texts import Text, check_text
from modellregion.forms.latin import Charset
from modellregion.forms.messages import Problem

# Length of an IBAN by country (ISO 13616, SWIFT IBAN Registry); SEPA countries.
IBAN_LENGTHS = {
    "AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15,
    "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}  # fmt: skip
# Check digits go from 02 to 98 (ISO 7064); in Germany everything behind the country is digits.
_IBAN = re.compile(r"(?!DE.*[A-Z])[A-Z]{2}(?!00|01|99)[0-9]{2}[A-Z0-9]{10,30}")
# RFC 5322 allows more than any mail server accepts; this is what people's addresses look like, umlauts included
# (RFC 6531, RFC 5890): parts between single points, labels that neither begin nor end with a hyphen.
_ATOM = r"[^\s@<>()\[\]\\,;:\".]+"
_LABEL = r"(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(
    rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?:[^\W\d_]{{2,63}}|xn--[a-z0-9-]{{2,59}})",
    re.IGNORECASE,
)
# At least three digits, as the shortest numbers have; at most one plus, in front.
_PHONE = re.compile(r"(?=(?:\D*\d){3})\+?[\d /().-]{3,40}", re.ASCII)
_WEB = re.compile(
    rf"(https?://)?(?:{_LABEL}\.)+(?:[^\W\d_]{{2,63}}|xn--[a-z0-9-]{{2,59}})(:\d{{1,5}})?([/?#]\S*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Iban(Kind):
    """An account number (``iban``) by ISO 13616; kept without blanks."""

    control: ClassVar[str] = "text"

    def read(self, entered: Entered) -> Read:
        """Take letters and digits, without blanks and without the word IBAN in front."""
        text = re.sub(r"[\s.-]", "", latin.tidy(entered.text())).upper()
        return Read(re.sub(r"^IBAN:?", "", text) or None)

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check form, length and check digits (ISO 7064 MOD 97-10)."""
        if not isinstance(value, str):
            return [Problem("wrong_type")]
        if not _IBAN.fullmatch(value):
            return [Problem("iban_form")]
        expected = IBAN_LENGTHS.get(value[:2])
        if expected is not None and len(value) != expected:
            return [
                Problem(
                    "iban_length", values={"length": len(value), "expected": expected, "country": value[:2]}
                )
            ]
        digits = "".join(str(int(character, 36)) for character in value[4:] + value[:4])
        return [] if int(digits) % 97 == 1 else [Problem("iban_checksum")]

    def show(self, value: Any, language: str) -> str:  # noqa: ARG002 - the same in each language
        """Return the number in groups of four."""
        return " ".join(value[start : start + 4] for start in range(0, len(value), 4))

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return the number in groups of four."""
        return {"": [self.show(value, "de")]}


@dataclass(frozen=True, slots=True)
class Contact(Kind):
    """A line whose form is fixed: ``email``, ``phone``, ``web``."""

    rule: str = "email"
    pattern: "re.Pattern[str]" = _EMAIL
    max_length: int = 254
    control: ClassVar[str] = "text"

    def read(self, entered: Entered) -> Read:
        """Take the text, trimmed."""
        return Read(latin.tidy(entered.text()) or None)

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check form, length and characters."""
        if not isinstance(value, str):
            return [Problem("wrong_type")]
        problems = check_text(value, Text(charset=Charset.TEXT, max_length=self.max_length))
        if problems:
            return problems
        return [] if self.pattern.fullmatch(value) else [Problem(self.rule)]


EMAIL = Contact()
PHONE = Contact("phone", _PHONE, 40)
WEB = Contact("web", _WEB, 200)
