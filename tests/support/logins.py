"""Logging in at the simulated provider and coming back, as a browser does it, without a browser."""

import re
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from modellregion.accounts.api import NewConnection, set_connection
from modellregion.cases.drafts import decode_answers, encode_draft
from modellregion.cases.models import Draft
from modellregion.forms.api import Draft as FormDraft
from modellregion.kernel.context import system_context
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import installed_services
from tests.support.identity_provider import Provider
from tests.support.people import citizen


def connect(provider: Provider, slug: str = "paderborn", **more: Any) -> str:
    """Connect a municipality to both accounts and make the provider know it; return BundID's name for it."""
    ctx = system_context(citizen(slug).municipality)
    for profile in ("bundid", "muk"):
        wish = NewConnection(
            profile,
            f"{provider.address}/{profile}",
            f"{provider.address}/{profile}/sso",
            provider.certificate.public_bytes(Encoding.PEM).decode(),
            online_service="BMI-1",
            **more,
        )
        set_connection(ctx, wish)
        metadata = Client().get(f"/{slug}/konto/{profile}/metadata.xml")
        assert metadata.status_code == 200
        provider.tell(metadata=metadata.content.decode())
    return str(re.findall(r'entityID="([^"]+)"', metadata.content.decode())[0])


def page(answer: Any) -> str:
    """Return the text of a page."""
    return str(answer.content.decode())


def fields(html: str) -> dict[str, str]:
    """Return what a page of the way sends on."""
    return dict(re.findall(r'name="(SAMLRequest|SAMLResponse|RelayState|ticket)" value="([^"]*)"', html))


def at_provider(address: str, sent: dict[str, str]) -> str:
    """Send a form to the provider; return its next page."""
    with urlopen(address, urlencode(sent).encode(), timeout=20) as answer:
        return str(answer.read().decode())


def begin(client: Client, profile: str = "bundid", **asked: str) -> dict[str, str]:
    """Begin a login as a browser does; return what the provider's page is given to send on."""
    html = page(client.post("/paderborn/konto/anmelden/", {"konto": profile, **asked}))
    return fields(html)


def log_in(
    client: Client,
    provider: Provider,
    *,
    profile: str = "bundid",
    person: str = "muster",
    level: int = 3,
    **asked: str,
) -> Any:
    """Log in at the simulator and come back; return the product's answer."""
    handed = begin(client, profile, **asked)
    ticket = fields(at_provider(f"{provider.address}/{profile}/sso", handed))["ticket"]
    chosen = {"ticket": ticket, "person": person, "niveau": str(level)}
    back = fields(at_provider(f"{provider.address}/{profile}/anmelden", chosen))
    return client.post(f"/paderborn/konto/{profile}/antwort/", back)


def fill(code: str, answers: dict[str, Any], service: str = "gewerbeanmeldung") -> None:
    """Fill a draft in, as the pages would one after the other."""
    ctx = citizen()
    form = installed_services(ctx.municipality)[service].package.form
    draft = FormDraft(decode_answers(form, msgspec.json.encode(answers)))
    with tenant(ctx):
        rows = Draft.objects.filter(municipality_id=ctx.municipality, code_digest=access_code_digest(code))
        row = rows.get()
        assert rows.update(content=encode_draft(ctx, row.id, draft)) == 1


def token_in(html: str) -> str:
    """Return the token against forged requests of a page's form."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert found
    return found[1]
