"""The states a case can be in, and what they are called."""

from enum import StrEnum

from django.utils.translation import gettext_lazy


class CaseState(StrEnum):
    """State of a case (Vorgangsstatus)."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    WAITING = "waiting"
    CERTIFIED = "certified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DISCONTINUED = "discontinued"

    @property
    def is_decided(self) -> bool:
        """Whether nothing is left to decide."""
        return self not in {CaseState.RECEIVED, CaseState.IN_REVIEW, CaseState.WAITING}


STATE_NAMES = {
    CaseState.RECEIVED: gettext_lazy("Eingegangen"),
    CaseState.IN_REVIEW: gettext_lazy("In Bearbeitung"),
    CaseState.WAITING: gettext_lazy("Wartet auf Antwort"),
    CaseState.CERTIFIED: gettext_lazy("Bescheinigt"),
    CaseState.REFUSED: gettext_lazy("Zurückgewiesen"),
    CaseState.WITHDRAWN: gettext_lazy("Zurückgenommen"),
    CaseState.DISCONTINUED: gettext_lazy("Eingestellt"),
}


class Action(StrEnum):
    """What the history of a case records."""

    SUBMITTED = "submitted"
    CLAIMED = "claimed"
    RELEASED = "released"
    HANDED_OVER = "handed_over"
    ASSIGNMENT_UNDONE = "assignment_undone"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    CORRECTED = "corrected"
    WORDS_ERASED = "words_erased"
    CERTIFIED = "certified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOTICE_ISSUED = "notice_issued"
    REGISTERED = "registered"
    TRANSMITTED = "transmitted"
    DELIVERED = "delivered"
    FETCHED = "fetched"
    DELIVERY_FAILED = "delivery_failed"
    MARKED = "marked"
    REMINDED = "reminded"
    INCIDENT = "incident"
    STEP_DONE = "step_done"
    STEP_RETRIED = "step_retried"
    STEP_SKIPPED = "step_skipped"
    STEP_JUMPED = "step_jumped"
    TASK_REASSIGNED = "task_reassigned"
    TASK_WITHDRAWN = "task_withdrawn"
    RULED = "ruled"
    MESSAGE_RECEIVED = "message_received"
    MESSAGE_KEPT = "message_kept"
    MESSAGE_LATE = "message_late"
    MIGRATED = "migrated"
    DISCONTINUED = "discontinued"
    REOPENED = "reopened"
    AD_HOC_ADDED = "ad_hoc_added"
    AD_HOC_DONE = "ad_hoc_done"
    AD_HOC_WITHDRAWN = "ad_hoc_withdrawn"
    DOCUMENT_MADE = "document_made"
    STAMPED = "stamped"
    CLOSED = "closed"


ACTION_NAMES = {
    Action.SUBMITTED: gettext_lazy("Antrag eingegangen"),
    Action.CLAIMED: gettext_lazy("Übernommen"),
    Action.RELEASED: gettext_lazy("Zurückgelegt"),
    Action.HANDED_OVER: gettext_lazy("Abgegeben"),
    Action.ASSIGNMENT_UNDONE: gettext_lazy("Zuweisung rückgängig gemacht"),
    Action.QUESTION_ASKED: gettext_lazy("Rückfrage gestellt"),
    Action.QUESTION_ANSWERED: gettext_lazy("Rückfrage beantwortet"),
    Action.CORRECTED: gettext_lazy("Angaben berichtigt"),
    Action.WORDS_ERASED: gettext_lazy("Worte aus dem Verlauf gelöscht"),
    Action.CERTIFIED: gettext_lazy("Empfang bescheinigt"),
    Action.REFUSED: gettext_lazy("Zurückgewiesen"),
    Action.WITHDRAWN: gettext_lazy("Zurückgenommen"),
    Action.NOTICE_ISSUED: gettext_lazy("Schreiben erstellt"),
    Action.REGISTERED: gettext_lazy("Ins Gewerberegister eingetragen"),
    Action.TRANSMITTED: gettext_lazy("Daten an Empfänger gegeben"),
    Action.DELIVERED: gettext_lazy("Beim Empfänger eingegangen"),
    Action.FETCHED: gettext_lazy("Vom Empfänger abgerufen"),
    Action.DELIVERY_FAILED: gettext_lazy("Zustellung noch nicht möglich"),
    Action.MARKED: gettext_lazy("Kennzeichen geändert"),
    Action.REMINDED: gettext_lazy("Frist ohne Antwort abgelaufen"),
    Action.INCIDENT: gettext_lazy("Arbeitsschritt gescheitert"),
    Action.STEP_DONE: gettext_lazy("Arbeitsschritt erledigt"),
    Action.STEP_RETRIED: gettext_lazy("Arbeitsschritt neu gestartet"),
    Action.STEP_SKIPPED: gettext_lazy("Arbeitsschritt übersprungen"),
    Action.STEP_JUMPED: gettext_lazy("Zu einem anderen Schritt gewechselt"),
    Action.TASK_REASSIGNED: gettext_lazy("Aufgabe neu zugewiesen"),
    Action.TASK_WITHDRAWN: gettext_lazy("Aufgabe zurückgezogen"),
    Action.RULED: gettext_lazy("Nach Regeln entschieden"),
    Action.MESSAGE_RECEIVED: gettext_lazy("Nachricht eingegangen"),
    Action.MESSAGE_KEPT: gettext_lazy("Nachricht vorgemerkt, bis der Ablauf auf sie wartet"),
    Action.MESSAGE_LATE: gettext_lazy("Nachricht nach dem Ende des Ablaufs eingegangen"),
    Action.MIGRATED: gettext_lazy("Auf eine neue Fassung umgestellt"),
    Action.DISCONTINUED: gettext_lazy("Verfahren eingestellt"),
    Action.REOPENED: gettext_lazy("Verfahren wieder aufgenommen"),
    Action.AD_HOC_ADDED: gettext_lazy("Aufgabe hinzugefügt"),
    Action.AD_HOC_DONE: gettext_lazy("Aufgabe erledigt"),
    Action.AD_HOC_WITHDRAWN: gettext_lazy("Aufgabe gestrichen"),
    Action.DOCUMENT_MADE: gettext_lazy("PDF abgelegt"),
    Action.STAMPED: gettext_lazy("Siegel mit Zeitstempel versehen"),
    Action.CLOSED: gettext_lazy("Vorgang abgeschlossen"),
}
