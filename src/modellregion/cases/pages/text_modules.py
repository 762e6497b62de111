"""Text modules (Textbausteine): the municipality's own, written and deleted here; the packages' to be read."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from modellregion.cases.commands.keep_text_module import (
    ModuleText,
    delete_module,
    find_module,
    keep_module,
    list_modules,
)
from modellregion.cases.notices.errors import DraftChangedError
from modellregion.cases.notices.kinds import HOUSE_KINDS, PART_NAMES, part_name
from modellregion.cases.pages.notice_actions import key
from modellregion.cases.policy import Cases
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import PLACEHOLDERS, installed_services
from modellregion.region.frames import Request, staff_action, staff_page


@staff_page
def text_modules(request: Request) -> HttpResponse:
    """Show all text modules, and a form for a new one."""
    return _show(request, None)


@staff_page
def text_module(request: Request, module: UUID) -> HttpResponse:
    """Show one text module to be changed."""
    return _show(request, module)


def _show(
    request: Request, module: UUID | None, *, error: ProductError | None = None, status: int = 200
) -> HttpResponse:
    ctx = request.ctx
    found = find_module(ctx, module) if module is not None else None
    services = {
        key: one.package.title(ctx.language) for key, one in installed_services(ctx.municipality).items()
    }
    service = request.GET.get("leistung", "")
    values = {
        "entries": list_modules(ctx, search=request.GET.get("suche", ""), service=service)
        if found is None
        else [],
        "found": found,
        "theirs": found if isinstance(error, DraftChangedError) else None,
        "services": services,
        "parts": _parts(ctx),
        "placeholders": PLACEHOLDERS,
        "search": request.GET.get("suche", ""),
        "service": service,
        "may_keep": ctx.may(Cases.KEEP_MODULES),
        "error": str(error.user_message) if error else "",
        "entered": request.POST if error else {},
    }
    return render(request, "cases/text_modules.html", values, status=status)


def _parts(ctx: Context) -> dict[str, str]:
    """Return the parts that notices here have, by id."""
    language = (get_language() or "de")[:2]
    found = {part.id: str(PART_NAMES[part.id]) for kind in HOUSE_KINDS.values() for part in kind.parts}
    for one in installed_services(ctx.municipality).values():
        for kind in one.package.notices.values():
            found |= {part.id: part_name(one.package, kind, part, language) for part in kind.parts}
    return found


def _again(request: Request, error: ProductError) -> HttpResponse:
    status = 409 if isinstance(error, DraftChangedError) else 422
    return _show(request, key(request.POST.get("baustein", "")), error=error, status=status)


@staff_action(_again)
def text_module_action(request: Request, action: str) -> HttpResponse:
    """Keep or delete a text module; a refusal is said on the page, with all that was typed."""
    module = key(request.POST.get("baustein", ""))
    if request.method != "POST" or action not in {"speichern", "loeschen"}:
        raise NotFoundError(f"no action {action}")
    if action == "loeschen":
        if module is None:
            raise NotFoundError("no text module named")
        delete_module(request.ctx, module=module)
    else:
        post, revision = request.POST, request.POST.get("stand", "0")
        said = ModuleText(
            post.get("name", ""), post.get("text", ""), post.get("fuer", ""), post.get("teil", "")
        )
        known = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0
        keep_module(request.ctx, module=module, said=said, revision=known)
    return HttpResponseRedirect(url("text_modules", slug=request.body_entry.slug))
