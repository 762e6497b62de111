"""Keys in hardware: seals by a PKCS#11 token (SoftHSM, the vendor-neutral software one), and what happens when it fails."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from modellregion.kernel.tenancy import tenant
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
from tests.support.people import staff
from tests.support.pki import make_authority

PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
)
MODULE = next((place for place in PLACES if Path(place).exists()), "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not MODULE or not shutil.which("softhsm2-util"),
        reason="SoftHSM is not installed (Debian: apt-get install softhsm2), so no seal by a token was tried",
    ),
]
PIN = "735912"


@dataclass(frozen=True)
class Hardware:
    """A token with a key and its certificates, and the file that names them."""

    folder: Path
    settings: Path
    pin_file: Path


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library reads its settings once a process, so all tests share a folder for tokens."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n", encoding="ascii"
    )
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    make_authority(folder, "http://127.0.0.1:9")
    _said(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "Stadt Paderborn",
        "--pin",
        PIN,
        "--so-pin",
        "12345678",
    )
    _said(
        "softhsm2-util",
        "--import",
        folder / "seal.key",
        "--token",
        "Stadt Paderborn",
        "--label",
        "siegel",
        "--id",
        "01",
        "--pin",
        PIN,
    )
    return folder


@pytest.fixture
def hardware(softhsm: Path, tmp_path: Path) -> Hardware:
    pin_file, settings, chain = (tmp_path / name for name in ("pin", "siegel.toml", "chain.pem"))
    pin_file.write_text(f"{PIN}\n", encoding="ascii")
    chain.write_bytes(b"".join((softhsm / name).read_bytes() for name in ("seal.pem", "root.pem")))
    settings.write_text(
        f'module = "{MODULE}"\ntoken = "Stadt Paderborn"\nkey = "siegel"\npin_file = "{pin_file}"\ncertificates = "{chain}"\n',
        encoding="utf-8",
    )
    return Hardware(softhsm, settings, pin_file)


def _said(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


def _seal() -> bytes:
    clerk = staff()
    with tenant(clerk):
        return seal_pdf(clerk, written_pdf("Bescheid"), name="Stadt Paderborn", reason="Bescheid")


def test_a_letter_is_sealed_by_the_token_and_no_key_lies_in_a_file(
    hardware: Hardware, tmp_path: Path
) -> None:
    clerk = staff()
    _seal()
    file_of_before = key_file(clerk.municipality)
    use_certificate(clerk, hardware.settings)
    assert not file_of_before.exists()
    assert b"PRIVATE" not in key_file(clerk.municipality).read_bytes()
    content = _seal()
    [told] = check_seals(clerk.municipality, content)
    assert (told.verdict, told.name, told.issuer) == (
        Verdict.GENUINE,
        "Siegel der Stadt Paderborn",
        "Trust Center",
    )
    (tmp_path / "letter.pdf").write_bytes(content)
    said = subprocess.run(
        ["pdfsig", tmp_path / "letter.pdf"], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in said
    assert seal_trouble(clerk.municipality, clerk.now()) == ""


def test_many_at_once_share_one_login(hardware: Hardware) -> None:
    use_certificate(staff(), hardware.settings)
    assert all(check_seals(staff().municipality, _seal())[0].verdict is Verdict.GENUINE for _ in range(5))


def test_a_token_that_is_gone_makes_no_letter_and_comes_back(hardware: Hardware) -> None:
    use_certificate(staff(), hardware.settings)
    _seal()
    key_file(staff().municipality).write_text(
        hardware.settings.read_text(encoding="utf-8").replace('"Stadt Paderborn"', '"Gezogen"'),
        encoding="utf-8",
    )
    with pytest.raises(SealKeyError, match="Is it plugged in"):
        _seal()
    key_file(staff().municipality).write_bytes(hardware.settings.read_bytes())
    assert check_seals(staff().municipality, _seal())[0].verdict is Verdict.GENUINE


def test_a_wrong_pin_is_tried_once_and_not_until_the_token_locks(hardware: Hardware) -> None:
    use_certificate(staff(), hardware.settings)
    hardware.pin_file.write_text("000000", encoding="ascii")
    with pytest.raises(SealKeyError, match="refuses the PIN"):
        _seal()
    for _ in range(5):
        with pytest.raises(SealKeyError, match="has refused the PIN"):
            _seal()
    hardware.pin_file.write_text(PIN, encoding="ascii")
    assert check_seals(staff().municipality, _seal())[0].verdict is Verdict.GENUINE


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("siegel", "gibt-es-nicht"), "gibt-es-nicht"),
        ((MODULE, "/gibt/es/nicht.so"), "cannot be used by"),
        (("module", "modul"), "must name module, token, key and pin_file"),
        (("pin_file", "pin"), "must name module, token, key and pin_file"),
    ],
    ids=["key", "library", "name", "pin"],
)
def test_settings_that_lead_nowhere_are_said(
    hardware: Hardware, wrong: tuple[str, str], sentence: str
) -> None:
    text = hardware.settings.read_text(encoding="utf-8").replace(wrong[0], wrong[1], 1)
    if wrong[0] == "siegel":
        text = hardware.settings.read_text(encoding="utf-8").replace(
            'key = "siegel"', 'key = "gibt-es-nicht"'
        )
    hardware.settings.write_text(text, encoding="utf-8")
    before = certificates_of(staff().municipality)
    with pytest.raises(SealKeyError, match=sentence):
        use_certificate(staff(), hardware.settings)
    assert certificates_of(staff().municipality) == before
