"""What the cases say of their address for programs."""

from django.utils.translation import gettext_lazy

from modellregion.journal.api import Receipt
from modellregion.kernel.http.endpoints import MUNICIPALITY, Answer, Endpoint, Group, Parameter

ENDPOINTS = (
    Endpoint(
        "receipt_file",
        Group.PROOFS,
        gettext_lazy("Der Beleg eines Antrags"),
        gettext_lazy(
            "Der Eintrag des Antrags im Journal, mit dem Nachweis, dass er darin steht. Er lässt sich ohne uns prüfen."
        ),
        (Answer(200, gettext_lazy("Der Beleg."), content=Receipt),),
        path={
            "slug": MUNICIPALITY,
            "code": Parameter(
                gettext_lazy("Der Zugangscode des Vorgangs. Er ist geheim."), "ABCD-EFGH-JKMN-PQRS"
            ),
        },
    ),
)
