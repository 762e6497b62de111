"""The rules of law against the law's own text: each figure in our data stands in the paragraph that the rule cites."""

import os
import re
from datetime import date
from pathlib import Path

import pytest

from modellregion.deadlines import api
from modellregion.deadlines.api import Unit, find_rule

LAW = Path(os.environ.get("MODELLREGION_LAW") or Path(__file__).resolve().parents[3] / "shared" / "law")
TODAY = date(2026, 8, 19)
"""The day of which the texts are."""

pytestmark = pytest.mark.skipif(
    not LAW.is_dir(), reason="the texts of the law are not here; set MODELLREGION_LAW to their folder"
)


def _paragraph(law: str, number: str) -> str:
    text = (LAW / law).read_text(encoding="utf-8")
    found = re.search(rf"(?ms)^# § {re.escape(number)}(?: – [^\n]*)?$(.*?)(?=^# |\Z)", text)
    assert found, f"§ {number} is not in {law}"
    return " ".join(found.group(1).split())


@pytest.mark.parametrize(
    ("norm", "law", "number", "words", "count", "unit"),
    [
        (api.REINSTATEMENT, "VwVfG.md", "32", "innerhalb von zwei Wochen nach Wegfall des Hindernisses", 2, Unit.WEEKS),
        (api.NOTICE_BY_POST, "VwVfG.md", "41", "gilt am vierten Tag nach der Aufgabe zur Post", 4, Unit.DAYS),
        (api.NOTICE_ELECTRONIC, "VwVfG.md", "41", "gilt am vierten Tag nach der Absendung", 4, Unit.DAYS),
        (api.NOTICE_BY_RETRIEVAL, "VwVfG.md", "41", "gilt am Tag nach dem Abruf als bekannt gegeben", 1, Unit.DAYS),
        (api.RETRIEVAL_WINDOW, "VwVfG.md", "41", "innerhalb von zehn Tagen nach Absendung", 10, Unit.DAYS),
        (api.NOTICE_PUBLIC, "VwVfG.md", "41", "zwei Wochen nach der ortsüblichen Bekanntmachung", 2, Unit.WEEKS),
        (api.DEEMED_APPROVAL, "VwVfG.md", "42a", "beträgt drei Monate", 3, Unit.MONTHS),
        (api.SINGLE_CONTACT_RECEIPT, "VwVfG.md", "71b", "am dritten Tag nach Eingang", 3, Unit.DAYS),
        (api.NOTICE_ABROAD_BY_POST, "VwVfG.md", "71b", "einen Monat nach Aufgabe zur Post", 1, Unit.MONTHS),
        (api.NOTICE_MAILBOX, "OZG.md", "9", "am vierten Tag nach der Bereitstellung zum Abruf", 4, Unit.DAYS),
        (api.DRAFT_ERASURE, "OZG.md", "8a", "nach Ablauf von 30 Tagen nach der letzten Bearbeitung", 30, Unit.DAYS),
        (api.CERTIFY_TRADE_NOTICE, "GewO.md", "15", "innerhalb dreier Tage den Empfang der Anzeige", 3, Unit.DAYS),
        (api.TRADE_PERMIT, "GewO.md", "6a", "innerhalb einer Frist von drei Monaten", 3, Unit.MONTHS),
        (api.RETRIEVAL_LOG, "GewO.md", "14", "sind nach sechs Monaten zu löschen", 6, Unit.MONTHS),
        (
            api.TRADE_STATISTICS,
            "GewAnzV.md",
            "3",
            "spätestens jedoch am ersten Arbeitstag des Monats, der auf die Bescheinigung des Empfangs",
            1,
            Unit.FIRST_WORKING_DAY_OF_NEXT_MONTH,
        ),
        (api.TAX_NOTICE, "AO-excerpt.md", "138", "innerhalb eines Monats nach dem meldepflichtigen", 1, Unit.MONTHS),
        (api.OBJECTION, "VwGO-excerpt.md", "70", "innerhalb eines Monats, nachdem der Verwaltungsakt", 1, Unit.MONTHS),
        (api.COURT_ACTION, "VwGO-excerpt.md", "74", "innerhalb eines Monats nach Bekanntgabe", 1, Unit.MONTHS),
        (api.REMEDY_UNINSTRUCTED, "VwGO-excerpt.md", "58", "nur innerhalb eines Jahres seit Zustellung", 1, Unit.YEARS),
    ],
)  # fmt: skip
def test_the_figure_stands_in_the_law(
    norm: str, law: str, number: str, words: str, count: int, unit: Unit
) -> None:
    assert words in _paragraph(law, number)
    rule = find_rule(norm, "DE", TODAY)
    assert (rule.count, rule.unit) == (count, unit)
    assert f"§ {number} " in rule.cited


def test_extensions_and_their_conditions_stand_in_the_law() -> None:
    approval = _paragraph("VwVfG.md", "42a")
    assert "Sie kann einmal angemessen verlängert werden" in approval
    assert "Die Fristverlängerung ist zu begründen und rechtzeitig mitzuteilen." in approval
    assert "Die Frist beginnt mit Eingang der vollständigen Unterlagen." in approval
    rule = find_rule(api.DEEMED_APPROVAL, "DE", TODAY)
    assert rule.max_extensions == 1
    assert rule.extension_after_end is False
    assert rule.start is api.Start.COMPLETE_DOCUMENTS
    own = _paragraph("VwVfG.md", "31")
    assert "können sie rückwirkend verlängert werden" in own
    assert find_rule(api.SET_BY_AUTHORITY, "DE", TODAY).extension_after_end is True


def test_the_rules_of_counting_stand_in_the_law() -> None:
    assert "so wird bei der Berechnung der Frist der Tag nicht mitgerechnet" in _paragraph(
        "BGB-excerpt.md", "187"
    )
    assert "endigt mit dem Ablauf des letzten Tages der Frist" in _paragraph("BGB-excerpt.md", "188")
    assert "so sind die 15 Tage zuletzt zu zählen" in _paragraph("BGB-excerpt.md", "189")
    assert "von dem Ablauf der vorigen Frist an berechnet" in _paragraph("BGB-excerpt.md", "190")
    procedure = _paragraph("VwVfG.md", "31")
    assert "endet die Frist mit dem Ablauf des nächstfolgenden Werktags" in procedure
    assert (
        "ist auch dann einzuhalten, wenn er auf einen Sonntag, gesetzlichen Feiertag oder Sonnabend fällt"
        in procedure
    )
    assert "so werden Sonntage, gesetzliche Feiertage oder Sonnabende mitgerechnet" in procedure
