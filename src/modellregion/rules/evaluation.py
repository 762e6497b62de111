"""One evaluation under way: its budget, its clock, and the words it has for whoever asks why."""

from datetime import datetime
from typing import Any, TypeAlias

from modellregion.rules.errors import Finding, LimitError
from modellregion.rules.limits import Limits

# None, bool, Decimal, str, date, time, datetime (or their wide forms), YearMonthDuration, DayTimeDuration,
# list, dict with text keys, Range, Function. Spelt Any because operations find their way by the kind of both
# operands at once, which a union cannot express.
Value: TypeAlias = Any

NOTES_MAX = 100
RESULT_NESTING_MAX = 100
# Text is cheaper than lists: so many characters cost one step.
CHARACTERS_A_STEP = 100


class Run:
    """The state of one evaluation. It is handed down to every operation that can cost more than its operands."""

    __slots__ = ("depth", "errors", "limits", "notes", "now", "steps", "tables")

    def __init__(self, limits: Limits, now: datetime | None) -> None:
        self.limits = limits
        self.now = now
        self.steps = limits.steps
        self.depth = 0
        self.notes: list[Finding] = []
        self.errors: list[Finding] = []
        # What decision tables note down for an explanation, oldest first.
        self.tables: list[Any] = []

    def charge(self, steps: int) -> None:
        """Take steps from the budget; raises ``LimitError`` when it is used up."""
        self.steps -= steps
        if self.steps < 0:
            raise LimitError(
                "limit-steps", f"The evaluation was stopped: it needs more than {self.limits.steps} steps."
            )

    def enter(self, levels: int) -> None:
        """Go down that many levels; ``leave`` comes up again. Raises ``LimitError`` below the limit."""
        self.depth += levels
        if self.depth > self.limits.depth:
            raise LimitError(
                "limit-depth",
                f"The evaluation was stopped: its functions are nested deeper than {self.limits.depth} levels.",
            )

    def leave(self, levels: int) -> None:
        """Come up again."""
        self.depth -= levels

    def sized_list(self, length: int) -> None:
        """Refuse a list that would be longer than the limit."""
        if length > self.limits.list_length:
            raise LimitError(
                "limit-list",
                f"The evaluation was stopped: a list would have more than {self.limits.list_length} elements.",
            )

    def sized_text(self, length: int) -> None:
        """Refuse a text that would be longer than the limit; long texts cost steps."""
        if length > CHARACTERS_A_STEP:
            self.charge(length // CHARACTERS_A_STEP)
        if length > self.limits.string_length:
            raise LimitError(
                "limit-string",
                f"The evaluation was stopped: a text would have more than {self.limits.string_length} characters.",
            )

    def settle(self, value: Value) -> None:
        """Refuse a result that its reader could not hold: lists that hold a list many times grow when written."""
        left = self.limits.list_length
        waiting: list[tuple[Value, int]] = [(value, 0)]
        while waiting:
            item, level = waiting.pop()
            items = item if type(item) is list else item.values() if type(item) is dict else ()
            left -= len(items)
            if left < 0 or level > RESULT_NESTING_MAX:
                raise LimitError("limit-result", "The evaluation was stopped: its result is too large.")
            waiting.extend((one, level + 1) for one in items if type(one) in {list, dict})

    def note(self, code: str, message: str, element: str = "") -> None:
        """Remember why something became null; only the first hundred reasons are kept."""
        if len(self.notes) < NOTES_MAX:
            self.notes.append(Finding("note", code, message, element))

    def fail(self, finding: Finding) -> None:
        """Remember a fault, which makes the result of a decision unusable; the first hundred are kept."""
        if len(self.errors) < NOTES_MAX:
            self.errors.append(finding)


def stack_used_up() -> LimitError:
    """Give the error for a caller who was near the end of Python's stack already; else depth is limited before."""
    return LimitError("limit-depth", "The evaluation was stopped: the stack is used up.")
