"""Files applications without a browser: answers as JSON, through the same draft and the same check."""

from typing import Any

import msgspec

from modellregion.cases.api import Filed, submit_application
from modellregion.cases.drafts import decode_answers, encode_draft
from modellregion.cases.models import Draft as DraftRow
from modellregion.forms.api import Draft
from modellregion.kernel.context import Context
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import installed_services


def begin(ctx: Context, service: str, answers: dict[str, Any]) -> str:
    """Store a draft with all pages answered; return its code."""
    code, row = new_access_code(), new_id()
    package = installed_services(ctx.municipality)[service].package
    typed = decode_answers(package.form, msgspec.json.encode(answers))
    done = [page.id for page in package.form.pages]
    with tenant(ctx):
        DraftRow.objects.create(
            municipality_id=ctx.municipality,
            id=row,
            code_digest=access_code_digest(code),
            package=service,
            package_hash=package.hash,
            content=encode_draft(ctx, row, Draft(typed, {}, done)),
            language="de",
            created_at=ctx.now(),
            updated_at=ctx.now(),
            expires_at=ctx.now(),
        )
    return code


def file(ctx: Context, service: str, answers: dict[str, Any]) -> Filed:
    """File an application with these answers."""
    return submit_application(ctx, code=begin(ctx, service, answers))
