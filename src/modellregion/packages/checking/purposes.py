"""Whether everything that is asked has a purpose (data minimisation, Art. 5 GDPR) and leads somewhere."""

from collections.abc import Iterator
from typing import Any

from modellregion.forms.api import Field
from modellregion.packages.files import PackageFiles, PackageFinding
from modellregion.packages.package import Package


def check_purposes(package: Package, files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield fields without a purpose, and pages with nothing on them."""
    used = _used_names(package)
    entries = files.table("fields.toml").get("fields", {})
    for field in package.form.fields.values():
        entry = entries.get(field.id, {})
        if field.items:
            for item in field.items:
                own = entry.get("fields", {}).get(item.id, {})
                if not (_has_purpose(item, own) or field.anchor or item.id in used):
                    yield _without_purpose(f"fields.{field.id}.fields.{item.id}")
        elif not (_has_purpose(field, entry) or field.id in used):
            yield _without_purpose(f"fields.{field.id}")
    yield from _pages(package)


def _pages(package: Package) -> Iterator[PackageFinding]:
    for page in package.form.pages:
        if not any(True for _ in page.fields()) and not any(
            group.notices or group.texts for group in page.groups
        ):
            yield PackageFinding(
                "pages.toml", f"page {page.id}", "This page is empty, so nobody ever sees it."
            )


def _has_purpose(field: Field, entry: dict[str, Any]) -> bool:
    return bool(field.anchor or field.exchange or field.form_fields or field.compute or entry.get("purpose"))


def _without_purpose(place: str) -> PackageFinding:
    sentence = (
        "Nothing says what this is asked for. Name the norm (anchor), the field of the official form (form_field) or "
        "the purpose, or do not ask."
    )
    return PackageFinding("fields.toml", place, sentence, is_warning=True)


def _used_names(package: Package) -> set[str]:
    """Return the names on which conditions, the case and the register depend."""
    names = {name.rpartition(".")[2] for name in package.case.search}
    names |= {*package.case.person_name, package.case.person_address, package.case.parties}
    names |= set(package.case.subject.names)
    for value in package.register.values():
        names |= set(value) if isinstance(value, list) else {value}
    fields = [*package.form.fields.values()]
    fields += [item for field in fields for item in field.items]
    conditions = [field.when for field in fields] + [page.when for page in package.form.pages]
    conditions += [group.when for page in package.form.pages for group in page.groups]
    conditions += [check.condition for check in package.form.checks]
    conditions += [rule.when for rule in package.exchange.recipients]
    for condition in conditions:
        names |= set(condition.names) if condition is not None else set()
    names |= {derived.field for derived in package.form.derived.values() if derived.name in names}
    return names
