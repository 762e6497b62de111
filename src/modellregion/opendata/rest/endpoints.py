"""What the open figures say of their addresses for programs."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.http.endpoints import MUNICIPALITY, Answer, Endpoint, Group, Parameter
from modellregion.opendata.rest.figures import FigureData

_PATH = {
    "slug": MUNICIPALITY,
    "service": Parameter(gettext_lazy("Der Name der Leistung."), "gewerbeanmeldung"),
    "figure": Parameter(gettext_lazy("Der Name der Zahl."), "rechtsformen"),
}
ENDPOINTS = (
    Endpoint(
        "open_figure_data",
        Group.FIGURES,
        gettext_lazy("Eine Zahl mit allen Zeiträumen"),
        gettext_lazy(
            "Wie oft welcher Antrag kam. Kleine Zahlen werden zusammengefasst oder nicht gezeigt. "
            "Auch Seiten im Browser dürfen diese Adresse lesen (CORS)."
        ),
        (Answer(200, gettext_lazy("Die Zahl."), content=FigureData),),
        path=_PATH,
    ),
    Endpoint(
        "open_figure_table",
        Group.FIGURES,
        gettext_lazy("Eine Zahl als Tabelle"),
        gettext_lazy("Dasselbe für Tabellenprogramme, mit Wörtern und Codes."),
        (Answer(200, gettext_lazy("Die Tabelle."), "text/csv"),),
        path=_PATH,
    ),
)
