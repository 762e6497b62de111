"""What the accounts say of their address for programs."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.http.endpoints import MUNICIPALITY, Answer, Endpoint, Group, Parameter

ENDPOINTS = (
    Endpoint(
        "account_metadata",
        Group.OPERATION,
        gettext_lazy("SAML-Metadaten"),
        gettext_lazy("Was ein Kontoanbieter (BundID, Mein Unternehmenskonto) über die Kommune wissen muss."),
        (Answer(200, gettext_lazy("Die Metadaten (XML)."), "application/samlmetadata+xml"),),
        path={
            "slug": MUNICIPALITY,
            "profile": Parameter(gettext_lazy("Der Kontoanbieter, etwa bundid oder muk."), "bundid"),
        },
    ),
)
