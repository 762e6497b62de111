"""Add somebody to the parties of a case, or end their part, with a reason (Beteiligte, Vollmacht)."""

from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.db import connection
from django.utils.translation import gettext_lazy

from modellregion.cases.access import lock_for_work
from modellregion.cases.errors import NameMissingError, NotYourTurnError, ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.models import Party
from modellregion.cases.policy import Cases
from modellregion.cases.representatives import (
    ROLE_NAMES,
    Mandate,
    PartyContent,
    PartyRole,
    applicant_names,
    open_party,
)
from modellregion.cases.states import Action
from modellregion.forms.api import name_key
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.ids import new_id
from modellregion.kernel.sealed_fields import sealed_for
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import find_document

NAME_LENGTH_MAX, TEXT_LENGTH_MAX = 200, 1000


class MandateMissingError(ProductError):
    """Somebody is to act for another, and it is not said by what right."""

    code = "mandate_missing"
    user_message = gettext_lazy("Bitte geben Sie an, worauf die Vertretung beruht: Vollmacht oder Gesetz.")


class AddressMissingError(ProductError):
    """Letters are to go to somebody without an address."""

    code = "address_missing"
    user_message = gettext_lazy("An diese Person gehen Schreiben. Bitte geben Sie ihre Anschrift an.")


@dataclass(frozen=True, slots=True)
class NewParty:
    """Who takes part: ``represents`` is the row of one of the applicants, None for all; ``document`` a document of the file."""

    role: PartyRole
    name: str
    address: str = ""
    contact: str = ""
    mandate: Mandate = Mandate.NONE
    represents: int | None = None
    document: UUID | None = None


def add_party(ctx: Context, *, case: UUID, party: NewParty, reason: str) -> UUID:
    """Add a party; letters go to them from now on where their role says so.

    :raises NameMissingError, ReasonMissingError, MandateMissingError, AddressMissingError: when that is missing.
    :raises NotFoundError: when the application has no such person, or the file no such document.
    :raises NotYourTurnError: when the case is closed.
    """
    name = " ".join(party.name.split())[:NAME_LENGTH_MAX]
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        if locked.row.closed_at is not None:
            raise NotYourTurnError(f"case {case} is closed")
        if party.role is PartyRole.APPLICANT:
            raise NotFoundError("applicants come from the application; correct its answers")
        if not name:
            raise NameMissingError("party")
        if not reason.strip():
            raise ReasonMissingError("party")
        if party.role.needs_mandate and party.mandate is Mandate.NONE:
            raise MandateMissingError
        if party.role.gets_letters and not party.address.strip():
            raise AddressMissingError
        applicants = applicant_names(locked.package, locked.answers())
        if party.represents is not None and not 0 <= party.represents < len(applicants):
            raise NotFoundError(f"no person {party.represents} in the application")
        if party.document is not None:
            find_document(ctx, file=locked.row.file_id, document=party.document)
        content = PartyContent(
            name,
            party.address.strip()[:TEXT_LENGTH_MAX],
            party.contact.strip()[:TEXT_LENGTH_MAX],
            reason.strip()[:TEXT_LENGTH_MAX],
            document=party.document,
        )
        row = Party(
            municipality_id=ctx.municipality,
            id=new_id(),
            case_id=case,
            role=party.role.value,
            mandate=party.mandate.value,
            represents=party.represents,
            starts_on=ctx.today(),
            added_at=ctx.now(),
            added_by=ctx.actor.name,
        )
        row.content = sealed_for(row, "content", msgspec.json.encode(content))
        Party.objects.bulk_create([row])
        _find_by(ctx, case, name)
        record(ctx, case, Action.PARTY_ADDED, note=f"{ROLE_NAMES[party.role]}: {name}. {reason.strip()}")
        return row.id


def _find_by(ctx: Context, case: UUID, name: str) -> None:
    """Let the case be found by this name too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET search = search || ' ' || %s, updated_at = %s WHERE municipality_id = %s AND id = %s",
            [name_key(name), ctx.now(), ctx.municipality, case],
        )


def end_party(ctx: Context, *, case: UUID, party: UUID, reason: str) -> None:
    """End somebody's part today, such as a mandate that was revoked; the line stays, with both reasons.

    :raises ReasonMissingError: without a reason. :raises NotYourTurnError: when it has ended already.
    """
    with tenant(ctx):
        lock_for_work(ctx, case, Cases.WORK)
        if not reason.strip():
            raise ReasonMissingError("end party")
        row = Party.objects.filter(municipality_id=ctx.municipality, case_id=case, id=party).first()
        if row is None:
            raise NotFoundError(f"party {party}")
        if row.ends_on is not None:
            raise NotYourTurnError(f"party {party} has ended")
        content = msgspec.structs.replace(open_party(row), end_reason=reason.strip()[:TEXT_LENGTH_MAX])
        Party.objects.filter(municipality_id=ctx.municipality, id=party).update(
            ends_on=ctx.today(),
            ended_by=ctx.actor.name,
            content=sealed_for(row, "content", msgspec.json.encode(content)),
        )
        record(ctx, case, Action.PARTY_ENDED, note=f"{content.name}: {reason.strip()}")
