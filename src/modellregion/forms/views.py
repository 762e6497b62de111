"""What a page shows: prepared in the language, free of markup, so that templates only draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from modellregion.forms.checking import FieldChecker, Finding
from modellregion.forms.definition import Field, Form, Group, Page, in_language
from modellregion.forms.entries import ROWS_MAX
from modellregion.forms.kinds.base import Kind, Moment
from modellregion.forms.kinds.choices import RADIO_MAX, Choice
from modellregion.forms.kinds.composites import Address, Part, PersonName
from modellregion.forms.kinds.contacts import Contact
from modellregion.forms.kinds.dates import DAY, MONTH, YEAR
from modellregion.forms.kinds.numbers import Integer
from modellregion.forms.kinds.texts import Text
from modellregion.forms.kinds.uploads import MEDIA_TYPES, Upload, show_bytes, show_limits
from modellregion.forms.lists import code_list
from modellregion.forms.reading import Draft, Posted, close_gaps, row_numbers
from modellregion.forms.walking import Surroundings, Walk


@dataclass(slots=True)
class InputView:
    """One input of a field."""

    name: str
    label: str
    value: str = ""
    autocomplete: str = ""
    width: int = 0
    is_required: bool = False
    error: str = ""
    options: Sequence[tuple[str, str]] = ()


@dataclass(slots=True)
class FieldView:
    """One field as it is drawn. ``control`` names the macro; ``values`` are the chosen codes of a choice."""

    id: str
    name: str
    control: str
    label: str
    help: str = ""
    error: str = ""
    is_required: bool = True
    value: str = ""
    values: Sequence[str] = ()
    options: Sequence[tuple[str, str]] = ()
    inputs: Sequence[InputView] = ()
    autocomplete: str = ""
    input_mode: str = ""
    input_type: str = "text"
    lines: int = 1
    max_length: int = 0
    steers: bool = False
    rows: "Sequence[RowView]" = ()
    item_label: str = ""
    can_add: bool = False
    files: "Sequence[FileView]" = ()
    limits: str = ""
    folded: bool = False

    @property
    def has_content(self) -> bool:
        """Whether something stands in it, or something is wrong with it."""
        return bool(self.value or self.error or any(part.value and not part.options for part in self.inputs))


@dataclass(slots=True)
class FileView:
    """An uploaded file: what a page shows of it."""

    id: str
    name: str
    note: str


@dataclass(slots=True)
class RowView:
    """One row of a repeated group."""

    number: int
    title: str
    fields: Sequence[FieldView]
    can_remove: bool


@dataclass(slots=True)
class GroupView:
    """A group of fields."""

    title: str
    text: str
    notice: str
    notice_kind: str
    fields: Sequence[FieldView]


@dataclass(slots=True)
class PageView:
    """A whole page."""

    id: str
    title: str
    intro: str
    groups: Sequence[GroupView]
    has_uploads: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is needed to draw pages: ``posted`` wins over the draft when a page is shown again after an error."""

    form: Form
    draft: Draft
    surroundings: Surroundings
    language: str = "de"
    posted: Posted | None = None
    findings: Sequence[Finding] = ()
    extra_rows: Mapping[str, int] = field(default_factory=dict)


def page_view(page: Page, drawing: Drawing) -> PageView | None:
    """Return the view of a page, or None when the page is not asked."""
    return _Drawer(drawing).page(page)


class _Drawer:
    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.language = drawing.language
        self.walk = Walk(drawing.form, drawing.surroundings)
        self.checker = FieldChecker(self.walk, drawing.language)
        self.posted = drawing.posted
        self.errors: dict[str, str] = {}
        for finding in drawing.findings:
            if not finding.is_hint:
                self.errors.setdefault(finding.path, finding.sentence)

    def page(self, wanted: Page) -> PageView | None:
        answers = self.drawing.draft.answers
        for page, asked in self.walk.pages():
            if page is wanted:
                return self.draw(page) if asked else None
            if asked:
                for _ in self.walk.fields(page, lambda item: answers.get(item.id)):
                    pass
        return None

    def draw(self, page: Page) -> PageView:
        views: dict[int, list[FieldView]] = {}
        is_new = page.id not in self.drawing.draft.done
        for item in page.fields():
            if item.is_group and self.posted is not None:
                self.posted = close_gaps(self.posted, item.id)
        steering = _steering_names(page, self.drawing.form)
        for asked in self.walk.fields(page, lambda item: self.drawing.draft.answers.get(item.id)):
            if asked.field.compute is not None:
                continue
            value = self.drawing.draft.answers.get(asked.field.id)
            view = self.field(asked.field, asked.field.id, value, None, is_new=is_new)
            view.steers = asked.field.id in steering
            views.setdefault(id(asked.group), []).append(view)
        groups = [
            self.group(group, views.get(id(group), []))
            for group in page.groups
            if self.is_shown(group, views)
        ]
        return PageView(
            id=page.id,
            title=in_language(page.titles, self.language),
            intro=in_language(page.intros, self.language),
            groups=groups,
            has_uploads=any(view.control == "upload" for group in groups for view in group.fields),
        )

    def is_shown(self, group: Group, views: Mapping[int, list[FieldView]]) -> bool:
        return id(group) in views or (not group.fields and self.walk.holds(group.when))

    def group(self, group: Group, fields: list[FieldView]) -> GroupView:
        return GroupView(
            title=in_language(group.titles, self.language),
            text=in_language(group.texts, self.language),
            notice=in_language(group.notices, self.language),
            notice_kind=group.notice_kind,
            fields=fields,
        )

    def field(
        self, item: Field, name: str, value: Any, row: Mapping[str, Any] | None, *, is_new: bool
    ) -> FieldView:
        """Draw a field; one that is new, that is to say was never answered, shows its default."""
        if value is None and is_new and item.default is not None and item.kind is not None:
            default = self.walk.value(item.default, row)
            value = _default(default, item.kind, self.walk.surroundings.moment)
        view = FieldView(
            id=name.replace(".", "-"),
            name=name,
            control="group" if item.is_group else _control(item.kind),
            label=item.label(self.language),
            help=in_language(item.helps, self.language),
            error=self.errors.get(name, ""),
            is_required=self.checker.is_required(item, row),
            autocomplete=item.autocomplete,
            folded=item.folded,
        )
        if item.is_group:
            self.rows(view, item, value or [])
        elif item.kind is not None:
            self.fill(view, item.kind, value)
        return view

    def fill(self, view: FieldView, kind: Kind, value: Any) -> None:
        typed = self.typed(kind, view.name, value)
        view.values = typed.get("", [])
        view.value = view.values[-1] if view.values else ""
        options = getattr(kind, "options", None)
        if options is not None:
            view.options = [(code.code, code.label(self.language)) for code in options.codes.values()]
        if isinstance(kind, Text):
            view.lines, view.max_length = kind.lines, kind.max_length
        elif isinstance(kind, Integer):
            view.input_mode = "numeric"
        elif isinstance(kind, Contact):
            view.input_type = {"email": "email", "phone": "tel", "web": "url"}[kind.rule]
            view.input_type = "text" if view.input_type == "url" else view.input_type
        elif isinstance(kind, Upload):
            view.files = [
                FileView(f.id, f.name, f"{MEDIA_TYPES[f.media_type]}, {show_bytes(f.bytes, self.language)}")
                for f in value or []
            ]
            view.limits = show_limits(kind, self.language)
        view.inputs = [self.input(view, part, typed) for part in self.input_parts(kind)]
        if view.inputs and not view.error:
            view.error = next((i.error for i in view.inputs if i.error), "")

    def input_parts(self, kind: Kind) -> list[Part]:
        if view_parts := _DATE_PARTS.get(kind.parts):
            return view_parts
        if isinstance(kind, Address):
            return [part for part in kind.asked.values() if part.id != "staat" or not kind.german_only]
        return list(getattr(kind, "inputs", {}).values())

    def input(self, view: FieldView, part: Part, typed: Mapping[str, Sequence[str]]) -> InputView:
        values = typed.get(part.id, ())
        autocomplete = part.autocomplete
        if view.autocomplete and part.id in {DAY, MONTH, YEAR}:
            autocomplete = f"{view.autocomplete}-{ {DAY: 'day', MONTH: 'month', YEAR: 'year'}[part.id] }"
        return InputView(
            name=f"{view.name}.{part.id}",
            label=part.label[1 if self.language == "en" else 0],
            value=values[-1] if values else ("000" if part.id == "staat" else ""),
            autocomplete=autocomplete,
            width=part.width,
            is_required=part.is_required and view.is_required,
            error=self.errors.get(f"{view.name}.{part.id}", ""),
            options=_states(self.language) if part.id == "staat" else (),
        )

    def typed(self, kind: Kind, name: str, value: Any) -> Mapping[str, Sequence[str]]:
        """Return what the inputs hold: what was just sent, else what waits in the draft, else the value."""
        paths = {part: f"{name}.{part}" if part else name for part in kind.parts}
        for source in (self.posted, self.drawing.draft.entered):
            if source is not None and any(path in source for path in paths.values()):
                return {part: source.get(path, ()) for part, path in paths.items()}
        return kind.enter(value) if value is not None else {}

    def rows(self, view: FieldView, item: Field, rows: Sequence[Mapping[str, Any]]) -> None:
        minimum, maximum = self.checker.minimum(item), self.checker.maximum(item)
        # Rows that are there are shown even when they are too many: only a person may choose which one goes.
        count = min(max(len(rows), minimum, self.entered_rows(item.id)), ROWS_MAX)
        count = max(count, min(count + self.drawing.extra_rows.get(item.id, 0), maximum))
        label = in_language(item.item_labels, self.language) or view.label
        drawn = []
        for number in range(count):
            row = self.row(item, number, rows[number] if number < len(rows) else None)
            drawn.append(RowView(number, f"{number + 1}. {label}", row, can_remove=count > minimum))
        view.rows, view.item_label, view.can_add = drawn, label, count < maximum

    def entered_rows(self, name: str) -> int:
        sources = (self.posted or {}, self.drawing.draft.entered)
        return max((number for source in sources for number in row_numbers(source, name)), default=-1) + 1

    def row(self, item: Field, number: int, row: Mapping[str, Any] | None) -> list[FieldView]:
        seen: dict[str, Any] = {sub.id: None for sub in item.items}
        steering = {name for sub in item.items if sub.when is not None for name in sub.when.names}
        views = []
        for sub in item.items:
            if self.walk.holds(sub.when, seen):
                value = (row or {}).get(sub.id)
                view = self.field(sub, f"{item.id}.{number}.{sub.id}", value, seen, is_new=row is None)
                view.steers = sub.id in steering
                views.append(view)
                seen[sub.id] = sub.kind.feel(value) if sub.kind and value is not None else None
        return views


_DATE_PARTS: dict[tuple[str, ...], list[Part]] = {
    (DAY, MONTH, YEAR): [
        Part(DAY, ("Tag", "Day"), Text(), width=2),
        Part(MONTH, ("Monat", "Month"), Text(), width=2),
        Part(YEAR, ("Jahr", "Year"), Text(), width=4),
    ]
}


def _control(kind: Kind | None) -> str:
    if isinstance(kind, Choice):
        return "radio" if len(kind.options.codes) <= RADIO_MAX else "select"
    if isinstance(kind, Text) and kind.lines > 1:
        return "textarea"
    return kind.control if kind else ""


def _default(value: Any, kind: Kind, moment: Moment) -> Any:
    """Return a default as a value of the kind, or nothing when it is none: for an address a text is the town."""
    if isinstance(kind, Address) and isinstance(value, str):
        return {"ort": value}
    if isinstance(kind, Address | PersonName):
        is_right = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
        return value if is_right else None
    value = kind.from_feel(value)
    return None if value is None or kind.check(value, moment) else value


def _states(language: str) -> Sequence[tuple[str, str]]:
    return [(code.code, code.label(language)) for code in code_list("staat").codes.values()]


def _steering_names(page: Page, form: Form) -> set[str]:
    """Return the fields of a page on which other things of the same page depend."""
    names: set[str] = set()
    for group in page.groups:
        if group.when is not None:
            names |= group.when.names
        for item in group.fields:
            if item.when is not None:
                names |= item.when.names
    sources = {derived.name: derived.field for derived in form.derived.values()}
    return {sources.get(name, name) for name in names} & {item.id for item in page.fields()}
