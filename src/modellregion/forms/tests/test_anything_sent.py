"""Any value for any field, as a program may send it: the check answers with problems at fields and never breaks."""

from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modellregion.forms.api import Draft, Drawing, check_answers, check_draft, page_view, summarise
from modellregion.forms.tests.making import HERE, rules
from modellregion.forms.tests.whole_forms import FORMS, JSON, belongs, form_named

MANY = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

_RIGHT_KEYS = {"strasse": "Am Dom", "plz": "33098", "ort": "Ort", "staat": "000", "vornamen": "A", "familienname": "B"}  # fmt: skip
_LIKELY = st.one_of(
    JSON,
    st.sampled_from([True, False, 0, 12, Decimal("1.5"), Decimal("NaN"), Decimal("Infinity"), "ja", "1", ["ja"], ["1", "1"],
                     _RIGHT_KEYS, {**_RIGHT_KEYS, "plz": 3}, [{}], [{"name": {}}], [[]], [None], "2026-02-30", "1999-13"]),
    st.dictionaries(st.sampled_from(sorted(_RIGHT_KEYS)), JSON),
)  # fmt: skip


@st.composite
def _sent(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    form_name = draw(st.sampled_from(FORMS))
    form = form_named(form_name)
    answers: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from([*form.fields, "fremd"]), max_size=12)):
        item = form.fields.get(name)
        rows = None if item is None or not item.is_group else item.items
        if rows is not None and draw(st.booleans()):
            row = st.dictionaries(st.sampled_from([sub.id for sub in rows] + ["fremd"]), _LIKELY, max_size=5)
            answers[name] = draw(st.lists(row, max_size=4))
        else:
            answers[name] = draw(_LIKELY)
    return form_name, answers


@MANY
@given(_sent())
def test_whatever_is_sent_is_answered_with_sentences_at_fields(sent: tuple[str, dict[str, Any]]) -> None:
    form, answers = form_named(sent[0]), sent[1]
    checked = check_answers(form, answers, HERE)
    for finding in checked.findings:
        assert belongs(finding.path, form.fields), finding
        assert len(finding.sentence) > 10
        assert finding.page in checked.pages
    assert checked.answers.keys() <= form.fields.keys()
    if all(finding.rule != "wrong_type" for finding in checked.findings):
        assert rules(check_answers(form, checked.answers, HERE).findings) == rules(checked.findings)


@MANY
@given(_sent())
def test_what_counts_can_be_shown_and_kept_even_when_it_is_wrong(sent: tuple[str, dict[str, Any]]) -> None:
    form, answers = form_named(sent[0]), sent[1]
    checked = check_answers(form, answers, HERE)
    for section in summarise(form, checked.answers, HERE):
        assert all(isinstance(line.text, str) for line in section.lines)
    for page in form.pages:
        page_view(page, Drawing(form, Draft(checked.answers), HERE))
    if checked.is_acceptable:
        stored = msgspec.json.encode(checked.answers)
        assert msgspec.json.decode(stored, type=form.answers_type) == checked.answers


@MANY
@given(_sent())
def test_what_the_types_of_the_form_let_through_the_check_can_judge(
    sent: tuple[str, dict[str, Any]],
) -> None:
    """The way of an application over a program: JSON, read by the form's types, then checked."""
    form, answers = form_named(sent[0]), sent[1]
    kept: dict[str, Any] = {}
    for name, value in answers.items():
        try:
            kept |= msgspec.convert({name: value}, form.answers_type, strict=False)
        except msgspec.ValidationError:
            continue
    checked = check_draft(form, Draft(kept), HERE)
    assert all(belongs(finding.path, form.fields) for finding in checked.findings)
