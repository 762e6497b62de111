"""Ask for proof of a mandate (Nachweis der Vollmacht, § 14 Abs. 1 Satz 3 VwVfG)."""

from uuid import UUID

from django.utils.translation import gettext, override

from modellregion.cases.access import lock_for_work
from modellregion.cases.commands.ask_applicant import ask_applicant
from modellregion.cases.errors import NotYourTurnError
from modellregion.cases.history import record
from modellregion.cases.models import Party
from modellregion.cases.policy import Cases
from modellregion.cases.representatives import PartyRole, open_party
from modellregion.cases.states import Action
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant


def ask_for_mandate(ctx: Context, *, case: UUID, party: UUID) -> None:
    """Ask whoever says to act for the applicant to show it in writing; the case waits for the answer.

    :raises NotFoundError: when there is no such representative.
    :raises NotYourTurnError: when their part has ended, or the case is not under review.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        row = Party.objects.filter(municipality_id=ctx.municipality, case_id=case, id=party).first()
        if row is None or not PartyRole(row.role).needs_mandate:
            raise NotFoundError(f"party {party}")
        if row.ends_on is not None:
            raise NotYourTurnError(f"party {party} has ended")
        name = open_party(row).name
        with override("de" if locked.row.language == "de" else "en"):
            text = gettext(
                "Bitte weisen Sie nach, dass %(name)s in dieser Sache handeln darf (§ 14 Abs. 1 Satz 3 VwVfG). Sie können "
                "die Vollmacht hier als Datei hochladen. Ohne Nachweis wenden wir uns an die vertretene Person selbst."
            ) % {"name": name}
        ask_applicant(ctx, case=case, text=text)
        record(ctx, case, Action.MANDATE_ASKED_FOR, note=name)
