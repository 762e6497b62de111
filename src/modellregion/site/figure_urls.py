"""Addresses of open figures: everybody's, and the desk's. ``urls.py`` takes them into its two lists."""

from django.urls import path

from modellregion.opendata.pages import figures, releasing
from modellregion.opendata.rest import figures as counted

_FIGURE = "<slug:slug>/zahlen/<slug:service>/<slug:figure>/"
OPEN_FIGURES = [
    path("<slug:slug>/zahlen/", figures.figures_page, name="open_figures"),
    path(_FIGURE, figures.figure_page, name="open_figure"),
    path(f"{_FIGURE}zahlen.csv", counted.figure_table, name="open_figure_table"),
    path(f"{_FIGURE}zahlen.json", counted.figure_data, name="open_figure_data"),
]
RELEASING = [
    path("<slug:slug>/amt/zahlen/", releasing.releasing, name="releasing"),
    path("<slug:slug>/amt/zahlen/<slug:action>/", releasing.releasing_action, name="releasing_action"),
]
