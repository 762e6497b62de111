"""The exchange's face to other rooms."""

from modellregion.exchange.competence import RoutedRecipients, route_recipients
from modellregion.exchange.payload import Payload, PayloadLine, PayloadSection, encode_payload
from modellregion.exchange.receiving import (
    DeliveryPage,
    DeliveryQuery,
    DeliveryRow,
    DeliveryView,
    finish_delivery,
    list_deliveries,
    read_delivery,
)
from modellregion.exchange.sending import (
    Outgoing,
    TransmissionEntry,
    TransmissionState,
    known_routes,
    send_transmissions,
    sent_payloads,
    set_route,
    transmissions_of,
    waived_recipients,
)

__all__ = [
    "DeliveryPage",
    "DeliveryQuery",
    "DeliveryRow",
    "DeliveryView",
    "Outgoing",
    "Payload",
    "PayloadLine",
    "PayloadSection",
    "RoutedRecipients",
    "TransmissionEntry",
    "TransmissionState",
    "encode_payload",
    "finish_delivery",
    "known_routes",
    "list_deliveries",
    "read_delivery",
    "route_recipients",
    "send_transmissions",
    "sent_payloads",
    "set_route",
    "transmissions_of",
    "waived_recipients",
]
