"""The operation ``register.certify``: what the trade register says about a business, as a certificate (Registerbescheinigung).

The statement is about one entry, or that there is none. It is never guessed: who decides the order says which entry it is, and
without that only an entry that is certain, or a register without anybody of these names, is a statement.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from modellregion.cases.api import CaseView, Work, issue_certificate
from modellregion.forms.api import show_date
from modellregion.kernel.context import Context
from modellregion.kernel.errors import ProductError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import staff_names
from modellregion.trade.entries import COLUMNS, BusinessRow, business_row
from modellregion.trade.identifying import (
    NEW_ENTRY,
    STATEMENT,
    answer_for,
    candidates,
    choice_name,
    clues_of,
    identify,
    trader_of,
)
from modellregion.trade.models import Business, Retrieval
from modellregion.trade.policy import Trade

TEMPLATE = "registerbescheinigung"
PURPOSE = "Bescheinigung über die eigene Eintragung"


class EntryNotChosenError(ProductError):
    """A statement about the register needs to know which entry it is about; that there is none is a choice as well."""

    code = "register_entry_not_chosen"
    user_message = gettext_lazy(
        "Sagen Sie, welchen Registereintrag Sie bescheinigen, oder dass keiner zu diesem Betrieb gehört."
    )


def certify_entry(ctx: Context, work: Work) -> None:
    """Make the certificate of an order; who decided it stands in the log of retrievals (§ 14 Abs. 11 GewO).

    :raises EntryNotChosenError: when it is not certain which entry is meant.
    """
    trader = trader_of(work.case.package, work.answers, None) or work.case.row.subject
    entry = _entry(ctx, work, trader)
    if entry is not None:
        _log(ctx, work, entry)
    package, answers = work.case.package, work.answers
    asked = {
        "name": work.case.row.subject,
        "trader": trader,
        "address": answer_for(package, answers, "address"),
    }
    facts = entry_facts(entry) if entry is not None else {"is_entered": False, **asked}
    machine_readable = {
        "number": work.case.row.number,
        "service": work.case.package.service.leika,
        "as_of": ctx.now().isoformat(),
        "register": facts,
    }
    issue_certificate(ctx, work, template=TEMPLATE, extra={"register": facts, "embedded": machine_readable})


def check_choice(ctx: Context, view: CaseView, choices: Mapping[str, str]) -> None:
    """Refuse a decision on an order for a certificate that does not say which entry it is about.

    :raises EntryNotChosenError: when nothing is chosen, or what is chosen is no entry of this register.
    """
    if view.package.register.get("kind") != STATEMENT:
        return
    ctx.authorise(Trade.SEE_REGISTER)
    chosen = choices.get(choice_name(0), "")
    if chosen != NEW_ENTRY and _by_id(ctx, chosen) is None:
        raise EntryNotChosenError(chosen[:40])


def entry_facts(entry: BusinessRow) -> dict[str, Any]:
    """Return what a certificate says: the facts that may be generally known (§ 14 Abs. 5 Satz 2 GewO), and how the entry stands."""
    return {
        "is_entered": True,
        "number": entry.number,
        "name": entry.name,
        "trader": entry.trader,
        "activity": entry.activity,
        "address": entry.address,
        "state": entry.state.value,
        "since": show_date(entry.since, "de") if entry.since else "",
        "ceased_on": show_date(entry.ceased_on, "de") if entry.ceased_on else "",
    }


def _entry(ctx: Context, work: Work, trader: str) -> BusinessRow | None:
    chosen = str(work.values.get(choice_name(0)) or "")
    if chosen == NEW_ENTRY:
        return None
    if chosen:
        found = _by_id(ctx, chosen)
        if found is None:
            raise EntryNotChosenError(chosen[:40])
        return found
    clues = clues_of(work.case.package, work.answers, subject=work.case.row.subject, trader=trader, sheet=0)
    rows: Sequence[BusinessRow] = candidates(ctx, clues, also=work.case.row.subject, ended=True)
    certain = identify(rows, clues)
    if rows and certain is None:
        raise EntryNotChosenError(f"{len(rows)} entries could be meant")
    return certain


def _by_id(ctx: Context, text: str) -> BusinessRow | None:
    with suppress(ValueError), tenant(ctx):
        rows = Business.objects.filter(municipality_id=ctx.municipality, id=UUID(text))
        found = rows.values_list(*COLUMNS.split(", ")).first()
        return business_row(found) if found else None
    return None


def _log(ctx: Context, work: Work, entry: BusinessRow) -> None:
    row = work.case.row
    if row.assignee_id is None:
        return  # nobody looked: the process went on by itself
    Retrieval.objects.create(
        municipality_id=ctx.municipality,
        id=new_id(),
        at=ctx.now(),
        staff_id=row.assignee_id,
        staff_name=staff_names(ctx, {row.assignee_id}).get(row.assignee_id, ""),
        business_id=entry.id,
        purpose=f"{PURPOSE}, {row.number}",
    )
