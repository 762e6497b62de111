"""Pages of the desk over few and over a million cases: time, CPU, SQL statements; the inbox beside its floor.

The floor of the inbox is its fifty rows read with the plainest statement that gives the same, by a role without row-level
security, and put into the plainest table of HTML.
"""

import json
import subprocess
import sys
import time
from html import escape
from urllib.parse import quote

import psycopg

from benchmarks import notice
from benchmarks.browser import Browser
from benchmarks.figures import Figure, percentile
from benchmarks.stage import Stage, cpu_ms
from modellregion.cli.up import DEMO_PASSWORD
from modellregion.site.configuration import ROOT

DESK = f"/{notice.SLUG}/amt"
CHAMBER = "ihk-ostwestfalen"
CLERK = "anna.muster"
REQUESTS = 60
WARM_UP = 12
# The hundredth page begins behind this many rows; the page's own key leads there in one step.
FAR = 5_000
_FLOOR = """
SELECT c.id, c.number, c.subject, c.package, c.state, m.name, c.received_at, c.due_on FROM cases_case c
LEFT JOIN region_staff_member m ON m.municipality_id = c.municipality_id AND m.id = c.assignee_id
WHERE c.municipality_id = %s AND c.unit_id = %s AND c.closed_at IS NULL AND c.decided_at IS NULL
ORDER BY coalesce(c.due_on, 'infinity'::date), c.id LIMIT 51
"""
_ROW = (
    "<tr><td><a href='{}'>{}</a></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
)


def run(stage: Stage) -> list[Figure]:
    """Measure every page one request after the other."""
    subject = f"desk, {stage.cases:,} cases"
    clerk, chamber = Browser(stage.port), Browser(stage.port)
    clerk.log_in(notice.SLUG, CLERK, DEMO_PASSWORD)
    chamber.log_in(CHAMBER, "empfang", DEMO_PASSWORD)
    pages = pages_of(stage)
    counted = statements(stage, list(pages.values()), CLERK)
    floor_ms, floor_cpu = _floor(stage)
    figures = []
    for name, path in pages.items():
        times, cpu = ask(stage, chamber if path.startswith(f"/{CHAMBER}/") else clerk, path)
        is_inbox = name == "inbox"
        aim = 100 if name.startswith("inbox") else 300 if "search" in name else 200
        figures += [
            Figure(
                subject=subject,
                name=f"{name}: median",
                value=percentile(times, 50),
                unit="ms",
                floor=floor_ms if is_inbox else None,
            ),
            Figure(subject=subject, name=f"{name}: p95", value=percentile(times, 95), unit="ms", aim=aim),
            Figure(
                subject=subject,
                name=f"{name}: CPU of web and database",
                value=cpu,
                unit="ms",
                floor=floor_cpu if is_inbox else None,
            ),
            Figure(subject=subject, name=f"{name}: SQL statements", value=counted[path], unit=""),
        ]
    return figures


def pages_of(stage: Stage) -> dict[str, str]:
    """Return the pages that are asked for; what they search for exists."""
    with psycopg.connect(stage.superuser()) as connection:
        row = connection.execute(
            "SELECT c.id, c.number, c.subject, n.business_id FROM cases_case c "
            "JOIN trade_notice n ON (n.municipality_id, n.case_id) = (c.municipality_id, c.id) "
            "WHERE c.municipality_id = (SELECT id FROM region_body WHERE slug = %s) ORDER BY c.id OFFSET %s LIMIT 1",
            [notice.SLUG, min(FAR, stage.cases // 4)],
        ).fetchone()
    assert row is not None
    case, number, subject, business = row
    rare, frequent = quote(subject.split()[-1]), "muster"
    inbox, register = f"{DESK}/vorgaenge/", f"{DESK}/gewerberegister/"
    everywhere = f"{DESK}/suche/?suche="
    return {
        "inbox": inbox,
        "inbox, all cases, newest first": f"{inbox}?zeige=alle&sortierung=neueste",
        "inbox, decided, by date": f"{inbox}?zeige=entschieden",
        "inbox, decided, by number": f"{inbox}?zeige=entschieden&sortierung=nummer",
        "search for a number": f"{inbox}?zeige=alle&suche={number}",
        "search for a name": f"{inbox}?zeige=alle&sortierung=neueste&suche={rare}",
        "search for what many are called": f"{inbox}?zeige=alle&sortierung=neueste&suche={frequent}",
        "search for what nobody is called": f"{inbox}?zeige=alle&suche=gibtesnicht",
        "search everywhere for a number": f"{everywhere}{number}",
        "search everywhere for a name": f"{everywhere}{rare}",
        "search everywhere for what many are called": f"{everywhere}{frequent}",
        "search everywhere for what sounds alike": f"{everywhere}{rare}&aehnlich=1",
        "search everywhere for what nobody is called": f"{everywhere}xylophonbauer",
        "case": f"{inbox}{case}/",
        "register": register,
        "register, search for a name": f"{register}?zeige=all&suche={rare}",
        "register, entry": f"{register}{business}/",
        "deliveries at the chamber": f"/{CHAMBER}/amt/eingaenge/",
    }


def ask(stage: Stage, browser: Browser, path: str, *, requests: int = REQUESTS) -> tuple[list[float], float]:
    """Return the milliseconds of each request, and the CPU milliseconds of web and database for one."""
    for _ in range(requests // 5):
        slow = browser.get(path).milliseconds
    requests = requests if slow < 500 else max(5, requests // 10)
    before = cpu_ms(stage.web, stage.database)
    times = [browser.get(path).milliseconds for _ in range(requests)]
    return times, (cpu_ms(stage.web, stage.database) - before) / requests


def statements(stage: Stage, paths: list[str], login: str) -> dict[str, int]:
    """Return how many SQL statements each page costs; counted in a process of its own, with the same code and database: the server is not asked how it works."""
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks.statements", login, *paths],
        cwd=ROOT, env=stage.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    counted: dict[str, int] = json.loads(result.stdout.splitlines()[-1])
    return counted


def _floor(stage: Stage) -> tuple[float, float]:
    """Return milliseconds and CPU milliseconds (ours and the database's) of the bare list."""
    with psycopg.connect(stage.superuser(), autocommit=True) as connection:
        row = connection.execute(
            "SELECT municipality_id, unit_id FROM cases_case "
            "WHERE municipality_id = (SELECT id FROM region_body WHERE slug = %s) LIMIT 1",
            [notice.SLUG],
        ).fetchone()
        assert row is not None
        for _ in range(WARM_UP):
            _bare_page(connection, row)
        before, own = cpu_ms(stage.database), time.process_time()
        times = []
        for _ in range(REQUESTS):
            started = time.perf_counter()
            _bare_page(connection, row)
            times.append((time.perf_counter() - started) * 1000)
        spent = cpu_ms(stage.database) - before + (time.process_time() - own) * 1000
    return percentile(times, 50), spent / REQUESTS


def _bare_page(connection: "psycopg.Connection[tuple[object, ...]]", keys: tuple[object, ...]) -> bytes:
    rows = connection.execute(_FLOOR, keys).fetchall()
    lines = [_ROW.format(*(escape(str(value)) for value in row)) for row in rows]
    return f"<!doctype html><title>Eingang</title><table>{''.join(lines)}</table>".encode()
