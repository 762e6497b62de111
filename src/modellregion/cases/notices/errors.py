"""Errors of notices."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ConflictError, ProductError


class DraftChangedError(ConflictError):
    """Somebody else saved the draft meanwhile; the page shows both texts."""

    code = "draft_changed"
    user_message = gettext_lazy(
        "Jemand anderes hat diesen Text inzwischen geändert. Beide Fassungen stehen unten; Ihre ist noch nicht gespeichert."
    )


class NoticeNotReadyError(ProductError):
    """Something is missing before the draft can be signed; ``sentences`` say what."""

    code = "notice_not_ready"
    user_message = gettext_lazy("Der Bescheid ist noch nicht vollständig.")

    def __init__(self, sentences: Sequence[str]) -> None:
        """Say all that is missing."""
        super().__init__(f"{len(sentences)} things are missing", user_message=" ".join(sentences))
        self.sentences = tuple(sentences)


class NoticeClosedError(ConflictError):
    """The notice is in another state: signed, discarded, or circulating."""

    code = "notice_closed"
    user_message = gettext_lazy(
        "Der Bescheid ist inzwischen in einem anderen Stand. Bitte laden Sie die Seite neu."
    )


class SignerMissingError(ProductError):
    """Nobody is named who may sign finally."""

    code = "signer_missing"
    user_message = gettext_lazy(
        "Bitte wählen Sie, wer schlusszeichnet. Zur Wahl stehen nur Personen, die das dürfen."
    )


class FourEyesError(ConflictError):
    """Whoever wrote the draft may not sign it."""

    code = "four_eyes"
    user_message = gettext_lazy(
        "Diesen Bescheid muss eine zweite Person schlusszeichnen: Sie haben ihn zuletzt geändert oder in Umlauf gegeben."
    )


class TemplateBrokenError(ProductError):
    """The template of the package does not compile with this case's data."""

    code = "template_broken"

    def __init__(self, said: str) -> None:
        """Say what Typst says, in one line."""
        line = next((part.strip() for part in said.splitlines() if part.strip()), "")
        super().__init__(line)
        self.user_message = gettext_lazy(
            "Die Vorlage dieses Bescheids passt nicht zu diesem Vorgang. Ihr Text ist gespeichert. Bitte melden Sie der "
            "Leistungsverantwortung: "
        ) + line[:300]  # fmt: skip


class NoLetterChosenError(ProductError):
    """Letters are to be printed or noted together, but none is chosen."""

    code = "no_letter_chosen"
    user_message = gettext_lazy("Bitte wählen Sie mindestens einen Brief aus.")


class AlreadyNotifiedError(ProductError):
    """The posting of a letter is to be taken back, but the notice counts as notified already."""

    code = "already_notified"
    user_message = gettext_lazy(
        "Mindestens einer der Bescheide gilt schon als bekannt gegeben. Der Vermerk bleibt; kam der Brief nicht an, vermerken Sie das am Bescheid."
    )


class DayImpossibleError(ProductError):
    """A day that was entered cannot be: in the future, or before the notice was signed or sent."""

    code = "day_impossible"
    user_message = gettext_lazy(
        "Dieser Tag kann nicht stimmen. Er darf nicht in der Zukunft liegen und nicht vor dem Schritt davor."
    )


class AddressMissingError(ProductError):
    """A letter without an address that fits the window."""

    code = "address_missing"
    user_message = gettext_lazy(
        "Für einen Brief fehlt die Anschrift: mindestens Name, Straße und Ort, höchstens sechs Zeilen."
    )


class EmailInvalidError(ProductError):
    """What was typed is no e-mail address."""

    code = "email_invalid"
    user_message = gettext_lazy(
        "Das ist keine E-Mail-Adresse. Sie sieht zum Beispiel so aus: name@beispiel.de"
    )


class ConsentMissingError(ProductError):
    """The box that says yes was not ticked."""

    code = "consent_missing"
    user_message = gettext_lazy("Bitte bestätigen Sie, dass Sie Bescheide auf dieser Seite abrufen möchten.")


class ModuleIncompleteError(ProductError):
    """A text module without title or text, or with a name already taken."""

    code = "module_incomplete"
    user_message = gettext_lazy(
        "Ein Textbaustein braucht einen Namen, den es noch nicht gibt, und einen Text von höchstens 5.000 Zeichen."
    )


class NoticeUnderWayError(ConflictError):
    """A case cannot be closed while one of its notices is a draft or on its way."""

    code = "notice_under_way"
    user_message = gettext_lazy(
        "Ein Bescheid dieses Vorgangs ist noch Entwurf oder noch nicht bekannt gegeben. Stellen Sie ihn erst zu, oder verwerfen "
        "Sie den Entwurf."
    )
