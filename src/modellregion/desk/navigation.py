"""The desk's navigation: daily places stand in the line, the others in menus; each person sees what their rights lead to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation: any of the permissions leads there; ``key`` is its shortcut."""

    route: str
    label: object
    permissions: Sequence[str]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A place as it is drawn; ``is_here`` marks the area of the page that is shown."""

    address: str
    label: object
    key: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """Places under one title; with a single one it is drawn as a link."""

    title: object
    links: Sequence[Link]

    @property
    def is_here(self) -> bool:
        """Whether the page that is shown belongs to one of them."""
        return any(link.is_here for link in self.links)


_DAILY = (
    Place("desk", gettext_lazy("Mein Tag"), ("cases.see",), "t"),
    Place("inbox", gettext_lazy("Eingang"), ("cases.see",), "e"),
)
_MENUS: tuple[tuple[object, tuple[Place, ...]], ...] = (
    (
        gettext_lazy("Akten"),
        (
            Place("files", gettext_lazy("Akten"), ("records.see",)),
            Place("mails", gettext_lazy("Post"), ("records.work",)),
            Place("scans", gettext_lazy("Scans"), ("records.work",)),
            Place("follow_ups", gettext_lazy("Wiedervorlagen"), ("records.work",)),
            Place("circulations", gettext_lazy("Laufmappen"), ("records.see",)),
            Place("file_plan", gettext_lazy("Aktenplan"), ("records.see",)),
            Place(
                "disposals",
                gettext_lazy("Aussonderung"),
                ("records.dispose", "records.appraise", "records.approve_deletion"),
            ),
        ),
    ),
    (
        gettext_lazy("Bescheide"),
        (
            Place("outgoing", gettext_lazy("Postausgang"), ("cases.post_letters",)),
            Place("text_modules", gettext_lazy("Textbausteine"), ("cases.work", "cases.keep_modules")),
        ),
    ),
    (
        gettext_lazy("Register und Daten"),
        (
            Place("register", gettext_lazy("Gewerberegister"), ("trade.see_register",)),
            Place("deliveries", gettext_lazy("Empfangene Daten"), ("exchange.read_received",)),
            Place("releasing", gettext_lazy("Offene Zahlen"), ("opendata.see",)),
            Place("opinions", gettext_lazy("Beteiligungen"), ("cases.give_opinion",)),
        ),
    ),
    (
        gettext_lazy("Kasse"),
        (
            Place("cash_desk", gettext_lazy("Zahlungen"), ("payments.see",)),
            Place("clearing", gettext_lazy("Klärungsfälle"), ("payments.see",)),
            Place("debits", gettext_lazy("Lastschriften"), ("payments.see",)),
            Place("reminders", gettext_lazy("Mahnung"), ("payments.see",)),
            Place("closings", gettext_lazy("Tagesabschluss"), ("payments.see",)),
            Place("statements", gettext_lazy("Kontoauszüge"), ("payments.see",)),
        ),
    ),
    (
        gettext_lazy("Abläufe und Leistungen"),
        (
            Place("processes", gettext_lazy("Abläufe"), ("cases.see_processes",)),
            Place("incidents", gettext_lazy("Störungen"), ("cases.repair",)),
            Place("services_desk", gettext_lazy("Leistungen"), ("transfer.see",)),
        ),
    ),
)
_OWN = (
    Place("own_access", gettext_lazy("Mein Zugang"), ("region.see_colleagues",)),
    Place("accesses", gettext_lazy("Zugänge"), ("region.manage_staff",)),
    Place("substitutes", gettext_lazy("Vertretung"), ("region.see_colleagues",)),
    Place("guides", gettext_lazy("Alle Hilfen"), ("region.see_colleagues",)),
)


@dataclass(frozen=True, slots=True)
class Navigation:
    """What stands in the line, the menus, and the person's own menu."""

    daily: Sequence[Link]
    menus: Sequence[Menu]
    own: Menu


def navigation_of(request: Request) -> Navigation:
    """Return the navigation of the person who is logged in."""
    actor = request.ctx.actor

    def links(places: Sequence[Place]) -> list[Link]:
        shown = [place for place in places if any(one in actor.permissions for one in place.permissions)]
        return [_link(request, place) for place in shown]

    menus = [Menu(title, links(places)) for title, places in _MENUS]
    return Navigation(links(_DAILY), [menu for menu in menus if menu.links], Menu(actor.name, links(_OWN)))


def _link(request: Request, place: Place) -> Link:
    address = url(place.route, slug=request.body_entry.slug)
    is_here = request.path == address or (place.route != "desk" and request.path.startswith(address))
    return Link(address, place.label, place.key, is_here)
