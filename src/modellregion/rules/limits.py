"""How much an evaluation may cost. Rules come from service packages, and packages come from strangers."""

from dataclasses import dataclass

# Limits of the language rather than of one evaluation: how deep brackets, calls and operators may be nested in a
# text, how deep the tree may become, and how long a text may be. A page of conditions needs ten levels; Python's
# stack carries some hundreds, but is shared with whoever calls us.
NESTING_MAX = 64
TREE_DEPTH_MAX = 150
TEXT_LENGTH_MAX = 100_000
NAME_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """The budget of one evaluation; going over it raises ``LimitError``.

    ``steps``: rounds of loops, filters and list functions, and calls of functions, together.
    ``depth``: nested evaluation levels, counted in expressions inside expressions, across function calls.
    ``list_length``: elements of any one list. ``string_length``: characters of any one string.
    """

    steps: int = 200_000
    depth: int = 500
    list_length: int = 100_000
    string_length: int = 1_000_000


DEFAULT_LIMITS = Limits()
