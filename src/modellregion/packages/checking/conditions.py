"""Whether conditions can hold, and whether they are conditions at all: no page, group or field that nobody ever gets to."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any

from modellregion.forms.api import Choice, Field, Form
from modellregion.packages.files import PackageFinding
from modellregion.packages.package import Package
from modellregion.rules.api import Expression, LimitError

COMBINATIONS_MAX = 4000
"""With more combinations of answers nobody tries them all; such a condition is taken to be possible."""
Answered = list[dict[str, Any]]


def check_conditions(package: Package) -> Iterator[PackageFinding]:
    """Yield conditions that hold for no answer, and those that give something else than yes or no."""
    form = package.form
    never: set[str] = set()
    for page in form.pages:
        is_hidden = _never(form, page.when, never)
        if is_hidden:
            yield _unreachable("pages.toml", f"page {page.id} when", "this page")
        for group in page.groups:
            is_group_hidden = is_hidden or _never(form, group.when, never)
            if is_group_hidden and not is_hidden:
                yield _unreachable("pages.toml", f"page {page.id} group {group.id} when", "this group")
            for field in group.fields:
                if is_group_hidden:
                    never.add(field.id)
                elif _never(form, field.when, never):
                    never.add(field.id)
                    yield _unreachable("fields.toml", f"fields.{field.id}.when", "this field")
    yield from _no_conditions(form)


def _unreachable(file: str, place: str, what: str) -> PackageFinding:
    sentence = f"The condition holds for no answer: nobody ever gets to {what}."
    return PackageFinding(file, place, sentence)


def _never(form: Form, condition: Expression | None, hidden: set[str]) -> bool:
    """Tell whether a condition holds for none of the answers; a field that nobody gets to has none."""
    if condition is None:
        return False
    sources = {form.derived[name].field if name in form.derived else name for name in condition.names}
    choices = [_answers(form, name, hidden) for name in sorted(sources)]
    tried = [found for found in choices if found is not None]
    if len(tried) < len(choices) or prod(len(found) for found in tried) > COMBINATIONS_MAX:
        return False
    return not any(
        _value(condition, {name: value for one in combination for name, value in one.items()}) is True
        for combination in product(*tried)
    )


def _answers(form: Form, name: str, hidden: set[str]) -> Answered | None:
    """Return all that conditions can see of a field, with the names derived from it; None when it may be anything."""
    derived = [one for one in form.derived.values() if one.field == name]
    nothing = {name: None} | dict.fromkeys((one.name for one in derived), None)
    if name in form.constants:
        return [{name: form.constants[name]}]
    if name in hidden:
        return [nothing]
    field = form.fields.get(name)
    if field is None or field.kind is None or field.compute is not None:
        return None
    if field.kind.value_type is bool:
        return [nothing, {name: True}, {name: False}]
    codes = field.kind.options.codes.values() if isinstance(field.kind, Choice) else ()
    chosen = [
        {name: code.code} | {one.name: code.attributes.get(one.attribute) for one in derived}
        for code in codes
    ]
    return [nothing, *chosen] if chosen else None


def _value(condition: Expression, names: Mapping[str, Any]) -> Any:
    try:
        return condition.evaluate(names)
    except LimitError:
        return True  # another check says so


def _no_conditions(form: Form) -> Iterator[PackageFinding]:
    for file, place, condition in _conditions(form):
        if isinstance(condition, Expression) and condition.static_type not in {None, "boolean", "null"}:
            sentence = f"A condition is true or false; this one gives a {condition.static_type}."
            yield PackageFinding(file, place, sentence)


def _conditions(form: Form) -> Iterator[tuple[str, str, Any]]:
    for page in form.pages:
        yield "pages.toml", f"page {page.id} when", page.when
        for group in page.groups:
            yield "pages.toml", f"page {page.id} group {group.id} when", group.when
    for field in form.fields.values():
        yield from _of_field(field, f"fields.{field.id}")
        for item in field.items:
            yield from _of_field(item, f"fields.{field.id}.fields.{item.id}")
    for check in form.checks:
        yield "fields.toml", f"check {check.id}", check.condition


def _of_field(field: Field, place: str) -> Iterator[tuple[str, str, Any]]:
    yield "fields.toml", f"{place}.when", field.when
    yield "fields.toml", f"{place}.required", field.required
