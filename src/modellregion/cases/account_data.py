"""What somebody may know of what is stored of them by their account: all of it as a file, and who looked at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext

from modellregion.accounts.api import (
    LEVEL_NAMES,
    PROFILES,
    Holder,
    Level,
    acting_accounts,
    delete_account,
    mandates_of,
)
from modellregion.cases.drafts import decode_draft
from modellregion.cases.holding import HELD_MAX, codes_of
from modellregion.cases.models import Case, Draft, Held
from modellregion.cases.queries import case_view
from modellregion.cases.representing.ending import end_all_of
from modellregion.cases.representing.standing import StandingNote, open_note
from modellregion.forms.api import Form
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError
from modellregion.kernel.ids import show_access_code
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import package_by_hash
from modellregion.records.api import accesses_of


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody of the staff looked at a file of the owner's; their names are not told (Court of Justice, C-579/21)."""

    at: datetime
    number: str
    code: str
    what: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Known:
    """How surely it is known who filed a case: by which account, and which answers are still what it said."""

    account: str
    level: object
    answers: Sequence[tuple[str, object]]
    standing: StandingNote | None = None


def data_of(ctx: Context, holder: Holder) -> dict[str, Any]:
    """Return everything that hangs on an account, for its owner (Art. 15, 20 DSGVO). Must run inside a ``tenant`` block.

    Of a case what its status page shows: public history, messages, the list of documents.
    """
    codes = codes_of(ctx, holder.account) if holder.account else {}
    mine = {"municipality_id": ctx.municipality, "code_digest__in": list(codes)}
    cases, drafts = [], []
    for row in Case.objects.filter(**mine).order_by("id"):
        view = case_view(ctx, row, public_only=True)
        cases.append(
            {
                "number": view.number,
                "code": show_access_code(codes[bytes(row.code_digest)]),
                "service": view.package.title("de"),
                "received_at": view.received_at,
                "answers": view.answers,
                "messages": [
                    {"at": line.at, "from_office": line.is_from_office, "text": line.text}
                    for line in view.messages
                ],
                "history": [{"at": line.at, "what": str(line.name)} for line in view.history],
                "documents": [{"title": entry.title, "name": entry.name} for entry in view.documents],
            }
        )
    for draft_row in Draft.objects.filter(**mine, case_id=None).order_by("id"):
        package = package_by_hash(draft_row.package_hash)
        draft = decode_draft(package.form, draft_row)
        drafts.append(
            {
                "code": show_access_code(codes[bytes(draft_row.code_digest)]),
                "service": package.title("de"),
                "answers": draft.answers,
                "typed": draft.entered,
            }
        )
    facts = {name: {"value": fact.text, "level": int(fact.level)} for name, fact in holder.facts.items()}
    account = {"provider": holder.profile.name, "level": int(holder.level), "facts": facts}
    given = mandates_of(ctx, holder.account) if holder.account else []
    acting = acting_accounts(ctx, holder.account)[1:] if holder.account else []
    plain: dict[str, Any] = msgspec.to_builtins(
        {
            "account": account,
            "applications": cases,
            "drafts": drafts,
            "mandates": given,
            "memberships": [{"organisation": one.name, "role": one.role} for one in acting],
        }
    )
    return plain


def looks_at(ctx: Context, account: UUID) -> list[Look]:
    """Return who of the staff opened files of the account's cases and why, the newest first. Inside a ``tenant`` block."""
    codes = codes_of(ctx, account)
    rows = Case.objects.filter(municipality_id=ctx.municipality, code_digest__in=list(codes))
    cases = {row.file_id: (row.number, codes[bytes(row.code_digest)]) for row in rows}
    return [
        Look(
            entry.at,
            *cases[entry.file],
            gettext("Dokument geöffnet") if entry.document else gettext("Akte geöffnet"),
            entry.purpose,
        )
        for entry in accesses_of(ctx, list(cases))[:HELD_MAX]
    ]


def forget_account(ctx: Context, *, holder: Holder) -> None:
    """Delete an account and what it holds; drafts and cases stay reachable by their codes.

    :raises NotAllowedError: when the login is a temporary one, so that there is nothing to delete.
    """
    if holder.account is None:
        raise NotAllowedError("a temporary login has no account")
    with tenant(ctx):
        # How surely a case was filed is part of the case, so that stays without the account.
        held = Held.objects.filter(municipality_id=ctx.municipality, account_id=holder.account)
        held.update(account_id=None, code=b"")
        end_all_of(ctx, holder.account)
        delete_account(ctx, holder.account)


def known_of(ctx: Context, case: UUID, form: Form, answers: dict[str, Any]) -> Known | None:
    """Return how surely it is known who filed a case; nothing when it was filed as a guest. Inside a ``tenant`` block."""
    digest = Case.objects.filter(municipality_id=ctx.municipality, id=case).values("code_digest")
    row = Held.objects.filter(
        municipality_id=ctx.municipality, code_digest__in=digest, is_beginning=True
    ).first()
    if row is None or row.profile not in PROFILES:
        return None
    origins: dict[str, list[Any]] = msgspec.json.decode(opened(row, "origins"))
    kept = [
        (label, LEVEL_NAMES[Level(level)])
        for path, (_, level, parts) in origins.items()
        if (label := _unchanged_label(form, answers, path, parts))
    ]
    return Known(PROFILES[row.profile].name, LEVEL_NAMES[Level(row.level)], kept, open_note(row))


def _unchanged_label(form: Form, answers: dict[str, Any], path: str, parts: dict[str, str]) -> str:
    """Return the label of the field at a path while its answer is what the account said, else nothing."""
    name, _, rest = path.partition(".")
    field, value = form.fields.get(name), answers.get(name)
    if field is not None and rest:
        inner = rest.partition(".")[2]
        value = value[0].get(inner) if isinstance(value, list) and value else None
        field = next((item for item in field.items if item.id == inner), None)
    if field is None or field.kind is None or value is None:
        return ""
    entered = field.kind.enter(value)
    if any(entered.get(part, [""])[-1:] != [text] for part, text in parts.items()):
        return ""
    return field.label("de")
