"""Writes direct debits for the bank: pain.008.001.08 (ISO 20022), as German banks take it (DK, Anlage 3 of DFÜ-Abkommen).

Debits are grouped by day and sequence; each group and the file carry number and sum. Names and purposes hold letters that
every bank reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from lxml import etree

from modellregion.payments.references import HOLDER_MAX, euros, plain_words

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"
UNSTRUCTURED_MAX = 140
Tree = Mapping[str, "str | Tree"]


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who collects: name, IBAN, BIC where known, creditor identifier."""

    name: str
    iban: str
    bic: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Transaction:
    """One debit: our name of it, cents, mandate and its day, account, what for."""

    end_to_end: str
    cents: int
    mandate: str
    signed_on: date
    holder: str
    iban: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Debits of one day and one sequence: ``OOFF`` once, ``FRST`` the first, ``RCUR`` a later one of a mandate."""

    identifier: str
    collect_on: date
    sequence: str
    transactions: Sequence[Transaction]


def write_pain(message: str, at: datetime, creditor: Creditor, batches: Sequence[Batch]) -> bytes:
    """Return the file; ``message`` is its name, which banks take once."""
    everything = [one for batch in batches for one in batch.transactions]
    root = etree.Element(f"{{{NAMESPACE}}}Document", nsmap=cast("Any", {None: NAMESPACE}))
    initiation = _add(root, "CstmrDrctDbtInitn")
    _fill(
        _add(initiation, "GrpHdr"),
        {
            "MsgId": message,
            "CreDtTm": f"{at:%Y-%m-%dT%H:%M:%S}",
            **_sums(everything),
            "InitgPty": {"Nm": plain_words(creditor.name, HOLDER_MAX)},
        },
    )
    for batch in batches:
        element = _add(initiation, "PmtInf")
        _fill(element, _head(batch, creditor))
        for one in batch.transactions:
            _fill(_add(element, "DrctDbtTxInf"), _transaction(one))
            amount = element[-1].find(f"{{{NAMESPACE}}}InstdAmt")
            if amount is not None:
                amount.set("Ccy", "EUR")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _sums(transactions: Sequence[Transaction]) -> dict[str, str]:
    return {
        "NbOfTxs": str(len(transactions)),
        "CtrlSum": euros(sum(one.cents for one in transactions)),
    }


def _head(batch: Batch, creditor: Creditor) -> Tree:
    agent: Tree = {"BICFI": creditor.bic} if creditor.bic else {"Othr": {"Id": "NOTPROVIDED"}}
    return {
        "PmtInfId": batch.identifier,
        "PmtMtd": "DD",
        "BtchBookg": "true",
        **_sums(batch.transactions),
        "PmtTpInf": {
            "SvcLvl": {"Cd": "SEPA"},
            "LclInstrm": {"Cd": "CORE"},
            "SeqTp": batch.sequence,
        },
        "ReqdColltnDt": batch.collect_on.isoformat(),
        "Cdtr": {"Nm": plain_words(creditor.name, HOLDER_MAX)},
        "CdtrAcct": {"Id": {"IBAN": creditor.iban}},
        "CdtrAgt": {"FinInstnId": agent},
        "ChrgBr": "SLEV",
        "CdtrSchmeId": {
            "Id": {"PrvtId": {"Othr": {"Id": creditor.identifier, "SchmeNm": {"Prtry": "SEPA"}}}}
        },
    }


def _transaction(one: Transaction) -> Tree:
    return {
        "PmtId": {"EndToEndId": one.end_to_end},
        "InstdAmt": euros(one.cents),
        "DrctDbtTx": {"MndtRltdInf": {"MndtId": one.mandate, "DtOfSgntr": one.signed_on.isoformat()}},
        "DbtrAgt": {"FinInstnId": {"Othr": {"Id": "NOTPROVIDED"}}},
        "Dbtr": {"Nm": plain_words(one.holder, HOLDER_MAX)},
        "DbtrAcct": {"Id": {"IBAN": one.iban}},
        "RmtInf": {"Ustrd": plain_words(one.purpose, UNSTRUCTURED_MAX)},
    }


def _fill(element: etree._Element, tree: Tree) -> None:
    for name, content in tree.items():
        child = _add(element, name)
        if isinstance(content, str):
            child.text = content
        else:
            _fill(child, content)


def _add(element: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(element, f"{{{NAMESPACE}}}{name}")


def in_batches(
    message: str, transactions: Iterable[tuple[date, str, Transaction]]
) -> list[tuple[Batch, list[int]]]:
    """Group transactions (day, sequence, transaction) into batches; with each the positions of what it holds."""
    groups: dict[tuple[date, str], list[tuple[int, Transaction]]] = {}
    for position, (day, sequence, one) in enumerate(transactions):
        groups.setdefault((day, sequence), []).append((position, one))
    return [
        (
            Batch(f"{message}-{number}", day, sequence, [one for _, one in rows]),
            [position for position, _ in rows],
        )
        for number, ((day, sequence), rows) in enumerate(sorted(groups.items()), 1)
    ]
