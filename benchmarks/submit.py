"""Filing by several people at once: applications a second and how long each waits; beside it, the same rows by hand."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from benchmarks import notice
from benchmarks.browser import Browser
from benchmarks.figures import Figure, percentile
from benchmarks.floor import FiledRows
from benchmarks.stage import Stage, cpu_ms

SUBJECT = "submit"
CLIENTS = 4
EACH = 60
WARM_UP = 12
ROUNDS = 3


def run(stage: Stage) -> list[Figure]:
    """Measure the final request alone: check, case, file, process, clock, history, jobs, commit."""
    stage.settle()
    stage.stop_worker()  # its part is measured by the journey; here it would only take turns with the web server
    best: tuple[float, list[float], float, float] | None = None
    for _ in range(ROUNDS):
        filed = _file_at_once(stage)
        best = filed if best is None or filed[0] > best[0] else best
    assert best is not None
    rows = FiledRows.newest(stage)
    floor = max((_write_at_once(rows) for _ in range(ROUNDS)), key=lambda run: run[0])
    rows.forget()
    stage.start_worker()
    stage.settle(600)
    rate, times, web, database = best
    return [
        _figure(f"applications a second, {CLIENTS} people at once", rate, "/s", floor=floor[0]),
        _figure(
            "time of an application, median", percentile(times, 50), "ms", floor=percentile(floor[1], 50)
        ),
        _figure(
            "time of an application, p95",
            percentile(times, 95),
            "ms",
            floor=percentile(floor[1], 95),
            aim=150,
        ),
        _figure("web CPU of an application", web, "ms"),
        _figure("database CPU of an application", database, "ms"),
        _figure("rows of an application", len(rows), ""),
    ]


def _figure(
    name: str, value: float, unit: str, *, floor: float | None = None, aim: float | None = None
) -> Figure:
    return Figure(subject=SUBJECT, name=name, value=value, unit=unit, floor=floor, aim=aim)


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


def _write_at_once(rows: FiledRows) -> tuple[float, list[float]]:
    with ThreadPoolExecutor(CLIENTS) as pool, rows.writers(CLIENTS) as writers:

        def write_all(write: Callable[[], None]) -> list[float]:
            times = []
            for _ in range(EACH):
                started = time.perf_counter()
                write()
                times.append((time.perf_counter() - started) * 1000)
            return times

        return _timed(lambda: list(pool.map(write_all, writers)))


def _timed(work: Callable[[], list[list[float]]]) -> tuple[float, list[float]]:
    started = time.perf_counter()
    times = [one for of_client in work() for one in of_client]
    return len(times) / (time.perf_counter() - started), times
