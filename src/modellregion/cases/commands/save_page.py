"""Take what was typed on one page into the draft, and check that page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from modellregion.cases.drafts import decode_draft, encode_draft
from modellregion.cases.errors import DraftNotFoundError, ServiceNotOfferedError
from modellregion.cases.models import Draft as DraftRow
from modellregion.cases.surroundings import as_of, surroundings_of
from modellregion.cases.uploads import take_files
from modellregion.forms.api import (
    Draft,
    Field,
    Finding,
    Page,
    Problem,
    Upload,
    UploadedFile,
    read_page,
    sentence,
)
from modellregion.kernel.context import Context
from modellregion.kernel.ids import access_code_digest, id_from
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Package, installed_services, package_by_hash

LIFETIME = timedelta(days=30)
"""How long a draft is kept after it was last touched."""

Offered = Mapping[str, Sequence[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class PageToSave:
    """What a page's form sent: texts by name, files by field, a file or a row to take out."""

    page: str
    posted: Mapping[str, Sequence[str]]
    files: Offered = field(default_factory=dict)
    remove_file: str = ""


@dataclass(slots=True)
class SavedPage:
    """The draft after saving, and what is wrong on the page."""

    package: Package
    page: Page
    draft: Draft
    findings: list[Finding]
    case_filed: bool
    row: DraftRow


def save_page(ctx: Context, *, code: str, sent: PageToSave, service: str | None = None) -> SavedPage:
    """Save a page of the draft with this code; with ``service`` a draft that is not there yet is begun.

    Everything typed is kept, right or wrong. A draft that was filed meanwhile is left alone.

    :raises DraftNotFoundError: when there is no such draft and none is to be begun.
    :raises ServiceNotOfferedError: when the municipality does not offer the service.
    """
    with tenant(ctx):
        row = _locked(ctx, code) or _begin(ctx, code, service)
        package = package_by_hash(row.package_hash)
        page = package.form.page(sent.page)
        if page is None:
            raise DraftNotFoundError(f"no page {sent.page}")
        draft = decode_draft(package.form, row)
        if row.case_id is not None:
            return SavedPage(package, page, draft, [], case_filed=True, row=row)
        findings = _take_uploads(ctx, page, draft, sent)
        then = as_of(ctx, row.received_at)
        read = read_page(package.form, page, draft, sent.posted, surroundings_of(then), language=ctx.language)
        findings += read.findings
        if any(not finding.is_hint for finding in findings):
            read.draft.done = [name for name in read.draft.done if name != page.id]
        row.content = encode_draft(ctx, row.id, read.draft)
        row.updated_at = ctx.now()
        row.expires_at = ctx.now() + LIFETIME
        _store(row)
        return SavedPage(package, page, read.draft, findings, case_filed=False, row=row)


def preview_page(ctx: Context, *, code: str, sent: PageToSave, service: str | None = None) -> SavedPage:
    """Read a page as ``save_page`` does, but keep nothing: for drawing it anew while it is being filled in.

    Were it kept, a late preview could overtake the page's real sending and bring old answers back.

    :raises DraftNotFoundError: when there is no such draft and none is to be begun.
    :raises ServiceNotOfferedError: when the municipality does not offer the service.
    """
    with tenant(ctx):
        mine = DraftRow.objects.filter(municipality_id=ctx.municipality, code_digest=access_code_digest(code))
        row = mine.first() or _begin(ctx, code, service)
        package = package_by_hash(row.package_hash)
        page = package.form.page(sent.page)
        if page is None:
            raise DraftNotFoundError(f"no page {sent.page}")
        draft = decode_draft(package.form, row)
        then = as_of(ctx, row.received_at)
        read = read_page(package.form, page, draft, sent.posted, surroundings_of(then), language=ctx.language)
        return SavedPage(
            package, page, read.draft, read.findings, case_filed=row.case_id is not None, row=row
        )


def _locked(ctx: Context, code: str) -> DraftRow | None:
    rows = DraftRow.objects.select_for_update().filter(
        municipality_id=ctx.municipality, code_digest=access_code_digest(code)
    )
    return rows.first()


def _begin(ctx: Context, code: str, service: str | None) -> DraftRow:
    if service is None:
        raise DraftNotFoundError("unknown code")
    offered = installed_services(ctx.municipality).get(service)
    if offered is None:
        raise ServiceNotOfferedError(service)
    digest = access_code_digest(code)
    return DraftRow(
        municipality_id=ctx.municipality,
        id=id_from(digest),  # begun twice at once it is one row, and what either seals opens there
        code_digest=digest,
        package=offered.package.id,
        package_hash=offered.package.hash,
        content=b"",
        language=ctx.language,
        created_at=ctx.now(),
    )


def _store(row: DraftRow) -> None:
    """Write the draft; when the same page was sent twice at once, the later one wins over the earlier."""
    values = {"content": row.content, "updated_at": row.updated_at, "expires_at": row.expires_at}
    if not row._state.adding:  # noqa: SLF001 - Django's documented way to know a new row
        DraftRow.objects.filter(municipality_id=row.municipality_id, id=row.id).update(**values)
        return
    DraftRow.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["municipality_id", "code_digest"],
        update_fields=list(values),
    )


def _take_uploads(ctx: Context, page: Page, draft: Draft, sent: PageToSave) -> list[Finding]:
    findings: list[Finding] = []
    for item in page.fields():
        if not isinstance(item.kind, Upload):
            continue
        files: list[UploadedFile] = list(draft.answers.get(item.id) or [])
        files = [file for file in files if sent.remove_file != f"{item.id}/{file.id}"]
        arrived = take_files(ctx, item.kind, files, list(sent.files.get(item.id, ())))
        findings += [_finding(ctx, item, problem) for problem in arrived.problems]
        if arrived.files:
            draft.answers[item.id] = arrived.files
        else:
            draft.answers.pop(item.id, None)
    return findings


def _finding(ctx: Context, item: Field, problem: Problem) -> Finding:
    text = sentence(problem, label=item.label(ctx.language), language=ctx.language)
    return Finding(item.id, problem.rule, text)
