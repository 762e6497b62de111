"""Makes a :class:`Form` of the tables in ``fields.toml``, ``pages.toml`` and ``texts/*.toml``."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict, TypeVar, cast

from modellregion.forms.definition import Check, Derived, Field, Form, Group, Page
from modellregion.forms.entries import FieldsFile, PagesFile, constant, wrong_settings, wrong_shape
from modellregion.forms.kinds.making import FieldEntryError, make_kind
from modellregion.forms.lists import CodeList
from modellregion.rules.api import Expression, FeelSyntaxError, compile_expression

SURROUNDING_NAMES = ("heute", "kommune", "kanal")
"""Names every condition may use besides fields: today's date, the municipality, the channel."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,62}")
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DefinitionFinding:
    """Something wrong in a form's files: where (file and dotted key) and what."""

    place: str
    sentence: str


class FormDefinitionError(Exception):
    """The files do not make a form; ``findings`` has all that is wrong."""

    def __init__(self, findings: list[DefinitionFinding]) -> None:
        """Remember all findings."""
        super().__init__("; ".join(f"{finding.place}: {finding.sentence}" for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class FormFiles:
    """The parsed files of a form; ``texts`` by language, German labels stand in the files themselves."""

    fields: Table
    pages: Table
    texts: Mapping[str, Table]
    lists: Mapping[str, CodeList]


def compile_form(files: FormFiles) -> Form:
    """Compile the files.

    :raises FormDefinitionError: with all findings at once.
    """
    shapes = (("fields.toml", files.fields, FieldsFile), ("pages.toml", files.pages, PagesFile))
    wrong = [(name, found) for name, table, shape in shapes if (found := wrong_shape(table, shape))]
    if wrong:
        raise FormDefinitionError(
            [DefinitionFinding(f"{name} {at}".strip(), text) for name, (at, text) in wrong]
        )
    compiler = _Compiler(files)
    form = compiler.form()
    if compiler.findings:
        raise FormDefinitionError(compiler.findings)
    return form


Made = TypeVar("Made", Field, Page)
MADE_MAX = 3000
_made: dict[Any, tuple[list[Any], Any]] = {}
"""Fields and pages by all that is said of them: hundreds of adapted versions of a form differ in one or two."""


class _Compiler:
    def __init__(self, files: FormFiles) -> None:
        self.files = files
        self.findings: list[DefinitionFinding] = []
        self.entries: Table = files.fields.get("fields", {})
        derived: Table = files.fields.get("derived", {})
        self.derived = {
            name: Derived(name=name, field=entry["field"], attribute=entry["attribute"])
            for name, entry in derived.items()
        }
        self.constants = self.read_constants(files.fields.get("constants", {}))
        self.names = [*self.entries, *self.derived, *self.constants, *SURROUNDING_NAMES]
        self.offered = tuple((name, id(codes)) for name, codes in files.lists.items())
        self.names_with: dict[tuple[str, ...], frozenset[str]] = {}

    def form(self) -> Form:
        fields = {name: self.known_field(name, entry) for name, entry in self.entries.items()}
        self.each_name_once()
        for derived in self.derived.values():
            self.check_derived(derived, fields)
        pages = tuple(self.known_page(entry, fields) for entry in self.files.pages.get("pages", []))
        self.once(pages)
        checks = tuple(self.check(entry, fields) for entry in self.files.fields.get("checks", []))
        self.in_order(pages)
        return Form(
            pages=pages,
            fields=fields,
            checks=checks,
            derived=self.derived,
            constants=self.constants,
            answers_type=answers_type(fields.values()),
        )

    def known_field(self, name: str, entry: Table) -> Field:
        """Return a field, the one of another version when everything that is said of it is the same."""
        said = (name, repr(entry), self.said_of("fields", name), self.known_names(()))
        place = f"fields.toml fields.{name}"
        return self.once_made(
            (said, self.offered), [*self.files.lists.values()], lambda: self.field(name, entry, place)
        )

    def known_page(self, entry: Table, fields: Mapping[str, Field]) -> Page:
        """Return a page, the one of another version when it has the same fields and says the same."""
        said = (repr(entry), self.said_of("pages", entry.get("id")), self.known_names(()))
        members = [fields.get(name) for group in entry.get("groups", []) for name in group.get("fields", [])]
        shown = tuple(id(member) for member in members)
        return self.once_made((said, shown), members, lambda: self.page(entry, fields))

    def said_of(self, *path: Any) -> tuple[tuple[str, str], ...]:
        """Return what the other languages say below a place, to be compared."""
        return tuple((language, repr(_below(table, path))) for language, table in self.files.texts.items())

    def once_made(self, key: Any, kept: list[Any], make: Callable[[], Made]) -> Made:
        """Return what was made for this key, or make it; ``kept`` are the objects whose identities the key names."""
        found = _made.get(key)
        if found is not None:
            return cast("Made", found[1])
        findings = len(self.findings)
        made = make()
        if len(self.findings) == findings:
            if len(_made) >= MADE_MAX:
                _made.clear()  # what is still asked for is soon there again
            _made[key] = (kept, made)
        return made

    def read_constants(self, table: Table) -> Table:
        found = {}
        for name, value in table.items():
            try:
                found[name] = constant(value)
            except ValueError as error:
                self.report(f"fields.toml constants.{name}", str(error))
        return found

    def each_name_once(self) -> None:
        """Report a name that means two things to a condition."""
        sources = (SURROUNDING_NAMES, self.entries, self.derived, self.constants)
        seen: set[str] = set()
        for source in sources:
            for name in source:
                if name in seen:
                    self.report(f"fields.toml {name}", f"The name »{name}« is taken already.")
                seen.add(name)

    def check_derived(self, derived: Derived, fields: Mapping[str, Field]) -> None:
        place = f"fields.toml derived.{derived.name}"
        field = fields.get(derived.field)
        if field is None:
            self.report(place, f"There is no field »{derived.field}«.")
            return
        options = getattr(field.kind, "options", None)
        if options is None or all(
            derived.attribute not in code.attributes for code in options.codes.values()
        ):
            self.report(place, f"The codes of »{derived.field}« have no attribute »{derived.attribute}«.")

    def report(self, place: str, sentence: str) -> None:
        self.findings.append(DefinitionFinding(place, sentence))

    def texts(self, german: Any, *path: str) -> dict[str, str]:
        found = {"de": str(german)} if german else {}
        for language, table in self.files.texts.items():
            text: Any = table
            for key in path:
                text = text.get(key) if isinstance(text, dict) else None  # a Mapping costs ten times that
                if text is None:
                    break
            if isinstance(text, str) and text:
                found[language] = text
        return found

    def expression(self, text: Any, place: str, *, more: tuple[str, ...] = ()) -> Expression | None:
        if text is None:
            return None
        try:
            return compile_expression(str(text), names=self.known_names(more))
        except FeelSyntaxError as error:
            self.report(place, f"The condition cannot be read: {error}")
            return None

    def known_names(self, more: tuple[str, ...]) -> frozenset[str]:
        if more not in self.names_with:
            self.names_with[more] = frozenset((*self.names, *more))
        return self.names_with[more]

    def field(self, name: str, entry: Table, place: str, parent: str = "") -> Field:
        if not _ID.fullmatch(name):
            self.report(place, "A field's id has small letters, digits and _ only, and begins with a letter.")
        wrong = list(wrong_settings(entry, in_group=bool(parent)))
        for key, sentence in wrong:
            self.report(f"{place}.{key}".rstrip("."), sentence)
        if wrong:
            return Field(id=name, kind=None, labels={})
        path = ("fields", parent, "fields", name) if parent else ("fields", name)
        siblings = tuple(self.entries.get(parent, {}).get("fields", {})) if parent else ()
        items = tuple(
            self.field(item, item_entry, f"{place}.fields.{item}", parent=name)
            for item, item_entry in entry.get("fields", {}).items()
        )
        required = entry.get("required", True)
        if isinstance(required, str):
            required = self.expression(required, f"{place}.required", more=siblings) or True
        if entry.get("folded") and required is not False:
            self.report(place, "Only a voluntary field can be folded away: it needs »required = false«.")
        return Field(
            id=name,
            kind=None if items else self.kind(entry, place),
            labels=self.texts(entry.get("label"), *path, "label"),
            helps=self.texts(entry.get("help"), *path, "help"),
            required=required,
            when=self.expression(entry.get("when"), f"{place}.when", more=siblings),
            default=self.expression(entry.get("default"), f"{place}.default", more=siblings),
            compute=self.expression(entry.get("compute"), f"{place}.compute", more=siblings),
            autocomplete=entry.get("autocomplete", ""),
            account=entry.get("account", ""),
            form_fields=_texts(entry, "form_field"),
            anchor=entry.get("anchor", ""),
            fim=_texts(entry, "fim"),
            exchange=_texts(entry, "exchange"),
            folded=bool(entry.get("folded", False)),
            items=items,
            minimum=entry.get("minimum", 1) if items else 1,
            maximum=self.maximum(entry, place) if items else 1,
            item_labels=self.texts(entry.get("item_label"), *path, "item_label"),
        )

    def maximum(self, entry: Table, place: str) -> int | Expression:
        limit: int | str = entry.get("maximum", 20)
        return self.expression(limit, f"{place}.maximum") or 20 if isinstance(limit, str) else limit

    def kind(self, entry: Table, place: str) -> Any:
        try:
            return make_kind(entry, self.files.lists)
        except FieldEntryError as error:
            self.report(place, str(error))
            return None

    def page(self, entry: Table, fields: Mapping[str, Field]) -> Page:
        name = str(entry.get("id", ""))
        place = f"pages.toml {name or '(page without id)'}"
        if not _ID.fullmatch(name):
            self.report(place, "A page needs an id of small letters, digits and _.")
        groups = []
        for number, group in enumerate(entry.get("groups", []), 1):
            group_id = str(group.get("id", number))
            group_place = f"{place} group {group_id}"
            members = []
            for member in group.get("fields", []):
                if member in fields:
                    members.append(fields[member])
                else:
                    self.report(group_place, f"There is no field »{member}«.")
            path = ("pages", name, "groups", group_id)
            groups.append(
                Group(
                    id=group_id,
                    fields=tuple(members),
                    titles=self.texts(group.get("title"), *path, "title"),
                    texts=self.texts(group.get("text"), *path, "text"),
                    notices=self.texts(group.get("notice"), *path, "notice"),
                    notice_kind=group.get("notice_kind", "info"),
                    when=self.expression(group.get("when"), f"{group_place} when"),
                )
            )
        return Page(
            id=name,
            groups=tuple(groups),
            titles=self.texts(entry.get("title"), "pages", name, "title"),
            intros=self.texts(entry.get("intro"), "pages", name, "intro"),
            when=self.expression(entry.get("when"), f"{place} when"),
        )

    def check(self, entry: Table, fields: Mapping[str, Field]) -> Check:
        name = str(entry.get("id", ""))
        place = f"fields.toml check {name or '(without id)'}"
        target = str(entry.get("field", ""))
        if target.partition(".")[0] not in fields:
            self.report(place, f"There is no field »{target}«.")
        condition = self.expression(entry["condition"], f"{place}.condition")
        self.looks_back(condition, set(self.names), f"{place}.condition", "which there is not")
        return Check(
            id=name,
            field=target,
            condition=cast("Expression", condition),
            messages=self.texts(entry.get("message"), "checks", name, "message"),
            is_hint=bool(entry.get("hint", False)),
        )

    def once(self, pages: tuple[Page, ...]) -> None:
        """Report a field that stands on two pages or on none, and an id that two pages have."""
        seen: dict[str, str] = {}
        for number, page in enumerate(pages):
            if any(page.id == earlier.id for earlier in pages[:number]):
                self.report(f"pages.toml {page.id}", "There are two pages with this id.")
            for field in page.fields():
                if field.id in seen:
                    self.report(
                        f"pages.toml {page.id}", f"The field »{field.id}« stands on {seen[field.id]} already."
                    )
                seen[field.id] = page.id
        for name in self.entries:
            if name not in seen:
                self.report(f"fields.toml fields.{name}", "This field stands on no page.")

    def in_order(self, pages: tuple[Page, ...]) -> None:
        """Report a condition that looks ahead: what is hidden must never decide anything, and nothing itself."""
        known = {*SURROUNDING_NAMES, *self.constants}
        for page in pages:
            self.looks_back(page.when, known, f"pages.toml {page.id} when")
            for group in page.groups:
                self.looks_back(group.when, known, f"pages.toml {page.id} group {group.id} when")
                for field in group.fields:
                    self.field_looks_back(field, known, f"fields.toml fields.{field.id}")
                    known.add(field.id)
                    known |= {derived.name for derived in self.derived.values() if derived.field == field.id}

    def field_looks_back(self, field: Field, known: set[str], place: str) -> None:
        for setting in ("when", "required", "default", "compute", "maximum"):
            expression = getattr(field, setting)
            if isinstance(expression, Expression):
                self.looks_back(expression, known, f"{place}.{setting}")
        before: set[str] = set()
        for item in field.items:
            self.field_looks_back(item, known | before, f"{place}.fields.{item.id}")
            before.add(item.id)

    def looks_back(
        self,
        expression: Expression | None,
        known: set[str],
        place: str,
        why: str = "which does not stand before it",
    ) -> None:
        if expression is not None:
            for name in sorted(expression.names - known):
                self.report(place, f"The condition names »{name}«, {why}.")


def _below(table: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        table = table.get(key) if isinstance(table, dict) else None
    return table


def _texts(entry: Table, key: str) -> tuple[str, ...]:
    """Return a setting that may be one entry or a list of them."""
    value = entry.get(key, [])
    return tuple(str(one) for one in (value if isinstance(value, list) else [value]))


def answers_type(fields: Any) -> Any:
    """Return the msgspec type of the answers: a dict whose keys and value types are known, all optional."""
    entries = {}
    for field in fields:
        if field.is_group:
            rows = answers_type(field.items)
            entries[field.id] = list[rows]  # type: ignore[valid-type]
        elif field.kind is not None:
            entries[field.id] = field.kind.value_type
    # A function call as far as Python is concerned; the checker knows only the class form.
    make_type: Any = TypedDict
    return make_type("Answers", entries, total=False)
