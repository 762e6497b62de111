"""The typed parties of a case (Beteiligte, §§ 13, 14 VwVfG): the people of the application, and who acts for them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy

from modellregion.cases.models import Party
from modellregion.cases.parties import party_rows, person_name
from modellregion.kernel.context import Context
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Package


class PartyRole(StrEnum):
    """What somebody is in a case."""

    APPLICANT = "applicant"
    REPRESENTATIVE = "representative"
    LEGAL_REPRESENTATIVE = "legal_representative"
    RECIPIENT = "recipient"
    ASSISTANT = "assistant"
    CONCERNED = "concerned"

    @property
    def gets_letters(self) -> bool:
        """Whether letters go to this person instead of the one represented (§ 14 Abs. 3 VwVfG, § 8 LZG NRW)."""
        return self in {PartyRole.REPRESENTATIVE, PartyRole.LEGAL_REPRESENTATIVE, PartyRole.RECIPIENT}

    @property
    def needs_mandate(self) -> bool:
        """Whether somebody has to have given this person the right to act."""
        return self.gets_letters


ROLE_NAMES = {
    PartyRole.APPLICANT: gettext_lazy("Antragstellende Person"),
    PartyRole.REPRESENTATIVE: gettext_lazy("Bevollmächtigte Person (§ 14 Abs. 1 VwVfG)"),
    PartyRole.LEGAL_REPRESENTATIVE: gettext_lazy("Gesetzliche Vertretung"),
    PartyRole.RECIPIENT: gettext_lazy("Empfangsbevollmächtigte Person (§ 15 VwVfG)"),
    PartyRole.ASSISTANT: gettext_lazy("Beistand (§ 14 Abs. 4 VwVfG)"),
    PartyRole.CONCERNED: gettext_lazy("Hinzugezogene Person (§ 13 Abs. 2 VwVfG)"),
}


class Mandate(StrEnum):
    """How it is known that somebody may act for another (Vollmacht)."""

    NONE = ""
    WRITTEN = "written"
    STATED = "stated"
    BY_LAW = "by_law"
    ACCOUNT = "account"


MANDATE_NAMES = {
    Mandate.WRITTEN: gettext_lazy("Vollmacht liegt vor"),
    Mandate.STATED: gettext_lazy("Vollmacht versichert, nicht vorgelegt"),
    Mandate.BY_LAW: gettext_lazy("Kraft Gesetzes oder Bestellung"),
    Mandate.ACCOUNT: gettext_lazy("Vollmacht mit dem Konto erteilt"),
}


class PartyContent(msgspec.Struct, frozen=True):
    """What is sealed of a party."""

    name: str
    address: str = ""
    contact: str = ""
    reason: str = ""
    end_reason: str = ""
    document: UUID | None = None
    given_by_account: UUID | None = None


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party as pages show it; those of the application have no ``id`` and cannot be ended here."""

    id: UUID | None
    role: PartyRole
    role_name: object
    name: str
    address: str = ""
    contact: str = ""
    mandate_name: object = ""
    represents: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    added_by: str = ""
    ended_by: str = ""
    reason: str = ""
    end_reason: str = ""
    document: UUID | None = None
    gets_letters: bool = False


def parties_of(ctx: Context, case: UUID, package: Package, answers: dict[str, Any]) -> list[PartyLine]:
    """Return the parties of a case: applicants, who acts for them, those whose part has ended. One statement.

    The caller has checked the right to see the case.
    """
    names = applicant_names(package, answers)
    with tenant(ctx):
        rows = Party.objects.filter(municipality_id=ctx.municipality, case_id=case).order_by("id")
        lines = [_line(ctx, row, names) for row in rows]
    applicant = ROLE_NAMES[PartyRole.APPLICANT]
    own = [PartyLine(None, PartyRole.APPLICANT, applicant, name) for name in names]
    return [*own, *sorted(lines, key=lambda line: line.ends_on is not None)]


def applicant_names(package: Package, answers: dict[str, Any]) -> list[str]:
    """Return the names of the people of the application, in the order of their rows."""
    return [person_name(package, row) or str(row.get("firma", "")) for row in party_rows(package, answers)]


def _line(ctx: Context, row: Party, names: list[str]) -> PartyLine:
    content = open_party(row)
    role = PartyRole(row.role)
    is_known = row.represents is not None and row.represents < len(names)
    return PartyLine(
        id=row.id,
        role=role,
        role_name=ROLE_NAMES[role],
        name=content.name,
        address=content.address,
        contact=content.contact,
        mandate_name=MANDATE_NAMES.get(Mandate(row.mandate), ""),
        represents=names[row.represents] if is_known and row.represents is not None else "",
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        added_by=row.added_by,
        ended_by=row.ended_by,
        reason=content.reason,
        end_reason=content.end_reason,
        document=content.document,
        gets_letters=role.gets_letters and bool(content.address) and _acts_on(row, ctx.today()),
    )


def open_party(row: Party) -> PartyContent:
    """Return what is sealed of a party; empty once it was erased."""
    content = opened(row, "content")
    return msgspec.json.decode(content, type=PartyContent) if content else PartyContent("")


def _acts_on(row: Party, day: date) -> bool:
    return row.starts_on <= day and (row.ends_on is None or row.ends_on > day)


def letters_go_to(ctx: Context, case: UUID, *, person: int | None = None) -> PartyLine | None:
    """Return who gets letters instead of the applicant (or of one of them, by row), or None when nobody acts for them.

    § 14 Abs. 3 Satz 1 VwVfG: where somebody is appointed, the authority turns to them.
    """
    with tenant(ctx):
        rows = list(Party.objects.filter(municipality_id=ctx.municipality, case_id=case).order_by("-id"))
    for row in rows:
        is_for = row.represents is None or person is None or row.represents == person
        if PartyRole(row.role).gets_letters and is_for and _acts_on(row, ctx.today()):
            line = _line(ctx, row, [])
            if line.address:  # an account need not know one
                return line
    return None
