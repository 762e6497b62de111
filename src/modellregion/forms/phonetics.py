"""How German names sound: the Kölner Phonetik (Hans Joachim Postel, IBM-Nachrichten 19, 1969, pp. 925-931)."""

from modellregion.forms.latin import search_key

SOUND = "qq"
"""What a code begins with among search keys; no German word does."""
LENGTH_MIN = 2
"""A shorter code says too little: »Hau« and »Uhu« are both 0."""
_ALIKE = {
    **dict.fromkeys("aeijouy", "0"), "b": "1", **dict.fromkeys("fvw", "3"), **dict.fromkeys("gkq", "4"), "l": "5",
    **dict.fromkeys("mn", "6"), "r": "7", **dict.fromkeys("sz", "8"),
}  # fmt: skip
_HARD_FIRST = frozenset("ahkloqrux")
_HARD = frozenset("ahkoqux")


def sound_code(word: str) -> str:
    """Return the code of one word in small letters a to z: »mueller«, »muller« and »miller« are 657."""
    codes = [_code(word, place) for place in range(len(word))]
    joined = "".join(codes)
    alone = "".join(code for place, code in enumerate(joined) if place == 0 or code != joined[place - 1])
    return alone[:1] + alone[1:].replace("0", "")


def _code(word: str, place: int) -> str:
    letter = word[place]
    before, after = word[place - 1] if place else "", word[place + 1 : place + 2]
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter in "dt":
        return "8" if after and after in "csz" else "2"
    if letter == "c":
        hard = after in _HARD_FIRST if not place else after in _HARD and before not in "sz"
        return "4" if hard else "8"
    if letter == "x":
        return "8" if before and before in "ckq" else "48"
    return _ALIKE.get(letter, "")


def sounds_of(text: str) -> list[str]:
    """Return the search keys under which the words of a text are found by their sound, each once, in their order."""
    codes = (sound_code(word) for word in search_key(text).split() if len(word) > 1 and word.isalpha())
    return list(dict.fromkeys(SOUND + code for code in codes if len(code) >= LENGTH_MIN))


def name_key(text: str) -> str:
    """Return the search keys of a text that is mostly names: how its words are written, and how they sound."""
    return " ".join([search_key(text), *sounds_of(text)]).strip()
