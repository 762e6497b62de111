"""The face of the rules room: FEEL expressions, unary tests, DMN models."""

from modellregion.rules.dmn.decision_model import (
    VALIDITY_INPUT,
    DecisionInfo,
    DecisionModel,
    InputInfo,
    read_model,
)
from modellregion.rules.dmn.records import (
    DecisionRecord,
    DecisionResult,
    Explanation,
    FiredRule,
    TableRecord,
)
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
    "VALIDITY_INPUT",
    "DayTimeDuration",
    "DecisionError",
    "DecisionInfo",
    "DecisionModel",
    "DecisionRecord",
    "DecisionResult",
    "Explanation",
    "Expression",
    "FeelSyntaxError",
    "Finding",
    "FineTime",
    "FiredRule",
    "Function",
    "InputInfo",
    "LimitError",
    "Limits",
    "ModelError",
    "Range",
    "RulesError",
    "TableRecord",
    "UnaryTests",
    "WideDate",
    "WideDateTime",
    "YearMonthDuration",
    "compile_expression",
    "compile_unary_tests",
    "print_expression",
    "read_model",
]
