"""What travels: one form's data for one recipient, as plain structs that anybody can read as JSON."""

from datetime import datetime

import msgspec


class PayloadLine(msgspec.Struct, frozen=True):
    """One answer: number on the official form, name of the data field, label, text."""

    field: str
    name: str
    label: str
    text: str


class PayloadSection(msgspec.Struct, frozen=True):
    """Answers that stand together."""

    title: str
    lines: list[PayloadLine]


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """A transmission's content (schema ``modellregion-uebermittlung/1``)."""

    schema: str = "modellregion-uebermittlung/1"
    transmission: str
    sender: str
    sender_key: str
    recipient: str
    legal_basis: str
    form: str
    number: str
    sheet: int
    subject: str
    received_at: datetime
    created_at: datetime
    sections: list[PayloadSection]


_decoder = msgspec.json.Decoder(Payload)


def encode_payload(payload: Payload) -> bytes:
    """Return the payload as JSON."""
    return msgspec.json.encode(payload)


def decode_payload(data: bytes) -> Payload:
    """Return the payload of JSON."""
    return _decoder.decode(data)
