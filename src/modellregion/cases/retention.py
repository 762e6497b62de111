"""What is deleted without anybody asking: drafts nobody went on with, and the files only they had."""

import re
from datetime import timedelta
from itertools import islice

from django.db.models import Exists, OuterRef

from modellregion.accounts.api import documents_of_mandates
from modellregion.cases.models import (
    AdHocTask,
    AuthorityRequest,
    Case,
    Clock,
    Consent,
    Delivery,
    Draft,
    Held,
    Message,
    Notice,
    Party,
    Proposal,
)
from modellregion.journal.api import erase_words, with_words
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import destroy, load
from modellregion.kernel.envelope import NOTHING
from modellregion.kernel.files import delete_file, files_older_than
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import contents_to_delete, delete_content, deleted_files, filed_among

# A file is younger than its draft's last day, and a day more keeps clocks of several machines out of it.
_CHUNK = 500
UNTOUCHED = timedelta(days=31)
_SHA256 = re.compile(rb"\b[0-9a-f]{64}\b")


def delete_expired_drafts(ctx: Context) -> None:
    """Delete the drafts of one municipality whose time is over; a filed one stays, empty, and leads its code to the case."""
    with tenant(ctx):
        drafts = Draft.objects.filter(municipality_id=ctx.municipality, case_id=None)
        expired = drafts.filter(expires_at__lt=ctx.now())
        ids = list(expired.select_for_update().values_list("id", flat=True))
        Draft.objects.filter(municipality_id=ctx.municipality, id__in=ids).delete()
        destroy(ctx.municipality, ids)
        _forget_what_nobody_holds(ctx)


def _forget_what_nobody_holds(ctx: Context) -> None:
    """Delete what accounts hold of drafts that are gone."""
    mine = {"municipality_id": ctx.municipality, "code_digest": OuterRef("code_digest")}
    held = Held.objects.filter(municipality_id=ctx.municipality)
    forgotten = held.exclude(Exists(Draft.objects.filter(**mine))).exclude(
        Exists(Case.objects.filter(**mine))
    )
    ids = list(forgotten.values_list("id", flat=True))
    held.filter(id__in=ids).delete()
    destroy(ctx.municipality, ids)


def delete_abandoned_files(ctx: Context) -> int:
    """Delete uploaded files that neither a draft nor a document names; return how many."""
    old = set(files_older_than(ctx.municipality, ctx.now() - UNTOUCHED))
    abandoned = old - filed_among(ctx, old) - _named_by_others(ctx) if old else old
    for sha256 in abandoned:
        delete_file(ctx.municipality, sha256)
    return len(abandoned)


def _named_by_others(ctx: Context) -> set[str]:
    """Return what drafts and mandates name."""
    with tenant(ctx):
        drafts = Draft.objects.filter(municipality_id=ctx.municipality, case_id=None)
        rows = drafts.only("municipality_id", "id", "content").iterator(chunk_size=_CHUNK)
        named: set[str] = set()
        while chunk := list(islice(rows, _CHUNK)):
            load(ctx.municipality, [row.id for row in chunk])
            for row in chunk:
                named |= {name.decode() for name in _SHA256.findall(opened(row, "content"))}
        return named | documents_of_mandates(ctx)


def forget_disposed(ctx: Context) -> int:
    """Erase what cases still say after their file was disposed of, and the contents it left behind; return how many.

    A stub stays: number, service, state and dates, and the history without its words.
    """
    with tenant(ctx):
        rows = Case.objects.filter(municipality_id=ctx.municipality, file_id__in=deleted_files(ctx)).exclude(
            subject=""
        )
        cases = list(rows.values_list("id", flat=True))
        mine = {"municipality_id": ctx.municipality, "case_id__in": cases}
        Message.objects.filter(**mine).update(text=NOTHING)
        AdHocTask.objects.filter(**mine).update(title=NOTHING, result=NOTHING)
        erase_words(ctx, entries=with_words(ctx, cases), reason="retention")
        AuthorityRequest.objects.filter(**mine).update(enquiry=NOTHING, opinion=None, code_digest=None)
        Party.objects.filter(**mine).update(content=NOTHING)
        Proposal.objects.filter(**mine).update(content=NOTHING, remark=None)
        Clock.objects.filter(**mine).update(course=None)
        Notice.objects.filter(**mine).update(content=NOTHING)
        Delivery.objects.filter(**mine).update(addressee=NOTHING, email=NOTHING)
        Consent.objects.filter(**mine).update(email=NOTHING)
        digests = Case.objects.filter(municipality_id=ctx.municipality, id__in=cases).values("code_digest")
        held = Held.objects.filter(municipality_id=ctx.municipality, code_digest__in=digests)
        cases_and_held = [*cases, *held.values_list("id", flat=True)]
        held.delete()
        Case.objects.filter(municipality_id=ctx.municipality, id__in=cases).update(
            subject="", search="", answers=NOTHING
        )
        destroy(ctx.municipality, cases_and_held)
    left = contents_to_delete(ctx)
    for sha256 in left - _named_by_others(ctx) if left else left:
        delete_content(ctx, sha256)
    return len(cases)
