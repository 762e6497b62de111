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


class WithdrawalIncompleteError(ProductError):
    """A withdrawal without reason, law, or a successor that can be had."""

    code = "withdrawal_incomplete"
    user_message = gettext_lazy("Bitte nennen Sie Grund und Rechtsgrundlage des Rückrufs.")


class WithdrawnVersionError(ProductError):
    """The version was withdrawn by its publisher; whoever takes it all the same must say so."""

    code = "version_withdrawn"
    user_message = gettext_lazy(
        "Diese Version wurde vom Herausgeber zurückgezogen. Übernehmen Sie sie nur, wenn Sie das ausdrücklich wollen."
    )

    def __init__(self, sentence: str) -> None:
        """Remember what the publisher said."""
        super().__init__(sentence)
        self.sentence = sentence


class SubscriptionError(ProductError):
    """A catalogue cannot be subscribed to or pulled; the message says why."""

    code = "subscription_failed"
    user_message = gettext_lazy("Der Katalog ist dort nicht zu bekommen.")


class UnknownCatalogueError(SubscriptionError):
    """Nobody here has agreed to the key with which a catalogue is signed; ``fingerprint`` is to be compared."""

    code = "catalogue_unknown"
    user_message = gettext_lazy(
        "Vergleichen Sie den Schlüssel des Katalogs mit dem Betreiber und stimmen Sie zu."
    )

    def __init__(self, address: str, fingerprint: str, *, has_changed: bool = False) -> None:
        """Say whose catalogue, and with which key."""
        what = (
            "is signed with another key than before"
            if has_changed
            else "is signed with a key nobody here knows"
        )
        super().__init__(
            f"The catalogue of {address} {what}: {fingerprint}. Ask its operator for the fingerprint, compare, and agree."
        )
        self.fingerprint = fingerprint
