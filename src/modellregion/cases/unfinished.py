"""Letters that are still to be made: by the worker after filing, or when somebody opens one that is not there yet."""

import hashlib
from dataclasses import replace
from uuid import UUID

from modellregion.cases.history import record
from modellregion.cases.operations import APPLICATION, CERTIFICATE, LETTERS, letter_content, sealed, work_on
from modellregion.cases.proof import proof_for_letter
from modellregion.cases.sealed import ask_for_stamp
from modellregion.cases.states import Action
from modellregion.cases.steps import lock_case
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import Context
from modellregion.kernel.files import is_rehearsing
from modellregion.kernel.tenancy import tenant
from modellregion.process.store.running import lock_instance
from modellregion.records.api import complete_document, documents_of


def complete_documents(ctx: Context, case: UUID) -> None:
    """Make every letter of a case that has no content yet, as of the time it was filed with the case."""
    proof = None if is_rehearsing() else proof_for_letter(ctx, case)
    with tenant(ctx):
        locked = lock_case(ctx, case)
        documents = documents_of(ctx, file=locked.row.file_id)
        unfinished = [entry for entry in documents if not entry.sha256 and entry.kind in LETTERS]
        if not unfinished:
            return
        work = work_on(ctx, locked, lock_instance(ctx, case=case).values)
        certificates = [entry.id for entry in documents if entry.kind == CERTIFICATE.kind]
        for entry in unfinished:
            letter = LETTERS[entry.kind]
            sheets = letter.sheets(work)
            # The certificates of a case stand in the order of its sheets.
            sheet = sheets[certificates.index(entry.id)] if entry.id in certificates else None
            then = replace(ctx, clock=FixedClock(entry.created_at))
            content = letter_content(then, work, letter, sheet, proof=proof)
            content = sealed(ctx, letter, entry.title, content)
            complete_document(ctx, document=entry.id, content=content)
            if letter is not APPLICATION:
                ask_for_stamp(ctx, case, entry.id)
            made = {"document": str(entry.id), "sha256": hashlib.sha256(content).hexdigest()}
            record(ctx, case, Action.DOCUMENT_MADE, note=entry.title, data=made)
