"""The face of the rules room: FEEL expressions, unary tests, DMN models."""

from modellregion.rules.errors import (
    DecisionError,
    FeelSyntaxError,
    Finding,
    LimitError,
    ModelError,
    RulesError,
)
from modellregion.rules.expressions import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    print_expression,
)
from modellregion.rules.limits import DEFAULT_LIMITS, Limits
from modellregion.rules.values.functions import Function
from modellregion.rules.values.ranges import Range
from modellregion.rules.values.temporal import (
    DayTimeDuration,
    FineTime,
    WideDate,
    WideDateTime,
    YearMonthDuration,
)

__all__ = [
    "DEFAULT_LIMITS",
    "DayTimeDuration",
    "DecisionError",
    "Expression",
    "FeelSyntaxError",
    "Finding",
    "FineTime",
    "Function",
    "LimitError",
    "Limits",
    "ModelError",
    "Range",
    "RulesError",
    "UnaryTests",
    "WideDate",
    "WideDateTime",
    "YearMonthDuration",
    "compile_expression",
    "compile_unary_tests",
    "print_expression",
]
