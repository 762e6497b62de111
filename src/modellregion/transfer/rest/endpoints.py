"""What the transfer says of its addresses for programs."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.http.endpoints import MUNICIPALITY, PACKAGE, Answer, Endpoint, Group, Parameter, Sent
from modellregion.kernel.http.programs import PROBLEM_TYPE, Problem
from modellregion.packages.api import Proposal
from modellregion.transfer.catalogue import Index
from modellregion.transfer.commands.send_proposal import ProposalAnswer
from modellregion.transfer.rest.catalogue import CHECKSUM_HEADER, QUERY
from modellregion.transfer.rest.proposals import CHECKSUM
from modellregion.transfer.sources import WITHDRAWN_HEADER
from modellregion.transfer.subscriptions.signing import SignedIndex

_STATE = ProposalAnswer(
    sha256="0f" * 32,
    state="open",
    received_at="2026-11-30T10:00:00Z",  # type: ignore[arg-type]  # as it is sent
    status=f"/paderborn/vorschlaege/{'0f' * 32}.json",
)
ENDPOINTS = (
    Endpoint(
        "catalogue_index",
        Group.CATALOGUE,
        gettext_lazy("Der Katalog"),
        gettext_lazy("Alle Leistungen, die hier veröffentlicht sind, und alle Rückrufe."),
        (Answer(200, gettext_lazy("Der Katalog."), content=Index),),
    ),
    Endpoint(
        "catalogue_signed_index",
        Group.CATALOGUE,
        gettext_lazy("Der Katalog, unterschrieben"),
        gettext_lazy(
            "Derselbe Katalog als Text, mit Ed25519 unterschrieben. Damit abonnieren ihn andere Installationen."
        ),
        (Answer(200, gettext_lazy("Der unterschriebene Katalog."), content=SignedIndex),),
    ),
    Endpoint(
        "catalogue_export",
        Group.CATALOGUE,
        gettext_lazy("Der Katalog als Tabelle"),
        gettext_lazy("Die Liste der Seite „Transferkatalog“, mit denselben Filtern."),
        (
            Answer(200, gettext_lazy("Die Tabelle."), "text/csv"),
            Answer(400, gettext_lazy("Eine Angabe ist nicht bekannt."), PROBLEM_TYPE, Problem),
        ),
        query=QUERY,
    ),
    Endpoint(
        "catalogue_bundle",
        Group.CATALOGUE,
        gettext_lazy("Ein Leistungspaket"),
        gettext_lazy("Die neueste veröffentlichte Fassung, versiegelt."),
        (
            Answer(
                200,
                gettext_lazy("Das Paket."),
                "application/zip",
                headers={
                    CHECKSUM_HEADER: gettext_lazy("Prüfsumme (SHA-256), wie sie auch im Katalog steht."),
                    WITHDRAWN_HEADER: gettext_lazy(
                        "Nur bei zurückgezogenen Fassungen: warum, in Prozent-Kodierung."
                    ),
                },
            ),
        ),
        path={"package": PACKAGE},
    ),
    Endpoint(
        "hand_in_proposal",
        Group.PROPOSALS,
        gettext_lazy("Einen Vorschlag einreichen"),
        gettext_lazy(
            "Ein unterschriebener Änderungsvorschlag zu einer Fassung, die hier veröffentlicht wurde. "
            "Zweimal senden schadet nicht."
        ),
        (
            Answer(201, gettext_lazy("Der Vorschlag ist da."), content=ProposalAnswer, example=_STATE),
            Answer(413, gettext_lazy("Mehr als 1 MB."), PROBLEM_TYPE, Problem),
            Answer(422, gettext_lazy("Das ist kein unversehrter Vorschlag."), PROBLEM_TYPE, Problem),
            Answer(
                404, gettext_lazy("Diese Fassung hat hier niemand veröffentlicht."), PROBLEM_TYPE, Problem
            ),
        ),
        "POST",
        sent=Sent(
            "application/json",
            gettext_lazy(
                "Der Vorschlag, wie ihn „modellregion package propose“ oder das Amt als Datei speichert."
            ),
            Proposal,
        ),
    ),
    Endpoint(
        "proposal_state",
        Group.PROPOSALS,
        gettext_lazy("Was aus einem Vorschlag wurde"),
        gettext_lazy("Wer die Prüfsumme kennt, erfährt den Stand. Nur Absender und Empfänger kennen sie."),
        (Answer(200, gettext_lazy("Der Stand."), content=ProposalAnswer, example=_STATE),),
        path={
            "slug": MUNICIPALITY,
            "sha256": Parameter(
                gettext_lazy("Die Prüfsumme (SHA-256) des Vorschlags."),
                "0f" * 32,
                {"pattern": CHECKSUM},
            ),
        },
    ),
)
