"""Figures and how they are shown: a table for people, JSON for programs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure.

    ``floor`` is what the same rows cost without us; ``aim`` is the most that ``value`` (or, when it is an aim of the
    ratio, value ÷ floor) may be; None where nothing was promised.
    """

    subject: str
    name: str
    value: float
    unit: str
    floor: float | None = None
    aim: float | None = None
    aim_is_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times the floor it is."""
        return self.value / self.floor if self.floor else None

    @property
    def is_met(self) -> bool | None:
        """Whether the aim is met; None without an aim."""
        measured = self.ratio if self.aim_is_ratio else self.value
        return None if self.aim is None or measured is None else measured <= self.aim

    def plain(self) -> dict[str, Any]:
        """Return the figure for JSON."""
        return {**asdict(self), "ratio": self.ratio, "is_met": self.is_met}


def percentile(values: list[float], percent: int) -> float:
    """Return a percentile of at least two values."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def table(figures: list[Figure], before: Mapping[tuple[str, str], float]) -> str:
    """Return the figures as a table in Markdown, which is readable as it is.

    :param before: values of an earlier run by subject and name; the last column is today's value ÷ that one.
    """
    rows = [("what", "figure", "floor", "ratio", "aim", "met", "to last run")]
    for figure in figures:
        aim = (
            ""
            if figure.aim is None
            else f"≤ {_number(figure.aim)}{' ×' if figure.aim_is_ratio else ' ' + figure.unit}"
        )
        rows.append(
            (
                f"{figure.subject}: {figure.name}",
                f"{_number(figure.value)} {figure.unit}",
                "" if figure.floor is None else f"{_number(figure.floor)} {figure.unit}",
                "" if figure.ratio is None else f"{figure.ratio:.2f} ×",
                aim,
                {None: "", True: "yes", False: "NO"}[figure.is_met],
                _change(figure.value, before.get((figure.subject, figure.name))),
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _change(value: float, before: float | None) -> str:
    return f"{value / before:.2f} ×" if before else ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
