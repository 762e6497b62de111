"""All built-in functions in one place: importing this module imports every subject."""

from typing import Final

from modellregion.rules.builtins import (
    conversions,
    on_contexts,
    on_dates,
    on_lists,
    on_numbers,
    on_patterns,
    on_ranges,
    on_strings,
    on_sums,
)
from modellregion.rules.builtins.registry import BUILTINS
from modellregion.rules.feel.cursor import Vocabulary
from modellregion.rules.values.types import BASIC_TYPES

# Each subject fills the catalogue when it is imported; naming them here says which there are.
SUBJECTS: Final = (
    conversions,
    on_contexts,
    on_dates,
    on_lists,
    on_numbers,
    on_patterns,
    on_ranges,
    on_strings,
    on_sums,
)

# What every text may name without anybody saying so.
BUILT_IN_NAMES: Final = Vocabulary(functions=BUILTINS, types=BASIC_TYPES)

__all__ = ["BUILTINS", "BUILT_IN_NAMES", "SUBJECTS"]
