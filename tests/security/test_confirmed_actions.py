"""What speaks for the whole authority asks again who somebody is: publishing, withdrawing, whom it trusts, where data go."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from modellregion.demo.region import PASSWORD
from modellregion.exchange.api import set_route
from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotConfirmedError
from modellregion.kernel.tenancy import tenant
from modellregion.region.models import StaffSession
from modellregion.transfer.api import publish_package
from modellregion.transfer.commands.follow_catalogue import stop_following
from modellregion.transfer.commands.withdraw_package import WithdrawalWish, withdraw_package
from modellregion.transfer.published import published_versions
from tests.support.people import staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db

DESK = "/paderborn/amt/"
SERVICE = "gewerbeanmeldung"
PUBLISHING, CATALOGUES = f"{DESK}leistungen/{SERVICE}/veroeffentlichen/", f"{DESK}kataloge/"
CONFIRM = f"{DESK}bestaetigen/"


@pytest.fixture
def admin() -> Client:
    """Return somebody who logged in eleven minutes ago."""
    client = Client()
    log_in(client, "admin", "paderborn")
    ctx = staff("admin")
    with tenant(ctx):
        mine = StaffSession.objects.filter(municipality_id=ctx.municipality, staff_id=ctx.person())
        mine.update(confirmed_at=SYSTEM_CLOCK.now() - timedelta(minutes=11))
    return client


def _confirm(client: Client) -> None:
    answer = client.post(CONFIRM, {"passwort": PASSWORD, "weiter": f"{CONFIRM}?fertig=ja"})
    assert answer.headers["Location"] == f"{CONFIRM}?fertig=ja"
    assert "Schließen Sie diesen Tab" in client.get(answer.headers["Location"]).content.decode()


def test_withdrawing_asks_first_and_then_withdraws(admin: Client) -> None:
    ctx = staff("admin")
    (published,) = published_versions(ctx, SERVICE)
    wish = {"version": published.version, "grund": "Die Gebühr ist falsch.", "gesetz": "§ 14 GewO", "vom": "2026-01-01", "ab": "2026-12-31"}  # fmt: skip
    refused = admin.post(PUBLISHING, wish)
    assert refused.status_code == 422
    assert f'href="{CONFIRM}?weiter=' in refused.content.decode()
    assert "Die Gebühr ist falsch." in refused.content.decode()
    assert not published_versions(ctx, SERVICE)[0].withdrawal
    _confirm(admin)
    assert admin.post(PUBLISHING, wish).status_code == 302
    assert published_versions(ctx, SERVICE)[0].withdrawal


def test_what_was_typed_stays_while_somebody_confirms(admin: Client) -> None:
    typed = {"adresse": "https://katalog.example", "schluessel": "ABCD-EFGH"}
    refused = admin.post(CATALOGUES, typed)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Jetzt bestätigen" in page
    assert 'value="https://katalog.example"' in page
    assert 'value="ABCD-EFGH"' in page


def test_the_commands_ask_themselves() -> None:
    ctx = staff("admin")
    old = replace(ctx, actor=replace(ctx.actor, confirmed_at=None))
    wish = WithdrawalWish(
        reason="Fehler", law="§ 14 GewO", law_date=ctx.today(), effective_from=ctx.today(), successor=""
    )

    def route(of: Context) -> None:
        with tenant(of):
            set_route(of, recipient="finanzamt", body=None)

    for act in (
        lambda: publish_package(old, package=SERVICE),
        lambda: withdraw_package(old, package=SERVICE, version="1.0.0", wish=wish),
        lambda: stop_following(old, address="https://katalog.example"),
        lambda: route(old),
    ):
        with pytest.raises(NotConfirmedError):
            act()
