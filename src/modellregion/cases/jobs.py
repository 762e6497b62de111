"""Jobs of the cases: what the worker does after a command has committed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from modellregion.cases import retention
from modellregion.cases.account_hints import send_account_hint
from modellregion.cases.commands.migrate_cases import move_batch
from modellregion.cases.consulting.arrival import deliver_change, deliver_opinion, deliver_request
from modellregion.cases.consulting.asking import remind_when_due
from modellregion.cases.consulting.silence import note_silence
from modellregion.cases.effects import set_timer
from modellregion.cases.fees import go_on, note_payment
from modellregion.cases.history import record
from modellregion.cases.lapsing import let_lapse
from modellregion.cases.notices.delivering import end_provisions
from modellregion.cases.notices.hinting import hint_delivery
from modellregion.cases.operations import Operation, work_on
from modellregion.cases.representing.ending import end_what_is_over
from modellregion.cases.sealed import archive_letter, renew_letters, stamp_letter
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase, lock_case, take_step
from modellregion.cases.unfinished import complete_documents
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.jobs import DATABASE_AWAY, RETRY, defer, periodic, task
from modellregion.kernel.logs import log
from modellregion.kernel.tenancy import tenant
from modellregion.process.api import Answer, JobDone, JobFailed, JobState, State, TimerFired
from modellregion.process.store.running import load_part, lock_instance
from modellregion.region.api import list_bodies
from modellregion.seals.api import is_stamping


class UnknownOperationError(Exception):
    """A process calls an operation that nobody wrote: trying again does not help."""


@task(name="cases.render_application", retry=RETRY)
def render_application_job(*, municipality: str, case: str) -> None:
    """Make the PDF of what was filed."""
    complete_documents(system_context(UUID(municipality)), UUID(case))


@task(name="cases.stamp_letter", retry=RETRY)
def stamp_letter_job(*, municipality: str, case: str, document: str) -> None:
    """Have a sealed letter time-stamped; a service that is down is asked again, for about a week."""
    stamp_letter(system_context(UUID(municipality)), UUID(case), UUID(document))


@task(name="cases.archive_letter", retry=RETRY)
def archive_letter_job(*, municipality: str, case: str, document: str) -> None:
    """Give a stamped letter its evidence for the long term; who does not answer is asked again, for about a week."""
    archive_letter(system_context(UUID(municipality)), UUID(case), UUID(document))


@periodic(cron="41 3 * * *")
@task(name="cases.renew_letters", retry=RETRY)
def renew_letters_job(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """Put another time-stamp over letters whose last one soon cannot be judged any more."""
    if is_stamping():
        for body in list_bodies():
            renew_letters(system_context(body.id))


@task(name="cases.run_operation", retry=RETRY)
def run_operation(*, municipality: str, case: str, job: str, operation: str) -> None:
    """Carry out a service task of a process and tell the process; both or neither is written."""
    ctx = system_context(UUID(municipality))
    try:
        with tenant(ctx):
            locked = lock_case(ctx, UUID(case))
            _carry_out(ctx, locked, job, operation)
    except DATABASE_AWAY:
        raise  # the database went away; the job is tried again, nobody needs to look
    except Exception as error:  # noqa: BLE001 - whatever it was, the process must know and a person see it
        log.error("operation failed", operation=operation, case=case, exc_info=error)
        _report_failure(ctx, UUID(case), job, error)


def _carry_out(ctx: Context, locked: LockedCase, job: str, operation: str) -> None:
    done = JobDone(job_id=job)
    instance = lock_instance(ctx, case=locked.id)
    state = load_part(ctx, locked.package.process, instance, done)
    if not _is_open(state, job):
        return  # done before: the job ran a second time
    operations = cast("Mapping[str, Operation]", import_string(settings.OPERATIONS))
    if operation not in operations:
        raise UnknownOperationError(f"This installation has no operation {operation!r}.")
    operations[operation](ctx, work_on(ctx, locked, {**instance.values, **_values_around(state, job)}))
    take_step(ctx, locked, state, done)


def _values_around(state: State, job: str) -> dict[str, object]:
    """Return what a service sees beyond the process's own values: inside a repetition its element, the inner last."""
    found: list[Mapping[str, object]] = []
    scope = state.scopes.get(state.jobs[job].scope_id)
    while scope is not None:
        found.append(scope.values)
        scope = state.scopes.get(scope.parent_id or "")
    return {name: value for values in reversed(found) for name, value in values.items()}


def _is_open(state: State, job: str) -> bool:
    return job in state.jobs and state.jobs[job].state is JobState.OPEN


def _report_failure(ctx: Context, case: UUID, job: str, error: Exception) -> None:
    failed = JobFailed(
        job_id=job,
        error=f"{type(error).__name__}: {error}"[:500],
        permanent=isinstance(error, UnknownOperationError),
    )
    with tenant(ctx):
        locked = lock_case(ctx, case)
        state = load_part(ctx, locked.package.process, lock_instance(ctx, case=case), failed)
        if _is_open(state, job):
            take_step(ctx, locked, state, failed)


@task(name="cases.fire_timer", retry=RETRY)
def fire_timer(*, municipality: str, case: str, job: str) -> None:
    """Tell a process that a timer's time has come; a timer that is no longer waited for does nothing."""
    ring(system_context(UUID(municipality)), UUID(case), job)


def ring(ctx: Context, case: UUID, job: str) -> None:
    """Fire a timer; one that is not due by this machine's clock, which may be behind the database's, is set again."""
    fired = TimerFired(job_id=job)
    with tenant(ctx):
        locked = lock_case(ctx, case)
        state = load_part(ctx, locked.package.process, lock_instance(ctx, case=case), fired)
        if job not in state.jobs:
            return
        answer = take_step(ctx, locked, state, fired).answer
        if answer is Answer.DONE:
            record(ctx, case, Action.REMINDED, is_public=True)
        elif answer is Answer.NOT_DUE:
            set_timer(ctx, case, job, max(state.jobs[job].run_at, ctx.now() + timedelta(seconds=1)))


@task(name="cases.clock_rings", retry=RETRY)
def clock_rings(*, municipality: str, case: str, clock: str) -> None:
    """Look at a statutory clock whose last day has ended: at a case's own, or at that of a request to an authority."""
    ctx = system_context(UUID(municipality))
    if not note_silence(ctx, case=UUID(case), clock=UUID(clock)):
        let_lapse(ctx, case=UUID(case), clock=UUID(clock))


@task(name="cases.payment_changed", retry=RETRY)
def payment_changed(*, municipality: str, case: str, claim: str, state: str) -> None:
    """Tell a case that its claim was paid, in part or in full, or given back."""
    note_payment(system_context(UUID(municipality)), case=UUID(case), claim=UUID(claim), state=state)


@task(name="cases.nothing_to_pay", retry=RETRY)
def nothing_to_pay_job(*, municipality: str, case: str) -> None:
    """Let a process go on that waits for a payment nobody asks for: no fee, or no account to pay to."""
    go_on(system_context(UUID(municipality)), UUID(case))


@task(name="cases.deliver_request", retry=RETRY)
def deliver_request_job(*, municipality: str, request: str) -> None:
    """Bring a request to the body that is asked."""
    deliver_request(system_context(UUID(municipality)), request=UUID(request))


@task(name="cases.change_request", retry=RETRY)
def change_request_job(*, municipality: str, request: str) -> None:
    """Let the asked body see what changed about a request."""
    deliver_change(system_context(UUID(municipality)), request=UUID(request))


@task(name="cases.deliver_opinion", retry=RETRY)
def deliver_opinion_job(*, municipality: str, request: str) -> None:
    """Bring an opinion back to the body that asked; ``municipality`` is the body that was asked."""
    deliver_opinion(system_context(UUID(municipality)), request=UUID(request))


@task(name="cases.remind_authority", retry=RETRY)
def remind_authority_job(*, municipality: str, case: str, request: str) -> None:
    """Remind a body some days before its period ends."""
    remind_when_due(system_context(UUID(municipality)), case=UUID(case), request=UUID(request))


@task(name="cases.migrate", retry=RETRY)
def migrate_cases(*, municipality: str, migration: str) -> None:
    """Move the next cases of an order to another version, and come back for the rest."""
    ctx = system_context(UUID(municipality))
    if move_batch(ctx, UUID(migration)):
        with tenant(ctx):
            defer("cases.migrate", ctx.municipality, migration=migration)


@periodic(cron="17 3 * * *")
@task(name="cases.delete_expired_drafts", retry=RETRY)
def delete_expired_drafts(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """End mandates that are over; delete drafts that nobody touched for thirty days, with their files."""
    for body in list_bodies():
        end_what_is_over(system_context(body.id))
        retention.delete_expired_drafts(system_context(body.id))
        retention.delete_abandoned_files(system_context(body.id))
        retention.forget_disposed(system_context(body.id))


@task(name="cases.send_hint", retry=RETRY)
def send_hint(*, municipality: str, delivery: str) -> None:
    """Send the hint that a notice can be retrieved; while the mail server is down it is tried again, for all to see."""
    hint_delivery(system_context(UUID(municipality)), UUID(delivery))


@task(name="cases.hint_account", retry=RETRY)
def hint_account_job(*, municipality: str, account: str) -> None:
    """Send the hint that something waits in an account; while the mail server is down it is tried again."""
    send_account_hint(system_context(UUID(municipality)), UUID(account))


@periodic(cron="7 0 * * *")
@task(name="cases.end_provisions", retry=RETRY)
def end_provisions_everywhere(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate hands it over
    """End what was not retrieved within its ten days; a letter takes its place."""
    for body in list_bodies():
        ctx = system_context(body.id)
        with tenant(ctx):
            end_provisions(ctx)
