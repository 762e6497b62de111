"""The same answers judged by us and by python3-saml; where we differ is written down, with the reason."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from modellregion.accounts.saml.parties import Expected, SamlError
from modellregion.accounts.saml.response import check_response
from modellregion.accounts.tests.test_responses import GOOD, HOSTILE, SERVICE, SUBSTANTIAL, answer, idp
from tests.support.identity_provider import Provider, running_provider

saml = pytest.importorskip(
    "onelogin.saml2.response", reason="python3-saml is not installed, so nothing is compared with it"
)
# Both can judge all but how the assertion is encrypted: python3-saml knows no OAEP with SHA-2, we take nothing else. So it is
# given the same answer unencrypted; what cannot be said without encryption is left out.
NOT_COMPARED = {"encryption", "keyEncryption", "keyDigest", "mask", "plain"}
# It knows no difference of clocks at the subject's confirmation; ours is a minute everywhere.
WITHIN_THE_MINUTE = {"{'notAfter': -30}"}
STRICTER = {
    "a login of two days ago",
    "a comment in the name",
    "an attribute twice",
    "no conditions of time",
    # It asks nothing of the instant a response was issued, and its clocks may be minutes apart.
    "dated ahead",
    "dated two hours ago",
    "not yet valid",
}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("idp")) as running:
        yield running


def they_take(provider: Provider, text: str) -> bool:
    """Tell whether python3-saml takes an answer."""
    settings = import_settings()(
        {
            "strict": True,
            "sp": {
                "entityId": SERVICE.entity_id,
                "assertionConsumerService": {"url": SERVICE.acs_url},
            },
            "idp": {
                "entityId": f"{provider.address}/bundid",
                "singleSignOnService": {"url": f"{provider.address}/bundid/sso"},
                "x509cert": provider.certificate.public_bytes(Encoding.PEM).decode(),
            },
            "security": {
                "wantMessagesSigned": True,
                "wantAssertionsSigned": True,
                "wantNameId": True,
                "rejectDeprecatedAlgorithm": True,
                "requestedAuthnContext": sorted(SUBSTANTIAL),
                "failOnAuthnContextMismatch": True,
            },
        }
    )
    host, _, path = SERVICE.acs_url.removeprefix("https://").partition("/")
    request = {"https": "on", "http_host": host, "script_name": f"/{path}", "get_data": {}, "post_data": {}}
    try:
        response = saml.OneLogin_Saml2_Response(settings, text)
        return bool(response.is_valid(request, "_request"))
    except Exception:  # noqa: BLE001 - whatever it says of junk, it does not take it
        return False


def import_settings() -> Any:
    return pytest.importorskip("onelogin.saml2.settings").OneLogin_Saml2_Settings


def _we_take(provider: Provider, text: str) -> bool:
    try:
        expected = Expected("_request", SUBSTANTIAL, datetime.now(UTC))
        return bool(check_response(text, SERVICE, idp(provider), expected))
    except SamlError:
        return False


def test_we_take_what_python3_saml_takes_or_less(provider: Provider) -> None:
    cases = {str(wish): wish for wish in GOOD} | {name: wish for name, (wish, _) in HOSTILE.items()}
    compared = {name: wish for name, wish in cases.items() if not NOT_COMPARED & set(wish)}
    ours = {name for name, wish in compared.items() if _we_take(provider, answer(provider, **wish))}
    theirs = {
        name for name, wish in compared.items() if they_take(provider, answer(provider, plain=True, **wish))
    }
    assert len(compared) > 35
    assert len(ours) > 4
    assert ours - theirs == WITHIN_THE_MINUTE
    assert theirs - ours == STRICTER
