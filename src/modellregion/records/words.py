"""Words for codes that pages show."""

from django.utils.translation import gettext_lazy

from modellregion.records.commands.circulate import Order as StepOrder
from modellregion.records.commands.circulate import StepState
from modellregion.records.commands.open_file import Medium, PartKind
from modellregion.records.filing import Direction
from modellregion.records.queries import Order, Shown

LEVEL_NAMES = {
    0: gettext_lazy("Offen"),
    1: gettext_lazy("Nur für den Dienstgebrauch"),
    2: gettext_lazy("Vertraulich"),
    3: gettext_lazy("Geheim"),
    4: gettext_lazy("Streng geheim"),
}
DISPOSAL_NAMES = {
    "A": gettext_lazy("Archivieren"),
    "B": gettext_lazy("Vom Archiv bewerten lassen"),
    "V": gettext_lazy("Vernichten"),
}
MEDIUM_NAMES = {
    Medium.ELECTRONIC: gettext_lazy("Elektronisch"),
    Medium.HYBRID: gettext_lazy("Elektronisch und Papier (Hybridakte)"),
    Medium.PAPER: gettext_lazy("Papier"),
}
PART_NAMES = {
    PartKind.SUB_FILE: gettext_lazy("Teilakte"),
    PartKind.TRANSACTION: gettext_lazy("Vorgang"),
}
DIRECTION_NAMES = {
    Direction.IN: gettext_lazy("Eingang"),
    Direction.OUT: gettext_lazy("Ausgang"),
    Direction.INTERNAL: gettext_lazy("Intern"),
}
SHOWN_NAMES = {
    Shown.OPEN: gettext_lazy("Offen"),
    Shown.CLOSED: gettext_lazy("Geschlossen"),
    Shown.ALL: gettext_lazy("Alle"),
}
ORDER_NAMES = {
    Order.NEWEST: gettext_lazy("Neueste zuerst"),
    Order.OLDEST: gettext_lazy("Älteste zuerst"),
    Order.REFERENCE: gettext_lazy("Nach Aktenzeichen"),
}
STEP_ORDER_NAMES = {
    StepOrder.INFORM: gettext_lazy("Zur Kenntnis"),
    StepOrder.COSIGN: gettext_lazy("Mitzeichnung"),
    StepOrder.SIGN: gettext_lazy("Schlusszeichnung"),
}
STEP_STATE_NAMES = {
    StepState.WAITING: gettext_lazy("kommt noch"),
    StepState.CURRENT: gettext_lazy("liegt vor"),
    StepState.DONE: gettext_lazy("erledigt"),
    StepState.RETURNED: gettext_lazy("zurückgegeben"),
    StepState.SKIPPED: gettext_lazy("entfallen"),
    StepState.VOID: gettext_lazy("ungültig: der Entwurf wurde danach geändert"),
}
CIRCULATION_NAMES = {
    "running": gettext_lazy("läuft"),
    "done": gettext_lazy("abgeschlossen"),
    "returned": gettext_lazy("zurückgegeben"),
    "void": gettext_lazy("ungültig"),
    "withdrawn": gettext_lazy("zurückgezogen"),
}
NOTE_NAMES = {
    "encrypted": gettext_lazy("Die Datei hat ein Kennwort."),
    "xfa": gettext_lazy("Die Datei ist ein dynamisches Formular (XFA); es lässt sich nicht umwandeln."),
    "too_long": gettext_lazy("Die Datei ist dafür zu lang."),
    "damaged": gettext_lazy("Die Datei ist beschädigt."),
    "unsupported": gettext_lazy("Für dieses Format gibt es keine Umwandlung. Das Original bleibt erhalten."),
}
WHY_NAMES = {
    "reference": gettext_lazy("Das Aktenzeichen steht in der E-Mail."),
    "thread": gettext_lazy("Frühere E-Mails dieses Gesprächs liegen hier."),
    "sender": gettext_lazy("Von dieser Adresse liegt hier schon etwas."),
}
RIGHT_NAMES = {"see": gettext_lazy("Ansehen"), "work": gettext_lazy("Bearbeiten")}
RESULT_NAMES = {
    "certified": gettext_lazy("Bescheinigt"),
    "refused": gettext_lazy("Zurückgewiesen"),
    "withdrawn": gettext_lazy("Zurückgenommen"),
    "discontinued": gettext_lazy("Eingestellt"),
}
