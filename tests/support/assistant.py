"""The assistant without a browser: pages posted as a browser without scripts and without cookies posts them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client

Posted = dict[str, Any]
_WORDS = {True: "ja", False: "nein"}


def posted(answers: Mapping[str, Any], prefix: str = "") -> Posted:
    """Return what a form sends for these answers."""
    sent: Posted = {}
    for name, value in answers.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            sent |= posted(value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, row in enumerate(value):
                sent |= posted(row, f"{path}.{number}.")
        elif isinstance(value, date):
            sent |= {
                f"{path}.tag": str(value.day),
                f"{path}.monat": str(value.month),
                f"{path}.jahr": str(value.year),
            }
        else:
            sent[path] = _WORDS.get(value, value) if isinstance(value, bool) else value
    return sent


class Assistant:
    """One applicant; ``code`` is that of the draft."""

    def __init__(
        self,
        service: str = "gewerbeanmeldung",
        slug: str = "paderborn",
        language: str = "",
        client: Any = None,
    ) -> None:
        self.client = client or Client(raise_request_exception=False)
        self.root = f"{language}/{slug}" if language else f"/{slug}"
        self.service = service
        first = self.text(self.client.get(f"{self.root}/leistungen/{service}/antrag/"))
        found = re.search(r'action="([^"]+/antrag/([^/]+)/seite/([^/]+)/)"', first)
        assert found, first[:500]
        self.code, self.first_page = found[2], found[3]

    @staticmethod
    def text(answer: HttpResponseBase) -> str:
        """Return a page's text with all markup."""
        content: bytes = getattr(answer, "content")  # noqa: B009 - the stub of streaming answers has none
        return content.decode()

    def address(self, *parts: str) -> str:
        """Return an address of this draft."""
        return "/".join([f"{self.root}/antrag/{self.code}", *parts, ""])

    def post(self, page: str, sent: Posted, **more: Any) -> Any:
        """Send a page."""
        data = {"_leistung": self.service, "_beginn": "1", **sent, **more}
        return self.client.post(self.address("seite", page), data)

    def answer(self, answers: Mapping[str, Any]) -> None:
        """Send all pages, as often as new questions appear, until the review is reached."""
        page = self.first_page
        sent = posted(answers)
        for _ in range(30):
            answer = self.post(page, sent)
            assert answer.status_code == 302, self.errors(answer)
            target = answer.headers["Location"]
            if target.endswith("/pruefen/"):
                return
            page = target.rstrip("/").rpartition("/")[2]
        raise AssertionError(f"no end after {page}")

    def submit(self) -> Any:
        """File what the review shows."""
        return self.client.post(self.address("pruefen"))

    def errors(self, answer: HttpResponseBase) -> list[str]:
        """Return the sentences of the error summary."""
        block = re.search(r'id="fehler".*?</ul>', self.text(answer), re.DOTALL)
        return re.findall(r"<a[^>]*>(.*?)</a>", block[0]) if block else []
