"""Finds the entry that a change or a deregistration belongs to: proposals for the clerk, and the one that is certain.

Two people of one name are two people. So nothing is taken for certain by its name alone: the address must fit too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from modellregion.cases.api import person_name
from modellregion.forms.api import search_key
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Package
from modellregion.trade.entries import COLUMNS, BusinessRow, business_row
from modellregion.trade.policy import Trade

CANDIDATES_MAX = 8
NEW_ENTRY = "neu"
"""What a clerk chooses when none of the proposals is the entry."""
STATEMENT = "auskunft"
"""The kind of register use (``register.kind``) of a package that only says what the register says."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What a notice tells about its entry, as search keys: who trades, under which name, where; now and before."""

    traders: frozenset[str]
    names: frozenset[str]
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """For one sheet of a notice: the name under which the clerk's choice is sent, the entries, the likely one.

    ``only_stated``: the entry is not changed; a certificate says what stands in it, or that there is none.
    """

    choice: str
    trader: str
    entries: Sequence[BusinessRow]
    likely: BusinessRow | None
    only_stated: bool = False

    @property
    def is_none_likely(self) -> bool:
        """Whether none of the entries is chosen beforehand: for a notice when none fits, for a certificate when there is none."""
        return self.likely is None and not (self.only_stated and self.entries)


def choice_name(sheet: int) -> str:
    """Return under which name the entry for a sheet is chosen; sheet 0 is a notice that has only one."""
    return f"register_entry_{sheet}" if sheet else "register_entry"


def trader_of(package: Package, answers: Mapping[str, Any], row: int | None) -> str:
    """Return who notifies, by name: the person of one sheet, or all of them; nobody where none is named."""
    people = answers.get(package.case.parties) or []
    return ", ".join(person_name(package, one) for one in (people if row is None else [people[row]]))


def clues_of(package: Package, answers: Mapping[str, Any], *, subject: str, trader: str, sheet: int) -> Clues:
    """Return the clues of one sheet.

    Partners share the name of their business, each has an entry of their own: with sheets only the trader counts.
    """
    former = [answer_for(package, answers, "former_name")]
    places = [answer_for(package, answers, role) for role in ("address", "former_address")]
    return Clues(
        traders=_keys([trader, *former]),
        names=_keys([] if sheet else [subject, *former]),
        addresses=_keys(places),
    )


def propose_entries(
    ctx: Context, package: Package, answers: Mapping[str, Any], *, subject: str, sheets: Sequence[int | None]
) -> list[Proposal]:
    """Return, sheet by sheet, the entries that a notice may belong to.

    What a certificate shall say is proposed only where it is certain: its reader cannot know of a namesake.
    """
    ctx.authorise(Trade.SEE_REGISTER)
    stated = package.register.get("kind") == STATEMENT
    proposals = []
    for row in sheets:
        sheet = 0 if row is None else row + 1
        trader = trader_of(package, answers, row) or subject
        clues = clues_of(package, answers, subject=subject, trader=trader, sheet=sheet)
        found = candidates(ctx, clues, also=subject, ended=stated)
        likely = identify(found, clues) or (None if stated else identify(found, clues, by_address=False))
        proposals.append(Proposal(choice_name(sheet), trader if sheet else "", found, likely, stated))
    return proposals


def candidates(ctx: Context, clues: Clues, *, also: str = "", ended: bool = False) -> list[BusinessRow]:
    """Return active entries in whose words one of the names stands, the latest first; with ``ended`` also former ones."""
    alternatives = sorted(filter(None, {*clues.traders, *clues.names, search_key(also)}))
    if not alternatives:
        return []
    statement = (
        f"SELECT {COLUMNS} FROM trade_business WHERE municipality_id = %s AND (state = 'active' OR %s) "  # noqa: S608 - constants
        "AND to_tsvector('simple', search) @@ to_tsquery('simple', %s) ORDER BY updated_at DESC LIMIT %s"
    )
    query = " | ".join(f"({' & '.join(words.split())})" for words in alternatives)
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, [ctx.municipality, ended, query, CANDIDATES_MAX])
        return [business_row(row) for row in cursor.fetchall()]


def identify(rows: Sequence[BusinessRow], clues: Clues, *, by_address: bool = True) -> BusinessRow | None:
    """Return the one entry that fits; none when several do, or none does."""
    near = [row for row in rows if not by_address or search_key(row.address) in clues.addresses]
    of_trader = [row for row in near if search_key(row.trader) in clues.traders]
    of_name = [row for row in near if search_key(row.name) in clues.names]
    both = [row for row in of_trader if row in of_name]
    for matches in (both, of_trader, of_name):
        if matches:
            return matches[0] if len(matches) == 1 else None
    return None


def _keys(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(filter(None, (search_key(text) for text in texts)))


def answer_for(package: Package, answers: Mapping[str, Any], role: str) -> str:
    """Return, as text, what the field answers that plays a role in the register (``address``, ``former_name`` ...)."""
    name = str(package.register.get(role, ""))
    field, value = package.form.fields.get(name), answers.get(name)
    return field.kind.show(value, "de") if field and field.kind and value is not None else ""
