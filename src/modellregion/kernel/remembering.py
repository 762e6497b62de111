"""What a process has worked out and keeps, up to a number: what was not asked for the longest goes first."""

from collections import OrderedDict
from contextlib import suppress
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """A dictionary of at most ``most`` entries, for several threads; nothing that differs between municipalities' people."""

    def __init__(self, most: int) -> None:
        """Begin with nothing."""
        self._most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """Return what is kept under a key, if anything is."""
        found = self._kept.get(key)
        if found is not None:
            with suppress(KeyError):  # another thread has just pushed it out
                self._kept.move_to_end(key)
        return found

    def keep(self, key: Key, value: Value) -> None:
        """Keep something."""
        self._kept[key] = value
        while len(self._kept) > self._most:
            with suppress(KeyError):  # another thread was quicker
                self._kept.popitem(last=False)
