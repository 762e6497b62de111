"""Text in pictures: broken into lines by an estimate of its width, since nobody here knows the reader's font."""

LINE_HEIGHT = 14.0
FONT_SIZE = 12.0
_NARROW = frozenset("fijlrtIJ.,:;!|'()[]-/ ")
_WIDE = frozenset("mwMWÄÖÜQO@%&")


def width(text: str) -> float:
    """Estimate the width of a text in the diagram's units at the size of 12."""
    return sum(3.8 if sign in _NARROW else 9.5 if sign in _WIDE else 6.7 for sign in text)


def lines(text: str, room: float, most: int) -> list[str]:
    """Break a text into at most ``most`` lines of about ``room``; what does not fit ends in an ellipsis."""
    found: list[str] = []
    line = ""
    for word in (part for whole in text.split() for part in _parts(whole, room)):
        longer = (
            f"{line} {word}" if line and not line.endswith("\u00ad") else f"{line.rstrip(chr(0xAD))}{word}"
        )
        if line and width(longer) > room:
            found.append(line.replace("\u00ad", "-"))
            line = word
        else:
            line = longer
    found.append(line.rstrip("\u00ad"))
    if len(found) > most:
        found = [*found[: most - 1], f"{found[most - 1].rstrip()}…"]
    return [line for line in found if line]


def _parts(word: str, room: float) -> list[str]:
    """Break a word that is too long by itself; a soft hyphen marks where it was broken."""
    parts: list[str] = []
    while width(word) > room and len(word) > 4:
        end = max(4, next((n for n in range(len(word), 1, -1) if width(word[:n]) <= room - 4), 4))
        if len(word) - end < 3:
            end = max(4, len(word) - 3)
        parts.append(f"{word[:end]}\u00ad")
        word = word[end:]
    return [*parts, word]
