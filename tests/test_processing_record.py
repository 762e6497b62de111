"""The record of processing activities names, of every service a municipality runs, all that Art. 30 Abs. 1 GDPR asks for."""

import pytest

from modellregion.kernel.errors import NotAllowedError
from modellregion.packages.api import installed_services
from modellregion.transfer.api import processing_record
from tests.support.people import staff

pytestmark = pytest.mark.django_db


def test_every_service_has_its_chapter_with_all_that_the_law_asks_for() -> None:
    manager = staff("gerda.leistung")
    text = processing_record(manager)
    assert text.startswith("# Verzeichnis von Verarbeitungstätigkeiten\n\nVerantwortlich: Stadt Paderborn")
    services = installed_services(manager.municipality)
    assert text.count("\n## ") == len(services) > 1
    chapter = text.partition("## Gewerbe anmelden\n")[2].partition("\n## ")[0]
    for words in (
        "**Zwecke der Verarbeitung:** Entgegennahme der Gewerbe-Anmeldung",  # Art. 30 Abs. 1 lit. b
        "**Betroffene Personen:** Gewerbetreibende",  # lit. c
        "**Kategorien von Daten:** Angaben des Vordrucks GewA 1",
        "**Kategorien von Empfängern:** Die Stellen nach § 14 Abs. 8 GewO",  # lit. d
        "**Löschfristen:** Zehn Jahre",  # lit. f
        "**Technische und organisatorische Maßnahmen:** Verschlüsselte Übertragung",  # lit. g
        "**Aufbewahrung:** 10 Jahre nach Abschluss",
        "Rechtsform",
        "| Handwerkskammer | § 14 Abs. 8 Satz 1 Nr. 2 GewO",
    ):
        assert words in chapter, words
    assert "im Paket nicht angegeben" not in chapter


def test_who_may_not_see_the_services_gets_none() -> None:
    with pytest.raises(NotAllowedError):
        processing_record(staff("klara.kasse"))
