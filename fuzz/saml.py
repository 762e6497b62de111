"""Fuzzes the SAML core: whatever arrives, the answer is a refusal, or what was signed. How to run it: README.md."""

import base64
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import atheris

os.environ.setdefault("MODELLREGION_HOME", str(Path(__file__).parents[1] / ".modellregion"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")

with atheris.instrument_imports(include=["modellregion.accounts.saml", "modellregion.kernel.foreign_xml"]):
    from modellregion.accounts.saml.parties import Expected, Identity, IdentityProvider, SamlError
    from modellregion.accounts.saml.response import check_response

from modellregion.accounts.tests.test_responses import SERVICE, SUBSTANTIAL, answer, idp
from tests.support.identity_provider import running_provider

WISHES = ({}, {"signResponse": False}, {"signResponse": False, "plain": True})


def main() -> None:
    """Make good answers, and let libFuzzer change them."""
    folder = Path(tempfile.mkdtemp(prefix="modellregion-fuzz-"))
    seeds = folder / "seeds"
    for one in (seeds, folder / "idp"):
        one.mkdir()
    with running_provider(folder / "idp") as provider:
        texts = [answer(provider, **wish) for wish in WISHES]
        parties = (idp(provider), idp(provider, signs_response=False))
    for number, text in enumerate(texts):
        (seeds / str(number)).write_bytes(base64.b64decode(text))
    expected = Expected("_request", SUBSTANTIAL, datetime.now(UTC))
    honest: list[Identity | None] = []
    for party in parties:
        honest += [_judged(text, party, expected) for text in texts]
    believable = [one for one in honest if one is not None]
    if len(believable) < 2:
        raise RuntimeError("the answers to begin with are not good")

    def examine(content: bytes) -> None:
        for text in (base64.b64encode(content).decode(), content.decode("latin-1")):
            for party in parties:
                believed = _judged(text, party, expected)
                if believed is not None and believed not in believable:
                    raise RuntimeError(f"believed what nobody signed: {believed}")

    atheris.Setup([*sys.argv, str(seeds)], examine)
    atheris.Fuzz()


def _judged(text: str, party: IdentityProvider, expected: Expected) -> Identity | None:
    try:
        return check_response(text, SERVICE, party, expected)
    except SamlError:
        return None


main()
