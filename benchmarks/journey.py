"""The whole journey of one notice: every request from the empty form to the receipt, then the worker's part (its PDF)."""

import time

from benchmarks import notice
from benchmarks.browser import Browser
from benchmarks.figures import Figure, percentile
from benchmarks.stage import Stage, cpu_ms, memory_mb, web_workers

SUBJECT = "journey"
ROUNDS = 7
JOURNEYS = 30
_FIRST_PAGE = f"/{notice.SLUG}/leistungen/{notice.SERVICE}/antrag/"


def run(stage: Stage) -> list[Figure]:
    """Measure on a platform that has just started."""
    first = _restart(stage)
    browser = Browser(stage.port)
    for _ in range(12):  # each of the server's threads opens its connection and compiles its pages once
        _file(browser)
    first_page = len(browser.get(_FIRST_PAGE).body) / 1000
    stage.settle()
    web, worker, database, request_count = [], [], [], 0
    times: list[float] = []
    for _ in range(ROUNDS):
        before = cpu_ms(stage.web), cpu_ms(stage.worker), cpu_ms(stage.database)
        browser.requests = 0
        for _ in range(JOURNEYS):
            times += _file(browser)
        stage.settle()
        after = cpu_ms(stage.web), cpu_ms(stage.worker), cpu_ms(stage.database)
        spent = [(b - a) / JOURNEYS for a, b in zip(before, after, strict=True)]
        web.append(spent[0])
        worker.append(spent[1])
        database.append(spent[2])
        request_count = browser.requests // JOURNEYS
    name = f"a notice of {notice.FIELDS} fields, {request_count} requests"
    figure = _figure
    return [
        figure(f"{name}: web CPU", min(web), "ms", aim=12),
        figure(
            "web and worker CPU, with the PDF", min(map(sum, zip(web, worker, strict=True))), "ms", aim=35
        ),
        figure("the worker's part of it", min(worker), "ms"),
        figure("the database's CPU besides", min(database), "ms"),
        figure("size of the first page", first_page, "kB"),
        figure("time of a request, median", percentile(times, 50), "ms"),
        figure("time of a request, p99", percentile(times, 99), "ms"),
        figure("memory of a web worker", max(map(memory_mb, web_workers(stage.web))), "MB", aim=150),
        figure("memory of the worker", memory_mb(stage.worker), "MB", aim=150),
        *first,
    ]


def _figure(name: str, value: float, unit: str, *, aim: float | None = None) -> Figure:
    return Figure(subject=SUBJECT, name=name, value=value, unit=unit, aim=aim)


def _file(browser: Browser) -> list[float]:
    code, answers = notice.fill_in(browser)
    answers.append(notice.submit(browser, code))
    answers.append(browser.get(answers[-1].location))
    return [answer.milliseconds for answer in answers]


def _restart(stage: Stage) -> list[Figure]:
    """Start web and worker once more, with files still in the machine's memory, and ask for the first page."""
    stage.platform.stop_processes()
    started = time.perf_counter()
    stage.platform.start(stage.environment)
    Browser(stage.port).get(_FIRST_PAGE)
    seconds = time.perf_counter() - started
    return [_figure("first page after the start of web and worker, warm", seconds, "s", aim=3)]
