"""Certifying notices: what a clerk's decision and everything that follows by itself costs.

After the click a notice is sealed into the file, entered into the register, and given to some fourteen recipients; the
process takes its steps in the database.
"""

import time

import psycopg

from benchmarks import notice
from benchmarks.browser import Browser
from benchmarks.figures import Figure, percentile
from benchmarks.lists import DESK
from benchmarks.stage import Stage, cpu_ms
from modellregion.cli.up import DEMO_PASSWORD

SUBJECT = "decide"
CASES = 60
WARM_UP = 12


def run(stage: Stage) -> list[Figure]:
    """File, take over and certify; then wait until all follow-ups are done."""
    citizen, clerk = Browser(stage.port), Browser(stage.port)
    clerk.log_in(notice.SLUG, "anna.muster", DEMO_PASSWORD)
    for _ in range(WARM_UP + CASES):
        notice.submit(citizen, notice.fill_in(citizen)[0])
    stage.settle()
    with psycopg.connect(stage.superuser()) as connection:
        filed = connection.execute(
            "SELECT id FROM cases_case WHERE state = 'received' ORDER BY received_at DESC LIMIT %s",
            [WARM_UP + CASES],
        ).fetchall()
    tokens = [clerk.token(f"{DESK}/vorgaenge/{case}/") for (case,) in filed]
    for (case,), token in list(zip(filed, tokens, strict=True))[:WARM_UP]:
        _certify(clerk, str(case), token)
    stage.settle()
    before = cpu_ms(stage.web), cpu_ms(stage.worker), cpu_ms(stage.database)
    started = time.perf_counter()
    times = [
        _certify(clerk, str(case), token)
        for (case,), token in list(zip(filed, tokens, strict=True))[WARM_UP:]
    ]
    stage.settle(600)
    seconds = time.perf_counter() - started
    after = cpu_ms(stage.web), cpu_ms(stage.worker), cpu_ms(stage.database)
    web, worker, database = ((b - a) / CASES for a, b in zip(before, after, strict=True))
    figures = [
        ("certify, median", percentile(times, 50), "ms", None),
        ("certify, p95", percentile(times, 95), "ms", 50.0),
        ("notices a second until everything has followed", CASES / seconds, "/s", None),
        ("web CPU of a decision", web, "ms", None),
        ("worker CPU of what follows", worker, "ms", None),
        ("database CPU of both", database, "ms", None),
    ]
    return [
        Figure(subject=SUBJECT, name=name, value=value, unit=unit, aim=aim)
        for name, value, unit, aim in figures
    ]


def _certify(clerk: Browser, case: str, token: str) -> float:
    form = [("csrfmiddlewaretoken", token)]
    clerk.post(f"{DESK}/vorgaenge/{case}/uebernehmen/", form)
    return clerk.post(f"{DESK}/vorgaenge/{case}/bescheinigen/", form).milliseconds
