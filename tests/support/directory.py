"""The staff's directory of the tests: npm oidc-provider in a process of its own, and a browser without a browser for it."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    ProxyHandler,
    Request,
    build_opener,
    urlopen,
)

import pytest

from modellregion.demo.simulator import node_program
from tests.support.browser import ROOT
from tests.support.tsa import free_port

SECRET = "geheim-nur-im-test-0123456789abcdef"  # noqa: S105 - the simulator's
ANSWER = "/amt/anmelden/dienst/antwort/"


@dataclass(frozen=True, slots=True)
class Directory:
    """The running directory."""

    address: str

    def tell(self, **wish: Any) -> None:
        """Tell it to ``lie`` (claims, how to sign), to be ``down``, or which ``groups`` somebody is in."""
        urlopen(
            Request(f"{self.address}/steuern", json.dumps(wish).encode(), method="POST"), timeout=20
        ).close()

    def log_in(self, address: str, person: str) -> str:
        """Log in there as a browser would that was sent to ``address``; return where it is sent back to."""
        opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()), _StopAtUs())
        with opener.open(address, timeout=20) as page:
            html, here = page.read().decode(), page.url
        action = re.findall(r'action="([^"]+)"', html)[0]
        sent = urlencode({"prompt": "login", "login": person, "password": "egal"}).encode()
        try:
            with opener.open(urljoin(here, action), sent, timeout=20) as page:
                raise AssertionError(f"still there: {page.url}")
        except HTTPError as back:
            return str(back.headers["Location"])


class _StopAtUs(HTTPRedirectHandler):
    def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: str) -> Any:
        return None if ANSWER in newurl else super().redirect_request(req, fp, code, msg, headers, newurl)


@contextmanager
def running_directory(redirect: str) -> Iterator[Directory]:
    """Run it."""
    if not (ROOT / "node_modules" / "oidc-provider").exists():
        pytest.skip("oidc-provider is not installed; ./modellregion test installs it")
    port = free_port()
    program = Path(__file__).with_name("directory.mjs")
    command = [node_program(), str(program), "--port", str(port), "--redirect", redirect]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env={**os.environ}
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line == b"ready\n":
                break
        yield Directory(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
