"""``texts/<language>.toml``: the service's description, and translations of what stands in the other files."""

from typing import Annotated, Literal

from msgspec import Meta

from modellregion.packages.schema.base import Entry, Id


class PackageTexts(Entry, frozen=True, kw_only=True):
    """Title of the service."""

    title: str = ""


class ServiceTexts(Entry, frozen=True, kw_only=True):
    """The description of the service (Leistungsbeschreibung), in plain words."""

    teaser: str = ""
    duration: str = ""
    what: str = ""
    who: str = ""
    documents: list[str] = []
    cost: str = ""
    time: str = ""
    data: str = ""
    alternatives: str = ""
    next: str = ""


class ItemTexts(Entry, frozen=True, kw_only=True):
    """Texts of a field inside a group."""

    label: str = ""
    help: str = ""


class FieldTexts(Entry, frozen=True, kw_only=True):
    """Texts of a field."""

    label: str = ""
    help: str = ""
    item_label: str = ""
    fields: dict[Id, ItemTexts] = {}


class GroupTexts(Entry, frozen=True, kw_only=True):
    """Texts of a group on a page."""

    title: str = ""
    text: str = ""
    notice: str = ""


class PageTexts(Entry, frozen=True, kw_only=True):
    """Texts of a page."""

    title: str = ""
    intro: str = ""
    groups: dict[Id, GroupTexts] = {}


class CheckTexts(Entry, frozen=True, kw_only=True):
    """The sentence of a rule over several fields."""

    message: str = ""


class OutcomeTexts(Entry, frozen=True, kw_only=True):
    """What an outcome is called: on the button, as the state it leads to, and as the letter it makes."""

    action: Annotated[str, Meta(description="Auf dem Knopf, zum Beispiel Bewilligen.")] = ""
    state: Annotated[str, Meta(description="Stand danach, zum Beispiel Bewilligt.")] = ""
    letter: Annotated[str, Meta(description="Das Schreiben, zum Beispiel Bewilligungsbescheid.")] = ""


class Texts(Entry, frozen=True, kw_only=True):
    """The whole file ``texts/<language>.toml``."""

    package: PackageTexts = PackageTexts()
    service: ServiceTexts = ServiceTexts()
    fields: dict[Id, FieldTexts] = {}
    pages: dict[Id, PageTexts] = {}
    checks: dict[Id, CheckTexts] = {}
    fee: Annotated[dict[str, str], Meta(description="Gebührenpositionen, nach ihrem deutschen Text.")] = {}
    legal_bases: Annotated[dict[str, str], Meta(description="Titel der Normen, nach der Norm.")] = {}
    notices: dict[str, str] = {}
    figures: Annotated[dict[Id, str], Meta(description="Titel der Zahlen aus statistics.toml.")] = {}
    outcomes: Annotated[
        dict[Literal["certify", "refuse"], OutcomeTexts],
        Meta(description="Wie Zusage und Absage heißen, wenn es kein »Empfang bescheinigt« ist."),
    ] = {}
