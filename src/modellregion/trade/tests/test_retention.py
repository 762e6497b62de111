"""Look-ups are kept for control, and not longer (§ 14 Abs. 11 Satz 6 GewO)."""

from datetime import UTC, datetime, timedelta

import pytest

from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.trade.jobs import delete_old_retrievals
from modellregion.trade.models import Retrieval
from tests.support.people import citizen


@pytest.mark.django_db
def test_a_look_up_is_deleted_after_six_months() -> None:
    ctx = citizen()
    with tenant(ctx):
        for days in (1, 180, 185, 400):
            Retrieval.objects.create(
                municipality_id=ctx.municipality,
                id=new_id(),
                at=datetime.now(UTC) - timedelta(days=days),
                staff_id=new_id(),
                staff_name=f"vor {days} Tagen",
                purpose="Probe",
            )
    delete_old_retrievals(timestamp=0)
    with tenant(ctx):
        left = Retrieval.objects.filter(municipality_id=ctx.municipality).values_list("staff_name", flat=True)
        assert sorted(left) == ["vor 1 Tagen", "vor 180 Tagen"]
