"""Writes descriptions of services as a message of XZuFi: the FIM portal's JSON, under the names of the standard's XML."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lxml import etree

from modellregion.packages.fim.descriptions import NAMESPACE

_NAMES = {"referenz_leika": "referenzLeiKa"}
_CHOICES = frozenset({"kostenauswahl", "fristauswahl"})
"""What is a choice in the standard has no element of its own: its alternatives have."""


def message_of(services: Sequence[Mapping[str, Any]], version: str) -> bytes:
    """Return the message that writes (schreibe) each service; what is empty is left out."""
    own = f"{NAMESPACE}{version.replace('.', '_')}"
    root = etree.Element(f"{{{own}}}nachricht", nsmap={"xzufi": own}, xzufiVersion=version)
    writer = _Writer(own)
    writer.add(root, "nachrichtenkopf")
    for service in services:
        writer.write(writer.add(root, "schreibe"), "leistung", service)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


class _Writer:
    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def add(self, parent: etree._Element, name: str) -> etree._Element:
        first, *rest = name.split("_")
        own = _NAMES.get(name) or first + "".join(map(str.title, rest))
        return etree.SubElement(parent, f"{{{self.namespace}}}{own}")

    def write(self, parent: etree._Element, name: str, value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                self.write(parent, name, one)
        elif isinstance(value, Mapping):
            kind = next((key for key in _FORMS if key in value), None)
            element = self.add(parent, name)
            if kind is None:
                self.members(element, value)
            else:
                _FORMS[kind](element, value)
        elif name == "leika_textmodul":
            etree.SubElement(self.add(parent, name), "code").text = str(value)
        elif value is not None and value != "":
            self.add(parent, name).text = str(value)

    def members(self, element: etree._Element, value: Mapping[str, Any]) -> None:
        for key, inner in value.items():
            if key in _CHOICES:
                self.members(self.add(element, _alternative(inner)), inner)
            else:
                self.write(element, key, inner)


def _alternative(choice: Mapping[str, Any]) -> str:
    if "dauer" in choice:
        return "frist_dauer"
    if "beschreibung_kostenfreiheit" in choice:
        return "kosten_frei"
    return "kosten_fix" if "betrag" in choice else "kosten_variabel"


def _localised(element: etree._Element, value: Mapping[str, Any]) -> None:
    element.set("languageCode", value["language_code"])
    element.text = value["_value"]


def _amount(element: etree._Element, value: Mapping[str, Any]) -> None:
    element.set("currencyCode", value["currency_code"])
    element.text = f"{Decimal(str(value['value'])):.2f}"


def _code(element: etree._Element, value: Mapping[str, Any]) -> None:
    element.set("listURI", value["list_uri"])
    etree.SubElement(element, "code").text = value["code"]


def _identifier(element: etree._Element, value: Mapping[str, Any]) -> None:
    if value["scheme_agency_name"]:
        element.set("schemeAgencyName", value["scheme_agency_name"])
    element.text = value["value"]


# Values that are one element with attributes, by the key that only they have.
_FORMS: Mapping[str, Callable[[etree._Element, Mapping[str, Any]], None]] = {
    "_value": _localised,
    "currency_code": _amount,
    "list_uri": _code,
    "scheme_agency_id": _identifier,
}
