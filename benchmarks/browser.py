"""A browser without a window: keeps its connection, follows no redirect by itself, and holds the cookies it is given."""

import http.client
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

Form = list[tuple[str, str]]
KEPT_SECONDS = 5


@dataclass(slots=True)
class Answer:
    """What came back, and after how many milliseconds."""

    status: int
    location: str
    body: bytes
    milliseconds: float

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass
class Browser:
    """One person at the platform."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    _used_at: float = 0
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, expect: int = 200) -> Answer:
        """Fetch a page."""
        return self._send("GET", path, None, expect)

    def post(self, path: str, form: Form, *, expect: int = 303) -> Answer:
        """Send a form. 302 counts as 303: both mean »go and fetch that page«."""
        return self._send("POST", path, urlencode(form), expect)

    def log_in(self, slug: str, login: str, password: str) -> None:
        """Log in at a desk."""
        path = f"/{slug}/amt/anmelden/"
        self.post(path, [("csrfmiddlewaretoken", self.token(path)), ("name", login), ("passwort", password)])

    def token(self, path: str) -> str:
        """Return the token that forms of a page of the desk must send along."""
        return self.get(path).text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]

    def _send(self, method: str, path: str, body: str | None, expect: int) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": f"127.0.0.1:{self.port}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if time.perf_counter() - self._used_at > KEPT_SECONDS:
            self._connection.close()  # opened anew by the next request; the server may have closed its end by now
        started = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        self._used_at = time.perf_counter()
        spent = (self._used_at - started) * 1000
        for cookie in response.msg.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.requests += 1
        status = 303 if response.status == 302 else response.status
        if status != expect:
            raise AssertionError(
                f"{method} {path}: {response.status} instead of {expect}\n{content.decode()[:3000]}"
            )
        location = urlsplit(response.headers.get("Location") or "")
        target = location.path + (f"?{location.query}" if location.query else "")
        return Answer(status, target, content, spent)
