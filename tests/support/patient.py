"""A person at a browser who tries again when nothing answers: real HTTP, cookies, no redirects followed."""

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE_SECONDS = 180
OWN_PASSWORD = "kanne wolke treppe senf"  # noqa: S105 - of nobody
ANSWER_SECONDS_MAX = 20
PAUSE_SECONDS = 0.3


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status_code: int
    headers: Message
    content: bytes


class PatientClient:
    """Sends what django's test client would, to a running installation; ``failures`` counts what had to be repeated."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self.cookies: dict[str, str] = {}
        self.failures = 0

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._patiently("GET", path, None)

    def post(self, path: str, data: Mapping[str, Any] | None = None) -> Answer:
        """Send a form."""
        return self._patiently("POST", path, urlencode(data or {}, doseq=True))

    def log_in(self, slug: str, login: str, password: str) -> None:
        """Log in at a desk."""
        address = f"/{slug}/amt/anmelden/"
        sent = {"name": login, "passwort": password, "csrfmiddlewaretoken": self.token(address)}
        answer = self.post(address, sent)
        assert answer.status_code == 302, answer.content.decode()[-2000:]

    def begin(self, slug: str, login: str, first: str) -> None:
        """Log in for the first time: whoever comes with a first password gives themselves one of their own."""
        self.log_in(slug, login, first)
        address = f"/{slug}/amt/mein-zugang/"
        sent = {"bisher": first, "neu": OWN_PASSWORD, "noch-einmal": OWN_PASSWORD}
        answer = self.post(address, {**sent, "csrfmiddlewaretoken": self.token(address)})
        assert answer.status_code == 302, answer.content.decode()[-2000:]

    def token(self, path: str) -> str:
        """Return the token a desk's page wants back."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).content.decode())
        assert found, path
        return found[1]

    def _patiently(self, method: str, path: str, body: str | None) -> Answer:
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self._once(method, path, body)
            except (OSError, http.client.HTTPException):
                answer = None
            if answer is not None and answer.status_code < 500:
                return answer
            assert time.monotonic() < end, f"no answer to {method} {path}: {answer}"
            self.failures += 1
            time.sleep(PAUSE_SECONDS)

    def _once(self, method: str, path: str, body: str | None) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_SECONDS_MAX)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(response.status, response.headers, content)
