"""Delete a draft at the applicant's wish."""

from modellregion.cases.models import Draft
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import destroy
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant


def delete_draft(ctx: Context, *, code: str) -> None:
    """Delete the draft with this code, unless it was filed; deleting twice is deleting once."""
    with tenant(ctx):
        rows = Draft.objects.select_for_update().filter(
            municipality_id=ctx.municipality, code_digest=access_code_digest(code), case_id=None
        )
        for draft in rows:
            Draft.objects.filter(municipality_id=ctx.municipality, id=draft.id).delete()
            destroy(ctx.municipality, [draft.id])
