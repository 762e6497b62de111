"""Errors of the cases' room."""

from typing import Self

from django.utils.translation import gettext, gettext_lazy

from modellregion.deadlines.api import DeadlineError
from modellregion.forms.api import Finding
from modellregion.kernel.errors import ConflictError, NotAllowedError, NotFoundError, ProductError
from modellregion.process.api import CommandRefusedError


class DraftNotFoundError(NotFoundError):
    """No draft has this code here: mistyped, deleted, expired, or another municipality's."""

    code = "draft_not_found"
    user_message = gettext_lazy(
        "Zu diesem Code gibt es hier keinen Antrag. Vielleicht ist er vertippt, abgelaufen oder gelöscht, oder er gehört zu "
        "einem anderen Ort."
    )


class ServiceNotOfferedError(NotFoundError):
    """The municipality does not offer this service."""

    code = "service_not_offered"
    user_message = gettext_lazy(
        "Diese Leistung gibt es hier noch nicht online. Bitte wenden Sie sich an das Amt."
    )


class ApplicationIncompleteError(ProductError):
    """The application cannot be filed yet; ``findings`` say what is missing."""

    code = "application_incomplete"
    user_message = gettext_lazy(
        "Es fehlen noch Angaben. Bitte sehen Sie die genannten Stellen noch einmal an."
    )

    def __init__(self, findings: list[Finding]) -> None:
        """Remember all findings."""
        super().__init__("; ".join(f"{finding.path}: {finding.rule}" for finding in findings))
        self.findings = findings


class IdentityNeededError(ProductError):
    """The service asks who applies, more surely than it is known (Vertrauensniveau)."""

    code = "identity_needed"
    user_message = gettext_lazy(
        "Für diese Leistung müssen wir sicher wissen, wer Sie sind. Bitte beginnen Sie den Antrag mit Ihrem Konto."
    )


class NotYourTurnError(ConflictError):
    """The case has moved on: what was asked for is not possible in its present state."""

    code = "not_your_turn"
    user_message = gettext_lazy(
        "Der Vorgang ist inzwischen in einem anderen Stand. Bitte laden Sie die Seite neu und sehen Sie im Verlauf nach."
    )


class AnswersUnreadableError(ProductError):
    """Answers given as data have not the types of their fields; the detail says which."""

    code = "answers_unreadable"
    user_message = gettext_lazy("Die Angaben haben nicht die Form, die dieser Antrag braucht.")


class ReasonMissingError(ProductError):
    """The action needs a reason in words."""

    code = "reason_missing"
    user_message = gettext_lazy("Bitte geben Sie eine Begründung an. Sie wird im Verlauf festgehalten.")


_REFUSALS = {
    "no_target": gettext_lazy(
        "Zu diesem Schritt kann ein Ablauf nicht springen. Bitte wählen Sie einen anderen."
    ),
    "unknown_node": gettext_lazy("Diesen Schritt hat der Ablauf nicht. Bitte wählen Sie einen anderen."),
    "other_scope": gettext_lazy(
        "Dieser Schritt liegt in einem anderen Teilablauf. Bitte wählen Sie einen anderen."
    ),
    "inside_repetition": gettext_lazy(
        "Eine einzelne Wiederholung kann den Schritt nicht verlassen. Bitte bewegen Sie den ganzen Schritt."
    ),
    "no_way_out": gettext_lazy(
        "Danach käme der Ablauf nie mehr ans Ende. Bitte wählen Sie einen anderen Schritt."
    ),
    "not_skippable": gettext_lazy(
        "Hier gibt es nichts zu überspringen. Wiederholen Sie den Schritt, oder wechseln Sie zu einem anderen."
    ),
    "no_value": gettext_lazy(
        "Für diesen Schritt fehlt dem Ablauf eine Angabe. Bitte wählen Sie einen anderen."
    ),
}


class StepRefusedError(ConflictError):
    """The process cannot do what is asked; nothing was changed."""

    code = "step_refused"
    user_message = gettext_lazy(
        "Das lässt der Ablauf nicht zu. Bitte laden Sie die Seite neu und sehen Sie nach, wo der Vorgang steht."
    )

    def __init__(self, refused: CommandRefusedError) -> None:
        """Say why in the clerk's words."""
        super().__init__(f"{refused.code}: {refused}", user_message=_REFUSALS.get(refused.code))


class NameMissingError(ProductError):
    """Something is to be kept without a name."""

    code = "name_missing"
    user_message = gettext_lazy("Bitte geben Sie einen Namen ein.")


class NothingChosenError(ProductError):
    """A bulk action without a case."""

    code = "nothing_chosen"
    user_message = gettext_lazy("Bitte wählen Sie mindestens einen Vorgang aus.")


class TooManyCasesError(ProductError):
    """A bulk action for more cases than a person can have looked at."""

    code = "too_many_cases"
    user_message = gettext_lazy("Es gehen höchstens 200 Vorgänge auf einmal.")


class NoWordsChosenError(ProductError):
    """No entry was chosen whose words are still there."""

    code = "no_words_chosen"
    user_message = gettext_lazy("Bitte wählen Sie mindestens einen Eintrag aus, dessen Worte noch da sind.")


class StepOfOthersError(NotAllowedError):
    """The process gives this step to a role that the actor has not (Rolle im Ablauf)."""

    code = "step_of_others"
    user_message = gettext_lazy(
        "Diesen Schritt macht die Teamleitung. Sie können den Vorgang an sie abgeben oder ihr eine Aufgabe stellen."
    )


class ClockRefusedError(ConflictError):
    """The law does not allow what was to be done to a statutory clock; the sentence names the norm."""

    code = "clock_refused"
    user_message = gettext_lazy(
        "Das lässt die Frist nicht zu. Bitte laden Sie die Seite neu und sehen Sie nach, wie sie steht."
    )

    @classmethod
    def because(cls, refused: DeadlineError, language: str) -> Self:
        """Say it in the words of the law's room."""
        return cls(str(refused), user_message=refused.en if language == "en" else refused.de)

    @classmethod
    def after_effect(cls, norm: str) -> Self:
        """Say that the effect of a period has occurred."""
        sentence = gettext(
            "Die Frist nach %(norm)s ist abgelaufen; ihre Wirkung ist kraft Gesetzes eingetreten. Ändern lässt sich das nur "
            "noch durch einen neuen Bescheid."
        )
        return cls(f"effect of {norm}", user_message=sentence % {"norm": norm})
