"""The walk through a form: which pages, groups and fields are asked, given the answers so far.

One pass, in the form's order. A condition sees only fields that stand before it and are themselves asked; so a hidden
field never decides anything (the package's compilation refuses conditions that look ahead).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from modellregion.forms.definition import Field, Form, Group, Page
from modellregion.forms.kinds.base import Moment
from modellregion.rules.api import Expression, LimitError

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a check knows besides the answers: the date in Germany, the municipality's name, the channel."""

    today: date
    municipality: str = ""
    channel: str = "portal"

    @property
    def moment(self) -> Moment:
        """The part of it that kinds of fields need."""
        return Moment(self.today)


@dataclass(slots=True)
class Asked:
    """One field that is asked, with its path in the answers."""

    page: Page
    group: Group
    field: Field


@dataclass(slots=True)
class Walk:
    """A walk in progress; ``names`` is what conditions see."""

    form: Form
    surroundings: Surroundings
    names: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with the names that are there before any answer."""
        self.names.update(
            self.form.constants,
            heute=self.surroundings.today,
            kommune=self.surroundings.municipality,
            kanal=self.surroundings.channel,
        )

    def holds(self, condition: Expression | None, more: Mapping[str, Any] | None = None) -> bool:
        """Tell whether a condition is true; without one it is."""
        if condition is None:
            return True
        return self.value(condition, more) is True

    def value(self, expression: Expression, more: Mapping[str, Any] | None = None) -> Any:
        """Evaluate an expression; one that runs into a limit has no value."""
        try:
            return expression.evaluate({**self.names, **more} if more else self.names)
        except LimitError:
            return None

    def computed(self, item: Field) -> Any:
        """Return the value of a field that follows from others; what the field could not hold is no value."""
        if item.compute is None or item.kind is None:
            return None
        value = item.kind.from_feel(self.value(item.compute))
        return None if value is None or item.kind.check(value, self.surroundings.moment) else value

    def take(self, item: Field, value: Any) -> None:
        """Let conditions see a field's value from here on."""
        self.names[item.id] = feel_value(item, value)
        for derived in self.form.derived.values():
            if derived.field == item.id:
                self.names[derived.name] = attribute(item, value, derived.attribute)

    def pages(self) -> Iterator[tuple[Page, bool]]:
        """Yield each page and whether it is asked; hidden pages' fields become empty for conditions."""
        for page in self.form.pages:
            asked = self.holds(page.when)
            if not asked:
                for item in page.fields():
                    self.take(item, None)
            yield page, asked

    def fields(self, page: Page, value_of: "Callable[[Field], Any]") -> Iterator[Asked]:
        """Yield the fields asked on a page; ``value_of`` gives each one's value, which the next condition may see."""
        for group in page.groups:
            group_asked = self.holds(group.when)
            for item in group.fields:
                if group_asked and self.holds(item.when):
                    yield Asked(page, group, item)
                    self.take(item, value_of(item) if item.compute is None else self.computed(item))
                else:
                    self.take(item, None)


def feel_value(item: Field, value: Any) -> Any:
    """Return a value as conditions see it."""
    if value is None:
        return None
    if item.is_group:
        return [{sub.id: feel_value(sub, row.get(sub.id)) for sub in item.items} for row in value]
    return item.kind.feel(value) if item.kind else None


def attribute(item: Field, code: Any, name: str) -> Any:
    """Return an attribute of the code chosen in a field, or None."""
    options = getattr(item.kind, "options", None)
    chosen = options.codes.get(code) if options is not None and isinstance(code, str) else None
    return chosen.attributes.get(name) if chosen else None
