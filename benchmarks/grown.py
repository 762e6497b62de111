"""Ten years of cases and documents of several municipalities: ``python -m benchmarks.grown CASES DOCUMENTS`` on a stage.

What a search, the inbox and a case's links need is there: cases, files, documents, and the text of every fifth document
with its rendition. Each row is a sibling of an invented case, with a number, people, unit and moment of its own, made by
the database itself (``INSERT … SELECT generate_series``). Histories, clocks and processes are those of the demo's cases
only. The role that does this sees all tenants, and indexes are made anew at the end: the product could do neither.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import django
import psycopg

from benchmarks.stage import SUPERUSER
from modellregion.site.configuration import ROOT

YEARS = 10
PEOPLE = 40_000
TEXTS = 1_000
TEXT_WORDS = 110
TABLES = ("cases_case", "records_file", "records_document", "records_document_text", "records_rendition")
FIRMS = (
    "Bäckerei", "Gasthaus", "Möbelwerk", "Versand", "Hausservice", "Softwarebüro", "Kosmetikstudio", "Gartenbau", "Spedition",
    "Dachdeckerei", "Fahrradhandel", "Ingenieurbüro", "Kiosk", "Weinhandel", "Pflegedienst", "Autohaus", "Schneiderei", "Tanzschule",
)  # fmt: skip
TITLES = (
    "Antrag", "Empfangsbescheinigung", "Lageplan", "Führungszeugnis", "Handwerkskarte", "Mietvertrag", "Stellungnahme Brandschutz",
    "Stellungnahme Ordnungsamt", "Nachforderung von Unterlagen", "Gesprächsvermerk", "Grundrisse und Pläne", "Vollmacht",
    "Handelsregisterauszug", "Unbedenklichkeitsbescheinigung", "Anhörung", "Gebührenbescheid", "Zahlungserinnerung", "Fotos der Räume",
    "Prüfbericht der Lüftungsanlage", "Ortsbesichtigung",
)  # fmt: skip
_FAMILIES = """
CREATE TEMP TABLE grown AS
WITH offices AS (
  SELECT c.municipality_id, count(*) AS cases, array_agg(c.id ORDER BY c.id) FILTER (WHERE c.decided_at IS NOT NULL) AS over,
         array_agg(c.id ORDER BY c.id) FILTER (WHERE c.state = 'received') AS new
  FROM cases_case c WHERE c.package LIKE 'gewerbe%%' GROUP BY 1
), shares AS (
  SELECT o.*, (SELECT array_agg(u.id) FROM region_unit u WHERE u.municipality_id = o.municipality_id) AS units,
         ceil(%(cases)s * o.cases / sum(o.cases) OVER ())::int AS wanted
  FROM offices o WHERE over IS NOT NULL AND new IS NOT NULL
)
SELECT s.municipality_id, n, CASE WHEN n %% 50 = 0 THEN new[1 + n / 50 %% cardinality(new)] ELSE over[1 + n %% cardinality(over)] END
       AS template, uuidv7(-ago) AS case_id, uuidv7(-ago) AS file_id, now() - ago AS at, hashint4(n) & 2147483647 AS dice,
       units[1 + n / 7 %% cardinality(units)] AS other_unit
FROM shares s, generate_series(1, s.wanted) n, LATERAL (SELECT n * interval '%(years)s years' / s.wanted AS ago) moment
"""
_CASES = """
INSERT INTO cases_case (municipality_id, id, number, package, package_hash, subject, search, state, unit_id, assignee_id, answers,
                        code_digest, file_id, received_at, due_on, decided_at, closed_at, channel, language, fee_cents, marks, updated_at)
SELECT c.municipality_id, g.case_id, 'GEW-' || to_char(g.at, 'YYYY') || '-' || 100000 + g.n, c.package, c.package_hash, p.subject,
       'gew ' || to_char(g.at, 'YYYY') || ' ' || 100000 + g.n || ' ' || p.search, c.state,
       CASE WHEN g.n % 7 = 0 THEN g.other_unit ELSE c.unit_id END, c.assignee_id, (SELECT o.answers FROM opened o WHERE o.id = c.id),
       sha256(uuid_send(g.case_id)), g.file_id, g.at, c.due_on, g.at + (c.decided_at - c.received_at),
       g.at + (c.closed_at - c.received_at), c.channel, c.language, c.fee_cents, c.marks, g.at
FROM grown g JOIN cases_case c ON (c.municipality_id, c.id) = (g.municipality_id, g.template)
JOIN people p ON p.place = g.dice % (SELECT count(*) FROM people)
"""
_FILES = """
INSERT INTO records_file (municipality_id, id, reference, subject, search, node_id, unit_id, responsible_id, service, opened_at,
                          closed_at, result, retention_years, retain_until, disposal)
SELECT c.municipality_id, c.file_id, c.number, c.subject, c.search, f.node_id, c.unit_id, c.assignee_id, c.package, c.received_at,
       c.closed_at, f.result, f.retention_years, f.retain_until, f.disposal
FROM grown g JOIN cases_case c ON (c.municipality_id, c.id) = (g.municipality_id, g.case_id)
JOIN cases_case t ON (t.municipality_id, t.id) = (g.municipality_id, g.template)
JOIN records_file f ON (f.municipality_id, f.id) = (t.municipality_id, t.file_id)
"""
_DOCUMENTS = """
INSERT INTO records_document (municipality_id, id, file_id, kind, title, search, direction, name, media_type, bytes, sha256, sender,
                              written_on, created_at, created_by, rendered_at, is_public)
SELECT g.municipality_id, uuidv7(g.at - now() + k * interval '9 minutes'), g.file_id, CASE WHEN k = 1 THEN 'application' ELSE 'upload' END,
       t.title, t.search || CASE WHEN k % 2 = 0 THEN ' ' || p.search ELSE '' END, CASE WHEN k % 3 = 2 THEN 'out' ELSE 'in' END,
       t.title || '.pdf', 'application/pdf', 40000 + g.dice % 100000, x.sha256, CASE WHEN k % 2 = 0 THEN p.subject ELSE '' END,
       g.at::date, g.at + k * interval '9 minutes', 'Anna Muster', g.at, k = 1
FROM grown g CROSS JOIN generate_series(1, %(each)s) k
JOIN titles t ON t.place = (g.dice / 17 + k * 7) % (SELECT count(*) FROM titles)
JOIN people p ON p.place = (g.dice / 3 + k) % (SELECT count(*) FROM people)
JOIN texts x ON x.place = (g.dice / 5 + k * 31) % (SELECT count(*) FROM texts)
"""
_TEXTS = """
INSERT INTO records_document_text (municipality_id, id, file_id, search)
SELECT d.municipality_id, d.id, d.file_id, x.search || ' ' || f.search
FROM records_document d JOIN texts x ON x.sha256 = d.sha256
JOIN records_file f ON (f.municipality_id, f.id) = (d.municipality_id, d.file_id) WHERE hashtext(d.id::text) % 5 = 0
"""
_RENDITIONS = """
INSERT INTO records_rendition (municipality_id, id, file_id, document_id, version, role, media_type, bytes, sha256, made_with, created_at)
SELECT d.municipality_id, gen_random_uuid(), d.file_id, d.id, d.version, 'text', 'text/plain', 900, d.sha256, 'bench', d.created_at
FROM records_document d JOIN records_document_text t ON (t.municipality_id, t.id) = (d.municipality_id, d.id)
JOIN texts x ON x.sha256 = d.sha256
"""


def main(cases: int, documents: int) -> None:
    """Grow what is there; about a minute for each hundred thousand cases with five documents each."""
    django.setup()
    database = os.environ["MODELLREGION_DATABASE"].replace("modellregion_app", SUPERUSER)
    with psycopg.connect(database, autocommit=True) as connection:
        with connection.transaction():
            _open_answers(connection)
            _grow(connection, cases, max(1, round(documents / cases)))
        connection.execute("VACUUM ANALYZE")


def _open_answers(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Keep the answers of all cases in the open: what is sealed opens in its own row only, and not in a sibling's.

    So the siblings are as earlier versions have stored them: ``modellregion keys encrypt`` would seal them.
    """
    from modellregion.cases.models import Case
    from modellregion.kernel.envelope import plain
    from modellregion.kernel.sealed_fields import opened
    from modellregion.kernel.tenancy import tenant
    from modellregion.region.api import list_bodies

    connection.execute("CREATE TEMP TABLE opened (id uuid PRIMARY KEY, answers bytea)")
    with connection.cursor().copy("COPY opened FROM STDIN") as copy:
        for body in list_bodies():
            with tenant(body.id):
                for case in Case.objects.filter(municipality_id=body.id):
                    copy.write_row((case.id, plain(opened(case, "answers"))))


def _grow(connection: "psycopg.Connection[tuple[object, ...]]", cases: int, each: int) -> None:
    connection.execute("SET LOCAL session_replication_role = replica; SET LOCAL maintenance_work_mem = '1GB'")
    connection.execute("SET LOCAL work_mem = '256MB'; SET LOCAL synchronous_commit = off")
    _words(connection)
    connection.execute(_FAMILIES % {"cases": cases, "years": YEARS})  # type: ignore[call-overload] # numbers of our own
    connection.execute(
        "CREATE INDEX ON grown (municipality_id, case_id); ANALYZE grown, people, titles, texts"
    )
    secondary = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes JOIN pg_class c ON c.relname = indexname "
        "JOIN pg_index i ON i.indexrelid = c.oid WHERE tablename = ANY(%s) AND NOT i.indisunique",
        [list(TABLES)],
    ).fetchall()
    for name, _ in secondary:
        connection.execute(f'DROP INDEX "{name}"')  # type: ignore[call-overload] # names of our own
    for statement in (_CASES, _FILES, _DOCUMENTS.replace("%(each)s", str(each)), _TEXTS, _RENDITIONS):
        started = time.monotonic()
        connection.execute(statement)  # type: ignore[call-overload] # a constant
        print(
            f"{' '.join(statement.split()[:3])}: {time.monotonic() - started:.0f} s",
            flush=True,
            file=sys.stderr,
        )
    for _, definition in secondary:
        connection.execute(definition)  # type: ignore[call-overload] # the database's own


def _words(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Write down people with their businesses, titles, and texts of the platform's own German words."""
    from modellregion.demo.names import family_name, given_names
    from modellregion.forms.api import name_key, search_key
    from modellregion.kernel.files import put_file

    rng = Random(5)
    bodies = [
        row[0] for row in connection.execute("SELECT DISTINCT municipality_id FROM cases_case").fetchall()
    ]

    def people() -> Iterator[tuple[int, str, str]]:
        for place in range(PEOPLE):
            family, given = family_name(rng), given_names(rng, rng.choice("wm"))
            firm = f"{rng.choice(FIRMS)} {family}"
            yield place, firm, name_key(f"{firm} {given} {family}")

    def texts() -> Iterator[tuple[int, str, str]]:
        words = list(_german_words())
        for place in range(TEXTS):
            parts = [rng.randrange(len(words) - 11) for _ in range(TEXT_WORDS // 11)]
            text = " ".join(word for at in parts for word in words[at : at + 11]) + f" Blatt {place}"
            named = {put_file(body, text.encode()) for body in bodies}  # type: ignore[arg-type] # ids
            yield place, named.pop(), search_key(text)

    titles = [(place, title, search_key(f"{title} {title}.pdf")) for place, title in enumerate(TITLES)]
    for table, columns, rows in (
        ("people", "place int, subject text, search text", people()),
        ("titles", "place int, title text, search text", iter(titles)),
        ("texts", "place int, sha256 text, search text", texts()),
    ):
        connection.execute(f"CREATE TEMP TABLE {table} ({columns})")
        with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _german_words() -> Iterator[str]:
    texts: list[Path] = [ROOT / "docs" / "clerks.md", *sorted((ROOT / "services").glob("**/*.toml"))]
    for path in texts:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith(("!", "[", "|", "id", "name =", "#")):
                yield from re.findall(r"[A-Za-zÄÖÜäöüß]{3,}", line.partition("=")[2] or line)


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:3]))
