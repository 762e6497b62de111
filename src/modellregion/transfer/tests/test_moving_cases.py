"""With an upgrade, running cases stay where they are; when ordered, those that can move do."""

import pytest

from modellregion.cases.api import desk_view
from modellregion.kernel.context import Context, system_context
from modellregion.packages.api import PackageFiles
from modellregion.region.api import find_body
from modellregion.transfer.api import (
    ReasonMissingError,
    move_cases,
    plan_upgrade,
    rehearse_moving,
    upgrade_package,
)
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.packages import TRADE_NOTICE, files_of, replaced
from tests.support.people import citizen, staff
from tests.support.personas import persona

pytestmark = pytest.mark.django_db


def _ctx() -> Context:
    body = find_body("paderborn")
    assert body is not None
    return system_context(body.id)


def _next() -> PackageFiles:
    files = replaced(files_of(), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    return replaced(files, "fields.toml", 'label = "Rechtsform"', 'label = "Rechtsform des Betriebs"')


def test_cases_stay_unless_they_are_moved() -> None:
    ctx, case = _ctx(), file(citizen(), TRADE_NOTICE, persona(TRADE_NOTICE, "friseur")).case
    prepared = plan_upgrade(ctx, package=TRADE_NOTICE, files=_next())
    assert rehearse_moving(ctx, package=TRADE_NOTICE) == []
    (before,) = rehearse_moving(ctx, package=TRADE_NOTICE, target=prepared.package)
    assert before.movable == len(before.verdicts) >= 1
    upgrade_package(ctx, package=TRADE_NOTICE, files=_next())
    assert desk_view(staff(), case=case).package.version == "1.0.0"
    with pytest.raises(ReasonMissingError):
        move_cases(ctx, package=TRADE_NOTICE, reason=" ")
    (after,) = rehearse_moving(ctx, package=TRADE_NOTICE)
    assert [one.case for one in after.verdicts] == [one.case for one in before.verdicts]
    assert len(move_cases(ctx, package=TRADE_NOTICE, reason="Neues Formular")) == 1
    work_off()
    assert desk_view(staff(), case=case).package.version == "1.1.0"
    assert move_cases(ctx, package=TRADE_NOTICE, reason="Neues Formular") == []
