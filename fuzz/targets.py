"""What is attacked: every address with a query, and every open form, that following links from the navigation leads to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from lxml import html
from lxml.etree import ParserError

from tests.support.patient import PatientClient

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
# Parts of an address that name one thing among many: of these one is enough.
_ONE_OF_MANY = re.compile(r"(?<=/)(?=[^/]*\d)[0-9A-Za-z-]{6,}(?=/)|(?<=/)\d+(?=/)")
_BODY = re.compile(r"^/[a-z-]+/(?=.)")
_NO_PAGE = re.compile(r"^/static/|/abmelden/|\.(pdf|csv|xlsx|xml|json|zip|png|asc|pem)$")
SAMPLE = "Muster"


@dataclass(frozen=True, slots=True)
class Target:
    """One address or form: what is sent, and with whose session."""

    method: str
    address: str
    data: str = ""
    cookie: str = ""
    page: str = ""
    who: str = "guest"

    def __str__(self) -> str:
        """Return it as a line of the report, without values."""
        names = ", ".join(
            name for name, _ in parse_qsl(self.data or urlsplit(self.address).query, True) if name != TOKEN
        )
        return f"{self.method} {kind_of(urlsplit(self.address).path)} ({self.who}; {names})"


def kind_of(path: str) -> str:
    """Return an address without what names one thing among many: one municipality and one language stand for all."""
    return _ONE_OF_MANY.sub("*", _BODY.sub("/*/", path.removeprefix("/en")))


def targets(
    base: str, client: PatientClient, start: list[str], who: str = "guest", pages_max: int = 300
) -> list[Target]:
    """Follow links from ``start``, each kind of page once, and return what takes input.

    Forms that are sent count for guests only: at a desk they are commands, and change what is being looked at.
    """
    waiting, known, found = list(start), {_key(path) for path in start}, dict[tuple[str, ...], Target]()
    looked = 0
    while waiting and looked < pages_max:
        path = waiting.pop(0)
        looked += 1
        answer = client.get(path)
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        kind = str(answer.headers.get("Content-Type", ""))
        if where := answer.headers.get("Location"):
            links = [where]
        elif answer.status_code == 200 and kind.startswith("text/html"):
            page = _read(answer.content, base + path)
            links = [str(link) for link in page.xpath("//a/@href")] if page is not None else []
            for one in _inputs(page, path, cookie, who) if page is not None else ():
                names = tuple(
                    sorted(name for name, _ in parse_qsl(one.data or urlsplit(one.address).query, True))
                )
                found.setdefault((one.method, kind_of(urlsplit(one.address).path), *names), one)
        else:
            continue
        for link in (_inside(base, path, link) for link in links):
            if link and _key(link) not in known:
                known.add(_key(link))
                waiting.append(link)
    return list(found.values())


def _inputs(page: html.HtmlElement, path: str, cookie: str, who: str) -> Iterator[Target]:
    query = urlsplit(path).query
    if query:
        yield Target("GET", path, cookie=cookie, page=path, who=who)
    for form in page.forms:
        address = (
            urlsplit(urljoin(path, form.get("action") or "")).path
            if form.get("action")
            else urlsplit(path).path
        )
        values = list(_values(form))
        if not values:
            continue
        if form.method == "GET":
            yield Target("GET", f"{address}?{urlencode(values)}", cookie=cookie, page=path, who=who)
        elif who == "guest":
            yield Target("POST", address, data=urlencode(values), cookie=cookie, page=path, who=who)


def _values(form: html.FormElement) -> Iterator[tuple[str, str]]:
    """Return what the form would send, with a word in every field that is empty, and its first button that has a name."""
    chosen: set[str] = set()
    for field in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        name, kind = field.get("name"), field.get("type", "text")
        if kind in {"file", "submit", "image"} or name in chosen:
            continue
        if kind in {"checkbox", "radio"}:  # the first of each choice
            chosen.add(name)
            yield name, field.get("value", "on")
        else:
            yield name, str(field.value if isinstance(field.value, str) and field.value else SAMPLE)
    yield from ((one.get("name"), one.get("value", "")) for one in form.xpath(".//button[@name]")[:1])


def _read(content: bytes, address: str) -> html.HtmlElement | None:
    try:
        return html.fromstring(content, base_url=address)
    except ParserError:
        return None


def _inside(base: str, path: str, link: str) -> str:
    """Return the path of a link within the installation, or nothing."""
    whole = urlsplit(urljoin(base + path, link))
    if f"{whole.scheme}://{whole.netloc}" != base or _NO_PAGE.search(whole.path):
        return ""
    return f"{whole.path}?{whole.query}" if whole.query else whole.path


def _key(path: str) -> str:
    parts = urlsplit(path)
    return kind_of(parts.path) + "?" + "&".join(sorted(name for name, _ in parse_qsl(parts.query, True)))
