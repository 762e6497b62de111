"""What the simulated provider remembers: payments in an SQLite file of its own."""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any


class PaymentExistsError(Exception):
    """The request was ordered before."""


class Store:
    """The provider's payments."""

    def __init__(self, folder: Path) -> None:
        """Open or make the file."""
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(folder / "payments.sqlite", check_same_thread=False, isolation_level=None)
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS payment (id TEXT PRIMARY KEY, place TEXT NOT NULL, request_id TEXT NOT NULL, "
            "request TEXT NOT NULL, status TEXT NOT NULL, method TEXT NOT NULL DEFAULT '', paid_at TEXT NOT NULL DEFAULT '', "
            "UNIQUE (place, request_id))"
        )

    def add(self, place: str, transaction: str, request: dict[str, Any]) -> None:
        """Remember a payment.

        :raises PaymentExistsError: when its request is known.
        """
        with self._lock:
            try:
                self._db.execute(
                    "INSERT INTO payment (id, place, request_id, request, status) VALUES (?, ?, ?, ?, 'INITIAL')",
                    (transaction, place, str(request["requestId"]), json.dumps(request)),
                )
            except sqlite3.IntegrityError as error:
                raise PaymentExistsError(transaction) from error

    def find(self, transaction: str, place: str = "") -> dict[str, Any] | None:
        """Return a payment, at one place or at any."""
        with self._lock:
            row = self._db.execute(
                "SELECT id, place, request, status, method, paid_at FROM payment WHERE id = ? AND (? = '' OR place = ?)",
                (transaction, place, place),
            ).fetchone()
        if row is None:
            return None
        names = ("id", "place", "request", "status", "method", "paid_at")
        found: dict[str, Any] = dict(zip(names, row, strict=True))
        found["request"] = json.loads(found["request"])
        return found

    def end(
        self, transaction: str, status: str, *, method: str = "", paid_at: str = "", force: bool = False
    ) -> None:
        """Let a payment end; one that has ended stays so, unless forced (a fault on command)."""
        with self._lock:
            self._db.execute(
                "UPDATE payment SET status = ?, method = ?, paid_at = ? WHERE id = ? AND (status = 'INITIAL' OR ?)",
                (status, method, paid_at, transaction, force),
            )

    def newest(self) -> str:
        """Return the id of the payment ordered last, or nothing."""
        with self._lock:
            row = self._db.execute("SELECT id FROM payment ORDER BY rowid DESC LIMIT 1").fetchone()
        return str(row[0]) if row else ""

    def count(self) -> int:
        """Return how many payments were ordered."""
        with self._lock:
            (number,) = self._db.execute("SELECT count(*) FROM payment").fetchone()
        return int(number)
