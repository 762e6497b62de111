"""An invented case is what the real commands would have made of the same answers: row by row, in every table."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from modellregion.cases.api import (
    CaseState,
    certify_receipt,
    claim_case,
    close_case,
    complete_documents,
    desk_view,
    refuse_notice,
    submit_application,
    withdraw_application,
)
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import system_context
from tests.support.answers import as_typed
from tests.support.demo import everything, invent
from tests.support.filing import begin
from tests.support.jobs import work_off
from tests.support.people import citizen, staff

pytestmark = pytest.mark.django_db

Row = dict[str, Any]
Rows = Mapping[tuple[str, str], list[Row]]
ENDINGS = (CaseState.CERTIFIED, CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.RECEIVED)
LOGINS = {"Anna Muster": "anna.muster", "Cem Vorlage": "cem.vorlage"}
TABLES_OF_EVERY_CASE = {
    "cases_case",
    "cases_clock",
    "journal_entry",
    "journal_words",
    "records_file",
    "records_document",
    "process_instance",
}
# What differs from case to case whoever makes it, and what a recipient does with a delivery later on.
VOLATILE = {
    "commitment",
    "lexemes",  # computed from "search", which is compared without its number
    "salt",
    "code_digest",
    "sha256",
    "bytes",
    "language",
    "fetched_at",
    "fetched_by",
    "done_at",
    "done_by",
}
PATTERNS = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)?"), "<instant>"),
    (re.compile(r"[A-Z]+-\d{4}-\d{6}"), "<case number>"),
    (re.compile(r"(?i)\b[a-z]+ \d{4} \d{6}\b"), "<case number>"),
    (re.compile(r"(?i)\bR[- ]\d{6}\b"), "<entry number>"),
)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_case_has_the_rows_that_filing_makes(ending: CaseState) -> None:
    invent(40)
    case = _example(everything(), ending)
    identifier = UUID(case["id"])
    complete_documents(system_context(staff().municipality), identifier)
    invented = _rows_of_case(everything(), identifier)
    filed = _file_likewise(case)
    really = _rows_of_case(everything(), filed)
    assert {table for _, table in invented} >= TABLES_OF_EVERY_CASE
    assert _counted(invented) == _counted(really)


def _example(rows: Rows, ending: CaseState) -> Row:
    """Return the first invented case that ended so, without a question on the way or other notices of its business."""
    asked = {row["case_id"] for row in rows["paderborn", "cases_message"]}
    notices = rows["paderborn", "trade_notice"]
    business_of = {row["case_id"]: row["business_id"] for row in notices}
    count = Counter(row["business_id"] for row in notices)
    return next(
        row
        for row in rows["paderborn", "cases_case"]
        if row["state"] == ending
        and row["id"] not in asked
        and (row["id"] not in business_of or count[business_of[row["id"]]] == 1)
    )


def _file_likewise(case: Row) -> UUID:
    """File the same answers, and let the same people do the same with them at the same times."""
    view = desk_view(staff(), case=UUID(case["id"]))
    at = {line.action.value: FixedClock(line.at) for line in view.history}
    clerks = [line.actor for line in view.history if line.actor in LOGINS]
    login = LOGINS[clerks[0]] if clerks else "anna.muster"
    answers = as_typed(view.answers)
    citizen_then = citizen(clock=at["submitted"])
    code = begin(citizen_then, case["package"], answers)
    filed = submit_application(citizen_then, code=code).case
    for action, clock in at.items():
        clerk = staff(login, clock=clock)
        if action == "claimed":
            claim_case(clerk, case=filed)
        elif action == "certified":
            certify_receipt(clerk, case=filed)
        elif action == "refused":
            reason = next(line.note for line in view.history if line.action == "refused")
            refuse_notice(clerk, case=filed, reason=reason)
        elif action == "withdrawn":
            withdraw_application(citizen(clock=clock), code=code)
        elif action == "closed":
            close_case(clerk, case=filed)
        work_off()
    return filed


def _rows_of_case(rows: Rows, case: UUID) -> Rows:
    """Return the rows that belong to a case: those that name it, its file, its process, what it sent and entered."""
    keys = {str(case)}
    carriers = {"cases_case", "journal_entry", "process_instance", "exchange_transmission", "trade_notice"}
    names = {"file_id", "business_id"}
    for found in rows.values():
        for row in found:
            if keys & _ids(row):
                keys |= {row[name] for name in names & row.keys()}
    for (_, table), found in rows.items():
        keys |= {row["id"] for row in found if table in carriers and keys & _ids(row)}
    belonging = {key: [row for row in found if keys & _ids(row)] for key, found in rows.items()}
    return {key: found for key, found in belonging.items() if found}


def _ids(row: Row) -> set[str]:
    return {value for value in row.values() if isinstance(value, str)}


def _counted(rows: Rows) -> dict[tuple[str, str], Counter[str]]:
    """Return rows without what must differ, in a form that can be compared whatever their order."""
    # The demo's letters are made when somebody opens them.
    later = {"fetched", "document_made"}
    not_yet = {row["id"] for found in rows.values() for row in found if row.get("action") in later}
    counted = {}
    for key, found in rows.items():
        plain = (_plain(row) for row in found if row.get("id") not in not_yet)
        counted[key] = Counter(plain)
    return counted


def _plain(row: Row) -> str:
    kept = {name: _readable(value) for name, value in row.items() if name not in VOLATILE}
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False).replace('"fetched"', '"delivered"')
    for pattern, word in PATTERNS:
        text = pattern.sub(word, text)
    return text


def _readable(value: object) -> object:
    """Return sealed bytes as text, so that ids and numbers inside are seen."""
    is_sealed = isinstance(value, str) and value.startswith("\\x00")
    return bytes.fromhex(str(value)[2:]).decode(errors="replace") if is_sealed else value
