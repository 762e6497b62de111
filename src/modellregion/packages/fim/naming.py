"""Names that FIM does not have: ids of fields and pages, made of their labels."""

import re
import unicodedata

RESERVED = frozenset({"heute", "kommune", "kanal"})
LENGTH_MAX = 40
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(text: str) -> str:
    """Return an id made of a text: small letters, digits and _, beginning with a letter."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if len(words) > LENGTH_MAX:
        words = words[:LENGTH_MAX].rpartition("_")[0] or words[:LENGTH_MAX]
    if not words or not words[0].isalpha():
        words = f"x_{words}".rstrip("_")
    return words


class Names:
    """Ids that were given already; each is given once."""

    def __init__(self) -> None:
        """Begin with the names that every condition knows."""
        self._taken = set(RESERVED)

    def give(self, *texts: str) -> str:
        """Return an id of the first text; where it is taken, with the next in front, else with a number."""
        first, *others = [slug(text) for text in texts]
        candidates = [first, *(f"{other}_{first}"[:60].rstrip("_") for other in others)]
        number = 2
        while candidates[0] in self._taken:
            if len(candidates) > 1:
                candidates.pop(0)
            else:
                candidates = [f"{first}_{number}"]
                number += 1
        self._taken.add(candidates[0])
        return candidates[0]
