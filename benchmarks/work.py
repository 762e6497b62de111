"""Pages that look at work, before and after two million work items more lie in the database; the floor is the page before.

One in fifty of them is open, as in an office with ten years behind it; the rest was done in these ten years.
"""

from dataclasses import replace

import psycopg

from benchmarks import notice
from benchmarks.browser import Browser
from benchmarks.figures import Figure, percentile
from benchmarks.lists import DESK, ask, pages_of
from benchmarks.stage import Stage
from modellregion.cli.up import DEMO_PASSWORD

ITEMS = 2_000_000
_ADD = """
WITH existing AS (
  SELECT municipality_id, id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS all_of_them
  FROM process_instance WHERE municipality_id = (SELECT id FROM region_body WHERE slug = %(slug)s)
)
INSERT INTO process_work_item (municipality_id, id, instance_id, scope_id, token_id, node, title, role, form, due, state,
                               created_at, due_at, done_at, done_by, outcome)
SELECT e.municipality_id, gen_random_uuid(), e.id, gen_random_uuid(), gen_random_uuid(), 'pruefen', 'Prüfen', 'clerk',
       'pruefen', 'P3D', CASE WHEN g %% 50 = 0 THEN 'open' ELSE 'done' END,
       now() - g * interval '150 seconds', now() - g * interval '150 seconds' + interval '3 days',
       CASE WHEN g %% 50 > 0 THEN now() - g * interval '150 seconds' + interval '2 days' END,
       CASE WHEN g %% 50 > 0 THEN 'x' END, CASE WHEN g %% 50 > 0 THEN 'certified' END
FROM generate_series(1, %(items)s) g JOIN existing e ON e.place = g %% e.all_of_them
"""


def run(stage: Stage) -> list[Figure]:
    """Measure each page's CPU and time."""
    clerk = Browser(stage.port)
    clerk.log_in(notice.SLUG, "anna.muster", DEMO_PASSWORD)
    case = pages_of(stage)["case"]
    pages = {
        "inbox": f"{DESK}/vorgaenge/",
        "case": case,
        "process of a case": f"{case}ablauf/",
        "process map with live figures": f"{DESK}/ablaeufe/gewerbeanmeldung/",
    }
    before = [figure for name, path in pages.items() for figure in _figures(stage, clerk, name, path)]
    with psycopg.connect(stage.superuser(), autocommit=True) as connection:
        connection.execute(_ADD, {"slug": notice.SLUG, "items": ITEMS})
        connection.execute("VACUUM ANALYZE process_work_item")
    after = [figure for name, path in pages.items() for figure in _figures(stage, clerk, name, path)]
    return [
        replace(figure, floor=floor.value, aim=1.3 if figure.name.startswith("inbox") else None)
        for figure, floor in zip(after, before, strict=True)
    ]


def _figures(stage: Stage, clerk: Browser, name: str, path: str) -> list[Figure]:
    times, cpu = ask(stage, clerk, path)
    subject = f"{ITEMS:,} work items"
    return [
        Figure(
            subject=subject,
            name=f"{name}: median",
            value=percentile(times, 50),
            unit="ms",
            aim_is_ratio=True,
        ),
        Figure(
            subject=subject,
            name=f"{name}: CPU of web and database",
            value=cpu,
            unit="ms",
            aim_is_ratio=True,
        ),
    ]
