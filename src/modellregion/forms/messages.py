"""The sentences of the check: what is wrong and what to do, for each rule, in each language.

``{label}`` is the field's label; the other names come with the problem.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """What a kind of field found wrong: the rule, the part of the input it concerns, and the rule's values."""

    rule: str
    part: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


SENTENCES: dict[str, tuple[str, str]] = {
    "required": ("Bitte füllen Sie „{label}“ aus.", "Please fill in “{label}”."),
    "required_choice": (
        "Bitte wählen Sie bei „{label}“ etwas aus.",
        "Please choose something for “{label}”.",
    ),
    "required_upload": (
        "Bitte laden Sie bei „{label}“ eine Datei hoch.",
        "Please upload a file for “{label}”.",
    ),
    "required_part": ("Bitte ergänzen Sie bei „{label}“: {part}.", "Please complete “{label}”: {part}."),
    "unfinished": (
        "Bei „{label}“ steht noch etwas, das wir nicht lesen konnten. Bitte sehen Sie dort noch einmal nach.",
        "“{label}” still holds something we could not read. Please look there once more.",
    ),
    "unknown_field": (
        "Das Feld „{label}“ gibt es in diesem Formular nicht.",
        "This form has no field “{label}”.",
    ),
    "wrong_type": (
        "Die Angabe bei „{label}“ hat nicht die richtige Form. Bitte geben Sie sie noch einmal ein.",
        "The entry for “{label}” does not have the right form. Please enter it again.",
    ),
    "too_long": (
        "„{label}“ ist zu lang: {length} Zeichen. Möglich sind höchstens {max}. Bitte kürzen Sie den Text.",
        "“{label}” is too long: {length} characters. At most {max} are possible. Please shorten the text.",
    ),
    "too_short": (
        "„{label}“ ist zu kurz. Bitte geben Sie mindestens {min} Zeichen ein.",
        "“{label}” is too short. Please enter at least {min} characters.",
    ),
    "foreign_character": (
        "Das Zeichen „{character}“ bei „{label}“ können wir nicht verarbeiten. Bitte lassen Sie es weg.",
        "We cannot process the character “{character}” in “{label}”. Please leave it out.",
    ),
    "invisible_character": (
        (
            "Bei „{label}“ ist ein unsichtbares Sonderzeichen ({character}) enthalten, zum Beispiel durch Kopieren. "
            "Bitte tippen Sie den Text neu ein."
        ),
        (
            "“{label}” contains an invisible special character ({character}), for example from copying. "
            "Please type the text again."
        ),
    ),
    "digit_in_name": (
        "Bei „{label}“ steht eine Ziffer. Namen haben keine Ziffern; bitte prüfen Sie die Angabe.",
        "“{label}” contains a digit. Names have no digits; please check the entry.",
    ),
    "not_a_number": (
        "Bitte geben Sie bei „{label}“ nur eine Zahl ein, zum Beispiel {example}.",
        "Please enter only a number for “{label}”, for example {example}.",
    ),
    "not_whole": (
        "Bitte geben Sie bei „{label}“ eine ganze Zahl ein, ohne Komma, zum Beispiel 3.",
        "Please enter a whole number for “{label}”, without decimals, for example 3.",
    ),
    "too_small": ("„{label}“ muss mindestens {min} sein.", "“{label}” must be at least {min}."),
    "too_large": ("„{label}“ darf höchstens {max} sein.", "“{label}” must be at most {max}."),
    "too_many_decimals": (
        "Bitte geben Sie bei „{label}“ höchstens {max} Stellen nach dem Komma an.",
        "Please give at most {max} decimal places for “{label}”.",
    ),
    "date_incomplete": (
        "Bitte geben Sie bei „{label}“ Tag, Monat und Jahr an.",
        "Please give day, month and year for “{label}”.",
    ),
    "date_unreadable": (
        "Bitte geben Sie bei „{label}“ das Datum in Ziffern ein, zum Beispiel 27 3 2026.",
        "Please enter the date for “{label}” in digits, for example 27 3 2026.",
    ),
    "date_month": (
        "Einen {month}. Monat gibt es nicht. Bitte prüfen Sie „{label}“: Der Monat ist eine Zahl von 1 bis 12.",
        "There is no month {month}. Please check “{label}”: the month is a number from 1 to 12.",
    ),
    "date_year_missing": (
        "Bitte geben Sie bei „{label}“ mindestens das Jahr an.",
        "Please give at least the year for “{label}”.",
    ),
    "date_year_short": (
        "Bitte geben Sie bei „{label}“ das Jahr mit vier Ziffern an, zum Beispiel 1980.",
        "Please give the year for “{label}” with four digits, for example 1980.",
    ),
    "date_impossible": (
        "Den {day}. {month_name} {year} gibt es nicht. Bitte prüfen Sie „{label}“.",
        "There is no {day} {month_name} {year}. Please check “{label}”.",
    ),
    "date_day_without_month": (
        "Bitte geben Sie bei „{label}“ auch den Monat an.",
        "Please also give the month for “{label}”.",
    ),
    "date_in_future": (
        "„{label}“ darf nicht in der Zukunft liegen.",
        "“{label}” must not lie in the future.",
    ),
    "date_too_early": ("„{label}“ darf nicht vor dem {min} liegen.", "“{label}” must not be before {min}."),
    "date_too_late": ("„{label}“ darf nicht nach dem {max} liegen.", "“{label}” must not be after {max}."),
    "unknown_choice": (
        "Die Auswahl bei „{label}“ gibt es nicht. Bitte wählen Sie aus der Liste.",
        "This choice does not exist for “{label}”. Please choose from the list.",
    ),
    "too_few_choices": (
        "Bitte wählen Sie bei „{label}“ mindestens {min} Möglichkeiten aus.",
        "Please choose at least {min} options for “{label}”.",
    ),
    "too_many_choices": (
        "Bitte wählen Sie bei „{label}“ höchstens {max} Möglichkeiten aus.",
        "Please choose at most {max} options for “{label}”.",
    ),
    "postcode": (
        "Die Postleitzahl hat in Deutschland fünf Ziffern, zum Beispiel 33098.",
        "A German postcode has five digits, for example 33098.",
    ),
    "house_number": (
        "Die Hausnummer beginnt mit einer Ziffer, zum Beispiel 12, 12a oder 100-102. Gibt es keine, lassen Sie das Feld leer.",
        "A house number begins with a digit, for example 12, 12a or 100-102. If there is none, leave the field empty.",
    ),
    "iban_form": (
        "Die IBAN besteht aus zwei Buchstaben und dann Ziffern, in Deutschland zusammen 22 Zeichen.",
        "An IBAN has two letters and then digits, 22 characters in all in Germany.",
    ),
    "iban_length": (
        "Diese IBAN hat {length} Zeichen; für {country} müssen es {expected} sein.",
        "This IBAN has {length} characters; for {country} there must be {expected}.",
    ),
    "iban_checksum": (
        "Diese IBAN stimmt nicht: Die Prüfziffern passen nicht. Bitte vergleichen Sie sie mit Ihrer Bankkarte.",
        "This IBAN is wrong: its check digits do not fit. Please compare it with your bank card.",
    ),
    "email": (
        "Bitte prüfen Sie die E-Mail-Adresse. Sie sieht so aus: name@beispiel.de",
        "Please check the e-mail address. It looks like this: name@example.org",
    ),
    "phone": (
        "Bitte prüfen Sie die Telefonnummer. Sie besteht aus Ziffern, zum Beispiel 05251 123456.",
        "Please check the phone number. It consists of digits, for example 05251 123456.",
    ),
    "web": (
        "Bitte prüfen Sie die Internet-Adresse. Sie sieht so aus: www.beispiel.de",
        "Please check the web address. It looks like this: www.example.org",
    ),
    "too_few_items": (
        "Bei „{label}“ fehlt noch etwas. Bitte fügen Sie mindestens {min} Einträge hinzu.",
        "Something is still missing at “{label}”. Please add at least {min} entries.",
    ),
    "too_many_items": (
        "Bei „{label}“ sind höchstens {max} Einträge möglich. Bitte entfernen Sie die übrigen.",
        "At most {max} entries are possible at “{label}”. Please remove the others.",
    ),
    "upload_empty": (
        "Die Datei „{name}“ ist leer. Bitte wählen Sie die richtige Datei.",
        "The file “{name}” is empty. Please choose the right file.",
    ),
    "upload_too_large": (
        "Die Datei „{name}“ ist {size} groß. Möglich sind höchstens {max}. Bitte verkleinern Sie sie.",
        "The file “{name}” has {size}. At most {max} are possible. Please make it smaller.",
    ),
    "upload_kind": (
        (
            "Die Datei „{name}“ ist keine PDF-, PNG- oder JPEG-Datei, auch wenn ihr Name so aussieht. "
            "Bitte wandeln Sie sie um, zum Beispiel mit „Drucken als PDF“."
        ),
        (
            "The file “{name}” is not a PDF, PNG or JPEG file, even if its name looks like one. "
            "Please convert it, for example with “print to PDF”."
        ),
    ),
    "upload_damaged": (
        "Die Datei „{name}“ lässt sich nicht öffnen. Sie ist beschädigt oder mit einem Passwort geschützt.",
        "The file “{name}” cannot be opened. It is damaged or protected by a password.",
    ),
    "upload_pages": (
        "Die Datei „{name}“ hat {pages} Seiten. Möglich sind höchstens {max}. Bitte wählen Sie die nötigen Seiten aus.",
        "The file “{name}” has {pages} pages. At most {max} are possible. Please choose the pages that are needed.",
    ),
    "upload_infected": (
        "In der Datei „{name}“ wurde Schadsoftware gefunden. Sie wurde nicht übernommen. Bitte prüfen Sie Ihr Gerät.",
        "Malware was found in the file “{name}”. It was not taken. Please check your device.",
    ),
    "upload_too_many": (
        "Bei „{label}“ sind höchstens {max} Dateien möglich. „{name}“ wurde nicht übernommen.",
        "At most {max} files are possible for “{label}”. “{name}” was not taken.",
    ),
}

# The same when the number is one.
SENTENCES_FOR_ONE: dict[str, tuple[str, str]] = {
    "too_few_items": (
        "Bei „{label}“ fehlt noch etwas. Bitte fügen Sie mindestens einen Eintrag hinzu.",
        "Something is still missing at “{label}”. Please add at least one entry.",
    ),
    "too_many_items": (
        "Bei „{label}“ ist nur ein Eintrag möglich. Bitte entfernen Sie die übrigen.",
        "Only one entry is possible at “{label}”. Please remove the others.",
    ),
    "too_few_choices": (
        "Bitte wählen Sie bei „{label}“ mindestens eine Möglichkeit aus.",
        "Please choose at least one option for “{label}”.",
    ),
    "too_many_choices": (
        "Bitte wählen Sie bei „{label}“ nur eine Möglichkeit aus.",
        "Please choose only one option for “{label}”.",
    ),
    "too_many_decimals": (
        "Bitte geben Sie bei „{label}“ höchstens eine Stelle nach dem Komma an.",
        "Please give at most one decimal place for “{label}”.",
    ),
    "upload_pages": (
        "Die Datei „{name}“ hat {pages} Seiten. Möglich ist nur eine. Bitte wählen Sie die nötige Seite aus.",
        "The file “{name}” has {pages} pages. Only one is possible. Please choose the page that is needed.",
    ),
    "upload_too_many": (
        "Bei „{label}“ ist nur eine Datei möglich. „{name}“ wurde nicht übernommen.",
        "Only one file is possible for “{label}”. “{name}” was not taken.",
    ),
}


def sentence(problem: Problem, *, label: str, language: str) -> str:
    """Return the sentence for a problem, with the field's label in it."""
    is_one = problem.rule in SENTENCES_FOR_ONE and 1 in {problem.values.get("min"), problem.values.get("max")}
    german, english = (SENTENCES_FOR_ONE if is_one else SENTENCES)[problem.rule]
    pattern = english if language == "en" else german
    values = {name: _in_language(value, language) for name, value in problem.values.items()}
    return pattern.format(**{"label": label, **values})


def _in_language(value: object, language: str) -> object:
    """Return the half of a pair (German, English) that the language needs, or the value itself."""
    if isinstance(value, tuple) and len(value) == 2:
        return value[1 if language == "en" else 0]
    return value
