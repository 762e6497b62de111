"""FEEL inside of process models: parsed once, evaluated against routing values and case data."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from modellregion.rules import api as rules

Context = Mapping[str, object]


@lru_cache(maxsize=4096)
def parsed(text: str) -> rules.Expression:
    """Return the parsed expression; raises FeelSyntaxError of the room ``rules``."""
    return rules.compile_expression(text)


def evaluate(text: str, context: Context, now: datetime) -> object:
    """Return the value, None for a FEEL error.

    Raises FeelSyntaxError and LimitError of the room ``rules``.
    """
    return parsed(text).evaluate(context, now=now)
