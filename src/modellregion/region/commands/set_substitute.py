"""Let one person stand in for another (Vertretung), and end that again."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.errors import SubstitutionInvalidError
from modellregion.region.models import StaffMember, Substitution
from modellregion.region.policy import Region


def set_substitute(ctx: Context, *, absent: UUID, substitute: UUID, starts_on: date, ends_on: date) -> UUID:
    """Let one person stand in for another, from ``starts_on`` to ``ends_on``, both included.

    :raises SubstitutionInvalidError: when the dates are turned round or already over, or both are the same person.
    """
    ctx.authorise(Region.SET_OWN_SUBSTITUTE if absent == ctx.actor.id else Region.SET_ANY_SUBSTITUTE)
    if absent == substitute:
        raise SubstitutionInvalidError(user_message=gettext_lazy("Sie können sich nicht selbst vertreten."))
    if ends_on < starts_on:
        raise SubstitutionInvalidError(
            user_message=gettext_lazy("Das Ende der Vertretung liegt vor ihrem Anfang.")
        )
    if ends_on < ctx.today():
        raise SubstitutionInvalidError(
            user_message=gettext_lazy("Das Ende der Vertretung liegt in der Vergangenheit.")
        )
    identifier = new_id()
    with tenant(ctx):
        known = StaffMember.objects.filter(
            municipality_id=ctx.municipality, id__in=[absent, substitute], is_active=True
        ).count()
        if known != 2:
            raise SubstitutionInvalidError(user_message=gettext_lazy("Diese Person arbeitet hier nicht."))
        Substitution.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            absent_staff_id=absent,
            substitute_staff_id=substitute,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        days = {"from": starts_on.isoformat(), "to": ends_on.isoformat(), "substitute": str(substitute)}
        append(ctx, NewEntry(Subject("staff", absent), "substitute_set", data=days))
    return identifier


def end_substitution(ctx: Context, *, substitution: UUID) -> None:
    """End a substitution at once."""
    with tenant(ctx):
        row = Substitution.objects.filter(municipality_id=ctx.municipality, id=substitution).first()
        if row is None:
            return
        own = row.absent_staff_id == ctx.actor.id
        ctx.authorise(Region.SET_OWN_SUBSTITUTE if own else Region.SET_ANY_SUBSTITUTE)
        Substitution.objects.filter(municipality_id=ctx.municipality, id=substitution).delete()
        append(ctx, NewEntry(Subject("staff", row.absent_staff_id), "substitute_ended"))
