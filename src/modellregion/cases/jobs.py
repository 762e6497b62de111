"""Jobs of the cases: what the worker does after a command has committed."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.module_loading import import_string

from modellregion.cases.history import record, record_once
from modellregion.cases.letters import render_letter
from modellregion.cases.models import Draft
from modellregion.cases.operations import Operation, work_on
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase, lock_case, take_step
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.jobs import RETRY, periodic, task
from modellregion.kernel.logs import log
from modellregion.kernel.tenancy import tenant
from modellregion.process.api import Answer, JobDone, JobFailed, TimerFired
from modellregion.process.store.running import load_state, lock_instance
from modellregion.records.api import complete_document, documents_of
from modellregion.region.api import list_bodies


@task(name="cases.render_application", retry=RETRY)
def render_application_job(*, municipality: str, case: str) -> None:
    """Make the PDF of what was filed."""
    render_application(system_context(UUID(municipality)), UUID(case))


def render_application(ctx: Context, case: UUID) -> None:
    """Make the PDF of what was filed, unless it is there; the receipt page does it when the worker has not yet."""
    with tenant(ctx):
        locked = lock_case(ctx, case)
        for document in documents_of(ctx, file=locked.row.file_id):
            if document.kind == "application" and not document.sha256:
                content = render_letter(ctx, "antrag", work_on(ctx, locked, {}).subject())
                complete_document(ctx, document=document.id, content=content)


@task(name="cases.run_operation", retry=RETRY)
def run_operation(*, municipality: str, case: str, job: str, operation: str) -> None:
    """Carry out a service task of a process and tell the process; both or neither is written."""
    ctx = system_context(UUID(municipality))
    try:
        with tenant(ctx):
            locked = lock_case(ctx, UUID(case))
            _carry_out(ctx, locked, job, operation)
    except (OperationalError, InterfaceError):
        raise  # the database went away; the job is tried again, nobody needs to look
    except Exception as error:  # noqa: BLE001 - whatever it was, the process must know and a person see it
        log.error("operation failed", operation=operation, case=case, exc_info=error)
        _report_failure(ctx, UUID(case), job, error)


def _carry_out(ctx: Context, locked: LockedCase, job: str, operation: str) -> None:
    instance = lock_instance(ctx, case=locked.id)
    state = load_state(ctx, instance)
    if job not in state.jobs:
        return  # done before: the job ran a second time
    operations = cast("Mapping[str, Operation]", import_string(settings.OPERATIONS))
    operations[operation](ctx, work_on(ctx, locked, instance.values))
    take_step(ctx, locked, state, JobDone(job_id=job))


def _report_failure(ctx: Context, case: UUID, job: str, error: Exception) -> None:
    with tenant(ctx):
        locked = lock_case(ctx, case)
        state = load_state(ctx, lock_instance(ctx, case=case))
        if job in state.jobs:
            take_step(
                ctx, locked, state, JobFailed(job_id=job, error=f"{type(error).__name__}: {error}"[:500])
            )


@task(name="cases.fire_timer", retry=RETRY)
def fire_timer(*, municipality: str, case: str, job: str) -> None:
    """Tell a process that a timer's time has come; a timer that is no longer waited for does nothing."""
    ctx = system_context(UUID(municipality))
    with tenant(ctx):
        locked = lock_case(ctx, UUID(case))
        state = load_state(ctx, lock_instance(ctx, case=locked.id))
        if job in state.jobs and take_step(ctx, locked, state, TimerFired(job_id=job)).answer is Answer.DONE:
            record(ctx, locked.id, Action.REMINDED, is_public=True)


@task(name="cases.note_exchange", retry=RETRY)
def note_exchange(*, municipality: str, case: str, line: str, action: str, recipient: str) -> None:
    """Write into the case's history that a recipient got or fetched its data; ``line`` is the id of that line."""
    ctx = system_context(UUID(municipality))
    with tenant(ctx):
        record_once(ctx, UUID(case), Action(action), line=UUID(line), note=recipient)


@periodic(cron="17 3 * * *")
@task(name="cases.delete_expired_drafts", retry=RETRY)
def delete_expired_drafts(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Delete drafts that nobody touched for thirty days, and what is left of drafts that were filed."""
    for body in list_bodies():
        ctx = system_context(body.id)
        with tenant(ctx):
            Draft.objects.filter(municipality_id=body.id, expires_at__lt=ctx.now(), case_id=None).delete()
