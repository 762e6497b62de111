"""Why a bundle is not taken."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ProductError


class BundleError(ProductError):
    """The file is no bundle, was changed, or is too large; the message is one sentence."""

    code = "bundle_refused"
    user_message = gettext_lazy(
        "Diese Datei ist kein unversehrtes Leistungspaket. Es wurde nichts übernommen."
    )


class UnknownPublisherError(ProductError):
    """Nobody here has agreed to take packages of this publisher; ``fingerprint`` is to be compared with theirs."""

    code = "publisher_unknown"
    user_message = gettext_lazy(
        "Dieser Herausgeber ist hier noch nicht bekannt. Vergleichen Sie seinen Schlüssel und stimmen Sie zu."
    )

    def __init__(self, publisher: str, fingerprint: str) -> None:
        """Say who publishes, and with which key."""
        super().__init__(
            f"{publisher} with the key {fingerprint} is not known here. Ask them for their fingerprint, compare, and agree."
        )
        self.publisher = publisher
        self.fingerprint = fingerprint


class ChangedPublisherError(UnknownPublisherError):
    """The publisher is known here, but with another key: a new key, or somebody else."""

    code = "publisher_changed"
    user_message = gettext_lazy(
        "Dieser Herausgeber ist hier mit einem anderen Schlüssel bekannt. Rufen Sie dort an, bevor Sie zustimmen."
    )
