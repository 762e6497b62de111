"""A rehearsal names its municipality once; every block in it is still undone alone, and others stand apart."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modellregion.kernel.counters import next_number
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import rehearsed_tenant, tenant


@pytest.mark.django_db
def test_blocks_of_a_rehearsal_say_nothing_and_keep_their_borders() -> None:
    here, there = new_id(), new_id()

    def count(municipality: UUID) -> int:
        with tenant(municipality):
            return next_number(municipality, "GewA 2027")

    def break_off() -> None:
        with tenant(here):
            next_number(here, "GewA 2027")
            raise ZeroDivisionError

    with rehearsed_tenant(here):
        with CaptureQueriesContext(connection) as sent:
            assert [count(here), count(here)] == [1, 2]
        assert not [one for one in sent if "set_config" in one["sql"]]
        with pytest.raises(ZeroDivisionError):
            break_off()
        assert count(here) == 3
        assert count(there) == 1
        assert count(here) == 4
        with pytest.raises(RuntimeError, match="belongs to one municipality"), tenant(here), tenant(there):
            pass
    assert count(here) == 5
