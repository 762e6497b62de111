"""``scenarios/*.toml``: an invented applicant, what happens to the application, and what is to be expected."""

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from modellregion.packages.schema.base import Entry, Id, Sentence


class StepEntry(Entry, frozen=True, kw_only=True):
    """Something that happens after filing."""

    do: Literal["certify", "refuse", "ask", "answer", "withdraw", "wait", "pay"]
    text: Annotated[str, Meta(description="Begründung, Rückfrage oder Antwort.")] = ""
    days: Annotated[int, Meta(ge=0, le=3660, description="Bei wait: so viele Tage vergehen.")] = 0


class TaskExpected(Entry, frozen=True, kw_only=True):
    """A task that was offered, by its step in the process, and the role it was offered to."""

    step: Id
    role: str


class ClockExpected(Entry, frozen=True, kw_only=True):
    """A statutory clock."""

    norm: Sentence
    due: date
    stopped: date | UnsetType = UNSET


class LetterExpected(Entry, frozen=True, kw_only=True):
    """A letter in the file, and words it has or has not."""

    kind: Sentence
    count: int | UnsetType = UNSET
    contains: list[str] = []
    lacks: list[str] = []


class CountExpected(Entry, frozen=True, kw_only=True):
    """A figure of ``statistics.toml`` and the cell in which the application is counted."""

    figure: Id
    period: Sentence
    by: Annotated[
        dict[Id, str], Meta(description="Wert je Feld: der Code, yes oder no; leer: nicht gefragt.")
    ]


class PositionExpected(Entry, frozen=True, kw_only=True):
    """A line of the fee with its explanation."""

    text: Sentence
    count: int = 1
    cents: int
    legal_basis: str | UnsetType = UNSET


class Expected(Entry, frozen=True, kw_only=True):
    """What is to be expected; what is not named is not compared."""

    findings: (
        Annotated[list[str], Meta(description="Was die Prüfung beanstandet, als feld: regel.")] | UnsetType
    ) = UNSET
    hints: Annotated[list[str], Meta(description="Hinweise, die niemanden aufhalten.")] | UnsetType = UNSET
    pages: Annotated[list[Id], Meta(description="Alle Seiten, die gefragt werden.")] | UnsetType = UNSET
    asked: Annotated[list[Id], Meta(description="Felder, die gefragt werden.")] = []
    not_asked: Annotated[list[Id], Meta(description="Felder, die nicht gefragt werden.")] = []
    fee_cents: int | UnsetType = UNSET
    fee: list[PositionExpected] | UnsetType = UNSET
    recipients: list[Id] | UnsetType = UNSET
    sheets: Annotated[
        dict[Id, list[int]], Meta(description="Empfänger, die nicht jede Anzeige bekommen.")
    ] = {}
    transmissions: Annotated[
        dict[Id, list[int | str]], Meta(description="Empfänger und die Nummern der Felder, die er bekommt.")
    ] = {}
    tasks: list[TaskExpected] | UnsetType = UNSET
    clocks: list[ClockExpected] | UnsetType = UNSET
    letters: list[LetterExpected] = []
    statistics: (
        Annotated[list[CountExpected], Meta(description="Wo der Antrag in den Zahlen gezählt wird.")]
        | UnsetType
    ) = UNSET
    documents: Annotated[list[str], Meta(description="Art jedes Schriftstücks der Akte.")] | UnsetType = UNSET
    history: Annotated[list[str], Meta(description="Alles, was der Verlauf festhält.")] | UnsetType = UNSET
    state: Literal["received", "in_review", "waiting", "certified", "refused", "withdrawn"] | UnsetType = (
        UNSET
    )


class Scenario(Entry, frozen=True, kw_only=True):
    """The whole file of a scenario. Without ``steps`` the application is filed and, if the process can, certified."""

    title: Sentence
    on: Annotated[date, Meta(description="Der Tag, an dem der Antrag gestellt wird.")] = date(2026, 11, 23)
    persona: (
        Annotated[Id, Meta(description="Eine Datei in personas/, deren Antworten gelten.")] | UnsetType
    ) = UNSET
    answers: Annotated[
        dict[str, Any], Meta(description="Antworten nach Feld; sie gehen denen der Persona vor.")
    ] = {}
    marks: Annotated[list[str], Meta(description="Kennzeichen, die das Amt setzt.")] = []
    steps: list[StepEntry] | UnsetType = UNSET
    expect: Expected = Expected()
