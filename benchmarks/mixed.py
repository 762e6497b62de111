"""The mixed load of a working day: 60 % reading, 30 % tasks, 10 % filing, at a rate that rises until it is too much.

Requests come at fixed times whether earlier ones were answered or not, and each one's wait counts from when it should
have been sent. Everything runs on this one machine: clients, web, worker with all that follows, database.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from queue import SimpleQueue

import psycopg

from benchmarks import notice
from benchmarks.browser import Browser
from benchmarks.figures import Figure, percentile
from benchmarks.lists import DESK, pages_of
from benchmarks.stage import Stage
from modellregion.cli.up import DEMO_PASSWORD

RATES = (5, 10, 15, 20, 30, 40, 60, 80, 100)
SECONDS = 15
PAUSE = 2
CLIENTS = 24
AIM_MS = 300
SEED = 5
SUBJECT = "mixed load (60 % read, 30 % task, 10 % submit)"
Act = Callable[[Browser], object]


class _Work:
    """What can be done: pages to read, cases to be taken and certified, drafts to be filed."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.random = random.Random(SEED)
        pages = [path for path in pages_of(stage).values() if path.startswith(DESK)]
        self.pages: Iterator[str] = cycle(pages)
        self.tasks: SimpleQueue[Act] = SimpleQueue()
        self.drafts: SimpleQueue[str] = SimpleQueue()
        clerk = Browser(stage.port)
        clerk.log_in(notice.SLUG, "anna.muster", DEMO_PASSWORD)
        self.cookies, self.token = clerk.cookies, clerk.token(f"{DESK}/vertretung/")

    def prepare(self, requests: int) -> None:
        """Make so many drafts and cases that a step cannot run out of them, beforehand and untimed."""
        browser = Browser(self.stage.port)
        wanted = requests // 5 + 6
        while self.tasks.qsize() < 2 * wanted:
            notice.submit(browser, notice.fill_in(browser)[0])
            with psycopg.connect(self.stage.superuser()) as connection:
                row = connection.execute(
                    "SELECT id FROM cases_case ORDER BY received_at DESC LIMIT 1"
                ).fetchone()
            assert row is not None
            for action in ("uebernehmen", "bescheinigen"):
                self.tasks.put(self._task(f"{DESK}/vorgaenge/{row[0]}/{action}/"))
        while self.drafts.qsize() < requests // 8 + 6:
            self.drafts.put(notice.fill_in(browser)[0])

    def _task(self, path: str) -> Act:
        return lambda browser: browser.post(path, [("csrfmiddlewaretoken", self.token)])

    def next(self) -> Act:
        """Return what the next person does."""
        share = self.random.random()
        if share < 0.6:
            path = next(self.pages)
            return lambda browser: browser.get(path)
        if share < 0.9:
            return self.tasks.get()
        code = self.drafts.get()
        return lambda browser: notice.submit(browser, code)


def run(stage: Stage) -> list[Figure]:
    """Raise the rate until the 95th percentile is above 300 ms; return the highest rate that stayed below."""
    work, figures, held = _Work(stage), list[Figure](), 0.0
    for rate in RATES:
        work.prepare(rate * SECONDS)
        stage.settle(600)
        times, reached = _at(work, rate)
        p95 = percentile(times, 95)
        figures += [
            Figure(
                subject=SUBJECT, name=f"{rate} requests/s asked for: p95", value=p95, unit="ms", aim=AIM_MS
            ),
            Figure(subject=SUBJECT, name=f"{rate} requests/s asked for: answered", value=reached, unit="/s"),
        ]
        if p95 > AIM_MS:
            break
        held = reached
        time.sleep(PAUSE)
    stage.settle(600)
    figures.append(
        Figure(subject=SUBJECT, name=f"highest rate held at p95 < {AIM_MS} ms", value=held, unit="/s")
    )
    return figures


def _at(work: _Work, rate: int) -> tuple[list[float], float]:
    """Return each request's milliseconds, counted from when it was due, and how many a second were answered."""
    count = rate * SECONDS
    acts = [work.next() for _ in range(count)]
    own = threading.local()
    begin = time.perf_counter() + 0.2

    def one(number: int) -> float:
        if not hasattr(own, "browser"):
            own.browser = Browser(work.stage.port, dict(work.cookies))
        due = begin + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        acts[number](own.browser)
        return (time.perf_counter() - due) * 1000

    with ThreadPoolExecutor(CLIENTS) as pool:
        times = list(pool.map(one, range(count)))
    return times, count / (time.perf_counter() - begin)
