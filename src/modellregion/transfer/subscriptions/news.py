"""What changed in a subscribed catalogue from one pull to the next."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext

NEWS_MAX = 200


@dataclass(frozen=True, slots=True)
class CatalogueNews:
    """One change: ``kind`` is new, changed, gone or withdrawn; ``before`` and ``after`` are versions."""

    kind: str
    package: str
    title: str
    before: str = ""
    after: str = ""

    @property
    def sentence(self) -> str:
        """Return it as people read it."""
        match self.kind:
            case "new":
                text = gettext("Neu: {title} {after}")
            case "gone":
                text = gettext("Nicht mehr angeboten: {title} {before}")
            case "withdrawn":
                text = gettext("Zurückgezogen: {title} {before}")
            case _:
                text = gettext("Neue Version: {title} {after} statt {before}")
        return text.format(title=self.title, before=self.before, after=self.after)


def catalogue_news(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what an index (as it is stored) has that the one before had not, and the other way round."""
    before, after = _entries(old), _entries(new)
    found = []
    for package, entry in after.items():
        title, version = _title(entry), str(entry.get("version", ""))
        known = before.get(package)
        if known is None:
            found.append(CatalogueNews("new", package, title, after=version))
        elif known.get("sha256") != entry.get("sha256"):
            found.append(CatalogueNews("changed", package, title, str(known.get("version", "")), version))
    found += [
        CatalogueNews("gone", package, _title(entry), str(entry.get("version", "")))
        for package, entry in before.items()
        if package not in after
    ]
    known_notices = {str(one.get("hash")) for one in old.get("withdrawals", [])}
    found += [
        CatalogueNews("withdrawn", str(one["package"]), _named(one, after, before), str(one["version"]))
        for one in new.get("withdrawals", [])
        if str(one.get("hash")) not in known_notices
    ]
    return [asdict(one) for one in found[:NEWS_MAX]]


def _entries(index: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {str(entry["package"]): entry for entry in index.get("entries", [])}


def _title(entry: Mapping[str, Any]) -> str:
    return str(entry.get("titles", {}).get("de") or entry["package"])


def _named(notice: Mapping[str, Any], *indices: Mapping[str, Mapping[str, Any]]) -> str:
    package = str(notice["package"])
    return next((_title(entries[package]) for entries in indices if package in entries), package)
