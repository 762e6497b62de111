"""What filing for somebody else writes beside the case: the party, the power of attorney, and what the represented sees."""

from uuid import UUID

import msgspec

from modellregion.accounts.api import hide_code
from modellregion.cases.account_hints import hint_account
from modellregion.cases.history import record
from modellregion.cases.models import Held, Party
from modellregion.cases.representatives import Mandate, PartyContent, PartyRole
from modellregion.cases.representing.standing import StandingNote, open_note, sealed_note
from modellregion.cases.states import Action
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.sealed_fields import sealed_for
from modellregion.records.api import Direction, NewDocument, add_document

# What is filed is German, whatever the language of the page on which it was made.
_KNOWN = {
    Mandate.ACCOUNT: "Vollmacht mit dem Konto erteilt",
    Mandate.WRITTEN: "Vollmacht hochgeladen",
    Mandate.STATED: "Vollmacht versichert, nicht vorgelegt",
}


def note_standing(ctx: Context, held: Held, *, case: UUID, file: UUID, code: str) -> None:
    """Write down for whom a case was filed, in the transaction that files it.

    By mandate the agent becomes a party to whom letters go (§ 14 Abs. 3 VwVfG), and the represented account holds the case
    too. A member who files for their organisation is named in the history only: letters go to the organisation.
    """
    note = open_note(held)
    if note is None:
        return
    if not note.is_by_mandate:
        text = f"{note.person} für {note.agent}"
        record(ctx, case, Action.FILED_FOR_ORGANISATION, note=text, is_public=True)
        return
    basis = _basis(note)
    document = _file_document(ctx, file, note)
    content = PartyContent(
        note.who,
        note.agent_address,
        reason=f"{_KNOWN[basis]}; vertreten: {note.principal}",
        document=document,
        given_by_account=held.mandate_id,
    )
    row = Party(
        municipality_id=ctx.municipality,
        id=new_id(),
        case_id=case,
        role=PartyRole.REPRESENTATIVE.value,
        mandate=basis.value,
        starts_on=ctx.today(),
        added_at=ctx.now(),
        added_by="Antrag mit Konto",
    )
    row.content = sealed_for(row, "content", msgspec.json.encode(content))
    Party.objects.bulk_create([row])
    text = f"{note.who} für {note.principal}, {_KNOWN[basis]}"
    record(ctx, case, Action.FILED_BY_MANDATE, note=text, is_public=True)
    if held.principal_id is not None:
        _let_principal_hold(ctx, held, code)
        hint_account(ctx, held.principal_id)


def _basis(note: StandingNote) -> Mandate:
    if not note.is_declared:
        return Mandate.ACCOUNT
    return Mandate.WRITTEN if note.document else Mandate.STATED


def _file_document(ctx: Context, file: UUID, note: StandingNote) -> UUID | None:
    if note.document is None:
        return None
    document = NewDocument(
        kind="attachment",
        title="Vollmacht",
        name=note.document.name,
        media_type=note.document.media_type,
        direction=Direction.IN,
        is_public=True,
        sha256=note.document.sha256,
        bytes=note.document.bytes,
    )
    return add_document(ctx, file=file, document=document)


def _let_principal_hold(ctx: Context, held: Held, code: str) -> None:
    mine = Held.objects.filter(municipality_id=ctx.municipality, code_digest=bytes(held.code_digest))
    if mine.filter(account_id=held.principal_id).exists() or held.principal_id is None:
        return
    row = Held(
        municipality_id=ctx.municipality,
        id=new_id(),
        account_id=held.principal_id,
        code_digest=bytes(held.code_digest),
        code=hide_code(ctx, held.principal_id, code),
        profile=held.profile,
        level=0,
        since=ctx.now(),
        is_beginning=False,
        acting_id=held.acting_id,
        principal_id=held.principal_id,
        mandate_id=held.mandate_id,
    )
    row.origins = sealed_for(row, "origins", b"{}")
    note = open_note(held)
    row.standing = sealed_note(row, note) if note is not None else None
    Held.objects.bulk_create([row])
