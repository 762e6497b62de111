"""The municipality's own text modules (Textbausteine): written, changed, deleted; offered beside the packages'."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from modellregion.cases.notices.errors import DraftChangedError, ModuleIncompleteError
from modellregion.cases.notices.models import TextModule
from modellregion.cases.policy import Cases
from modellregion.forms.api import search_key
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Package, installed_services

TITLE_LENGTH_MAX = 120
TEXT_LENGTH_MAX = 5000
SUBJECT = "text_module"
"""What the journal calls a text module."""


@dataclass(frozen=True, slots=True)
class ModuleText:
    """What a text module says: for which service and part (empty: all), its name, its text."""

    title: str
    text: str
    service: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class ModuleEntry:
    """A text module in lists; the package's own have no ``id`` and are changed with the package."""

    id: UUID | None
    key: str
    service: str
    part: str
    title: str
    text: str
    revision: int = 0
    edited_at: datetime | None = None
    edited_by: str = ""


def keep_module(ctx: Context, *, module: UUID | None, said: ModuleText, revision: int = 0) -> UUID:
    """Write a new text module, or change one.

    :raises ModuleIncompleteError: without name or text, or with a name that is taken.
    :raises DraftChangedError: when somebody else changed it meanwhile.
    :raises NotFoundError: when there is none of that id.
    """
    ctx.authorise(Cases.KEEP_MODULES)
    title, text = said.title.strip(), said.text.replace("\r\n", "\n").strip()
    if not title or not text or len(title) > TITLE_LENGTH_MAX or len(text) > TEXT_LENGTH_MAX:
        raise ModuleIncompleteError("title or text")
    with tenant(ctx):
        if said.service and said.service not in installed_services(ctx.municipality):
            raise ModuleIncompleteError(f"no service {said.service}")
        rows = TextModule.objects.filter(municipality_id=ctx.municipality)
        same = rows.filter(service=said.service, title=title)
        if (same.exclude(id=module) if module is not None else same).exists():
            raise ModuleIncompleteError("the name is taken")
        identifier = module or new_id()
        values = {"service": said.service, "part": said.part, "title": title, "text": text, "edited_at": ctx.now(), "edited_by": ctx.actor.name}  # fmt: skip
        if module is None:
            TextModule.objects.create(municipality_id=ctx.municipality, id=identifier, **values)
        else:
            row = rows.select_for_update().filter(id=module).first()
            if row is None:
                raise NotFoundError(f"text module {module}")
            if row.revision != revision:
                raise DraftChangedError(f"text module {module} has revision {row.revision}")
            rows.filter(id=module).update(revision=revision + 1, **values)
        _tell(ctx, identifier, "module_kept", title)
    return identifier


def delete_module(ctx: Context, *, module: UUID) -> None:
    """Delete a text module; drafts that it was put into keep its words.

    :raises NotFoundError: when there is none of that id.
    """
    ctx.authorise(Cases.KEEP_MODULES)
    with tenant(ctx):
        rows = TextModule.objects.filter(municipality_id=ctx.municipality, id=module)
        row = rows.first()
        if row is None:
            raise NotFoundError(f"text module {module}")
        rows.delete()
        _tell(ctx, module, "module_deleted", row.title)


def modules_for(ctx: Context, package: Package) -> list[ModuleEntry]:
    """Return what can be put into a notice of a service: the municipality's own first, then the package's."""
    with tenant(ctx):
        rows = TextModule.objects.filter(municipality_id=ctx.municipality, service__in=["", package.id])
        own = [_entry(row) for row in rows.order_by("title")]
    return own + _of_package(package)


def list_modules(ctx: Context, *, search: str = "", service: str = "") -> list[ModuleEntry]:
    """Return all text modules of the municipality and of the services it offers, by service and name.

    :raises NotAllowedError: for people who work with no cases and keep no modules.
    """
    if not ctx.may(Cases.KEEP_MODULES):
        ctx.authorise(Cases.WORK)
    with tenant(ctx):
        rows = TextModule.objects.filter(municipality_id=ctx.municipality).order_by("service", "title")
        entries = [_entry(row) for row in rows]
        services = installed_services(ctx.municipality)
    entries += [entry for one in services.values() for entry in _of_package(one.package)]
    words = search_key(search).split()
    return [
        entry
        for entry in entries
        if (not service or entry.service == service)
        and all(word in search_key(f"{entry.title} {entry.text}") for word in words)
    ]


def find_module(ctx: Context, module: UUID) -> ModuleEntry:
    """Return one of the municipality's own text modules.

    :raises NotFoundError: when there is none of that id.
    """
    ctx.authorise(Cases.KEEP_MODULES)
    with tenant(ctx):
        row = TextModule.objects.filter(municipality_id=ctx.municipality, id=module).first()
    if row is None:
        raise NotFoundError(f"text module {module}")
    return _entry(row)


def _of_package(package: Package) -> list[ModuleEntry]:
    return [
        ModuleEntry(None, f"paket:{one.id}", package.id, one.part, one.title, one.text)
        for one in package.text_modules
    ]


def _entry(row: TextModule) -> ModuleEntry:
    return ModuleEntry(
        row.id,
        str(row.id),
        row.service,
        row.part,
        row.title,
        row.text,
        row.revision,
        row.edited_at,
        row.edited_by,
    )


def _tell(ctx: Context, module: UUID, action: str, title: str) -> None:
    append(ctx, NewEntry(Subject(SUBJECT, module), action, note=title))
