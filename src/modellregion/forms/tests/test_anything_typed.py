"""Whole forms and anything a browser may send: never a crash, never lost, always a sentence at its field."""

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from modellregion.forms.api import (
    Draft,
    Drawing,
    Form,
    Page,
    PageRead,
    PageView,
    check_answers,
    check_draft,
    page_view,
    read_page,
    summarise,
)
from modellregion.forms.tests.making import HERE, rules
from modellregion.forms.tests.whole_forms import (
    FORMS,
    Typed,
    belongs,
    fields_shown,
    form_named,
    input_names,
    sent_as_shown,
    sentences_shown,
    typed_into,
)

MANY = settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@st.composite
def _filled(draw: st.DrawFn) -> tuple[str, Typed, str]:
    name = draw(st.sampled_from(FORMS))
    return name, draw(typed_into(form_named(name))), draw(st.sampled_from(["de", "en"]))


def _read_all(form: Form, typed: Typed, language: str) -> list[tuple[Page, PageRead]]:
    draft, reads = Draft(), []
    for page in form.pages:
        read = read_page(form, page, draft, typed, HERE, language=language)
        reads.append((page, read))
        draft = read.draft
    return reads


def _view(form: Form, page: Page, read: PageRead, language: str, typed: Typed | None) -> PageView | None:
    return page_view(
        page, Drawing(form, read.draft, HERE, language=language, posted=typed, findings=read.findings)
    )


@MANY
@given(_filled())
def test_every_problem_is_a_sentence_at_a_field_of_its_page(filled: tuple[str, Typed, str]) -> None:
    name, typed, language = filled
    form = form_named(name)
    for page, read in _read_all(form, typed, language):
        members = {item.id: item for item in page.fields()}
        for finding in read.findings:
            assert belongs(finding.path, members), finding
            assert len(finding.sentence) > 10, finding
        assert (page.id in read.draft.done) == read.is_acceptable
        shown = _view(form, page, read, language, typed)
        told = {finding.path: finding.sentence for finding in reversed(read.findings) if not finding.is_hint}
        if shown is not None:
            assert sentences_shown(shown) == set(told.values())


TWICE: Typed = {"grund": [], "personen.0.wohnung.strasse": ["ja"], "personen.0.wohnung.staat": ["ja", ""]}


@MANY
@given(_filled())
@example(filled=("gewerbeabmeldung", TWICE, "de"))
def test_nothing_that_was_typed_is_lost_when_a_page_is_shown_again(filled: tuple[str, Typed, str]) -> None:
    name, typed, language = filled
    form = form_named(name)
    for page, read in _read_all(form, typed, language):
        later = _view(form, page, read, language, None)
        if later is None:
            continue
        sent = sent_as_shown(later)
        again = read_page(form, page, read.draft, sent, HERE, language=language)
        if _all_rows_were_sent(later, read.draft):
            assert again.draft.answers == read.draft.answers
            assert rules(again.findings) == rules(read.findings)
        for path in read.draft.entered.keys() & sent.keys():
            entered = read.draft.entered[path]
            # No browser sends a field twice; of what somebody made up, the last or the last that says something is shown.
            last = {*entered[-1:], *[text for text in entered if text.strip()][-1:]}
            assert not last or last & {*sent[path], ""}


def _all_rows_were_sent(view: PageView, draft: Draft) -> bool:
    """Tell whether a page shows no row that came only with it: a needed group begins with a blank one."""
    groups = [shown for shown in fields_shown(view) if shown.control == "group"]
    return all(len(shown.rows) == len(draft.answers.get(shown.name, ())) for shown in groups)


@MANY
@given(_filled())
def test_a_draft_survives_its_way_to_disk(filled: tuple[str, Typed, str]) -> None:
    name, typed, language = filled
    form = form_named(name)
    draft = _read_all(form, typed, language)[-1][1].draft
    stored = msgspec.json.encode(draft.answers)
    assert msgspec.json.decode(stored, type=form.answers_type) == draft.answers
    assert msgspec.json.decode(msgspec.json.encode(draft.entered)) == draft.entered


@MANY
@given(_filled())
def test_the_check_before_filing_agrees_with_the_pages_and_with_itself(
    filled: tuple[str, Typed, str],
) -> None:
    name, typed, language = filled
    form = form_named(name)
    reads = _read_all(form, typed, language)
    draft = reads[-1][1].draft
    checked = check_draft(form, draft, HERE, language=language)
    for finding in checked.findings:
        assert belongs(finding.path, form.fields), finding
        assert form.page(finding.page) is not None
    wrong = {page.id for page, read in reads if not read.is_acceptable}
    assert {finding.page for finding in checked.errors} == wrong & set(checked.pages)
    again = check_answers(form, checked.answers, HERE, language=language)
    assert again.answers == checked.answers
    assert again.pages == checked.pages
    for section in summarise(form, checked.answers, HERE, language=language):
        for line in section.lines:
            assert line.label
            assert line.text.strip(), line


def test_every_kind_of_field_is_in_the_form_of_every_kind() -> None:
    here = {type(item.kind) for item in form_named("every kind").fields.values()}
    there = {type(item.kind) for name in FORMS for item in form_named(name).fields.values()}
    assert there <= here
    assert len(FORMS) > 1
    assert {"farbe", "tag.monat", "leute.1.wohnt.plz", "sicher"} <= set(input_names(form_named("every kind")))


@pytest.mark.parametrize("language", ["de", "en"])
def test_one_way_through_the_form_of_every_kind(language: str) -> None:
    form = form_named("every kind")
    typed = {
        "farbe": ["ja"], "sorten": ["12", "ja"], "kurz": ["Łódź"], "ganz": ["30"], "dezimal": ["1.234,5"], "geld": ["26,50"],
        "tag.tag": ["27.3.2026"], "ungefaehr.jahr": ["1999"], "offen": ["ja"], "wohl": ["unbekannt"],
        "person.vornamen": ["Ana"], "person.familienname": ["Łódź"], "anschrift.strasse": ["Am Dom"],
        "anschrift.plz": ["D-33098"], "anschrift.ort": ["Łódź"], "post": ["anna@beispiel.de"],
        "konto": ["DE89 3704 0044 0532 0130 00"], "sicher": ["ja"],
        "leute.0.name.vornamen": ["Bo"], "leute.0.name.familienname": ["Ek"], "leute.0.seit.tag": ["1.2.2020"],
        "leute.0.farben": ["1"],
    }  # fmt: skip
    (_, first), (page, second) = _read_all(form, typed, language)
    assert rules(first.findings) == []
    assert rules(second.findings) == ["anschrift.ort seltsam"], "a hint"
    checked = check_draft(form, second.draft, HERE, language=language)
    assert checked.is_acceptable
    assert checked.answers["summe"] == 5650
    shown = _view(form, page, second, language, None)
    assert shown is not None
    assert "anlagen" in {view.id for view in fields_shown(shown)}
    texts = [
        line.text
        for section in summarise(form, checked.answers, HERE, language=language)
        for line in section.lines
    ]
    assert ("1.234,5" if language == "de" else "1,234.5") in texts
    assert ("27.03.2026" if language == "de" else "27 March 2026") in texts
