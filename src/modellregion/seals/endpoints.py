"""What the seals say of their address for programs."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.http.endpoints import MUNICIPALITY, Answer, Endpoint, Group

ENDPOINTS = (
    Endpoint(
        "seal_certificates",
        Group.PROOFS,
        gettext_lazy("Zertifikate des Siegels"),
        gettext_lazy(
            "Alle Zertifikate, mit denen die Kommune siegelt oder gesiegelt hat, das aktuelle zuerst."
        ),
        (Answer(200, gettext_lazy("Die Zertifikate (PEM)."), "application/x-pem-file"),),
        path={"slug": MUNICIPALITY},
    ),
)
