"""All built-in functions in one place: importing this module imports every subject."""

from modellregion.rules.builtins import on_numbers
from modellregion.rules.builtins.registry import BUILTINS

# Each subject fills the catalogue when it is imported; the list keeps the imports from looking unused.
SUBJECTS = (on_numbers,)

__all__ = ["BUILTINS", "SUBJECTS"]
