"""What the portal says of its addresses for programs: the journal for whoever checks it, and whether the web process lives."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.http.endpoints import MUNICIPALITY, Answer, Endpoint, Group, Sent

_TEXT = "text/plain"
_PATH = {"slug": MUNICIPALITY}
ENDPOINTS = (
    Endpoint(
        "journal_key",
        Group.PROOFS,
        gettext_lazy("Schlüssel des Journals"),
        gettext_lazy(
            "Die öffentlichen Schlüssel, einer in jeder Zeile, der aktuelle zuerst (c2sp.org/signed-note)."
        ),
        (Answer(200, gettext_lazy("Die Schlüssel."), _TEXT),),
        path=_PATH,
    ),
    Endpoint(
        "journal_checkpoint",
        Group.PROOFS,
        gettext_lazy("Stand des Journals"),
        gettext_lazy(
            "Der neueste unterschriebene Stand, mit den Unterschriften der Zeugen (c2sp.org/tlog-checkpoint)."
        ),
        (Answer(200, gettext_lazy("Der Stand."), _TEXT),),
        path=_PATH,
    ),
    Endpoint(
        "add_checkpoint",
        Group.PROOFS,
        gettext_lazy("Einen fremden Stand bezeugen"),
        gettext_lazy(
            "Die Kommune unterschreibt als Zeugin den Stand eines anderen Journals, wenn er den letzten fortsetzt "
            "(c2sp.org/tlog-witness)."
        ),
        (
            Answer(200, gettext_lazy("Die Unterschrift."), _TEXT),
            Answer(400, gettext_lazy("Das ist keine Anfrage an einen Zeugen."), _TEXT),
            Answer(403, gettext_lazy("Die Unterschrift passt nicht."), _TEXT),
            Answer(404, gettext_lazy("Dieses Journal wird hier nicht bezeugt."), _TEXT),
            Answer(409, gettext_lazy("Die Größe, die hier zuletzt bezeugt wurde."), "text/x.tlog.size"),
            Answer(422, gettext_lazy("Der Stand setzt den letzten nicht fort."), _TEXT),
        ),
        "POST",
        path=_PATH,
        sent=Sent(
            _TEXT,
            gettext_lazy("Der alte Stand, der Nachweis und der neue Stand."),
            example="old 0\n\nexample.org/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— example.org/log AAAA\n",
        ),
    ),
    Endpoint(
        "health",
        Group.OPERATION,
        gettext_lazy("Lebenszeichen"),
        gettext_lazy("Sagt „ok“, solange der Webserver läuft. Für die Überwachung."),
        (Answer(200, gettext_lazy("Er läuft."), _TEXT),),
    ),
)
