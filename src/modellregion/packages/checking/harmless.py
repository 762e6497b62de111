"""Whether a package is harmless: no mark-up in texts, no expression that does not end."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from modellregion.packages.files import PackageFiles, PackageFinding
from modellregion.packages.package import Package
from modellregion.rules.api import Expression, LimitError

_MARKUP = re.compile(r"<[a-zA-Z/!?]|javascript:", re.IGNORECASE)
# These hold FEEL, in which < compares.
_EXPRESSIONS = frozenset(
    {"when", "required", "default", "compute", "condition", "subject", "maximum", "minimum"}
)


def check_markup(files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield texts that hold mark-up; they would be shown as they stand, and whoever wrote them meant something else."""
    for name in sorted(files.contents):
        # What FIM says stands in fim.toml as it came, and no page shows it.
        if name.endswith(".toml") and name != "fim.toml":
            for path, text in _texts(files.table(name), ()):
                if _MARKUP.search(text):
                    sentence = "Texts are plain: mark-up such as <b> or <script> has no place here."
                    yield PackageFinding(name, ".".join(path), sentence)


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _EXPRESSIONS:
                yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, str(number)))


def check_expressions(package: Package) -> Iterator[PackageFinding]:
    """Yield expressions that use up all their steps when nothing is answered yet."""
    for file, place, expression in _expressions(package):
        try:
            expression.evaluate(dict.fromkeys(expression.names))
        except LimitError:
            yield PackageFinding(
                file, place, "This expression needs far too many steps; it would never be answered."
            )


def _expressions(package: Package) -> Iterator[tuple[str, str, Expression]]:
    found: list[tuple[str, str, Any]] = [("package.toml", "case.subject", package.case.subject)]
    if package.sheets is not None:
        found.append(("package.toml", "sheets.when", package.sheets.when))
    for field in package.form.fields.values():
        for item, place in [(field, f"fields.{field.id}")] + [
            (inner, f"fields.{field.id}.fields.{inner.id}") for inner in field.items
        ]:
            found += [
                ("fields.toml", f"{place}.{key}", getattr(item, key))
                for key in ("when", "required", "default", "compute", "maximum")
            ]
    found += [("fields.toml", f"check {check.id}", check.condition) for check in package.form.checks]
    for page in package.form.pages:
        found.append(("pages.toml", f"page {page.id} when", page.when))
        found += [
            ("pages.toml", f"page {page.id} group {group.id} when", group.when) for group in page.groups
        ]
    found += [("exchange.toml", f"recipient {rule.id}", rule.when) for rule in package.exchange.recipients]
    for file, place, expression in found:
        if isinstance(expression, Expression):
            yield file, place, expression
