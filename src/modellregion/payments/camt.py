"""Reads account statements in the format camt.053 (ISO 20022, Bank to Customer Statement), versions 02 to 13.

The versions differ in their namespace and in places that do not matter here; elements are found by their local name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from modellregion.kernel.foreign_xml import ForeignXmlError, parse_foreign_xml
from modellregion.payments.errors import AmountInvalidError, StatementUnreadableError
from modellregion.payments.references import cents_of

_SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
TEXT_MAX = 500
_BATCH = ("{*}NtryDtls/{*}Btch/{*}PmtInfId", ".//{*}Refs/{*}PmtInfId")


@dataclass(frozen=True, slots=True)
class CamtEntry:
    """One movement of the account; cents below zero went out. ``text`` is what the payer wrote, ``reference`` a structured one.

    ``end_to_end`` and ``batch`` are our own names of a direct debit and of a group of them; ``return_code`` is the bank's
    reason for one that comes back (ISO 20022 ExternalReturnReason1Code).
    """

    cents: int
    booked_on: date
    name: str
    text: str
    reference: str
    end_to_end: str = ""
    batch: str = ""
    return_code: str = ""


@dataclass(frozen=True, slots=True)
class CamtStatement:
    """A statement: the bank's id of it, the account, its balances in cents as far as they are said, its entries."""

    id: str
    iban: str
    opening_cents: int | None
    closing_cents: int | None
    entries: list[CamtEntry] = field(default_factory=list)


def read_camt(content: bytes) -> list[CamtStatement]:
    """Return the statements of a file.

    :raises StatementUnreadableError: when it is no camt.053, is damaged, or in another currency than euro.
    """
    try:
        root = parse_foreign_xml(content)
    except ForeignXmlError as error:
        raise StatementUnreadableError(str(error)) from error
    if not str(etree.QName(root).namespace or "").startswith(_SPACE):
        raise StatementUnreadableError("another namespace")
    try:
        found = [_statement(element) for element in root.iter("{*}Stmt")]
    except (ValueError, AmountInvalidError) as error:
        raise StatementUnreadableError(f"{type(error).__name__}: {error}") from error
    if not found:
        raise StatementUnreadableError("no statement")
    return found


def _statement(element: etree._Element) -> CamtStatement:
    identifier, iban = _text(element, "Id"), _text(element, "Acct", "Id", "IBAN")
    if not identifier or not iban:
        raise ValueError("a statement without id or account")
    balances: dict[str, int] = {}
    for balance in element.findall("{*}Bal"):
        balances[_text(balance, "Tp", "CdOrPrtry", "Cd")] = _signed(balance)
    entries = [one for entry in element.findall("{*}Ntry") for one in _entries(entry)]
    opening = balances.get("OPBD", balances.get("PRCD"))
    return CamtStatement(identifier[:70], iban, opening, balances.get("CLBD"), entries)


def _entries(entry: etree._Element) -> Iterator[CamtEntry]:
    """Yield the movements of an entry: one for each transaction of a batch that says its amounts, else one for all."""
    if _status(entry) not in {"BOOK", ""}:
        return
    total, booked_on = _signed(entry), _day(entry)
    details = list(entry.iterfind("{*}NtryDtls/{*}TxDtls"))
    parts = [(_own_cents(one, total), one) for one in details]
    if len(details) > 1 and sum(cents for cents, _ in parts) == total and all(cents for cents, _ in parts):
        for cents, one in parts:
            yield _entry(cents, booked_on, one, entry)
    else:
        yield _entry(total, booked_on, details[0] if len(details) == 1 else entry, entry)


def _entry(cents: int, booked_on: date, element: etree._Element, entry: etree._Element) -> CamtEntry:
    party = "Dbtr" if cents > 0 else "Cdtr"
    name = next(
        (node.text or "" for node in element.iterfind(f".//{{*}}RltdPties/{{*}}{party}//{{*}}Nm")), ""
    )
    written = [node.text or "" for node in element.iterfind(".//{*}RmtInf/{*}Ustrd")]
    if not written:
        written = [node.text or "" for node in entry.iterfind("{*}AddtlNtryInf")]
    reference = next((node.text or "" for node in element.iterfind(".//{*}CdtrRefInf/{*}Ref")), "")
    end_to_end = next((node.text or "" for node in element.iterfind(".//{*}Refs/{*}EndToEndId")), "")
    batch = next(
        (node.text or "" for path in _BATCH for node in (*element.iterfind(path), *entry.iterfind(path))), ""
    )
    reason = next((node.text or "" for node in element.iterfind(".//{*}RtrInf/{*}Rsn/{*}Cd")), "")
    text = " ".join(" ".join(written).split())
    return CamtEntry(
        cents,
        booked_on,
        " ".join(name.split())[:140],
        text[:TEXT_MAX],
        "".join((reference or ("" if end_to_end == "NOTPROVIDED" else end_to_end)).split())[:35],
        "".join(end_to_end.split())[:35],
        "".join(batch.split())[:35],
        reason.strip()[:4],
    )


def _signed(element: etree._Element) -> int:
    amount = element.find("{*}Amt")
    if amount is None or amount.get("Ccy") != "EUR":
        raise ValueError("an amount that is not in euro")
    text = (amount.text or "").strip()
    cents = 0 if not text.strip("0.") and text else cents_of(text)
    return -cents if _text(element, "CdtDbtInd") == "DBIT" else cents


def _own_cents(details: etree._Element, total: int) -> int:
    amount = details.find("{*}Amt")
    if amount is None:
        amount = details.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
    if amount is None or amount.get("Ccy") != "EUR":
        return 0
    way = _text(details, "CdtDbtInd") or ("DBIT" if total < 0 else "CRDT")
    cents = cents_of((amount.text or "").strip())
    return -cents if way == "DBIT" else cents


def _status(entry: etree._Element) -> str:
    return _text(entry, "Sts", "Cd") or _text(entry, "Sts")


def _day(entry: etree._Element) -> date:
    text = _text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm") or _text(entry, "ValDt", "Dt")
    return date.fromisoformat(text[:10])


def _text(element: etree._Element, *path: str) -> str:
    found = element.find("/".join(f"{{*}}{name}" for name in path))
    return (found.text or "").strip() if found is not None else ""
