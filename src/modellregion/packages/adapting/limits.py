"""What a municipality may change in a package, and what it may not because the law has fixed it.

Keys are paths through the package's tree, written with slashes: ``fields.toml/fields/telefon/label``. A pattern may hold
``*`` for one part and end in ``**`` for everything below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from modellregion.packages.adapting.changes import ORDER, Change
from modellregion.packages.adapting.tree import ABSENT, Node, Path, Rows, at
from modellregion.packages.files import PackageFiles
from modellregion.packages.package import STEP_ROLES

ALWAYS_FIXED = (
    "package.toml/package/id", "package.toml/package/version", "package.toml/package/publisher",
    "package.toml/package/licence", "package.toml/legal_bases/**", "package.toml/adaptation/**",
    "package.toml/catalogue/**", "package.toml/case/clock", "package.toml/fee/**", "package.toml/sheets/**",
    "notices.toml/notices/*/result", "notices.toml/notices/*/remedy", "notices.toml/notices/*/remedy_basis",
    "notices.toml/notices/*/legal_bases/**", "exchange.toml/**", "consultation.toml/**", "fim.toml/**", "codelists/**",
    "scenarios/**", "personas/**", "process.bpmn/@frame", "rules/*/@frame",
)  # fmt: skip
USUALLY_LOCAL = (
    "rules/*/*/*/Betrag",
    "texts/**",
    "process.bpmn/tasks/*/role",
    "package.toml/package/number_prefix",
    "package.toml/letterhead/**",
    "notices.toml/modules/**",
    "notices.toml/notices/*/signed_by",
)
"""The municipality's own matter unless a package says otherwise: amounts, words, who does what."""
_OF_LAW = frozenset(
    {"type", "fim", "exchange", "form_field", "anchor", "code_list", "codes", "options", "required", "when"}
)
"""Settings of a field that rests on a norm; its words may be changed, its meaning not."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The patterns of a package: fixed keys, local keys, and the flows that may take a step of one's own."""

    fixed: tuple[tuple[str, ...], ...]
    local: tuple[tuple[str, ...], ...]
    places: frozenset[str]

    def is_local(self, path: Path) -> bool:
        """Tell whether a key is the municipality's own matter."""
        return _matches(path, self.local)

    def refusal(self, change: Change, base: Node) -> str:
        """Return why a change is not allowed, or an empty text."""
        words = show_path(change.path)
        if _matches(change.path, self.fixed):
            return _("{place} ist rechtlich festgelegt und kann nicht angepasst werden.").format(place=words)
        if change.path[0] == "process.bpmn" and change.path[1:2] == ("steps",):
            if len(change.path) < 3 or change.path[2] not in self.places:
                return _("An dieser Stelle des Ablaufs ist kein eigener Schritt vorgesehen: {place}.").format(
                    place=words
                )
            return ""
        if change.path[:2] == ("process.bpmn", "tasks") and change.path[3:] == ("role",):
            return _role_refusal(change, base)
        if change.path[:2] == ("fields.toml", "fields") and len(change.path) > 2:
            return _field_refusal(change, base, words)
        return ""


def limits_of(files: PackageFiles) -> Limits:
    """Return the limits that a package sets."""
    own = files.table("package.toml").get("adaptation", {})
    return Limits(
        fixed=_patterns([*ALWAYS_FIXED, *own.get("fixed", [])]),
        local=_patterns([*USUALLY_LOCAL, *own.get("local", [])]),
        places=frozenset(own.get("places", [])),
    )


def show_path(path: Path) -> str:
    """Return a path as people read it: its parts with slashes."""
    return "/".join(path)


def _patterns(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(text.split("/")) for text in texts)


def _matches(path: Path, patterns: tuple[tuple[str, ...], ...]) -> bool:
    parts = [part for key in path for part in key.split("/")]
    return any(_fits(parts, pattern) for pattern in patterns)


def _fits(parts: list[str], pattern: tuple[str, ...]) -> bool:
    if pattern[-1] == "**":
        pattern = pattern[:-1]
        parts = parts[: len(pattern)]
    return len(parts) == len(pattern) and all(
        wanted in {"*", part} for part, wanted in zip(parts, pattern, strict=True)
    )


def _field_refusal(change: Change, base: Node, words: str) -> str:
    """Say why not: a field that rests on a norm stays and keeps its meaning; in a group with a norm all its fields do."""
    field = at(base, change.path[:3])
    if field is ABSENT:
        return ""  # a field of the municipality's own
    inner = at(base, change.path[:5]) if change.path[3:4] == ("fields",) and len(change.path) > 4 else ABSENT
    nearest = field if inner is ABSENT else inner
    if inner is ABSENT and change.path[3:4] == ("fields",) and change.path[4:]:
        return ""  # a field of one's own inside a group
    if not (_rests_on_norm(nearest) or _rests_on_norm(field)):
        return ""
    rest = change.path[5 if inner is not ABSENT else 3 :]
    if not rest or rest[0] in _OF_LAW or rest[0] in {ORDER, "fields"}:
        norm = _norm(nearest) or _norm(field) or _("amtlicher Vordruck")
        return _("{place} beruht auf einer Norm ({norm}) und kann nicht geändert werden.").format(
            place=words, norm=norm
        )
    return ""


def _role_refusal(change: Change, base: Node) -> str:
    """Say why not: the role of a task is one that desks know, or one of the package's own that acts as such."""
    own = at(base, ("organisation.toml", "roles"))
    acting = {role for role, entry in own.items() if entry.get("acts_as")} if isinstance(own, Rows) else set()
    known = {*STEP_ROLES, *acting}
    if change.after in known:
        return ""
    return _("Die Rolle »{role}« hat am Arbeitsplatz niemand. Möglich sind: {known}.").format(
        role=change.after, known=", ".join(sorted(known))
    )


def _rests_on_norm(field: Any) -> bool:
    return (
        isinstance(field, dict)
        and not isinstance(field, Rows)
        and bool(field.get("anchor") or field.get("form_field"))
    )


def _norm(field: Any) -> str:
    return str(field.get("anchor", "")) if isinstance(field, dict) else ""
