"""Killed between any two statements: afterwards everything is as before the command or as after it, never between."""

import json
import os
import signal
import warnings
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, connections
from procrastinate.exceptions import ConnectorException

from modellregion.cases.api import certify_receipt, desk_view, submit_application
from modellregion.cases.jobs import run_operation
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from tests.support.filing import begin
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.personas import persona

STATEMENTS_MAX = 60
ONCE = ["certified", "document_made", "notice_issued", "registered", "submitted", "transmitted"]
TABLES = ("cases_case", "journal_entry", "journal_words", "cases_clock", "process_instance", "process_token", "process_work_item",
          "process_job", "process_event", "records_document", "trade_business", "exchange_transmission")  # fmt: skip


def stored() -> dict[str, list[str]]:
    """Return all that a command may write, and the jobs, in a form that can be compared."""
    found: dict[str, list[str]] = {}
    ctx = citizen()
    with tenant(ctx), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT md5(t::text) FROM {table} t ORDER BY 1")  # noqa: S608 - names of our own
            found[table] = [text for (text,) in cursor.fetchall()]
        cursor.execute(
            "SELECT task_name || args::text FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"
        )
        found["jobs"] = [text for (text,) in cursor.fetchall()]
    return found


class Killer:
    """Ends this process with kill -9 when the statement with a number is about to be sent, as a power cut would."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1
        return execute(*arguments)


def survives(act: Callable[[], object], at: int) -> bool:
    """Run ``act`` in a child that dies at a statement; return whether it came to its end before."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork beside threads, from Python 3.12 on
        child = os.fork()
    if child == 0:
        code = 1
        try:
            with connection.execute_wrapper(Killer(at)):
                act()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the command failed before it was killed"
    return not os.WIFSIGNALED(status)


def killed_at_every_statement(act: Callable[[], object]) -> int:
    """Kill ``act`` at each of its statements, one after the other; return how many there are."""
    before = stored()
    for number in range(STATEMENTS_MAX):
        if survives(act, number):
            return number
        assert stored() == before, f"something is left of a command that was killed at statement {number}"
    raise AssertionError("more statements than expected")


def test_filing_killed_anywhere_leaves_nothing_and_then_one_case(own_database: str) -> None:
    del own_database
    ctx = citizen()
    code = begin(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    assert killed_at_every_statement(lambda: submit_application(ctx, code=code)) > 5
    assert len(stored()["cases_case"]) == 1
    first = submit_application(ctx, code=code).case
    assert len(stored()["cases_case"]) == 1
    assert [line.action.value for line in desk_view(staff(), case=first).history] == ["submitted"]


def happened(case: UUID) -> list[str]:
    """Return what happened, without the deliveries, of which there are as many as recipients."""
    history = desk_view(staff(), case=case).history
    return sorted(line.action.value for line in history if line.action.value != "delivered")


def decided(ctx: Context) -> UUID:
    code = begin(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    return submit_application(ctx, code=code).case


def test_deciding_killed_anywhere_happens_once(own_database: str) -> None:
    del own_database
    case, clerk = decided(citizen()), staff()
    assert killed_at_every_statement(lambda: certify_receipt(clerk, case=case)) > 5
    work_off()
    assert happened(case) == ONCE


def test_a_service_whose_connection_breaks_anywhere_is_done_once(own_database: str) -> None:
    """The worker's side: the database goes away under each statement; the job stays and is done in the end."""
    del own_database
    ctx, clerk = citizen(), staff()
    case = decided(ctx)
    certify_receipt(clerk, case=case)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'cases.run_operation'")
        ((text,),) = cursor.fetchall()
    arguments = json.loads(text)
    before = stored()
    for number in range(STATEMENTS_MAX):
        if _runs(arguments, number):
            break
        assert stored() == before, f"something is left of a job that broke at statement {number}"
    assert number > 5
    run_operation(**arguments)  # the queue hands it out a second time
    work_off()
    assert happened(case) == ONCE


def _runs(arguments: dict[str, str], at: int) -> bool:
    left = [at]

    def cut(execute: Any, *rest: Any) -> Any:
        if left[0] == 0:
            connection.connection.pgconn.finish()  # the socket closes, as when the process dies
        left[0] -= 1
        return execute(*rest)

    try:
        with connection.execute_wrapper(cut):
            run_operation(**arguments)
    except (OperationalError, InterfaceError, ConnectorException):
        connections.close_all()
        return False
    return True
