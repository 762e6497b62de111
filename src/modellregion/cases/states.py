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
    DEEMED_GRANTED = "deemed_granted"
    DEEMED_WITHDRAWN = "deemed_withdrawn"

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
    CaseState.DEEMED_GRANTED: gettext_lazy("Gilt als genehmigt"),
    CaseState.DEEMED_WITHDRAWN: gettext_lazy("Gilt als zurückgenommen"),
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
    EVIDENCED = "evidenced"
    CLOCK_STARTED = "clock_started"
    CLOCK_START_WITHDRAWN = "clock_start_withdrawn"
    CLOCK_SUSPENDED = "clock_suspended"
    CLOCK_RESUMED = "clock_resumed"
    CLOCK_EXTENDED = "clock_extended"
    CLOCK_MISSING = "clock_missing"
    CLOCK_EFFECT = "clock_effect"
    EFFECT_CERTIFIED = "effect_certified"
    AUTHORITY_ASKED = "authority_asked"
    AUTHORITY_REACHED = "authority_reached"
    AUTHORITY_REMINDED = "authority_reminded"
    AUTHORITY_ANSWERED = "authority_answered"
    AUTHORITY_ANSWERED_LATE = "authority_answered_late"
    AUTHORITY_SILENT = "authority_silent"
    AUTHORITY_WITHDRAWN = "authority_withdrawn"
    AUTHORITY_EXTENDED = "authority_extended"
    AUTHORITY_CODE = "authority_code"
    CONSULTATION_COMPLETE = "consultation_complete"
    PARTY_ADDED = "party_added"
    PARTY_ENDED = "party_ended"
    ENTERED_FOR = "entered_for"
    FILED_BY_MANDATE = "filed_by_mandate"
    FILED_FOR_ORGANISATION = "filed_for_organisation"
    MANDATE_ASKED_FOR = "mandate_asked_for"
    MANDATE_OVER = "mandate_over"
    DECISION_PROPOSED = "decision_proposed"
    DECISION_RETURNED = "decision_returned"
    CLOSED = "closed"
    FEE_PAID = "fee_paid"
    NOTICE_BEGUN = "notice_begun"
    NOTICE_DISCARDED = "notice_discarded"
    NOTICE_SENT_ROUND = "notice_sent_round"
    NOTICE_VOIDED = "notice_voided"
    NOTICE_COSIGNED = "notice_cosigned"
    NOTICE_RETURNED = "notice_returned"
    NOTICE_CALLED_BACK = "notice_called_back"
    NOTICE_SIGNED = "notice_signed"
    NOTICE_POSTED = "notice_posted"
    NOTICE_PROVIDED = "notice_provided"
    NOTICE_RETRIEVED = "notice_retrieved"
    NOTICE_NOT_RETRIEVED = "notice_not_retrieved"
    NOTICE_CAME_BACK = "notice_came_back"
    NOTICE_NOT_POSTED = "notice_not_posted"
    NOTICE_RECEIVED = "notice_received"
    HINT_NOT_SENT = "hint_not_sent"
    REMEDY_LODGED = "remedy_lodged"
    CONSENTED = "consented"
    CONSENT_WITHDRAWN = "consent_withdrawn"


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
    Action.EVIDENCED: gettext_lazy("Siegel für lange Zeit belegt"),
    Action.CLOCK_STARTED: gettext_lazy("Frist begonnen"),
    Action.CLOCK_START_WITHDRAWN: gettext_lazy("Beginn der Frist zurückgenommen"),
    Action.CLOCK_SUSPENDED: gettext_lazy("Frist gehemmt"),
    Action.CLOCK_RESUMED: gettext_lazy("Frist läuft weiter"),
    Action.CLOCK_EXTENDED: gettext_lazy("Frist verlängert"),
    Action.CLOCK_MISSING: gettext_lazy("Frist nicht berechnet"),
    Action.CLOCK_EFFECT: gettext_lazy("Frist abgelaufen, Rechtsfolge eingetreten"),
    Action.EFFECT_CERTIFIED: gettext_lazy("Rechtsfolge bescheinigt"),
    Action.AUTHORITY_ASKED: gettext_lazy("Andere Stelle beteiligt"),
    Action.AUTHORITY_REACHED: gettext_lazy("Anfrage bei anderer Stelle eingegangen"),
    Action.AUTHORITY_REMINDED: gettext_lazy("Andere Stelle erinnert"),
    Action.AUTHORITY_ANSWERED: gettext_lazy("Stellungnahme eingegangen"),
    Action.AUTHORITY_ANSWERED_LATE: gettext_lazy("Stellungnahme verspätet eingegangen"),
    Action.AUTHORITY_SILENT: gettext_lazy("Andere Stelle hat sich nicht geäußert"),
    Action.AUTHORITY_WITHDRAWN: gettext_lazy("Anfrage an andere Stelle zurückgenommen"),
    Action.AUTHORITY_EXTENDED: gettext_lazy("Frist einer anderen Stelle verlängert"),
    Action.AUTHORITY_CODE: gettext_lazy("Zugangscode einer anderen Stelle geändert"),
    Action.CONSULTATION_COMPLETE: gettext_lazy("Beteiligung abgeschlossen"),
    Action.PARTY_ADDED: gettext_lazy("Beteiligte Person hinzugefügt"),
    Action.PARTY_ENDED: gettext_lazy("Beteiligung einer Person beendet"),
    Action.ENTERED_FOR: gettext_lazy("Für eine andere Person erfasst"),
    Action.FILED_BY_MANDATE: gettext_lazy("Mit Vollmacht gestellt"),
    Action.FILED_FOR_ORGANISATION: gettext_lazy("Für eine Organisation gestellt"),
    Action.MANDATE_ASKED_FOR: gettext_lazy("Nachweis der Vollmacht verlangt"),
    Action.MANDATE_OVER: gettext_lazy("Vollmacht beendet"),
    Action.DECISION_PROPOSED: gettext_lazy("Entscheidung zur Bestätigung vorgelegt"),
    Action.DECISION_RETURNED: gettext_lazy("Entscheidung zurückgegeben"),
    Action.FEE_PAID: gettext_lazy("Zahlung der Gebühr"),
    Action.CLOSED: gettext_lazy("Vorgang abgeschlossen"),
    Action.NOTICE_BEGUN: gettext_lazy("Bescheid entworfen"),
    Action.NOTICE_DISCARDED: gettext_lazy("Bescheidentwurf verworfen"),
    Action.NOTICE_SENT_ROUND: gettext_lazy("Bescheid zur Zeichnung gegeben"),
    Action.NOTICE_VOIDED: gettext_lazy("Bescheid geändert, Zeichnungen ungültig"),
    Action.NOTICE_COSIGNED: gettext_lazy("Bescheid mitgezeichnet"),
    Action.NOTICE_RETURNED: gettext_lazy("Bescheid mit Vermerk zurückgegeben"),
    Action.NOTICE_CALLED_BACK: gettext_lazy("Bescheid aus der Zeichnung zurückgeholt"),
    Action.NOTICE_SIGNED: gettext_lazy("Bescheid schlussgezeichnet"),
    Action.NOTICE_POSTED: gettext_lazy("Bescheid zur Post gegeben"),
    Action.NOTICE_PROVIDED: gettext_lazy("Bescheid zum Abruf bereitgestellt"),
    Action.NOTICE_RETRIEVED: gettext_lazy("Bescheid abgerufen"),
    Action.NOTICE_NOT_RETRIEVED: gettext_lazy("Bereitstellung des Bescheids beendet"),
    Action.NOTICE_CAME_BACK: gettext_lazy("Bescheid als Rückläufer zurückgekommen"),
    Action.NOTICE_NOT_POSTED: gettext_lazy("Versandvermerk zurückgenommen"),
    Action.NOTICE_RECEIVED: gettext_lazy("Zugang des Bescheids nachgewiesen"),
    Action.HINT_NOT_SENT: gettext_lazy("E-Mail-Hinweis noch nicht gesendet"),
    Action.REMEDY_LODGED: gettext_lazy("Rechtsbehelf eingelegt"),
    Action.CONSENTED: gettext_lazy("Abruf von Bescheiden gewünscht"),
    Action.CONSENT_WITHDRAWN: gettext_lazy("Abruf von Bescheiden nicht mehr gewünscht"),
}
