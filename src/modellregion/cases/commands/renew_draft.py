"""Move a draft to the version that is offered now (neue Fassung), when its owner goes on with it; nothing is lost."""

from dataclasses import dataclass

from modellregion.cases.drafts import decode_draft, encode_draft
from modellregion.cases.errors import DraftNotFoundError
from modellregion.cases.models import Draft as DraftRow
from modellregion.cases.surroundings import surroundings_of
from modellregion.forms.api import FormDifference, Rebased, rebase_draft
from modellregion.kernel.context import Context
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Package, installed_services, package_by_hash


@dataclass(frozen=True, slots=True)
class Renewal:
    """A draft's own version, the one offered now, and what its owner would notice."""

    old: Package
    new: Package
    difference: FormDifference


def renewal_of(ctx: Context, *, code: str) -> Renewal | None:
    """Return what moving would mean for the draft with this code; None when there is nothing to move.

    :raises DraftNotFoundError: when there is no such draft.
    """
    with tenant(ctx):
        row = DraftRow.objects.filter(
            municipality_id=ctx.municipality, code_digest=access_code_digest(code)
        ).first()
        found = _rebased(ctx, row)
    return None if found is None else found[0]


def renew_draft(ctx: Context, *, code: str) -> Renewal | None:
    """Move the draft with this code; moving it again changes nothing. What was typed stays, also what has no place now.

    :raises DraftNotFoundError: when there is no such draft.
    """
    with tenant(ctx):
        row = (
            DraftRow.objects.select_for_update()
            .filter(municipality_id=ctx.municipality, code_digest=access_code_digest(code))
            .first()
        )
        found = _rebased(ctx, row)
        if found is None or row is None:
            return None
        renewal, rebased = found
        DraftRow.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
            package_hash=renewal.new.hash,
            content=encode_draft(ctx, row.id, rebased.draft),
            updated_at=ctx.now(),
        )
    return renewal


def _rebased(ctx: Context, row: DraftRow | None) -> tuple[Renewal, Rebased] | None:
    if row is None:
        raise DraftNotFoundError("unknown code")
    offered = installed_services(ctx.municipality).get(row.package)
    if row.case_id is not None or offered is None or offered.package.hash == row.package_hash:
        return None
    old, new = package_by_hash(row.package_hash), offered.package
    rebased = rebase_draft(
        old.form, new.form, decode_draft(old.form, row), surroundings_of(ctx), language=ctx.language
    )
    return Renewal(old, new, rebased.difference), rebased
