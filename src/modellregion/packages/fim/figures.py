"""Costs and periods (Kosten, Fristen) of a service's description: what the standard has as figures, as words."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from modellregion.packages.fim.elements import tidy

# One, several, one in English, several in English.
UNITS = {
    "JAHR": ("Jahr", "Jahre", "year", "years"),
    "MONAT": ("Monat", "Monate", "month", "months"),
    "WOCHE": ("Woche", "Wochen", "week", "weeks"),
    "TAG": ("Tag", "Tage", "day", "days"),
    "WERKTAG": ("Werktag", "Werktage", "working day", "working days"),
    "ARBEITSTAG": ("Arbeitstag", "Arbeitstage", "business day", "business days"),
    "STUNDE": ("Stunde", "Stunden", "hour", "hours"),
    "MINUTE": ("Minute", "Minuten", "minute", "minutes"),
    "SEKUNDE": ("Sekunde", "Sekunden", "second", "seconds"),
}
"""Units of time (Zeiteinheit) as both languages write them."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a service costs: from, to, in a currency. Both equal: fixed. Neither: free. One: at least or at most."""

    least: Decimal | None = None
    most: Decimal | None = None
    currency: str = "EUR"

    def words(self, language: str) -> str:
        """Return it as people read it."""
        low, high = self._amount(self.least, language), self._amount(self.most, language)
        if not low and not high:
            return "free of charge" if language == "en" else "kostenlos"
        if low == high:
            return low
        if low and high:
            return f"{low} to {high}" if language == "en" else f"{low} bis {high}"
        if low:
            return f"from {low}" if language == "en" else f"ab {low}"
        return f"up to {high}" if language == "en" else f"bis {high}"

    def _amount(self, amount: Decimal | None, language: str) -> str:
        if amount is None:
            return ""
        text = f"{amount:.2f}"
        unit = {"EUR": "Euro"}.get(self.currency, self.currency)
        if language == "en":
            return f"{text} {'euros' if unit == 'Euro' else unit}"
        return f"{text.replace('.', ',')} {unit}"


@dataclass(frozen=True, slots=True)
class Span:
    """A period (Frist, Dauer): a count of units, perhaps to another one."""

    count: int
    unit: str
    count_to: int | None = None
    unit_to: str = ""

    def words(self, language: str) -> str:
        """Return it as people read it."""
        last = self.count if self.count_to is None else self.count_to
        unit = _unit(last, self.unit_to or self.unit, language)
        if self.count_to is None:
            return f"{self.count} {unit}"
        first = f"{self.count} {_unit(self.count, self.unit, language)}" if self.unit_to not in {"", self.unit} else str(self.count)  # fmt: skip
        return f"{first} {'to' if language == 'en' else 'bis'} {last} {unit}"


def _unit(count: int, unit: str, language: str) -> str:
    names = UNITS.get(unit, (unit,) * 4)
    return names[(2 if language == "en" else 0) + (count != 1)]


def costs_in_json(module: Any) -> Iterator[Cost]:
    """Yield the costs of a module of the FIM portal's JSON; what has no figure is left to the module's text."""
    for entry in _entries(module, "kosten"):
        choice = entry.get("kostenauswahl")
        if not isinstance(choice, dict):
            continue
        if "beschreibung_kostenfreiheit" in choice:
            yield Cost()
        fixed, currency = _amount_in_json(choice.get("betrag"))
        least, one = _amount_in_json(choice.get("betrag_untergrenze"))
        most, other = _amount_in_json(choice.get("betrag_obergrenze"))
        if fixed is not None:
            yield Cost(fixed, fixed, currency)
        elif least is not None or most is not None:
            yield Cost(least, most, one or other)


def spans_in_json(module: Any, name: str) -> Iterator[Span]:
    """Yield the periods of a module of the FIM portal's JSON."""
    for entry in _entries(module, name):
        choice = entry.get("fristauswahl")
        if isinstance(choice, dict) and isinstance(choice.get("dauer"), int):
            to = choice.get("dauer_bis")
            yield Span(
                choice["dauer"],
                str(choice.get("einheit") or ""),
                to if isinstance(to, int) else None,
                str(choice.get("einheit_bis") or ""),
            )


def costs_in_xml(module: etree._Element) -> Iterator[Cost]:
    """Yield the costs of a module, ``modulKosten``; names count, not their order."""
    for entry in _named(module, "kosten"):
        fixed, least, most = (
            next(iter(_named(entry, name)), None)
            for name in ("betrag", "betragUntergrenze", "betragObergrenze")
        )
        currency = next(
            (one.get("currencyCode", "") for one in (fixed, least, most) if one is not None), "EUR"
        )
        amount = _decimal(fixed)
        if amount is not None:
            yield Cost(amount, amount, currency or "EUR")
        elif _decimal(least) is not None or _decimal(most) is not None:
            yield Cost(_decimal(least), _decimal(most), currency or "EUR")
        elif _named(entry, "kostenFrei"):
            yield Cost()


def spans_in_xml(module: etree._Element) -> Iterator[Span]:
    """Yield the periods of a module, ``modulFrist`` or ``modulBearbeitungsdauer``."""
    for entry in (one for one in module.iter(etree.Element) if _named_directly(one, "dauer")):
        values = {
            etree.QName(child).localname: tidy("".join(map(str, child.itertext())))
            for child in entry.iterchildren(etree.Element)
        }
        if values["dauer"].isdecimal():
            to = values.get("dauerBis", "")
            yield Span(
                int(values["dauer"]),
                values.get("einheit", ""),
                int(to) if to.isdecimal() else None,
                values.get("einheitBis", ""),
            )


def _entries(module: Any, name: str) -> list[dict[str, Any]]:
    found = module.get(name) if isinstance(module, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _amount_in_json(data: Any) -> tuple[Decimal | None, str]:
    if not isinstance(data, dict):
        return None, ""
    try:
        return Decimal(str(data.get("value"))), str(data.get("currency_code") or "EUR")
    except InvalidOperation:
        return None, ""


def _decimal(element: etree._Element | None) -> Decimal | None:
    if element is None:
        return None
    try:
        return Decimal(tidy("".join(map(str, element.itertext()))))
    except InvalidOperation:
        return None


def _named(element: etree._Element, name: str) -> list[etree._Element]:
    return [
        one
        for one in element.iter(etree.Element)
        if etree.QName(one).localname == name and one is not element
    ]


def _named_directly(element: etree._Element, name: str) -> bool:
    return any(etree.QName(child).localname == name for child in element.iterchildren(etree.Element))
