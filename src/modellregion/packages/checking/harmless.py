"""Whether a package is harmless: no mark-up in texts, no expression that does not end."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from modellregion.kernel.foreign_xml import parse_xml
from modellregion.packages.consultation import FILE as CONSULTATION_FILE
from modellregion.packages.files import PackageFiles, PackageFinding
from modellregion.packages.package import Package
from modellregion.packages.xml_files import has_type_definition, line_of
from modellregion.rules.api import (
    Expression,
    FeelSyntaxError,
    LimitError,
    compile_expression,
    compile_unary_tests,
)

_MARKUP = re.compile(r"<[a-zA-Z/!?]|javascript:", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:script|img|iframe|object|embed|svg|a|b|i|p|div|style|link|meta)\b|javascript:", re.IGNORECASE
)
"""In tables < compares, so only known tags count there."""
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


def check_names(files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield names in process and tables that hold mark-up; people see them on maps and in letters."""
    for name in sorted(files.contents):
        if name.endswith((".bpmn", ".dmn")):
            root = parse_xml(files.contents[name])
            if has_type_definition(root):
                yield PackageFinding(name, "", "A document type definition (DOCTYPE) has no place here.", 1)
            for element in root.iter("{*}*"):
                for shown in (element.get("name"), element.get("label"), element.text):
                    if shown and _TAG.search(shown):
                        sentence = "Texts are plain: mark-up such as <b> or <script> has no place here."
                        yield PackageFinding(name, element.get("id", ""), sentence, line_of(element))


def check_drawings(files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield drawings for letters that hold more than a drawing: scripts, foreign content, addresses, entities."""
    for name, content in files.below("notices", ".svg").items():
        try:
            root = parse_xml(content)
        except etree.XMLSyntaxError as error:
            yield PackageFinding(f"notices/{name}.svg", "", f"This drawing cannot be read: {error}")
            continue
        for element in root.iter("{*}*"):
            if reason := _more_than_drawn(element):
                yield PackageFinding(f"notices/{name}.svg", "", reason, line_of(element))


def _more_than_drawn(element: etree._Element) -> str:
    tag = etree.QName(element).localname
    if tag in {"script", "foreignObject", "handler", "style"}:
        return f"A drawing has no <{tag}>."
    for key, value in element.attrib.items():
        attribute = etree.QName(str(key)).localname
        if attribute.startswith("on"):
            return f"A drawing does nothing on its own ({attribute})."
        if attribute == "href" and not str(value).startswith(("#", "data:image/")):
            return "A drawing refers to nothing outside of itself."
    return ""


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


def check_cells(files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield cells of decision tables that use up all their steps when nothing is answered yet."""
    for name, content in files.below("rules", ".dmn").items():
        for element in parse_xml(content).iter("{*}inputEntry", "{*}outputEntry", "{*}inputExpression"):
            text = (element.findtext("{*}text") or "").strip()
            if text and text != "-" and _never_ends(text, is_test=element.tag.endswith("inputEntry")):
                sentence = "This cell needs far too many steps; it would never be answered."
                yield PackageFinding(f"rules/{name}.dmn", element.get("id", ""), sentence, line_of(element))


def _never_ends(text: str, *, is_test: bool) -> bool:
    try:
        if is_test:
            tests = compile_unary_tests(text)
            tests.test(None, dict.fromkeys(tests.names))
        else:
            expression = compile_expression(text)
            expression.evaluate(dict.fromkeys(expression.names))
    except FeelSyntaxError:
        return False  # names with blanks need declaring; the table's own check reads them
    except LimitError:
        return True
    return False


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
    found += [(CONSULTATION_FILE, f"body {body.id}", body.when) for body in package.consultation.bodies]
    for file, place, expression in found:
        if isinstance(expression, Expression):
            yield file, place, expression
