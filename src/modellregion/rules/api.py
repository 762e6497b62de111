"""The face of the rules room: FEEL expressions, unary tests, DMN models."""

from modellregion.rules.errors import (
    DecisionError,
    FeelSyntaxError,
    Finding,
    LimitError,
    ModelError,
    RulesError,
)
from modellregion.rules.expressions import Expression, compile_expression
from modellregion.rules.limits import DEFAULT_LIMITS, Limits

__all__ = [
    "DEFAULT_LIMITS",
    "DecisionError",
    "Expression",
    "FeelSyntaxError",
    "Finding",
    "LimitError",
    "Limits",
    "ModelError",
    "RulesError",
    "compile_expression",
]
