"""Figures (Statistik): in which cell of a table a filed application is counted. Nothing here knows who filed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

NOT_ANSWERED = ""
"""The value of a field that was not asked or not answered."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was filed in a period (``month``, ``quarter``, ``year``), counted by fields; below ``minimum`` nothing is shown."""

    id: str
    title: str
    by: tuple[str, ...]
    period: str
    minimum: int

    def period_of(self, day: date) -> str:
        """Return the name of the period a day lies in: 2026-11, 2026-Q4, 2026."""
        match self.period:
            case "month":
                return f"{day:%Y-%m}"
            case "quarter":
                return f"{day.year}-Q{(day.month + 2) // 3}"
        return f"{day.year}"

    def begin_of(self, day: date) -> date:
        """Return the first day of the period a day lies in."""
        months = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1}
        return date(day.year, months.get(self.period, 1), 1)

    def cell_of(self, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the values by which an application is counted, one a field."""
        return tuple(_value(answers.get(field)) for field in self.by)


def read_figures(table: Mapping[str, Any]) -> tuple[Figure, ...]:
    """Return what a well-shaped ``statistics.toml`` says."""
    return tuple(
        Figure(
            entry["id"],
            entry["title"],
            tuple(entry.get("by", [])),
            entry.get("period", "quarter"),
            entry.get("minimum", 5),
        )
        for entry in table.get("figures", [])
    )


def _value(answer: Any) -> str:
    match answer:
        case None:
            return NOT_ANSWERED
        case bool():
            return "yes" if answer else "no"
    return str(answer)
