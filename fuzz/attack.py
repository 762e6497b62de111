"""Attacks an installation of its own, on loopback, with tools that others wrote; ``./modellregion security attack``.

Nothing else is touched: the installation has its own folder, database and port, and is thrown away afterwards.
"""

import argparse
import ssl
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from benchmarks.stage import stage
from fuzz.proxy import running_proxy
from fuzz.targets import Target, targets
from fuzz.tools import NGINX, SLOWHTTPTEST, SQLMAP, TESTSSL, slowhttptest, sqlmap, testssl
from modellregion.cli.up import DEMO_PASSWORD
from tests.support.patient import PatientClient

PARTS = ("sql", "slow", "tls")
CASES = 12
PUBLIC = ["/", "/paderborn/", "/suche/?leistung=gewerbe&ort=Paderborn", "/katalog/", "/paderborn/fortsetzen/", "/paderborn/stellungnahme/", "/paderborn/beleg/", "/paderborn/amt/anmelden/"]  # fmt: skip
STAFF = ("anna.muster", "bernd.beispiel", "gerda.leistung", "klara.kasse", "admin")
# People wait no longer than this for a page while somebody attacks.
PATIENCE_SECONDS = 5.0
SLOW = {
    "slow headers": ["-H"],
    "slow bodies": ["-B", "-s", "8192"],
    "slow reading": ["-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32"],
}


def main(options: argparse.Namespace) -> int:
    """Attack; write the report; the code is 1 when something was found or could not be tried."""
    parts = options.parts or list(PARTS)
    lines: list[str] = []
    found: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="modellregion-attack-") as folder,
        stage(Path(folder), CASES, only="") as platform,
    ):
        base = f"http://127.0.0.1:{platform.port}"
        works: dict[str, Callable[[], tuple[str, list[str]]]] = {
            "sql": lambda: try_sql(base, options.pages),
            "slow": lambda: try_slow(platform.port, Path(folder), options.seconds),
            "tls": lambda: try_tls(platform.port, Path(folder)),
        }
        for part in PARTS:
            if part in parts:
                said, what = works[part]()
                lines.append(f"- {part}: {said}")
                found += what
    text = _report(lines, found)
    print(text, end="")
    if options.into:
        options.into.write_text(text, encoding="utf-8")
    return 1 if found else 0


def _report(lines: list[str], found: list[str]) -> str:
    moment = datetime.now().astimezone().isoformat(timespec="minutes")
    head = [f"# Attack on an own installation, {moment}", "", *lines, ""]
    return (
        "\n".join([*head, *(f"FOUND {one}" for one in found), "" if found else "Nothing was found."]) + "\n"
    )


def try_sql(base: str, pages_max: int) -> tuple[str, list[str]]:
    """Let sqlmap try every query and every open form."""
    program = SQLMAP.path()
    if program is None:
        return "not tried", [SQLMAP.missing()]
    aims = targets(base, PatientClient(base), PUBLIC, pages_max=pages_max)
    known = {str(aim) for aim in aims}
    for login in STAFF:
        client = PatientClient(base)
        client.log_in("paderborn", login, DEMO_PASSWORD)
        for aim in targets(base, client, ["/paderborn/amt/"], login, pages_max):
            name = str(aim).replace(login, "staff")
            if name not in known:
                known.add(name)
                aims.append(aim)
    found: list[str] = []
    limited = 0
    for number, aim in enumerate(aims, 1):
        began = time.monotonic()
        said, refused = sqlmap(program, base, aim)
        words = (
            f"{len(said)} findings, {refused} requests refused by a limit, {time.monotonic() - began:.0f} s"
        )
        print(f"{number}/{len(aims)} {aim}: {words}", flush=True)
        found += said
        limited += refused
    return f"sqlmap tried {_counted(aims)}; a rate limit refused {limited} requests", found


def _counted(aims: list[Target]) -> str:
    forms = sum(aim.method == "POST" for aim in aims)
    return f"{len(aims) - forms} addresses with a query and {forms} forms that are sent"


def try_slow(port: int, folder: Path, seconds: int) -> tuple[str, list[str]]:
    """Hold 400 connections through the documented proxy, and to the product's own server, and see whether people are answered.

    The server behind the proxy is told of and is no finding: it is made to stand behind one that holds requests back until
    they are whole (docs/operators.md), and its few threads wait for a body that comes slowly.
    """
    missing = [tool.missing() for tool in (SLOWHTTPTEST, NGINX) if tool.path() is None]
    if missing:
        return "not tried", missing
    found, said = [], []
    with running_proxy(str(NGINX.path()), port, folder) as proxy:
        for where, base in (("proxy", f"https://{proxy}"), ("server alone", f"http://127.0.0.1:{port}")):
            for name, how in SLOW.items():
                worst = _slowest_beside(base, how, seconds)
                said.append(f"{name}, {where}: {worst:.1f} s")
                if worst > PATIENCE_SECONDS and where == "proxy":
                    found.append(
                        f"{name}, 400 connections: a page came after {worst:.1f} seconds or not at all."
                    )
    return f"slowest page beside 400 connections: {'; '.join(said)}", found


def _slowest_beside(base: str, how: list[str], seconds: int) -> float:
    with _watched(f"{base}/paderborn/") as waits:
        slowhttptest(str(SLOWHTTPTEST.path()), [*how, "-u", f"{base}/paderborn/fortsetzen/"], seconds)
    return max(waits, default=float("inf"))


@contextmanager
def _watched(address: str) -> Iterator[list[float]]:
    """Ask for a page again and again; yield how long each took in seconds, 60 when it did not come."""
    waits: list[float] = []
    over = threading.Event()
    trusting = ssl._create_unverified_context() if address.startswith("https") else None  # noqa: S323, SLF001 - a certificate of the attack

    def ask() -> None:
        while not over.wait(0.5):
            began = time.monotonic()
            try:
                with urllib.request.urlopen(address, timeout=60, context=trusting) as answer:
                    answer.read()
                waits.append(time.monotonic() - began)
            except OSError:
                waits.append(60.0)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield waits
    finally:
        over.set()
        asking.join()


def try_tls(port: int, folder: Path) -> tuple[str, list[str]]:
    """Judge the TLS of the documented proxy; the product itself speaks none."""
    programs = (TESTSSL, NGINX)
    missing = [tool.missing() for tool in programs if tool.path() is None]
    if missing:
        return "not tried", missing
    with running_proxy(str(NGINX.path()), port, folder) as address:
        found = testssl(str(TESTSSL.path()), address)
    return f"testssl.sh judged the proxy of docs/nginx.conf: {len(found)} findings, medium and worse", found
