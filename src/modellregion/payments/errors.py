"""What this room refuses, each with the sentence for the person."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ConflictError, ProductError


class PaymentsNotSetUpError(ProductError):
    """The municipality has named no bank account."""

    code = "payments_not_set_up"
    user_message = gettext_lazy("Diese Stelle hat noch keine Bankverbindung hinterlegt.")


class AmountInvalidError(ProductError):
    """An amount that is none, has parts of a cent, is not positive, or is larger than allowed."""

    code = "amount_invalid"
    user_message = gettext_lazy(
        "Den Betrag können wir nicht lesen. Bitte geben Sie ihn so ein: 26,00. Er muss größer als null sein."
    )


class AmountTooLargeError(ProductError):
    """More than is open, or more than was paid."""

    code = "amount_too_large"
    user_message = gettext_lazy("Der Betrag ist höher als das, was hier noch möglich ist.")


class ReasonMissingError(ProductError):
    """What is decided needs a reason."""

    code = "payment_reason_missing"
    user_message = gettext_lazy("Bitte schreiben Sie den Grund dazu. Er steht später in der Geschichte.")


class NothingToPayError(ConflictError):
    """The claim is settled already, from another tab or by another way."""

    code = "nothing_to_pay"
    user_message = gettext_lazy("Hier ist nichts mehr zu bezahlen.")


class AmountChangedError(ConflictError):
    """What is open is not what the page showed."""

    code = "amount_changed"
    user_message = gettext_lazy(
        "Der Betrag hat sich inzwischen geändert. Bitte sehen Sie ihn an und bezahlen Sie dann."
    )


class PaidTogetherError(ConflictError):
    """The claim is paid online right now, together with others or without some of those it is to be paid with."""

    code = "paid_together"
    user_message = gettext_lazy(
        "Für diese Gebühr läuft schon eine andere Online-Zahlung. Bitte beenden Sie diese zuerst: Bezahlen Sie auf der Seite des "
        "Bezahldienstes, oder brechen Sie dort ab."
    )


class BasketTooLargeError(ProductError):
    """More claims, or more euros, than one payment carries."""

    code = "basket_too_large"
    user_message = gettext_lazy(
        "Das ist zu viel für eine Zahlung. Bitte nehmen Sie etwas aus dem Warenkorb und bezahlen Sie es danach."
    )


class BeingPaidError(ConflictError):
    """A claim that is being paid is not taken out of the basket."""

    code = "basket_being_paid"
    user_message = gettext_lazy(
        "Für diese Gebühr läuft gerade eine Zahlung. Bezahlen Sie auf der Seite des Bezahldienstes, oder brechen Sie dort ab. "
        "Danach können Sie die Gebühr hier herausnehmen."
    )


class BasketChangedError(ConflictError):
    """Something in the basket was paid, is being paid otherwise, or has another amount than the page showed."""

    code = "basket_changed"
    user_message = gettext_lazy(
        "Seit Sie den Warenkorb angesehen haben, hat sich etwas geändert: Eine Gebühr ist inzwischen bezahlt, wird gerade anders "
        "bezahlt, oder ihr Betrag ist ein anderer. Es wurde nichts abgebucht. Bitte sehen Sie den neuen Stand an."
    )


class ProviderAwayError(ProductError):
    """The payment provider does not answer, or not in a way that can be used; nothing is lost."""

    code = "payment_provider_away"
    permanent = False
    user_message = gettext_lazy(
        "Der Bezahldienst antwortet gerade nicht. Es wurde nichts abgebucht und nichts ist verloren. Versuchen Sie es in "
        "einigen Minuten noch einmal, oder überweisen Sie den Betrag."
    )


class DayClosedError(ConflictError):
    """The day is closed already, or lies ahead."""

    code = "day_closed"
    user_message = gettext_lazy("Dieser Tag ist schon abgeschlossen oder liegt in der Zukunft.")


class StatementUnreadableError(ProductError):
    """The file is no account statement that can be taken in."""

    code = "statement_unreadable"
    user_message = gettext_lazy(
        "Diese Datei ist kein Kontoauszug, den wir lesen können. Bitte laden Sie eine Datei im Format camt.053 (XML) hoch."
    )


class ReferenceUnknownError(ProductError):
    """No claim has this reference."""

    code = "reference_unknown"
    user_message = gettext_lazy(
        "Zu diesem Kassenzeichen gibt es hier keine Forderung. Bitte prüfen Sie die Ziffern."
    )


class StatementKnownError(ConflictError):
    """The statement was taken in before."""

    code = "statement_known"
    user_message = gettext_lazy("Dieser Kontoauszug ist schon eingelesen.")


class NothingOverdueError(ConflictError):
    """None of the chosen claims can be reminded of or handed over (any more)."""

    code = "nothing_overdue"
    user_message = gettext_lazy(
        "Keine der gewählten Forderungen passt (mehr) dazu. Vielleicht ist sie inzwischen bezahlt, oder jemand anderes war "
        "schneller. Bitte laden Sie die Seite neu und wählen Sie noch einmal."
    )


class DebitsNotOfferedError(ProductError):
    """The municipality has no creditor identifier."""

    code = "debits_not_offered"
    user_message = gettext_lazy(
        "Diese Stelle zieht kein Geld per Lastschrift ein. Bitte bezahlen Sie anders."
    )


class HolderMissingError(ProductError):
    """The account's holder is missing, or has no letters that banks can read."""

    code = "debit_holder_missing"
    user_message = gettext_lazy(
        "Bitte geben Sie an, wem das Konto gehört. Banken lesen nur lateinische Buchstaben."
    )


class IbanInvalidError(ProductError):
    """What was typed is no IBAN."""

    code = "iban_invalid"
    user_message = gettext_lazy(
        "Diese IBAN stimmt nicht: Die Prüfziffern passen nicht zur Nummer. Bitte vergleichen Sie sie mit Ihrer Bankkarte."
    )


class IbanAbroadError(ProductError):
    """The account lies outside of the European Economic Area, where a debit needs more than an IBAN."""

    code = "iban_abroad"
    user_message = gettext_lazy(
        "Von einem Konto in diesem Land können wir nicht abbuchen. Möglich sind Konten in der Europäischen Union, Island, "
        "Liechtenstein und Norwegen."
    )


class ConsentMissingError(ProductError):
    """The mandate was not agreed to."""

    code = "mandate_consent_missing"
    user_message = gettext_lazy("Ohne Ihre Zustimmung buchen wir nichts ab. Bitte kreuzen Sie sie an.")


class MandateUnknownError(ProductError):
    """No mandate that can be used has this reference and this IBAN."""

    code = "mandate_unknown"
    user_message = gettext_lazy(
        "Mit diesen Angaben finden wir kein gültiges Mandat. Es kann auch widerrufen oder nach 36 Monaten verfallen sein. "
        "Geben Sie dann bitte ein neues."
    )


class DebitUnderWayError(ConflictError):
    """The claim is being debited, or paid online, right now."""

    code = "debit_under_way"
    user_message = gettext_lazy(
        "Für diese Forderung läuft schon eine Zahlung. Damit nichts doppelt abgebucht wird, geht gerade kein zweiter Weg."
    )


class NothingToCollectError(ConflictError):
    """None of the chosen debits can go to the bank (any more)."""

    code = "nothing_to_collect"
    user_message = gettext_lazy(
        "Keine der gewählten Lastschriften kann (noch) zur Bank. Vielleicht ist sie schon in einer Datei, widerrufen oder "
        "anders bezahlt. Bitte laden Sie die Seite neu und wählen Sie noch einmal."
    )


class PlanRunningError(ConflictError):
    """The claim has a plan, is being paid or debited, or is handed over to enforcement."""

    code = "plan_running"
    user_message = gettext_lazy(
        "Für diese Forderung gibt es schon einen Ratenplan, es läuft gerade eine Zahlung, oder sie ist an die Vollstreckung "
        "übergeben."
    )


class PlanMissingError(ConflictError):
    """No plan runs for the claim (any more)."""

    code = "plan_missing"
    user_message = gettext_lazy("Für diese Forderung läuft kein Ratenplan (mehr).")


class PlanDatesError(ProductError):
    """The days of a plan are none, do not ascend, begin before today, or are too few or too many."""

    code = "plan_dates"
    user_message = gettext_lazy(
        "Bitte prüfen Sie die Tage: mindestens 2 und höchstens 60 Raten, die erste heute oder später, jede nach der vorigen."
    )


class PlanSumError(ProductError):
    """The instalments of a plan do not add up to what is open."""

    code = "plan_sum"
    user_message = gettext_lazy(
        "Die Raten ergeben zusammen nicht genau den offenen Betrag, oder eine Rate ist null."
    )


class PaymentSettingsError(Exception):
    """Bank account or provider cannot be used as they are set; the message says what and why (for operators)."""
