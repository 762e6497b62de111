"""What a person has put away on their pages, such as guides they know by heart."""

import re
from collections.abc import Collection

from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.region.models import StaffMember

NAMES_MAX = 200
_NAME = re.compile(r"[a-z0-9_*:-]{1,60}")


def put_away(ctx: Context, *, names: Collection[str]) -> None:
    """Keep what the acting person has put away; replaces what was kept before. Names that are none are passed over."""
    kept = sorted({name for name in names if _NAME.fullmatch(name)})[:NAMES_MAX]
    with tenant(ctx):
        StaffMember.objects.filter(municipality_id=ctx.municipality, id=ctx.person()).update(
            put_away=" ".join(kept)
        )
