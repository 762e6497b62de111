"""Keeps the journals of all bodies: gives entries their places, signs, and asks witnesses and the time-stamp service."""

import threading
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection

from modellregion.journal.api import (
    JournalHistoryError,
    JournalKeyError,
    ask_witnesses,
    key_trouble,
    sequence,
    sign_checkpoint,
    stamp_checkpoint,
    waiting_municipalities,
)
from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.logs import log
from modellregion.region.tenants import list_bodies

PAUSE_SECONDS = 0.5
"""So long at most an entry waits for its place when there is little to do."""
SIGNED_EVERY = timedelta(seconds=10)
COMPLAINED_EVERY = timedelta(minutes=10)


class Keeper:
    """Goes round while the worker runs. Several of them, on however many machines, do not get in each other's way."""

    def __init__(self) -> None:
        """Begin with every body: what a worker that died left unsigned is signed first."""
        self.unsigned: dict[UUID, datetime] = {}
        self.complained: dict[UUID, datetime] = {}

    def run(self, stopping: threading.Event) -> None:
        """Go round until told to stop; a database that went away is waited for."""
        is_first = True
        while not stopping.is_set():
            try:
                if is_first:
                    self.unsigned = {body.id: SYSTEM_CLOCK.now() for body in list_bodies()}
                    self.look_for_keys()
                    is_first = False
                self.go_round()
            except (DatabaseError, InterfaceError) as error:
                log.warning("journals wait for the database", error=type(error).__name__)
                connection.close()
            stopping.wait(PAUSE_SECONDS)
        connection.close()

    def look_for_keys(self) -> None:
        """Say at the start which keys are missing or wrong, though nothing may be there to be signed yet."""
        for municipality in self.unsigned:
            trouble = key_trouble(municipality)
            if trouble:
                log.error("journal key", municipality=str(municipality), detail=trouble)

    def go_round(self) -> None:
        """Give places to what waits; sign what has new entries and was not signed for a while."""
        now = SYSTEM_CLOCK.now()
        for municipality in waiting_municipalities():
            sequence(municipality)
            self.unsigned.setdefault(municipality, now + SIGNED_EVERY)
        for municipality in [found for found, due in self.unsigned.items() if due <= now]:
            del self.unsigned[municipality]
            self._sign(municipality, now)

    def _sign(self, municipality: UUID, now: datetime) -> None:
        try:
            sign_checkpoint(municipality)
        except (JournalKeyError, JournalHistoryError) as error:
            self.unsigned[municipality] = now + SIGNED_EVERY
            if now >= self.complained.get(municipality, now):
                self.complained[municipality] = now + COMPLAINED_EVERY
                log.error(
                    "journal not signed", municipality=str(municipality), code=error.code, detail=str(error)
                )


def have_confirmed() -> None:
    """Have the newest checkpoint of every body signed by its witnesses and time-stamped."""
    for body in list_bodies():
        ask_witnesses(body.id)
        stamp_checkpoint(body.id)
