"""When a round is enough (Abschluss der Beteiligung): a rule in FEEL over where its requests stand."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from modellregion.cases.consulting.models import AuthorityRequest
from modellregion.cases.consulting.words import RequestState, Verdict
from modellregion.kernel.errors import ProductError
from modellregion.rules.api import FeelSyntaxError, LimitError, RulesError, compile_expression

NAMES = ["stellen", "anzahl", "offen", "beantwortet", "bedenken"]
ALL_IN_OR_OVER = "offen = 0"
ALL_ANSWERED = "beantwortet = anzahl"
FIRST_OBJECTION = "offen = 0 or bedenken > 0"
RULE_NAMES = {
    ALL_IN_OR_OVER: gettext_lazy("Alle haben geantwortet, oder ihre Frist ist um"),
    ALL_ANSWERED: gettext_lazy("Alle haben geantwortet"),
    FIRST_OBJECTION: gettext_lazy("Wie oben, oder jemand hat Bedenken"),
}


class CompletionUnreadableError(ProductError):
    """The rule that says when a round is enough is no condition."""

    code = "completion_unreadable"
    user_message = gettext_lazy(
        "Die Regel, wann die Beteiligung abgeschlossen ist, lässt sich nicht lesen. Sie kennt die Namen stellen, anzahl, "
        "offen, beantwortet und bedenken; zum Beispiel: offen = 0"
    )


def require_rule(text: str) -> str:
    """Return the rule, or refuse one that cannot be read.

    :raises CompletionUnreadableError: then.
    """
    try:
        compile_expression(text, names=NAMES)
    except FeelSyntaxError as error:
        raise CompletionUnreadableError(str(error)) from error
    return text


def is_enough(rule: str, requests: Sequence[AuthorityRequest]) -> bool:
    """Tell whether a round is complete; withdrawn requests do not count."""
    asked = [row for row in requests if row.state != RequestState.WITHDRAWN]
    values: dict[str, Any] = {
        "stellen": [
            {
                "id": row.key,
                "name": row.name,
                "stand": row.state,
                "votum": row.verdict or None,
                "verspaetet": row.is_late,
            }
            for row in asked
        ],
        "anzahl": len(asked),
        "offen": sum(row.state == RequestState.OPEN for row in asked),
        "beantwortet": sum(row.answered_at is not None for row in asked),
        "bedenken": sum(row.verdict == Verdict.OBJECTION for row in asked),
    }
    try:
        return compile_expression(rule, names=NAMES).evaluate(values) is True
    except (FeelSyntaxError, LimitError, RulesError):
        return False  # a rule with no answer leaves the round open, where a person sees it
