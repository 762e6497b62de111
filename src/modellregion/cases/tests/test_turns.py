"""A step that the process gives to the team lead is the team lead's: the command refuses others, the page says so."""

from uuid import UUID

import pytest
from django.test import Client

from modellregion.cases.api import (
    CaseState,
    StepOfOthersError,
    ask_applicant,
    certify_receipt,
    desk_view,
    refuse_notice,
)
from modellregion.kernel.context import system_context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import PackageFiles, check_package, install_package, store_package
from modellregion.region.models import Unit
from tests.support.filing import file
from tests.support.packages import files_of, replaced, with_file
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

SERVICE = "gewerbeanmeldung"
ORGANISATION = files_of(SERVICE).contents["organisation.toml"].decode()


def _for(role: str, acts_as: str = "") -> PackageFiles:
    files = replaced(files_of(SERVICE), "process.bpmn", 'role="sachbearbeitung"', f'role="{role}"')
    words = f'role = "{role}"' + (f'\nacts_as = "{acts_as}"' if acts_as else "")
    return with_file(files, "organisation.toml", ORGANISATION.replace('role = "sachbearbeitung"', words))


def _filed(role: str, acts_as: str = "") -> UUID:
    ctx = system_context(citizen().municipality)
    with tenant(ctx):
        unit = Unit.objects.get(municipality_id=ctx.municipality, short_name="32.3").id
    install_package(ctx, package=store_package(_for(role, acts_as)), unit=unit)
    return file(citizen(), SERVICE, persona(SERVICE, "friseur")).case


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "acts_as"), [("teamleitung", ""), ("amtsleitung", "teamleitung")])
def test_only_the_team_lead_does_it(role: str, acts_as: str) -> None:
    case = _filed(role, acts_as)
    with pytest.raises(StepOfOthersError):
        certify_receipt(staff(), case=case)
    with pytest.raises(StepOfOthersError):
        refuse_notice(staff(), case=case, reason="nein")
    with pytest.raises(StepOfOthersError):
        ask_applicant(staff(), case=case, text="Warum?")
    view = desk_view(staff(), case=case)
    assert (view.state, [line.action.value for line in view.history]) == (CaseState.RECEIVED, ["submitted"])

    address, clerk, lead = f"/paderborn/amt/vorgaenge/{case}/", Client(), Client()
    log_in(clerk, "anna.muster", "paderborn")
    page = clerk.get(address).content.decode()
    assert "Jetzt entscheidet die Teamleitung" in page
    assert "Abgeben" in page
    assert not any(
        f'action="{address}{one}/"' in page for one in ("bescheinigen", "zurueckweisen", "rueckfrage")
    )
    answer = clerk.post(f"{address}bescheinigen/")
    assert (answer.status_code, "Diesen Schritt macht die Teamleitung" in answer.content.decode()) == (
        403,
        True,
    )

    log_in(lead, "bernd.beispiel", "paderborn")
    assert f'action="{address}bescheinigen/"' in lead.get(address).content.decode()
    certify_receipt(staff("bernd.beispiel"), case=case)
    assert desk_view(staff(), case=case).state is CaseState.CERTIFIED


@pytest.mark.django_db
def test_a_role_of_the_packages_own_may_act_as_clerk() -> None:
    case = _filed("gewerbepruefung", "sachbearbeitung")
    certify_receipt(staff(), case=case)
    assert desk_view(staff(), case=case).state is CaseState.CERTIFIED


def test_the_check_names_a_role_that_nobody_has() -> None:
    errors = [str(one) for one in check_package(_for("kasse")) if not one.is_warning]
    assert len(errors) == 1
    assert "Nobody at a desk has the role »kasse«" in errors[0]
    assert [one for one in check_package(_for("amtsleitung", "teamleitung")) if not one.is_warning] == []
