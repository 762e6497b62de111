"""Search, inbox and case page over a million cases and five million documents of seven municipalities.

Readers differ by what they reach: a clerk of the unit in which most lies, one of a unit in which little does, and the
registry, which reaches all files. Each page is asked again and again by one reader, and its SQL statements are counted.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg

from benchmarks import notice
from benchmarks.browser import Browser
from benchmarks.figures import Figure, percentile
from benchmarks.lists import CLERK, DESK, ask, statements
from benchmarks.stage import Stage, stage
from modellregion.cli.up import DEMO_PASSWORD
from modellregion.site.configuration import ROOT

DEMO_CASES = 1_000
DOCUMENTS_EACH = 5
OTHER_UNIT, REGISTRY = "dora.exempel", "gisela.ordnung"
AIM_MS = 300
REQUESTS = 20
OTHERS_ASK = (
    "a number",
    "a name",
    "what many are called",
    "a frequent title",
    "a word of many texts",
    "a title and a name",
)
"""What is asked again by whoever reaches less, or more, than the clerk."""


def run(home: Path, cases: int, *, keep: bool) -> list[Figure]:
    """Grow the data unless they are there, and measure.

    :param keep: leave the folder for the next run.
    """
    with stage(home, DEMO_CASES, keep=keep, only="") as platform:
        documents = _grow(platform, cases)
        subject = f"{cases:,} cases, {documents:,} documents"
        figures = []
        for login, pages in _pages(platform).items():
            reader = Browser(platform.port)
            reader.log_in(notice.SLUG, login, DEMO_PASSWORD)
            counted = statements(platform, list(pages.values()), login)
            for name, path in pages.items():
                figures += _measured(platform, reader, (subject, name), path, counted[path])
                print(f"{name}: {figures[-4].value:.0f} ms", file=sys.stderr, flush=True)
        return figures


def _grow(platform: Stage, cases: int) -> int:
    """Return how many documents there are then, to the nearest hundred thousand (or thousand, when they are few)."""
    with psycopg.connect(platform.superuser(), autocommit=True) as connection:
        if (
            connection.execute("SELECT 1 FROM cases_case OFFSET %s LIMIT 1", [DEMO_CASES * 2]).fetchone()
            is None
        ):
            command = [sys.executable, "-m", "benchmarks.grown", str(cases), str(cases * DOCUMENTS_EACH)]
            subprocess.run(command, env=os.environ | platform.environment, cwd=ROOT, check=True)
        row = connection.execute("SELECT count(*) FROM records_document").fetchone()
    assert row is not None
    return round(row[0], -5 if row[0] > 1_000_000 else -3)


def _pages(platform: Stage) -> dict[str, dict[str, str]]:
    """Return what each reader asks for, by the name of the figure; what is looked for exists."""
    with psycopg.connect(platform.superuser()) as connection:
        row = connection.execute(
            "SELECT c.id, c.number, c.subject FROM cases_case c JOIN process_instance i "
            "ON i.municipality_id = c.municipality_id JOIN region_body b ON b.id = c.municipality_id "
            "WHERE b.slug = %s AND c.decided_at IS NULL ORDER BY c.id DESC LIMIT 1", [notice.SLUG]
        ).fetchone()  # fmt: skip
        grown = connection.execute(
            "SELECT c.number, c.subject FROM cases_case c JOIN region_body b ON b.id = c.municipality_id "
            "WHERE b.slug = %s AND c.number LIKE 'GEW-____-1_____' ORDER BY c.id LIMIT 1", [notice.SLUG]
        ).fetchone()  # fmt: skip
    assert row is not None
    assert grown is not None
    number, family = grown[0], quote(grown[1].split()[-1])
    asked = {
        "a number": number,
        "a name": family,
        "a business and a name": f"Versand+{family}",
        "what many are called": "muster",
        "a frequent title": "Lageplan",
        "a frequent word in another form": quote("Plänen"),
        "a word of many texts": "Frist",
        "three words of many texts": quote("Antrag Frist Bescheinigung"),
        "a title and a name": f"Lageplan+{family}",
        "what nobody is called": "xylophonbauer",
        "what sounds alike": f"{family}&aehnlich=1",
        "a frequent word long ago": "Lageplan&bis=2019-06-30",
        "documents only": "Lageplan&art=dokumente",
    }
    searches = {f"search for {name}": f"{DESK}/suche/?suche={words}" for name, words in asked.items()}
    others = {name: path for name, path in searches.items() if name.removeprefix("search for ") in OTHERS_ASK}
    inbox = f"{DESK}/vorgaenge/"
    lists = {
        "inbox": inbox,
        "inbox, all cases, newest first": f"{inbox}?zeige=alle&sortierung=neueste",
        "inbox, search for a name": f"{inbox}?zeige=alle&suche={family}",
        "my day": f"{DESK}/",
        "case": f"{inbox}{row[0]}/",
        "files": f"{DESK}/akten/",
        "files, search in texts": f"{DESK}/akten/?suche=Frist&texte=1",
    }
    return {
        CLERK: lists | searches,
        OTHER_UNIT: {f"{name}, of another unit": path for name, path in others.items()},
        REGISTRY: {f"{name}, of all files": path for name, path in others.items()},
    }


def _measured(
    platform: Stage, reader: Browser, named: tuple[str, str], path: str, count: int
) -> list[Figure]:
    times, cpu = ask(platform, reader, path, requests=REQUESTS)
    subject, page = named
    aim = AIM_MS if "search" in page else 200 if page == "case" else 100 if page == "inbox" else None
    return [
        Figure(subject=subject, name=f"{page}: median", value=percentile(times, 50), unit="ms"),
        Figure(subject=subject, name=f"{page}: p95", value=percentile(times, 95), unit="ms", aim=aim),
        Figure(subject=subject, name=f"{page}: CPU of web and database", value=cpu, unit="ms"),
        Figure(subject=subject, name=f"{page}: SQL statements", value=count, unit=""),
    ]
