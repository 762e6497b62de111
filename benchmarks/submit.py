"""Filing by several people at once: applications a second and how long each waits; beside it, the same rows by hand."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from benchmarks import notice
from benchmarks.browser import Browser
from benchmarks.figures import Figure, percentile
from benchmarks.floor import FiledRows
from benchmarks.stage import Stage, cpu_ms

CLIENTS = 4
EACH = 60
WARM_UP = 12
ROUNDS = 3


def run(stage: Stage, cases: int) -> list[Figure]:
    """Measure the final request alone, among so many cases: check, case, file, process, clock, history, jobs, commit."""
    stage.settle()
    stage.stop_worker()  # its part is measured by the journey; here it would only take turns with the web server
    best: tuple[float, list[float], float, float] | None = None
    for _ in range(ROUNDS):
        filed = _file_at_once(stage)
        best = filed if best is None or filed[0] > best[0] else best
    assert best is not None
    rows = FiledRows.newest(stage)
    floor = max((_write_at_once(stage, rows) for _ in range(ROUNDS)), key=lambda run: run[0])
    rows.forget()
    stage.start_worker()
    stage.settle(600)
    rate, times, web, database = best
    figures = [
        Figure(
            subject="",
            name=f"applications a second, {CLIENTS} people at once",
            value=rate,
            unit="/s",
            floor=floor[0],
        ),
        _time("median", percentile(times, 50), percentile(floor[1], 50)),
        _time("p95", percentile(times, 95), percentile(floor[1], 95), aim=150),
        _time("p99", percentile(times, 99), percentile(floor[1], 99)),
        Figure(
            subject="",
            name="CPU of an application, web and database",
            value=web + database,
            unit="ms",
            floor=floor[2],
            aim=4,
            aim_is_ratio=True,
        ),
        Figure(subject="", name="its web CPU", value=web, unit="ms"),
        Figure(subject="", name="rows of an application", value=len(rows), unit=""),
    ]
    return [replace(figure, subject=f"submit, {cases:,} cases") for figure in figures]


def _time(name: str, value: float, floor: float, *, aim: float | None = None) -> Figure:
    return Figure(
        subject="", name=f"time of an application, {name}", value=value, unit="ms", floor=floor, aim=aim
    )


def _file_at_once(stage: Stage) -> tuple[float, list[float], float, float]:
    """Return applications a second, each one's milliseconds, and the CPU of web and database for one."""
    browsers = [Browser(stage.port) for _ in range(CLIENTS)]
    for browser in browsers:
        for _ in range(WARM_UP // CLIENTS):
            notice.submit(browser, notice.fill_in(browser)[0])
    with ThreadPoolExecutor(CLIENTS) as pool:
        ready = list(pool.map(lambda browser: [notice.fill_in(browser)[0] for _ in range(EACH)], browsers))
        before = cpu_ms(stage.web), cpu_ms(stage.database)

        def file_all(browser: Browser, codes: list[str]) -> list[float]:
            return [notice.submit(browser, code).milliseconds for code in codes]

        rate, times = _timed(lambda: list(pool.map(file_all, browsers, ready)))
        after = cpu_ms(stage.web), cpu_ms(stage.database)
    web, database = ((b - a) / len(times) for a, b in zip(before, after, strict=True))
    return rate, times, web, database


def _write_at_once(stage: Stage, rows: FiledRows) -> tuple[float, list[float], float]:
    """Return applications a second, each one's milliseconds, and the CPU of script and database for one."""
    with ThreadPoolExecutor(CLIENTS) as pool, rows.writers(CLIENTS) as writers:

        def write_all(write: Callable[[], None]) -> list[float]:
            times = []
            for _ in range(EACH):
                started = time.perf_counter()
                write()
                times.append((time.perf_counter() - started) * 1000)
            return times

        script, database = time.process_time(), cpu_ms(stage.database)
        rate, times = _timed(lambda: list(pool.map(write_all, writers)))
        spent = (time.process_time() - script) * 1000 + cpu_ms(stage.database) - database
    return rate, times, spent / len(times)


def _timed(work: Callable[[], list[list[float]]]) -> tuple[float, list[float]]:
    started = time.perf_counter()
    times = [one for of_client in work() for one in of_client]
    return len(times) / (time.perf_counter() - started), times
