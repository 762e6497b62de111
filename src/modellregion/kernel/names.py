"""Names of files that people or programs give: without paths and signs that could deceive."""

import re
import unicodedata

NAME_LENGTH_MAX = 120
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe_name(name: str) -> str:
    """Return a file's name without paths and signs that could deceive; its ending stays."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = _UNSAFE.sub("_", " ".join(last.split())) or "Datei"
    if len(name) <= NAME_LENGTH_MAX:
        return name
    stem, dot, ending = name.rpartition(".")
    keep = NAME_LENGTH_MAX - len(ending) - 1
    return f"{stem[:keep]}{dot}{ending}" if 0 < len(ending) <= 10 else name[:NAME_LENGTH_MAX]
