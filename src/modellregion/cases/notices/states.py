"""The words of notices: states, ways of delivery, remedies, and what they are called."""

from enum import StrEnum

from django.utils.translation import gettext_lazy


class NoticeState(StrEnum):
    """Where a notice stands. Whether a draft circulates is known to the records' room."""

    DRAFT = "draft"
    SIGNED = "signed"
    DISCARDED = "discarded"


class Way(StrEnum):
    """A way of delivery (Bekanntgabe). The mailbox of an account would be one more (§ 9 OZG); see decision 0132."""

    POST = "post"
    RETRIEVAL = "retrieval"


class DeliveryState(StrEnum):
    """Where a delivery stands: waiting for posting or for its hint; then on its way; then done, or over without effect."""

    WAITING = "waiting"
    POSTED = "posted"
    PROVIDED = "provided"
    RETRIEVED = "retrieved"
    EXPIRED = "expired"
    RETURNED = "returned"


class Relation(StrEnum):
    """What a notice does to an earlier one: correct (§ 42 VwVfG), withdraw (§ 48), revoke (§ 49)."""

    CORRECTS = "corrects"
    WITHDRAWS = "withdraws"
    REVOKES = "revokes"


class ClockEnd(StrEnum):
    """Why the period of a remedy no longer runs."""

    LODGED = "lodged"
    LODGED_LATE = "lodged_late"
    NOT_NOTIFIED = "not_notified"
    REPLACED = "replaced"


NOTICE_STATE_NAMES = {
    NoticeState.DRAFT: gettext_lazy("Entwurf"),
    NoticeState.SIGNED: gettext_lazy("Schlussgezeichnet"),
    NoticeState.DISCARDED: gettext_lazy("Verworfen"),
}
WAY_NAMES = {
    Way.POST: gettext_lazy("Brief mit der Post"),
    Way.RETRIEVAL: gettext_lazy("Abruf auf der Statusseite"),
}
DELIVERY_STATE_NAMES = {
    DeliveryState.WAITING: gettext_lazy("Noch nicht versandt"),
    DeliveryState.POSTED: gettext_lazy("Zur Post gegeben"),
    DeliveryState.PROVIDED: gettext_lazy("Zum Abruf bereit"),
    DeliveryState.RETRIEVED: gettext_lazy("Abgerufen"),
    DeliveryState.EXPIRED: gettext_lazy("Nicht abgerufen"),
    DeliveryState.RETURNED: gettext_lazy("Zurückgekommen"),
}
RELATION_NAMES = {
    Relation.CORRECTS: gettext_lazy("Berichtigung (§ 42 VwVfG)"),
    Relation.WITHDRAWS: gettext_lazy("Rücknahme (§ 48 VwVfG)"),
    Relation.REVOKES: gettext_lazy("Widerruf (§ 49 VwVfG)"),
}
RETURN_REASONS = {
    "unknown": gettext_lazy("Empfänger unbekannt oder verzogen"),
    "address": gettext_lazy("Anschrift unvollständig oder falsch"),
    "refused": gettext_lazy("Annahme verweigert"),
    "not_fetched": gettext_lazy("Nicht abgeholt"),
    "other": gettext_lazy("Anderer Grund"),
}
CLOCK_END_NAMES = {
    ClockEnd.LODGED: gettext_lazy("Rechtsbehelf rechtzeitig eingelegt"),
    ClockEnd.LODGED_LATE: gettext_lazy("Rechtsbehelf nach Ablauf der Frist eingelegt"),
    ClockEnd.NOT_NOTIFIED: gettext_lazy("Nicht bekannt gegeben"),
    ClockEnd.REPLACED: gettext_lazy("Durch einen späteren Bescheid erledigt"),
}
