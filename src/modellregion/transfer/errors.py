"""Errors of the transfer."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ConflictError, NotFoundError, ProductError


class NotAdoptedError(NotFoundError):
    """The municipality does not run this package."""

    code = "package_not_adopted"
    user_message = gettext_lazy("Diese Leistung ist hier nicht eingeführt. Führen Sie sie zuerst ein.")


class SlotsOpenError(ProductError):
    """The municipality has not named everything that the package needs; ``slots`` are the open ones' labels."""

    code = "slots_open"
    user_message = gettext_lazy("Es fehlen noch Festlegungen. Bitte beantworten Sie die offenen Fragen.")

    def __init__(self, slots: list[str]) -> None:
        """Remember what is open."""
        super().__init__(f"Not decided yet: {', '.join(slots)}.")
        self.slots = slots


class ChangeRefusedError(ProductError):
    """A change is not allowed or does not work; ``sentences`` say why."""

    code = "change_refused"
    user_message = gettext_lazy("Diese Anpassung ist so nicht möglich.")

    def __init__(self, sentences: list[str]) -> None:
        """Remember why."""
        super().__init__(" ".join(sentences), user_message=" ".join(sentences))
        self.sentences = sentences


class UpgradeOpenError(ConflictError):
    """An upgrade cannot go live: conflicts are open, or something fails; ``sentences`` say what."""

    code = "upgrade_open"
    user_message = gettext_lazy("Die neue Version kann noch nicht in Betrieb gehen.")

    def __init__(self, sentences: list[str]) -> None:
        """Remember what is open."""
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class NothingToRollBackError(ConflictError):
    """There was no earlier version here."""

    code = "nothing_to_roll_back"
    user_message = gettext_lazy("Es gibt hier keine frühere Version, zu der Sie zurückkehren könnten.")


class ReasonMissingError(ProductError):
    """An adaptation needs a reason, so that the successor knows why it is there."""

    code = "change_reason_missing"
    user_message = gettext_lazy(
        "Bitte sagen Sie, warum Sie das anpassen. Ihre Nachfolge muss es später verstehen."
    )
