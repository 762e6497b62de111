"""The simulated payment provider as a process of its own, configured for a municipality as an operator would."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modellregion.kernel.context import system_context
from modellregion.payments.api import BankAccount, ProviderSettings, configure_payments
from tests.support.people import citizen
from tests.support.tsa import free_port

SOURCE = Path(__file__).resolve().parents[2] / "src"
SECRET = "not-so-secret"  # noqa: S105 - of a simulated provider
# The IBAN of textbooks: the bank code 370400440 with the account number 532013000, which is nobody's.
TEST_IBAN = "DE89370400440532013000"
TEST_CREDITOR_ID = "DE98ZZZ09999999999"


@dataclass(frozen=True)
class RunningProvider:
    """A running provider: its address, and how it is told to fail."""

    address: str
    settings: ProviderSettings

    def fail(self, **faults: Any) -> dict[str, Any]:
        """Switch these faults on and all others off; return the newest payment and how many there are."""
        return self._post("/_faults", json.dumps(faults).encode())

    def end(self, status: str, transaction: str = "") -> None:
        """Let the newest payment end, whatever it was before."""
        self._post("/_faults", json.dumps({"end": status, "transaction": transaction}).encode())

    def choose(self, pay_url: str, ending: str) -> str:
        """Press a button of the pay page; return where it leads back to."""
        request = urllib.request.Request(pay_url, data=urllib.parse.urlencode({"ende": ending}).encode())
        opener = urllib.request.build_opener(_Stay())
        with opener.open(request, timeout=10) as answer:
            return str(answer.headers["Location"])

    def _post(self, path: str, body: bytes) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.address}{path}", data=body, timeout=10) as answer:
            found: dict[str, Any] = json.loads(answer.read())
            return found


class _Stay(urllib.request.HTTPErrorProcessor):
    def http_response(self, request: Any, response: Any) -> Any:  # noqa: ARG002 - the library's signature
        return response

    https_response = http_response


@contextmanager
def running_provider(folder: Path, *options: str, auth: str = "oauth") -> Iterator[RunningProvider]:
    """Run a provider with its own storage; it ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    port = free_port()
    scheme = "https" if "--certificate" in options else "http"
    address = f"{scheme}://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "modellregion.demo.payment_provider", "--port", str(port), "--folder", str(folder),
        "--auth", auth, "--secret-file", str(secret), "--controllable", *options,
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(SOURCE)})
    try:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.025)
        settings = ProviderSettings(
            name="Simulierter Bezahldienst",
            address=address,
            originator="modellregion",
            endpoint="05774032",
            auth=auth,
            token_address=f"{address}/oauth/token" if auth == "oauth" else "",
            client="modellregion" if auth == "oauth" else "",
            secret_file=str(secret) if auth == "oauth" else "",
        )
        yield RunningProvider(address, settings)
    finally:
        process.terminate()
        process.wait(10)


def connect(provider: ProviderSettings | None, slug: str = "paderborn") -> None:
    """Configure a municipality's payments with this provider."""
    account = BankAccount(
        "Stadt Paderborn (Vorführung)",
        TEST_IBAN,
        "COBADEFFXXX",
        "Testbank",
        "Bürgerkasse, Zimmer 1",
        TEST_CREDITOR_ID,
    )
    configure_payments(system_context(citizen(slug).municipality), account=account, provider=provider)
