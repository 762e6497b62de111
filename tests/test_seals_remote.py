"""Keys at a trust service provider (CSC API 2.0): seals by it, and what it may do wrong without a letter being made of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from modellregion.journal.api import sequence
from modellregion.kernel.tenancy import tenant
from modellregion.seals import remote
from modellregion.seals.api import (
    SealKeyError,
    Verdict,
    certificates_of,
    check_seals,
    seal_pdf,
    seal_trouble,
    use_certificate,
)
from modellregion.seals.identities import key_file
from tests.support.contents import written_pdf
from tests.support.csc import CREDENTIAL, PIN, SECRET, RemoteProvider, running_provider
from tests.support.people import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteProvider]:
    with running_provider(tmp_path_factory.mktemp("remote") / "provider") as found:
        yield found


@pytest.fixture
def provider(_running: RemoteProvider) -> RemoteProvider:
    _running.tell(forget_tokens=True)
    _running.tell()
    return _running


def _seal() -> bytes:
    clerk = staff()
    with tenant(clerk):
        return seal_pdf(clerk, written_pdf("Bescheid"), name="Stadt Paderborn", reason="Bescheid")


def test_a_letter_is_sealed_by_the_provider_and_no_key_or_secret_lies_here(provider: RemoteProvider) -> None:
    clerk = staff()
    _seal()
    file_of_before = key_file(clerk.municipality)
    use_certificate(clerk, provider.settings)
    assert not file_of_before.exists()
    kept = key_file(clerk.municipality).read_text(encoding="utf-8")
    assert "PRIVATE" not in kept
    assert SECRET not in kept
    assert PIN not in kept
    [told] = check_seals(clerk.municipality, _seal())
    assert (told.verdict, told.name, told.issuer) == (
        Verdict.GENUINE,
        "Siegel der Stadt Paderborn",
        "Trust Center",
    )
    assert seal_trouble(clerk.municipality, clerk.now()) == ""
    assert _seal()
    assert provider.tell()["token"] <= 3, "one token serves many seals"


SIGN, LEAVE = "signatures/signHash", "credentials/authorize"
FAULTS = {
    "down": ({"down": SIGN}, "is not answered"),
    "no leave": ({"fails": LEAVE}, "answered with 503 temporarily unavailable"),
    "error": ({"fails": SIGN}, "answered with 503"),
    "elsewhere": ({"redirects": SIGN}, "answered with 302"),
    "no JSON": ({"babbles": SIGN}, "no JSON"),
    "another JSON": ({"lists": LEAVE}, "something else"),
    "signature of another key": ({"wrong_key": True}, "does not fit the certificate"),
    "signature of something else": ({"other_digest": True}, "does not fit the certificate"),
    "two signatures": ({"times": 2}, "does not fit the certificate"),
    "none": ({"times": 0}, "does not fit the certificate"),
}


@pytest.mark.parametrize(("fault", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_what_goes_wrong_there_makes_no_letter_and_no_entry(
    provider: RemoteProvider, fault: dict[str, object], sentence: str
) -> None:
    clerk = staff()
    use_certificate(clerk, provider.settings)
    before = sequence(clerk.municipality)
    provider.tell(**fault)
    with pytest.raises(SealKeyError, match=sentence):
        _seal()
    assert sequence(clerk.municipality) == before
    provider.tell()
    assert check_seals(clerk.municipality, _seal())[0].verdict is Verdict.GENUINE


def test_a_slow_provider_holds_nobody_up_for_long(
    provider: RemoteProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_certificate(staff(), provider.settings)
    provider.tell(slow=SIGN)
    monkeypatch.setattr(remote, "SECONDS_MAX", 0.3)
    with pytest.raises(SealKeyError, match=r"signHash is not answered: .*timed out"):
        _seal()
    monkeypatch.setattr(remote, "SECONDS_MAX", 5)
    monkeypatch.setattr(remote, "SECONDS_IN_ALL", 0)
    with pytest.raises(SealKeyError, match="takes too long"):
        _seal()


def test_tokens_that_end_are_renewed_once(provider: RemoteProvider) -> None:
    use_certificate(staff(), provider.settings)
    before = provider.tell(forget_tokens=True)["token"]
    provider.tell()
    assert check_seals(staff().municipality, _seal())[0].verdict is Verdict.GENUINE
    assert provider.tell()["token"] == before + 1
    provider.tell(forget_tokens=True)
    secret = provider.secret_file.read_bytes()
    provider.secret_file.write_text("wrong", encoding="ascii")
    try:
        with pytest.raises(SealKeyError, match="does not know client_id and secret"):
            _seal()
    finally:
        provider.secret_file.write_bytes(secret)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"key": "disabled"}, "is not enabled"),
        ({"mode": "oauth2code"}, "wants a person for each seal"),
        ({"wrong_key": True}, "does not fit the certificate"),
        ({"down": "credentials/list"}, "is not answered"),
    ],
    ids=["disabled", "person", "key", "down"],
)
def test_nobody_learns_from_the_first_letter_that_it_does_not_work(
    provider: RemoteProvider, fault: dict[str, object], sentence: str
) -> None:
    provider.tell(**fault)
    before = certificates_of(staff().municipality)
    with pytest.raises(SealKeyError, match=sentence):
        use_certificate(staff(), provider.settings)
    assert certificates_of(staff().municipality) == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ((f'"{CREDENTIAL}"', '"gibt-es-nicht"'), "lists no credential »gibt-es-nicht«"),
        (("client_id", "client"), "must name service, credential, client_id"),
        (("http://127.0.0.1", "http://seal.example"), "must begin with https://"),
        (('pin_file = "/', 'pin_file = "'), "with their whole path"),
    ],
    ids=["credential", "name", "plain", "path"],
)
def test_settings_that_lead_nowhere_are_said(
    provider: RemoteProvider, tmp_path: Path, wrong: tuple[str, str], sentence: str
) -> None:
    settings = tmp_path / "siegel.toml"
    settings.write_text(provider.settings.read_text(encoding="utf-8").replace(*wrong), encoding="utf-8")
    with pytest.raises(SealKeyError, match=sentence):
        use_certificate(staff(), settings)


def test_doctor_says_that_the_provider_is_away(provider: RemoteProvider) -> None:
    clerk = staff()
    use_certificate(clerk, provider.settings)
    provider.tell(down="credentials/info")
    assert "credentials/info is not answered" in seal_trouble(clerk.municipality, clerk.now())


def test_one_credential_seals_for_one_municipality(provider: RemoteProvider) -> None:
    use_certificate(staff(), provider.settings)
    with pytest.raises(SealKeyError, match="Another municipality seals with this certificate"):
        use_certificate(staff("anna.muster", "bielefeld"), provider.settings)
