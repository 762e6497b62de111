"""Values of several parts: a person's name, and an address at home or abroad."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from modellregion.forms import latin
from modellregion.forms.kinds.base import Entered, Kind, Moment, Read
from modellregion.forms.kinds.texts import Text, check_text
from modellregion.forms.latin import Charset
from modellregion.forms.lists import code_list
from modellregion.forms.messages import Problem

GERMANY = "000"
"""Germany's key in the list of states (Destatis)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One input of a composite value."""

    id: str
    label: tuple[str, str]
    kind: Text
    autocomplete: str = ""
    is_required: bool = False
    width: int = 0


class _Composite:
    """Reading and checking that both composites share."""

    def entered_parts(self, entered: Entered, parts: Mapping[str, Part]) -> dict[str, str]:
        """Return the parts that were filled in."""
        texts = {part: latin.tidy(entered.text(part)) for part in parts}
        return {part: text for part, text in texts.items() if text}

    def problems(self, value: Any, parts: Mapping[str, Part], required: set[str]) -> list[Problem]:
        """Check each part by its own kind, and that the required ones are there."""
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            return [Problem("wrong_type")]
        if unknown := sorted(set(value) - set(parts)):
            return [Problem("unknown_field", values={"label": unknown[0][:60]})]
        found = []
        for part in parts.values():
            if part.id in value:
                found += check_text(value[part.id], part.kind, part.id)
            elif part.id in required:
                found.append(Problem("required_part", part.id, {"part": part.label}))
        return found


PERSON_PARTS = {
    part.id: part
    for part in (
        Part("titel", ("Doktorgrad", "Doctoral degree"), Text(charset=Charset.NAME, max_length=50), "honorific-prefix", width=4),
        Part("vornamen", ("Vornamen", "Given names"), Text(charset=Charset.NAME, max_length=120), "given-name", is_required=True),
        Part("familienname", ("Familienname", "Family name"), Text(charset=Charset.NAME, max_length=120), "family-name", is_required=True),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonName(Kind, _Composite):
    """The name of a natural person (``person_name``)."""

    control: ClassVar[str] = "parts"
    parts: ClassVar[tuple[str, ...]] = tuple(PERSON_PARTS)
    value_type: ClassVar[Any] = dict[str, str]
    inputs: ClassVar[Mapping[str, Part]] = PERSON_PARTS

    def read(self, entered: Entered) -> Read:
        """Take the parts that were filled in."""
        return Read(self.entered_parts(entered, PERSON_PARTS) or None)

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check each part."""
        return self.problems(value, PERSON_PARTS, {"vornamen", "familienname"})

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return the parts."""
        return {part: [value.get(part, "")] for part in PERSON_PARTS}

    def show(self, value: Any, language: str) -> str:  # noqa: ARG002 - names look alike in each language
        """Return the name in one line."""
        return " ".join(value[part] for part in PERSON_PARTS if value.get(part))


ADDRESS_PARTS = {
    part.id: part
    for part in (
        Part("staat", ("Staat", "Country"), Text(charset=Charset.PLACE, max_length=3), "country", is_required=True),
        Part("strasse", ("Straße", "Street"), Text(charset=Charset.PLACE, max_length=80), "address-line1", is_required=True),
        Part("hausnummer", ("Hausnummer", "House number"), Text(charset=Charset.PLACE, max_length=20), width=4),
        Part("zusatz", ("Zusatz (zum Beispiel Hinterhof, Etage)", "Addition (for example rear building, floor)"), Text(charset=Charset.PLACE, max_length=60), "address-line2"),
        Part("plz", ("Postleitzahl", "Postcode"), Text(charset=Charset.PLACE, max_length=16), "postal-code", is_required=True, width=4),
        Part("ort", ("Ort", "Town"), Text(charset=Charset.PLACE, max_length=80), "address-level2", is_required=True),
        Part("ortsteil", ("Ortsteil", "Part of town"), Text(charset=Charset.PLACE, max_length=60), "address-level3"),
    )
}  # fmt: skip
_WITHOUT_DISTRICT = {name: part for name, part in ADDRESS_PARTS.items() if name != "ortsteil"}
_GERMAN_POSTCODE = re.compile(r"(?!00)[0-9]{5}")
_COUNTRY_IN_POSTCODE = re.compile(r"^DE?[ -]{0,3}(?=\d)", re.IGNORECASE)
# 12, 12a, 12 a-c, 12/14, 12 1/2, 12-14a: a number, then letters, fractions and ranges as towns really give them.
_HOUSE_NUMBER = re.compile(
    r"\d{1,5}(?: ?[A-Za-z]{1,2})?(?: ?[-/+,] ?(?:\d{1,5} ?[A-Za-z]?|[A-Za-z])| \d/\d)*"
)


@dataclass(frozen=True, slots=True)
class Address(Kind, _Composite):
    """An address (``address``) in Germany or, unless ``german_only``, abroad.

    Abroad only state, and street or town are asked for; many countries have no postcodes or house numbers.
    """

    control: ClassVar[str] = "address"
    parts: ClassVar[tuple[str, ...]] = tuple(ADDRESS_PARTS)
    value_type: ClassVar[Any] = dict[str, str]
    inputs: ClassVar[Mapping[str, Part]] = ADDRESS_PARTS

    german_only: bool = False
    with_district: bool = False

    @property
    def asked(self) -> Mapping[str, Part]:
        """The parts that this address has: not every one asks for a part of town."""
        return ADDRESS_PARTS if self.with_district else _WITHOUT_DISTRICT

    def read(self, entered: Entered) -> Read:
        """Take the parts that were filled in; a state alone is no address."""
        value = self.entered_parts(entered, self.asked)
        if not set(value) - {"staat"}:
            return Read()
        if self.german_only or not value.get("staat"):
            value["staat"] = GERMANY
        value = {part: value[part] for part in ADDRESS_PARTS if part in value}
        if value["staat"] == GERMANY and "plz" in value:
            value["plz"] = _COUNTRY_IN_POSTCODE.sub("", value["plz"]).replace(" ", "")
        return Read(value)

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check the parts, and postcode and house number by the rules of the country."""
        is_german = isinstance(value, dict) and value.get("staat") == GERMANY
        required = {"staat", "strasse", "plz", "ort"} if is_german else {"staat", "ort"}
        problems = self.problems(value, self.asked, required)
        wrong = {problem.part for problem in problems}
        if "" in wrong:
            return problems
        texts = {part: text for part, text in value.items() if part not in wrong}
        state = texts.get("staat", GERMANY)
        if state not in code_list("staat").codes or (self.german_only and state != GERMANY):
            problems.append(Problem("unknown_choice", "staat"))
        if is_german and "plz" in texts and not _GERMAN_POSTCODE.fullmatch(texts["plz"]):
            problems.append(Problem("postcode", "plz"))
        if is_german and "hausnummer" in texts and not _HOUSE_NUMBER.fullmatch(texts["hausnummer"]):
            problems.append(Problem("house_number", "hausnummer"))
        return problems

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return the parts."""
        return {part: [value.get(part, "")] for part in ADDRESS_PARTS}

    def show(self, value: Any, language: str) -> str:
        """Return the address in lines, as on a letter."""
        street = " ".join(filter(None, [value.get("strasse"), value.get("hausnummer")]))
        town = " ".join(filter(None, [value.get("plz"), value.get("ort")]))
        if value.get("ortsteil"):
            town += f" ({value['ortsteil']})"
        state = code_list("staat").codes.get(value.get("staat", GERMANY))
        abroad = state.label(language) if state and state.code != GERMANY else None
        return "\n".join(filter(None, [street, value.get("zusatz"), town, abroad]))
