"""Who gets which fields of a form: the recipients by law, as the package's ``exchange.toml`` names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modellregion.packages.files import PackageFinding
from modellregion.rules.api import Expression, FeelSyntaxError, LimitError, compile_expression


@dataclass(frozen=True, slots=True)
class RecipientRule:
    """A recipient (empfangsberechtigte Stelle) of a form and the form's fields it may see.

    ``when`` is a condition of law over the answers; ``needs_mark`` names a mark a clerk must have set (indications of
    illegal work); ``can_waive`` tells whether the recipient may do without (§ 3 Abs. 1 Satz 2 GewAnzV).
    """

    id: str
    name: str
    legal_basis: str
    fields: frozenset[str]
    when: Expression | None = None
    needs_mark: str = ""
    can_waive: bool = True
    reason: str = ""

    def is_due(self, names: Mapping[str, Any], marks: frozenset[str]) -> bool:
        """Tell whether a certified form goes to this recipient."""
        if self.needs_mark and self.needs_mark not in marks:
            return False
        if self.when is None:
            return True
        try:
            return self.when.evaluate(names) is True
        except LimitError:
            return False


@dataclass(frozen=True, slots=True)
class ExchangePlan:
    """All recipients of a form."""

    form: str
    recipients: tuple[RecipientRule, ...] = ()


def read_exchange(table: Mapping[str, Any], names: list[str], findings: list[PackageFinding]) -> ExchangePlan:
    """Read ``exchange.toml``; what is wrong goes into ``findings``."""
    numbers = [str(number) for number in table.get("fields", [])]
    rules = []
    for entry in table.get("recipients", []):
        place = f"recipient {entry.get('id', '(without id)')}"
        named = {str(number) for number in [*entry.get("only", []), *entry.get("except", [])]}
        if unknown := sorted(named - set(numbers), key=int):
            findings.append(
                PackageFinding("exchange.toml", place, f"The form has no field {', '.join(unknown)}.")
            )
        if ("only" in entry) == ("except" in entry):
            findings.append(PackageFinding("exchange.toml", place, "Say either »only« or »except«."))
        missing = [key for key in ("id", "name", "legal_basis") if not entry.get(key)]
        findings += [PackageFinding("exchange.toml", place, f"»{key}« is missing.") for key in missing]
        rules.append(
            RecipientRule(
                id=str(entry.get("id", "")),
                name=str(entry.get("name", "")),
                legal_basis=str(entry.get("legal_basis", "")),
                fields=frozenset(named if "only" in entry else set(numbers) - named),
                when=_condition(entry.get("when"), names, place, findings),
                needs_mark=str(entry.get("needs_mark", "")),
                can_waive=bool(entry.get("can_waive", True)),
                reason=str(entry.get("reason", "")),
            )
        )
    return ExchangePlan(str(table.get("form", "")), tuple(rules))


def _condition(
    text: str | None, names: list[str], place: str, findings: list[PackageFinding]
) -> Expression | None:
    if text is None:
        return None
    try:
        return compile_expression(text, names=names)
    except FeelSyntaxError as error:
        findings.append(PackageFinding("exchange.toml", place, f"The condition cannot be read: {error}"))
        return None
