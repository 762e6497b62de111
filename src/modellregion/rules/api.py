"""The face of the rules room: FEEL expressions, unary tests, DMN models.

    condition = compile_expression("Anzahl Kinder > 2", names=["Anzahl Kinder"])   # once
    condition.evaluate({"Anzahl Kinder": 3})                                       # many times: True, False or None

    model = read_model(xml)                                                        # ModelError lists what is wrong
    result = model.evaluate("Gebühr", {"Leistung": "Reisepass"}, on=day)           # the day whose rates count
    result.required()                                                              # the value, or DecisionError
    result.explanation.as_data()                                                   # rules, legal basis, inputs

Values are plain Python: None, bool, Decimal, str, date, time, datetime, YearMonthDuration, DayTimeDuration, list, dict,
Range, Function. Whole numbers, tuples, mappings and timedelta are taken over from callers; floats are refused.
"""

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
from modellregion.rules.values.text import value_text

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
    "value_text",
]
