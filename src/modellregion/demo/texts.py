"""What offices and applicants write to each other in the demo."""

QUESTIONS = (
    "Bitte senden Sie uns eine Kopie Ihrer Handwerkskarte oder den Antrag bei der Handwerkskammer.",
    "Wie viele Menschen arbeiten in Teilzeit mit? Im Antrag stehen zwei verschiedene Angaben.",
    "Bitte beschreiben Sie die Tätigkeit etwas genauer. Verkaufen Sie auch an andere Betriebe?",
    "Für die Tätigkeit brauchen Sie eine Erlaubnis. Haben Sie sie schon beantragt?",
)
ANSWERS = (
    "Guten Tag, die Unterlagen habe ich beantragt, sie kommen mit der Post.",
    "Es arbeitet eine Person in Teilzeit mit, die andere Angabe war ein Versehen.",
    "Ich verkaufe nur an Privatleute, vor allem über das Internet.",
)
REASONS = (
    "Die Tätigkeit ist ein freier Beruf und muss nicht angezeigt werden.",
    "Der Betrieb liegt nicht in unserem Gebiet. Bitte wenden Sie sich an das zuständige Gewerbeamt.",
)
