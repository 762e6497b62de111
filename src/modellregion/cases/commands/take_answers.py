"""Take all answers of an application at once, as data: from a program, a file, a scenario."""

from collections.abc import Mapping
from typing import Any

import msgspec

from modellregion.cases.commands.save_page import LIFETIME
from modellregion.cases.drafts import decode_answers, encode_draft
from modellregion.cases.errors import AnswersUnreadableError, ServiceNotOfferedError
from modellregion.cases.models import Draft as DraftRow
from modellregion.forms.api import Draft
from modellregion.kernel.context import Context
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import installed_services


def take_answers(ctx: Context, *, service: str, answers: Mapping[str, Any]) -> str:
    """Begin a draft with answers (JSON-like, dates as dates or ISO texts) and return its access code.

    Nothing is checked beyond the types: filing does that, as for everybody.

    :raises ServiceNotOfferedError: when the municipality does not offer the service.
    :raises AnswersUnreadableError: when an answer has not the type of its field.
    """
    offered = installed_services(ctx.municipality).get(service)
    if offered is None:
        raise ServiceNotOfferedError(service)
    package = offered.package
    try:
        typed = decode_answers(package.form, msgspec.json.encode(answers))
    except msgspec.ValidationError as error:
        raise AnswersUnreadableError(str(error)) from error
    code, row = new_access_code(), new_id()
    with tenant(ctx):
        DraftRow.objects.create(
            municipality_id=ctx.municipality,
            id=row,
            code_digest=access_code_digest(code),
            package=package.id,
            package_hash=package.hash,
            content=encode_draft(ctx, row, Draft(typed, {}, [page.id for page in package.form.pages])),
            language=ctx.language,
            created_at=ctx.now(),
            updated_at=ctx.now(),
            expires_at=ctx.now() + LIFETIME,
        )
    return code
