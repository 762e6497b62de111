"""The fee table as people read it: what for, how much, on which legal basis, since when."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from lxml import etree

from modellregion.forms.api import show_cents, show_date
from modellregion.kernel.foreign_xml import parse_xml
from modellregion.packages.api import Package, PackageFiles
from modellregion.packages.package import AMOUNT, COUNT, LEGAL_BASIS, POSITION

_DATES = re.compile(r'(>=|>|<=|<)?\s*date\("(\d{4}-\d{2}-\d{2})"\)')


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One row of the table; ``when`` is the author's own sentence about the case it is for."""

    text: str
    when: str
    amount: str
    basis: str
    valid: str


def fee_lines(package: Package, files: PackageFiles, language: str) -> list[FeeLine]:
    """Return the rows of the package's fee table, in its order."""
    name = str(files.table("package.toml").get("fee", {}).get("model", ""))
    if package.fee_model is None or name not in files.contents:
        return []
    return [
        _line(package, table, rule, language)
        for table in parse_xml(files.contents[name]).iter("{*}decisionTable")
        for rule in table.findall("{*}rule")
        if AMOUNT in _outputs(table)
    ]


def _line(package: Package, table: etree._Element, rule: etree._Element, language: str) -> FeeLine:
    cells = dict(zip(_outputs(table), _texts(rule, "outputEntry"), strict=False))
    position = cells.get(POSITION, "").strip('"')
    count = cells.get(COUNT, "1")
    amount = _amount(cells[AMOUNT], language)
    return FeeLine(
        text=str(package.text(language, "fee", position) or position),
        when=(rule.findtext("{*}description") or "").strip(),
        amount=amount if count in {"", "1"} else _("je {amount}").format(amount=amount),
        basis=cells.get(LEGAL_BASIS, "").strip('"'),
        valid=_valid(_texts(rule, "inputEntry"), language),
    )


def _outputs(table: etree._Element) -> list[str]:
    return [str(output.get("name") or "") for output in table.findall("{*}output")]


def _texts(rule: etree._Element, tag: str) -> list[str]:
    return [entry.findtext("{*}text") or "" for entry in rule.findall("{*}" + tag)]


def _amount(text: str, language: str) -> str:
    try:
        return show_cents(int(Decimal(text) * 100), language)
    except (InvalidOperation, ValueError):
        return text


def _valid(tests: list[str], language: str) -> str:
    """Return from when until when a row holds, by the tests of its dates."""
    found = [
        (sign, show_date(date.fromisoformat(day), language))
        for text in tests
        for sign, day in _DATES.findall(text)
    ]
    if len(found) == 2 and not any(sign for sign, _day in found):
        return _("{start} bis {end}").format(start=found[0][1], end=found[1][1])
    words = {">=": _("ab {day}"), ">": _("nach dem {day}"), "<=": _("bis {day}"), "<": _("vor dem {day}")}
    return ", ".join(words.get(sign, _("am {day}")).format(day=day) for sign, day in found)
