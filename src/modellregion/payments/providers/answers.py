"""What a payment provider can be asked for and what it answers, whichever way it is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class ProviderError(Exception):
    """The provider gave no answer that can be used: it is away, slow, or what came was cut off. Ask again later."""


class RefusedError(Exception):
    """The provider refused the request for good; the code is its ``functionalCode``."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Remember the code."""
        super().__init__(f"{code} {detail}".strip())
        self.code = code


class ProviderState(StrEnum):
    """Status of a payment at the provider, as XBezahldienste 1.0 spells it."""

    INITIAL = "INITIAL"
    PAYED = "PAYED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"


@dataclass(frozen=True, slots=True)
class Item:
    """A position of a payment: what for, in cents, and its Kassenzeichen."""

    cents: int
    description: str
    reference: str


@dataclass(frozen=True, slots=True)
class Order:
    """A payment to be made: ``request`` is our id of it, amounts are in cents; the items add up to ``cents``."""

    request: UUID
    cents: int
    purpose: str
    description: str
    items: Sequence[Item]
    return_url: str
    at: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the provider says of a payment. ``amount`` is in euros, as it was sent; ``pay_url`` only while INITIAL."""

    request: str
    transaction: str
    state: ProviderState
    amount: Decimal
    currency: str
    pay_url: str = ""
    reference: str = ""
    method: str = ""


class Provider(Protocol):
    """A payment provider (Zahlungsdienst). Every method may raise ``ProviderError`` and ``RefusedError``."""

    def create(self, order: Order) -> Told:
        """Order a payment; the same request twice is refused with PAYMENT_EXISTS."""

    def look(self, transaction: str) -> Told | None:
        """Return what became of a payment, or None when the provider does not know it."""

    def is_ready(self) -> bool:
        """Tell whether the provider takes payments now."""
