"""``codelists/*.toml``: a code list of the package's own."""

from typing import Any

import msgspec


class CodeListFile(msgspec.Struct, kw_only=True):
    """The whole file of a code list; it may say more about its source."""

    key: str
    version: str
    entries: list[dict[str, Any]]
