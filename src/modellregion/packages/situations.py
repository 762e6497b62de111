"""Life and business situations (Lebens- und Geschäftslagen), by which people look for services."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation; packages name the ones they belong to by ``id``."""

    id: str
    title: object
    text: object


SITUATIONS = {
    situation.id: situation
    for situation in (
        Situation(
            "unternehmen_gruenden",
            gettext_lazy("Ein Unternehmen gründen"),
            gettext_lazy("Gewerbe anmelden, allein oder mit anderen, auch im Nebenerwerb."),
        ),
        Situation(
            "unternehmen_veraendern",
            gettext_lazy("Im Unternehmen ändert sich etwas"),
            gettext_lazy("Umzug des Betriebs, neue Tätigkeit, neuer Name."),
        ),
        Situation(
            "unternehmen_beenden",
            gettext_lazy("Ein Unternehmen beenden oder übergeben"),
            gettext_lazy("Gewerbe abmelden, Nachfolge, Verkauf."),
        ),
    )
}
