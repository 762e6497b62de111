"""Which administrative court (Verwaltungsgericht) is competent for a place: § 17 JustG NRW, product data. Pure."""

import tomllib
from functools import cache
from importlib import resources

import msgspec


class Court(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A court: its name, its seat (Sitz, § 58 Abs. 1 VwGO), and the districts it is competent for."""

    name: str
    seat: str
    districts: list[str]


@cache
def administrative_courts() -> tuple[Court, ...]:
    """Return all courts that are known."""
    text = (resources.files("modellregion.region") / "data" / "courts.toml").read_text(encoding="utf-8")
    return tuple(msgspec.convert(tomllib.loads(text)["court"], list[Court]))


def administrative_court(regional_key: str) -> Court | None:
    """Return the court for a municipality or district by its key (AGS or ARS), or None where none is known."""
    return next((court for court in administrative_courts() if regional_key[:5] in court.districts), None)
