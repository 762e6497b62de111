"""Watches every transaction of the product during the tests: one that writes rows of a tenant leaves an entry in the journal."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from django.db import connection

from modellregion.kernel import tenancy

SOURCE = "/src/modellregion/"
# What leaves no entry, each with its reason; "module:function" of the one that opens the transaction.
WITHOUT_ENTRY = {
    "cases/commands/save_page.py:save_page": "a draft is the applicant's own and may be deleted without a trace",
    "cases/commands/save_page.py:preview_page": "likewise",
    "cases/commands/take_answers.py:take_answers": "likewise",
    "cases/commands/delete_draft.py:delete_draft": "likewise",
    "cases/commands/begin_for_somebody.py:begin_for_somebody": "likewise; that staff typed it is entered when it is filed",
    "cases/commands/renew_draft.py:renew_draft": "likewise",
    "cases/commands/draft_notice.py:save_draft": "what is being written is no act yet; a draft that circulates is entered",
    "cases/notices/hinting.py:_not_sent": "the first failure is entered, the further ones are counted",
    "payments/online.py:_ask_later": "when a provider is asked next; what it said, and that it never did, is entered",
    "region/commands/keep_view.py:keep_view": "a list that somebody keeps for themselves",
    "region/commands/keep_view.py:forget_view": "likewise",
    "cases/commands/assign_many.py:assign_many": "each case that moved is entered; here is only what came of all",
    "cases/commands/assign_many.py:undo_bulk": "likewise",
    "records/filing.py:put_in_charge": "the command that gives a case to somebody enters it",
    "records/renditions.py:scan_waiting": "what the scanner says of what was filed; the filing is entered",
    "records/disposal_contents.py:delete_content": "the disposal was entered, with a checksum of each content",
    "records/renditions.py:render_document": "another form of what was filed; the filing is entered",
    "records/commands/take_mail.py:take_mail": "an e-mail that waits is nobody's record yet; filing it is entered",
    "records/commands/fetch_mail.py:_take": "likewise; and its number in the mailbox, so that it is fetched once",
    "records/commands/take_scan.py:read_scan": "how a batch falls apart is a proposal; taking it in and filing are entered",
    "transfer/commands/prepare.py:begin_preparation": "what is prepared changes nothing; going live is entered",
    "transfer/commands/prepare.py:give_up_preparation": "likewise",
    "transfer/commands/prepare.py:_keep": "likewise",
    "transfer/commands/send_proposal.py:_note": "asking again changes nothing; an answer that decides is entered",
    "cases/retention.py:delete_expired_drafts": "likewise",
    "region/commands/put_away.py:put_away": "how somebody likes their pages is no act",
    "region/commands/log_in.py:open_session": "when staff come and go is no act, and must not be kept for ever",
    "region/commands/log_in.py:close_session": "likewise",
    "region/sso/log_in.py:begin_sso": "likewise",
    "region/sso/log_in.py:finish_sso": "likewise; who somebody is and their roles are entered",
    "region/sso/log_in.py:_taken": "likewise",
    "region/passkeys/ceremony.py:_write_down": "a question to a passkey is no act",
    "region/passkeys/ceremony.py:_taken": "likewise",
    "region/passkeys/use.py:_count_up": "when staff come and go is no act; the counter belongs to that",
    "region/passkeys/use.py:enter_with_passkey": "likewise",
    "accounts/commands/log_in.py:begin_login": "a login that begins is no act, and must not be kept for ever",
    "accounts/commands/log_in.py:finish_login": "likewise; that an account was opened is entered",
    "accounts/commands/log_in.py:close_session": "likewise",
    "accounts/commands/take_former.py:send_confirmation": "a code that proves an address is no act; taking over is entered",
    "accounts/frames.py:inside": "a session is renewed; drafts begun by an account are the applicant's own until filed",
    "cases/commands/hold_by_account.py:begin_by_account": "a draft is the applicant's own and may be deleted without a trace",
    "cases/commands/hold_by_account.py:hold_by_account": "a second way to one's own application changes nothing of it",
    "region/frames.py:framed": "a look at the register is logged for six months (§ 14 Abs. 11 GewO), a session is renewed",
    "trade/queries.py:business_view": "likewise",
    "cases/jobs.py:run_operation": "a service that failed is tried again; what it did is entered when it is done",
    "cases/jobs.py:_report_failure": "likewise; a person is told by an incident, which is entered",
    "cases/commands/migrate_cases.py:move_batch": "the order is entered, and each case that moved",
    "cases/commands/migrate_cases.py:_move": "a case that stays where it is: the order's list says why",
    "cases/commands/migrate_cases.py:_note_failure": "likewise",
    "kernel/sealing_rows.py:_seal_batch": "how something is stored changes, and nothing of what it says",
}
_KEEPING = ("journal_", "region_staff_session", "trade_retrieval", "records_access", "kernel_data_key")
_TABLES = """
SELECT c.relname, pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid)
    + pg_stat_get_xact_tuples_deleted(c.oid)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'municipality_id'
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""


def _counts() -> dict[str, int]:
    # Past Django's cursor, so that tests that count statements do not count this one.
    rows = connection.connection.execute(_TABLES).fetchall()
    return {str(name): int(count) for name, count in rows}


def _opener(frame: FrameType | None) -> str:
    """Return who of the product opened the block, or nothing when it was a test or what only makes demo data."""
    while frame is not None and (
        frame.f_code.co_filename.endswith(("contextlib.py", "kernel/tenancy.py"))
        or frame.f_code.co_name == "<lambda>"
    ):
        frame = frame.f_back
    if frame is None:
        return ""
    _, found, name = frame.f_code.co_filename.replace("\\", "/").rpartition(SOURCE)
    if not found or "/tests/" in name or name.startswith(("demo/", "journal/")):
        return ""
    return f"{name}:{frame.f_code.co_name}"


def _watching(
    really: Callable[[str], None], opened: list[tuple[str, dict[str, int] | None]]
) -> Callable[[str], None]:
    def watch(value: str) -> None:
        really(value)
        if value:
            opener = _opener(sys._getframe(1))  # noqa: SLF001 - the only way to know who asks
            is_watched = opener and opener not in WITHOUT_ENTRY
            opened.append((opener, _counts() if is_watched else None))
            return
        opener, before = opened.pop()
        if before is None:
            return
        after = _counts()
        written = {table for table in after if after[table] > before.get(table, 0)}
        told = written - {table for table in written if table.startswith(_KEEPING)}
        assert not told or "journal_entry" in written, (
            f"{opener} wrote {sorted(told)} and no entry in the journal"
        )

    return watch


def watch_transactions(patch: pytest.MonkeyPatch) -> None:
    """Fail, for as long as the patch lasts, where a command of the product writes and leaves no entry."""
    patch.setattr(tenancy, "_set", _watching(vars(tenancy)["_set"], []))
