"""Rate limits (Zugriffsbegrenzung): how often somebody may try, kept in PostgreSQL so that all web processes count together.

A bucket fills again at a steady pace: ``capacity`` at once, then one more every ``every`` seconds. It is one row with the
time at which it will be full again; taking from several buckets is one statement. Rows hold a keyed digest, never an
address or a name, and the table is unlogged: what is lost with a crash is at most an hour of counting.
"""

import hashlib
import hmac
import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext, ngettext

from modellregion.kernel.clock import SYSTEM_CLOCK, Clock
from modellregion.kernel.errors import TooManyError
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.statements import run
from modellregion.kernel.tenancy import is_inside_tenant

_TAKE = """
INSERT INTO kernel_allowance AS a (bucket, room, full_at, is_refused)
SELECT bucket, room, %(now)s + CASE WHEN cost > room THEN interval '0' ELSE cost END, cost > room
FROM unnest(%(buckets)s::bytea[], %(costs)s::interval[], %(rooms)s::interval[]) AS asked (bucket, cost, room)
ORDER BY bucket
ON CONFLICT (bucket) DO UPDATE SET
    room = EXCLUDED.room,
    is_refused = EXCLUDED.is_refused
        OR greatest(a.full_at, %(now)s) + (EXCLUDED.full_at - %(now)s) > %(now)s + EXCLUDED.room,
    full_at = CASE WHEN greatest(a.full_at, %(now)s) + (EXCLUDED.full_at - %(now)s) > %(now)s + EXCLUDED.room
        THEN a.full_at ELSE greatest(a.full_at, %(now)s) + (EXCLUDED.full_at - %(now)s) END
RETURNING bucket, is_refused, full_at
"""
_GIVE_BACK = """
UPDATE kernel_allowance AS a SET full_at = a.full_at - asked.cost
FROM unnest(%(buckets)s::bytea[], %(costs)s::interval[]) AS asked (bucket, cost) WHERE a.bucket = asked.bucket
"""
_FORGET = "DELETE FROM kernel_allowance WHERE full_at < %(now)s"
_REMEMBERED_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """How many at once (``capacity``), and after how many seconds one more (``every``)."""

    name: str
    capacity: int
    every: float

    def of(self, *key: object) -> "Bucket":
        """Return the bucket of somebody under this limit."""
        text = "\0".join([self.name, *map(str, key)])
        digest = hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256)
        return Bucket(self, digest[:16])


@dataclass(frozen=True, slots=True)
class Bucket:
    """What somebody has left under a limit."""

    limit: Limit
    digest: bytes


class TooManyTriesError(TooManyError):
    """Somebody tries too often."""

    def __init__(self, limit: str, seconds: int) -> None:
        """Say when it goes on."""
        minutes = math.ceil(seconds / 60)
        wait = (
            ngettext("%(number)s Sekunde", "%(number)s Sekunden", seconds) % {"number": seconds}
            if seconds <= 90
            else ngettext("%(number)s Minute", "%(number)s Minuten", minutes) % {"number": minutes}
        )
        sentence = gettext(
            "Das waren zu viele Versuche in kurzer Zeit. Bitte warten Sie %(wait)s. Gehen Sie dann im Browser zurück und "
            "versuchen Sie es noch einmal: Was Sie eingegeben haben, steht noch da."
        )
        super().__init__(f"{limit}, again in {seconds} s", retry_after=seconds)
        self.user_message = sentence % {"wait": wait}


class _Memory:
    """Who was refused lately, in this process: asking it costs no statement, so that reading can be refused too."""

    def __init__(self) -> None:
        self._until: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def note(self, digest: bytes, seconds: float) -> None:
        with self._lock:
            if len(self._until) >= _REMEMBERED_MAX:
                now = time.monotonic()
                self._until = {key: until for key, until in self._until.items() if until > now}
            if len(self._until) < _REMEMBERED_MAX:
                self._until[digest] = time.monotonic() + seconds

    def left(self, digest: bytes) -> float:
        return self._until.get(digest, 0.0) - time.monotonic()

    def forget(self) -> None:
        self._until.clear()


_memory = _Memory()
forget_refusals = _memory.forget


def take(buckets: Sequence[Bucket], *, cost: int = 1, clock: Clock = SYSTEM_CLOCK) -> None:
    """Take from every bucket, with one statement; when one of them is empty, nothing is taken.

    Outside any ``tenant`` block: what was counted must stay counted when the act fails.

    :raises TooManyTriesError: when one of them has too little left.
    """
    if not buckets:
        return
    if is_inside_tenant():
        raise RuntimeError("Count before the transaction of the act is opened; it might be rolled back.")
    now = clock.now()
    costs = {bucket.digest: timedelta(seconds=bucket.limit.every * cost) for bucket in buckets}
    rooms = {
        bucket.digest: timedelta(seconds=bucket.limit.every * bucket.limit.capacity) for bucket in buckets
    }
    values = {
        "now": now,
        "buckets": list(costs),
        "costs": list(costs.values()),
        "rooms": list(rooms.values()),
    }
    rows = run(_TAKE, values)
    refused = {bytes(digest): full_at for digest, is_refused, full_at in rows if is_refused}
    if not refused:
        return
    give_back([bucket for bucket in buckets if bucket.digest not in refused], cost=cost)
    waits = {
        bucket: _wait(full_at + costs[bucket.digest] - rooms[bucket.digest], now)
        for bucket in buckets
        if (full_at := refused.get(bucket.digest)) is not None
    }
    worst = max(waits, key=waits.__getitem__)
    _memory.note(worst.digest, waits[worst])
    told(Event.RATE_LIMITED, limit=worst.limit.name, seconds=waits[worst])
    raise TooManyTriesError(worst.limit.name, waits[worst])


def give_back(buckets: Sequence[Bucket], *, cost: int = 1) -> None:
    """Put back what was taken: for what turned out to be no guess."""
    if buckets:
        costs = [timedelta(seconds=bucket.limit.every * cost) for bucket in buckets]
        run(_GIVE_BACK, {"buckets": [bucket.digest for bucket in buckets], "costs": costs})


def check_remembered(bucket: Bucket) -> None:
    """Refuse who was refused before and has not waited yet; asks no database.

    :raises TooManyTriesError: then.
    """
    left = _memory.left(bucket.digest)
    if left > 0:
        raise TooManyTriesError(bucket.limit.name, math.ceil(left))


def forget_full(clock: Clock = SYSTEM_CLOCK) -> None:
    """Delete the rows of all buckets that are full again."""
    run(_FORGET, {"now": clock.now()})


def _wait(until: datetime, now: datetime) -> int:
    return max(1, math.ceil((until - now).total_seconds()))
