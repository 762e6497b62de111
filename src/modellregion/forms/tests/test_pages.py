"""Walking through pages: back and forth keeps what was answered, hidden pages do not count, nothing typed is lost."""

import pytest

from modellregion.forms.api import Draft, Walk, check_draft, summarise
from modellregion.forms.tests.making import HERE, fill, make, rules

FORM = make(
    """
[fields.art]
type = "choice"
label = "Art"
options = [{ code = "neu", de = "Neu" }, { code = "alt", de = "Alt" }]
[fields.vorher]
type = "text"
label = "Vorher"
[fields.jahr]
type = "integer"
minimum = 1900
maximum = 2026
label = "Jahr"
[fields.grund]
type = "text"
label = "Grund"
when = 'vorher = "Muster"'
[fields.ende]
type = "confirmation"
label = "Richtig"
""",
    """
[[pages]]
id = "anfang"
title = "Anfang"
[[pages.groups]]
fields = ["art"]
[[pages]]
id = "frueher"
title = "Früher"
when = 'art = "alt"'
[[pages.groups]]
fields = ["vorher", "jahr"]
[[pages.groups]]
when = 'jahr < 2000'
fields = ["grund"]
[[pages]]
id = "schluss"
title = "Schluss"
[[pages.groups]]
fields = ["ende"]
""",
)


def _through(*pages: tuple[str, dict[str, str]]) -> Draft:
    draft = Draft()
    for page, values in pages:
        draft = fill(FORM, values, draft, page).draft
    return draft


OLD = (
    ("anfang", {"art": "alt"}),
    ("frueher", {"vorher": "Muster", "jahr": "1999", "grund": "Kauf"}),
    ("schluss", {"ende": "ja"}),
)


def asked(draft: Draft) -> list[str]:
    walk = Walk(FORM, HERE)
    found = []
    for page, is_asked in walk.pages():
        if is_asked:
            found.append(page.id)
            for _ in walk.fields(page, lambda item: draft.answers.get(item.id)):
                pass
    return found


def test_pages_are_asked_by_what_was_answered_before() -> None:
    assert asked(Draft()) == ["anfang", "schluss"]
    assert asked(Draft({"art": "alt"})) == ["anfang", "frueher", "schluss"]


def test_the_whole_way() -> None:
    draft = _through(*OLD)
    checked = check_draft(FORM, draft, HERE)
    assert checked.is_acceptable
    assert checked.pages == ["anfang", "frueher", "schluss"]
    assert checked.answers == {"art": "alt", "vorher": "Muster", "jahr": 1999, "grund": "Kauf", "ende": True}
    assert draft.done == ["anfang", "frueher", "schluss"]


def test_hidden_pages_do_not_count_but_are_there_again_when_one_changes_back() -> None:
    draft = _through(*OLD, ("anfang", {"art": "neu"}))
    checked = check_draft(FORM, draft, HERE)
    assert checked.answers == {"art": "neu", "ende": True}
    assert checked.pages == ["anfang", "schluss"]
    assert [section.page for section in summarise(FORM, draft.answers, HERE)] == ["anfang", "schluss"]
    again = fill(FORM, {"art": "alt"}, draft, "anfang").draft
    assert check_draft(FORM, again, HERE).answers["vorher"] == "Muster"


def test_what_was_wrong_on_a_hidden_page_stops_nobody() -> None:
    draft = _through(OLD[0], ("frueher", {"vorher": "Muster", "jahr": "bald"}), OLD[2])
    assert draft.entered == {"jahr": ["bald"]}
    found = check_draft(FORM, draft, HERE)
    assert [(finding.path, finding.rule, finding.page) for finding in found.findings] == [
        ("jahr", "unfinished", "frueher")
    ], "the sentence speaks of what stands there, not of an empty field"
    assert check_draft(FORM, fill(FORM, {"art": "neu"}, draft, "anfang").draft, HERE).is_acceptable


def test_a_page_nobody_was_asked_for_has_no_effect_when_it_is_sent() -> None:
    draft = _through(
        ("anfang", {"art": "neu"}), ("frueher", {"vorher": "X", "jahr": "1950", "grund": "Y"}), OLD[2]
    )
    assert check_draft(FORM, draft, HERE).answers == {"art": "neu", "ende": True}


def test_a_page_left_in_disorder_is_not_done_and_keeps_all_that_was_typed() -> None:
    read = fill(FORM, {"vorher": "Zoë 😀", "jahr": "1776"}, Draft({"art": "alt"}), "frueher")
    assert rules(read.findings) == ["vorher foreign_character", "jahr too_small"]
    assert read.draft.done == []
    assert read.draft.entered == {"vorher": ["Zoë 😀"], "jahr": ["1776"]}
    right = fill(FORM, {"vorher": "Zoë", "jahr": "2001"}, read.draft, "frueher")
    assert right.draft.entered == {}
    assert right.draft.done == ["frueher"]
    wrong = fill(FORM, {"vorher": "", "jahr": "2001"}, right.draft, "frueher")
    assert rules(wrong.findings) == ["vorher required"]
    assert wrong.draft.done == []


def test_reading_a_page_changes_nothing_of_the_draft_it_was_given() -> None:
    draft = _through(*OLD[:2])
    before = (dict(draft.answers), dict(draft.entered), list(draft.done))
    fill(FORM, {"vorher": "", "jahr": "x"}, draft, "frueher")
    assert (draft.answers, draft.entered, draft.done) == before


@pytest.mark.parametrize("language", ["de", "en"])
def test_findings_carry_page_path_rule_and_sentence(language: str) -> None:
    found = check_draft(FORM, Draft({"art": "alt"}), HERE, language=language).findings
    assert [(finding.page, finding.path, finding.rule) for finding in found] == [
        ("frueher", "vorher", "required"),
        ("frueher", "jahr", "required"),
        ("schluss", "ende", "required_choice"),
    ]
    expected = {"de": "Bitte füllen Sie „Vorher“ aus.", "en": "Please fill in “Vorher”."}
    assert found[0].sentence == expected[language]
