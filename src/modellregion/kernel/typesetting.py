"""Letters of a rehearsal are typeset beside it, in a thread of their own: Typst needs neither Python nor the database."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from modellregion.kernel.ids import new_id


@cache
def typesetter() -> ThreadPoolExecutor:
    """Return the thread that makes letters beside rehearsals; one, because a compiler is not made for several."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="typesetting")


# A child has no threads of its parent: it makes its own when it needs one.
os.register_at_fork(after_in_child=typesetter.cache_clear)


class Typesetting:
    """Letters ordered during a rehearsal, by what stands for their content meanwhile."""

    def __init__(self) -> None:
        """Begin with none."""
        self._ordered: dict[bytes, Future[bytes]] = {}

    def order(self, letter: "Future[bytes]") -> bytes:
        """Take a letter that is being made, and return what stands for its content; no two have the same."""
        token = f"letter {new_id()}".encode()
        self._ordered[token] = letter
        return token

    def finish(self) -> None:
        """Wait for every letter.

        :raises LetterError: of the first one that could not be made. The rehearsal went on as if it had been: it is to
            be played again without this.
        """
        for letter in self._ordered.values():
            letter.result()

    def content(self, token: bytes) -> bytes:
        """Return the letter that something stands for; everything else is its own content."""
        letter = self._ordered.get(token)
        return token if letter is None else letter.result()


_current: ContextVar[Typesetting | None] = ContextVar("typesetting", default=None)


@contextmanager
def letters_beside() -> Iterator[Typesetting]:
    """Typeset the letters of the block beside it, in this thread's rehearsal only."""
    typesetting = Typesetting()
    token = _current.set(typesetting)
    try:
        yield typesetting
    finally:
        _current.reset(token)


def current_typesetting() -> Typesetting | None:
    """Return where letters are ordered, or None: then each is made on the spot."""
    return _current.get()
