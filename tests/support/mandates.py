"""What people do with mandates and memberships, on the pages, as they do it."""

import re
from typing import Any
from uuid import UUID

from django.test import Client

from modellregion.accounts.models import Account, Mandate
from modellregion.kernel.tenancy import tenant
from tests.support.identity_provider import Provider
from tests.support.logins import fill, log_in, page
from tests.support.people import citizen
from tests.support.personas import persona

SERVICE = "gewerbeanmeldung"
BEGIN = f"/paderborn/leistungen/{SERVICE}/antrag/konto/"


def logged_in(provider: Provider, person: str, profile: str = "muk") -> tuple[Client, UUID]:
    """Return a browser in which somebody is logged in at Paderborn, and their account."""
    client = Client()
    assert log_in(client, provider, profile=profile, person=person).status_code == 302
    ctx = citizen()
    with tenant(ctx):
        newest = Account.objects.filter(municipality_id=ctx.municipality).order_by("-last_login_at").first()
    assert newest is not None
    return client, newest.id


def code_in(html: str) -> str:
    """Return the code a page shows."""
    found = re.search(r"([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})", html)
    assert found, html[:2000]
    return found[1]


def give(client: Client, account: UUID, **scope: str) -> str:
    """Give a mandate; return its code."""
    wish = {"umfang": "alle", "ab": citizen().today().isoformat(), "angaben": "ja", **scope}
    answer = client.post(f"/paderborn/konto/fuer/{account}/vollmachten/neu/", wish)
    assert answer.status_code == 200, page(answer)
    return code_in(page(answer))


def take(client: Client, code: str, **more: Any) -> None:
    """Take a code."""
    answer = client.post("/paderborn/konto/code/", {"code": code, "annehmen": "ja", **more})
    assert answer.status_code == 302, page(answer)


def invite(client: Client, account: UUID, role: str) -> str:
    """Invite somebody to act for an account; return the code."""
    wish = {"einladen": "1", "recht": role, "name": "Unsere Neue"}
    return code_in(page(client.post(f"/paderborn/konto/fuer/{account}/mitglieder/", wish)))


def mandate_between(principal: UUID, agent: UUID) -> UUID:
    """Return the newest mandate between two accounts."""
    ctx = citizen()
    with tenant(ctx):
        rows = Mandate.objects.filter(
            municipality_id=ctx.municipality, principal_id=principal, agent_id=agent
        )
        newest = rows.order_by("-id").first()
    assert newest is not None
    return newest.id


def begin(client: Client, key: str) -> str:
    """Begin a trade notice for somebody, as the page offers it, and fill it in; return its code."""
    begun = client.post(BEGIN, {"fuer": key})
    assert begun.status_code == 302, page(begun)
    code = re.findall(r"/antrag/([^/]+)/seite/", begun.headers["Location"])[0]
    fill(code, persona(SERVICE, "friseur"))
    return str(code)


def submit(client: Client, code: str) -> Any:
    """Send an application off on its last page."""
    return client.post(f"/paderborn/antrag/{code}/pruefen/")
