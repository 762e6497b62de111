"""Dates and periods in words, German and English: what ``explain`` and the refusals are written with."""

from datetime import date

from modellregion.deadlines.counting import Period, Unit
from modellregion.deadlines.holidays import Calendar, Closure

_WEEKDAYS_DE = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_DE = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_UNITS_DE = {
    Unit.DAYS: ("Tag", "Tage"),
    Unit.WEEKS: ("Woche", "Wochen"),
    Unit.MONTHS: ("Monat", "Monate"),
    Unit.YEARS: ("Jahr", "Jahre"),
    Unit.WORKING_DAYS: ("Arbeitstag", "Arbeitstage"),
}
_UNITS_EN = {
    Unit.DAYS: ("day", "days"),
    Unit.WEEKS: ("week", "weeks"),
    Unit.MONTHS: ("month", "months"),
    Unit.YEARS: ("year", "years"),
    Unit.WORKING_DAYS: ("working day", "working days"),
}


def day_de(day: date) -> str:
    """Return ``"Dienstag, 2. September 2025"``."""
    return f"{_WEEKDAYS_DE[day.weekday()]}, {day.day}. {_MONTHS_DE[day.month - 1]} {day.year}"


def day_en(day: date) -> str:
    """Return ``"Tuesday, 2 September 2025"``."""
    return f"{_WEEKDAYS_EN[day.weekday()]}, {day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def period_de(period: Period) -> str:
    """Return ``"3 Monate"``, ``"1 Monat und 15 Tage"`` or ``"bis zum ersten Arbeitstag des Folgemonats"``."""
    if period.unit is Unit.FIRST_WORKING_DAY_OF_NEXT_MONTH:
        return "bis zum ersten Arbeitstag des Folgemonats"
    half = f" und {period.then_days} Tage" if period.then_days else ""
    return f"{period.count} {_UNITS_DE[period.unit][period.count != 1]}{half}"


def period_en(period: Period) -> str:
    """Return ``"3 months"``, ``"1 month and 15 days"`` or ``"until the first working day of the next month"``."""
    if period.unit is Unit.FIRST_WORKING_DAY_OF_NEXT_MONTH:
        return "until the first working day of the next month"
    half = f" and {period.then_days} days" if period.then_days else ""
    return f"{period.count} {_UNITS_EN[period.unit][period.count != 1]}{half}"


def closure_de(day: date, calendar: Calendar) -> str:
    """Return ``"ein Samstag"``, ``"ein Sonntag"`` or ``"ein gesetzlicher Feiertag (Karfreitag)"`` for a closed day."""
    if holiday := calendar.holiday_on(day):
        return f"ein gesetzlicher Feiertag ({holiday.de})"
    return "ein Sonntag" if calendar.closure(day) is Closure.SUNDAY else "ein Samstag"


def closure_en(day: date, calendar: Calendar) -> str:
    """Return ``"a Saturday"``, ``"a Sunday"`` or ``"a public holiday (Good Friday)"`` for a closed day."""
    if holiday := calendar.holiday_on(day):
        return f"a public holiday ({holiday.en})"
    return "a Sunday" if calendar.closure(day) is Closure.SUNDAY else "a Saturday"
