"""What we know of each identity provider: how it names levels and attributes, and what of it is worth a field of a form.

Sources: BundID interface description 10.2.0.0 (16 May 2025) §§ 6 and 7; Mein Unternehmenskonto as its implementers publish it
(its own specification is not public).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import msgspec
from django.utils.translation import gettext_lazy

from modellregion.accounts.saml.parties import Attribute, Identity

_P = "urn:oid:1.2.40.0.10.2.1.1"


class Level(IntEnum):
    """How surely somebody is who they say (Vertrauensniveau, BSI TR-03107-1)."""

    NONE = 0
    BASIC = 1
    LOW = 2
    SUBSTANTIAL = 3
    HIGH = 4


LEVEL_NAMES: Mapping[Level, object] = {
    Level.NONE: gettext_lazy("ohne Prüfung"),
    Level.BASIC: gettext_lazy("Basis"),
    Level.LOW: gettext_lazy("niedrig"),
    Level.SUBSTANTIAL: gettext_lazy("substantiell"),
    Level.HIGH: gettext_lazy("hoch"),
}
LEVEL_OF_PACKAGE = {
    "none": Level.NONE,
    "basic": Level.BASIC,
    "substantial": Level.SUBSTANTIAL,
    "high": Level.HIGH,
}
"""The words of ``trust_level`` in a package."""


class Fact(msgspec.Struct, frozen=True):
    """What an account said of its owner, and how sure it is of that."""

    text: str
    level: Level


Facts = dict[str, Fact]
"""By our own names: ``surname``, ``birth_date``, ``address.ort`` …"""

_STORK = {f"STORK-QAA-Level-{number}": Level(number) for number in range(1, 5)}
_EIDAS = {
    "http://eidas.europa.eu/LoA/low": Level.LOW,
    "http://eidas.europa.eu/LoA/substantial": Level.SUBSTANTIAL,
    "http://eidas.europa.eu/LoA/high": Level.HIGH,
}
_ATTRIBUTE_LEVELS = {
    "UNTERGEORDNET": Level.BASIC,
    "NORMAL": Level.LOW,
    "SUBSTANTIELL": Level.SUBSTANTIAL,
    "HOCH": Level.HIGH,
}
_STREET = re.compile(r"(?P<street>.*\D)\s+(?P<number>\d{1,5}\s?[a-zA-Z]?(?:\s?[-/+]\s?\d{1,5}\s?[a-zA-Z]?)?)")
_GENDERS = {"1": "m", "2": "w"}  # ISO 5218, as far as our own code list has the same
_COUNTRIES = {"D": "000", "DE": "000", "DEU": "000"}


@dataclass(frozen=True, slots=True)
class Profile:
    """An identity provider as we see it. ``attributes``: our name of a fact, by the provider's name of the attribute.

    ``own_levels``: attributes say how sure they are themselves; else they are as sure as the login.
    """

    id: str
    name: str
    subject: str
    mailbox: str
    attributes: Mapping[str, str]
    is_business: bool = False
    has_extension: bool = False
    own_levels: bool = False
    is_historic: bool = False

    def levels_from(self, least: Level) -> frozenset[str]:
        """Return the provider's names of all levels that suffice."""
        return frozenset(name for name, level in {**_STORK, **_EIDAS}.items() if level >= least)

    def level_of(self, name: str) -> Level:
        """Return the level a provider's name stands for."""
        return {**_STORK, **_EIDAS}.get(name, Level.NONE)

    def level_name(self, level: Level) -> str:
        """Return how the provider is asked for a level."""
        return f"STORK-QAA-Level-{max(int(level), 1)}"

    def wanted(self) -> tuple[str, ...]:
        """Return the attributes to ask for; what is not asked for is not sent."""
        return (*self.attributes, self.subject, *([self.mailbox] if self.mailbox else []))

    def facts(self, identity: Identity) -> Facts:
        """Return what the account said, under our names; an attribute is never surer than the login."""
        login = self.level_of(identity.level)
        facts: Facts = {}
        for name, ours in self.attributes.items():
            attribute = identity.attributes.get(name)
            if attribute is not None:
                level = _ATTRIBUTE_LEVELS.get(attribute.level, Level.BASIC) if self.own_levels else login
                for key, text in _texts(ours, attribute):
                    facts[key] = Fact(text, min(level, login))
        return facts


def _texts(ours: str, attribute: Attribute) -> list[tuple[str, str]]:
    """Return the facts of one attribute: the text as our forms write it, an address in its parts."""
    if ours == "company_address":
        names = {
            "Strasse": "strasse",
            "Hausnummer": "hausnummer",
            "PLZ": "plz",
            "Ort": "ort",
            "Land": "staat",
        }
        parts = [(f"{ours}.{key}", attribute.parts.get(name, "")) for name, key in names.items()]
        return [(key, _COUNTRIES.get(text, text)) for key, text in parts if text and _known(key, text)]
    text = attribute.text
    if not text:
        return []
    if ours == "address.strasse" and (found := _STREET.fullmatch(text)):
        return [(ours, found["street"].strip()), ("address.hausnummer", found["number"])]
    if ours == "gender":
        return [(ours, _GENDERS[text])] if text in _GENDERS else []
    if ours in {"nationality", "address.staat"}:
        return [(ours, _COUNTRIES[text.upper()])] if text.upper() in _COUNTRIES else []
    return [(ours, text)]


def _known(key: str, text: str) -> bool:
    return not key.endswith(".staat") or text in _COUNTRIES


_PERSON = {
    "urn:oid:2.5.4.42": "first_names",
    "urn:oid:2.5.4.4": "surname",
    f"{_P}.225566": "birth_name",
    f"{_P}.55": "birth_date",
    "urn:oid:1.3.6.1.5.5.7.9.2": "birth_place",
    f"{_P}.225577": "nationality",
    "urn:oid:1.3.6.1.4.1.33592.1.3.5": "gender",
    "urn:oid:2.5.4.16": "address.strasse",
    "urn:oid:2.5.4.17": "address.plz",
    "urn:oid:2.5.4.7": "address.ort",
    f"{_P}.225599": "address.staat",
    "urn:oid:0.9.2342.19200300.100.1.3": "email",
    "urn:oid:2.5.4.20": "phone",
    "urn:oid:1.3.6.1.4.1.25484.494450.2": "means",
}
_BPK2, _POSTKORB = "urn:oid:1.3.6.1.4.1.25484.494450.3", "urn:oid:2.5.4.18"

PROFILES: Mapping[str, Profile] = {
    profile.id: profile
    for profile in (
        Profile("bundid", "BundID", _BPK2, _POSTKORB, _PERSON, has_extension=True, own_levels=True),
        Profile(
            "muk",
            "Mein Unternehmenskonto",
            "DatenuebermittlerPseudonym",
            "",
            {
                "Firmenname": "company_name",
                "RechtsformText": "legal_form",
                "Taetigkeit": "activity",
                "Registernummer": "register_number",
                "Registerart": "register_kind",
                "Registergericht": "register_court",
                "HandelndePersonVorname": "first_names",
                "HandelndePersonNachname": "surname",
                "Unternehmensanschrift": "company_address",
                "PersTyp": "person_type",
                "IstTestkonto": "is_test",
            },
            is_business=True,
        ),
        # Shut down in July 2024; kept so that its accounts can still be read where a copy of it runs.
        Profile(
            "servicekonto-nrw",
            "Servicekonto.NRW",
            f"{_P}.149",
            "",
            {name: fact for name, fact in _PERSON.items() if fact != "means"},
            has_extension=True,
            own_levels=True,
            is_historic=True,
        ),
    )
}


def subject_of(profile: Profile, identity: Identity) -> str:
    """Return the pseudonym of the account; empty when the login was a temporary one."""
    attribute = identity.attributes.get(profile.subject)
    return attribute.text if attribute is not None else ""
