"""What may go wrong with files; each sentence says what to do."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ConflictError, ProductError


class PatternInvalidError(ProductError):
    """A pattern from which no numbers follow."""

    code = "pattern_invalid"
    user_message = gettext_lazy(
        "Dieses Muster ergibt keine Aktenzeichen. Es muss mit {number} enden, davor steht ein Zeichen, das keine "
        "Ziffer ist. Erlaubt sind außerdem {plan}, {year} und {year2}, zum Beispiel {plan}-{year}-{number:4}."
    )


class ReferenceTakenError(ConflictError):
    """A file with this reference is there, from elsewhere."""

    code = "reference_taken"
    user_message = gettext_lazy(
        "Das nächste Aktenzeichen nach diesem Muster ist schon vergeben. Ändern Sie im Aktenplan das Muster, dann legen "
        "Sie die Akte noch einmal an."
    )


class NodeClosedError(ProductError):
    """The node takes no new files."""

    code = "node_closed"
    user_message = gettext_lazy(
        "Diese Stelle des Aktenplans ist stillgelegt und nimmt nichts Neues auf. Bitte wählen Sie eine andere."
    )


class NodeInUseError(ProductError):
    """A node cannot be closed while a service files there, or nodes below it are open."""

    code = "node_in_use"
    user_message = gettext_lazy(
        "Hier legen noch Leistungen ihre Akten ab, oder es gibt offene Stellen darunter. Geben Sie den Leistungen erst "
        "eine andere Stelle und legen Sie die Stellen darunter still."
    )


class CodeTakenError(ConflictError):
    """A node with this code is there."""

    code = "code_taken"
    user_message = gettext_lazy(
        "Dieses Kennzeichen gibt es im Aktenplan schon. Bitte wählen Sie ein anderes."
    )


class EntryIncompleteError(ProductError):
    """Something that must be said was not."""

    code = "entry_incomplete"
    user_message = gettext_lazy("Bitte füllen Sie alle Felder aus, die nicht freiwillig sind.")


class FileClosedError(ProductError):
    """A closed file takes nothing new."""

    code = "file_closed"
    user_message = gettext_lazy(
        "Die Akte ist geschlossen (zu den Akten) und nimmt nichts mehr auf. Öffnen Sie sie wieder, wenn etwas dazukommt."
    )


class StillOpenError(ProductError):
    """A file cannot be closed: drafts, follow-ups or a circulation are open."""

    code = "still_open"
    user_message = gettext_lazy(
        "In der Akte ist noch etwas offen: ein Entwurf, eine Wiedervorlage oder eine Laufmappe. Schließen Sie das ab, "
        "dann schließen Sie die Akte."
    )


class DocumentFinalError(ProductError):
    """A final document never changes."""

    code = "document_final"
    user_message = gettext_lazy(
        "Das Dokument ist endgültig und ändert sich nicht mehr. Legen Sie ein neues Dokument an, das darauf verweist."
    )


class PurposeMissingError(ProductError):
    """Whoever looks into a file that is not theirs says what for."""

    code = "purpose_missing"
    user_message = gettext_lazy(
        "Diese Akte gehört zu einer anderen Stelle. Bitte nennen Sie den Zweck, zu dem Sie sie ansehen; er wird mit "
        "Ihrem Namen protokolliert."
    )


class UploadRefusedError(ProductError):
    """A file that is not taken; the sentence names it and says why."""

    code = "upload_refused"
    user_message = gettext_lazy("Diese Datei können wir nicht annehmen.")


class NotYourStepError(ConflictError):
    """Nobody asks the actor for this signature, or no more."""

    code = "not_your_step"
    user_message = gettext_lazy(
        "Dieser Schritt der Laufmappe wartet nicht auf Sie. Vielleicht wurde der Entwurf geändert oder zurückgegeben. "
        "Bitte laden Sie die Seite neu."
    )


class MailRefusedError(ProductError):
    """What was to be taken in is no e-mail, or one nobody can take apart."""

    code = "mail_refused"
    user_message = gettext_lazy(
        "Diese Datei ist keine E-Mail (.eml), oder sie lässt sich nicht lesen: Sie ist größer als 60 MB, hat mehr als "
        "500 Anlagen oder zu viele E-Mails ineinander. Speichern Sie die E-Mail in Ihrem Programm als .eml. Geht das "
        "nicht, laden Sie ihre Teile einzeln in die Akte."
    )


class QuarantineError(ProductError):
    """Nobody may open a content that no scanner has looked at, or that one found infected."""

    code = "quarantine"
    permanent = False
    user_message = gettext_lazy(
        "Das Dokument wird noch auf Schadsoftware geprüft, oder es wurde welche gefunden. Solange lässt es sich nicht "
        "öffnen. Versuchen Sie es in einigen Minuten noch einmal."
    )


class NotDisposableError(ProductError):
    """A file that is not due, is held, is in another run, or whose fate is not decided yet."""

    code = "not_disposable"
    user_message = gettext_lazy(
        "Eine der Akten lässt sich nicht aussondern: Ihre Frist läuft noch, sie ist gesperrt, hat eine Wiedervorlage oder "
        "ist schon in einer anderen Aussonderung. Im zweistufigen Verfahren muss der Aktenplan außerdem schon »Archivieren« "
        "oder »Vernichten« sagen."
    )


class DisposalStateError(ConflictError):
    """The run is not where this could be done."""

    code = "disposal_state"
    user_message = gettext_lazy(
        "Das geht in diesem Stand der Aussonderung nicht: Vorher fehlt ein Schritt, oder er ist schon getan, oder eine "
        "Sperre oder Wiedervorlage hält die Akten. Bitte laden Sie die Seite neu."
    )


class PackageRefusedError(ProductError):
    """A message or package of xdomea that cannot be taken."""

    code = "package_refused"
    user_message = gettext_lazy(
        "Diese Nachricht gehört nicht zu dieser Aussonderung oder ist eine andere, als hier erwartet wird. Es wurde "
        "nichts übernommen."
    )


class SecondPersonError(ProductError):
    """Whoever starts a destruction does not approve it."""

    code = "second_person"
    user_message = gettext_lazy(
        "Wer die Aussonderung begonnen hat, kann die Vernichtung nicht selbst freigeben. Bitte lassen Sie das eine zweite "
        "Person tun."
    )


class InspectionEmptyError(ProductError):
    """Nothing is left to be inspected."""

    code = "inspection_empty"
    user_message = gettext_lazy(
        "So bliebe nichts zum Einsehen: Alle Dokumente sind Entwürfe, haben keinen Inhalt oder sind ausgenommen."
    )


class WrittenElsewhereError(ConflictError):
    """A document that another room writes and finishes, such as a notice of a case."""

    code = "written_elsewhere"
    user_message = gettext_lazy(
        "Dieses Dokument ist ein Bescheid. Ändern und schlusszeichnen Sie ihn am Vorgang: Der Link »Bescheid öffnen« führt hin."
    )
