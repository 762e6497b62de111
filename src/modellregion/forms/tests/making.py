"""Makes small forms of TOML text, and answers their pages as a browser does."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from modellregion.forms.api import (
    CodeList,
    Draft,
    Form,
    FormDefinitionError,
    FormFiles,
    PageRead,
    Surroundings,
    compile_form,
    read_page,
)
from modellregion.forms.tests.asking import TODAY

HERE = Surroundings(TODAY, "Paderborn")


def files(
    fields: str, pages: str = "", texts: str = "", lists: Mapping[str, CodeList] | None = None
) -> FormFiles:
    """Return the files of a form; without ``pages`` all fields stand on one page, ``seite``."""
    table = tomllib.loads(fields)
    entries = table.get("fields")
    names = list(entries) if isinstance(entries, Mapping) else []
    one_page = {"pages": [{"id": "seite", "title": "Seite", "groups": [{"id": "alle", "fields": names}]}]}
    english = {"en": tomllib.loads(texts)} if texts else {}
    return FormFiles(table, tomllib.loads(pages) if pages else one_page, english, lists or {})


def make(fields: str, pages: str = "", texts: str = "") -> Form:
    """Return a compiled form."""
    return compile_form(files(fields, pages, texts))


def refusals(fields: str, pages: str = "") -> list[str]:
    """Return what compiling finds wrong, each with its place."""
    try:
        make(fields, pages)
    except FormDefinitionError as error:
        return [f"{finding.place}: {finding.sentence}" for finding in error.findings]
    return []


def sent(values: Mapping[str, str | Sequence[str]]) -> dict[str, list[str]]:
    """Return what a browser sends for these inputs."""
    return {name: [value] if isinstance(value, str) else list(value) for name, value in values.items()}


def fill(
    form: Form, values: Mapping[str, str | Sequence[str]], draft: Draft | None = None, page: str = "seite"
) -> PageRead:
    """Send one page."""
    wanted = form.page(page)
    if wanted is None:
        raise LookupError(page)
    return read_page(form, wanted, draft or Draft(), sent(values), HERE)


def rules(findings: Sequence[Any]) -> list[str]:
    """Return findings as ``path rule``."""
    return [f"{finding.path} {finding.rule}" for finding in findings]
