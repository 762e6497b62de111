"""What somebody asks the catalogue for, on its page or as a program, and what is found."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy

from modellregion.transfer.catalogue import offerings
from modellregion.transfer.offers import Offering, Order, chosen

WORDS_MAX = 200
PARTS = {
    "rules": gettext_lazy("Gebühren und Regeln"),
    "texts": gettext_lazy("Texte"),
    "fields": gettext_lazy("Felder"),
    "pages": gettext_lazy("Seiten"),
    "notices": gettext_lazy("Schreiben"),
    "process": gettext_lazy("Ablauf"),
    "package": gettext_lazy("Grundangaben"),
    "organisation": gettext_lazy("Organisation"),
}


class Place(StrEnum):
    """Whose offerings: all, this installation's own, those of the catalogues it subscribes to."""

    ALL = ""
    HERE = "hier"
    ELSEWHERE = "anderswo"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the catalogue."""

    words: str = ""
    situation: str = ""
    archetype: str = ""
    place: Place = Place.ALL
    order: Order = Order.TITLE

    @property
    def is_filtered(self) -> bool:
        """Whether it asks for less than everything."""
        return bool(self.words or self.situation or self.archetype or self.place)


def found(asked: Asked) -> list[Offering]:
    """Return the offerings that match, in the order asked for."""
    matching = chosen(
        offerings(),
        words=asked.words,
        situation=asked.situation,
        archetype=asked.archetype,
        origin="" if asked.place is Place.HERE else None,
        order=asked.order,
    )
    return [one for one in matching if one.origin] if asked.place is Place.ELSEWHERE else matching
