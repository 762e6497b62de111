"""``migrations/<version>.toml``: which steps of an older version are called otherwise now."""

from modellregion.packages.schema.base import Entry


class Migration(Entry, frozen=True, kw_only=True):
    """The whole file, named after the version it leads away from."""

    steps: dict[str, str] = {}
