"""§ 3 GewAnzV, cell by cell: recipient × form × field, against each package's ``exchange.toml``."""

import pytest

from tests.support.law_matrix import FIELDS, RECIPIENTS, SIGNATURE, matrix, numbers, paragraph, subsection
from tests.support.notices import (
    ANNEXES,
    CHANGE,
    DEREGISTRATION,
    LAW,
    NOTICES,
    REGISTRATION,
    all_fields,
    package,
)

pytestmark = pytest.mark.skipif(
    not LAW.is_dir(), reason="the texts of the law are not here; set MODELLREGION_LAW to their folder"
)


def test_the_words_of_the_law_are_read_right() -> None:
    assert numbers("1, 3 bis 5, 11, 14, 15, 18 und 20") == {1, 3, 4, 5, 11, 14, 15, 18, 20}
    assert numbers("33") == {33}
    # A few cells by hand, so that the reader of the law is examined too.
    law = matrix()
    assert law[1, "eichbehoerde"] == {1, 3, 4, 5, 11, 14, 15, 18, 20}
    assert law[2, "arbeitsagentur"] == set(range(1, 31)) - {13, 30}
    assert law[3, "arbeitsagentur"] == {*range(1, 10), 11, 20}
    assert law[3, "registergericht"] == {1, 2, 3, 4, 5, 6, 7, 11, 15, 17, 18, 19, 20, 23, 25, 26, 27}
    assert law[2, "statistik"] == {1, 2, 3, 4, 5, 6, 10, 12, 15, 16, 17, *range(18, 25), 26, 29}
    assert len(law) == 12 * 3 + 1 + 3 + 1 + 1


@pytest.mark.parametrize("service", NOTICES)
def test_exactly_the_recipients_of_the_law_are_there(service: str) -> None:
    by_law = {recipient for annex, recipient in matrix() if annex == ANNEXES[service]}
    rules = package(service).exchange.recipients
    assert sorted(rule.id for rule in rules) == sorted(by_law)
    assert package(service).exchange.form == f"GewA {ANNEXES[service]}"


@pytest.mark.parametrize(
    ("service", "recipient"),
    [(service, rule.id) for service in NOTICES for rule in package(service).exchange.recipients],
)
def test_each_cell_is_the_laws(service: str, recipient: str) -> None:
    annex = ANNEXES[service]
    rule = next(one for one in package(service).exchange.recipients if one.id == recipient)
    by_law = {field: field in matrix()[annex, recipient] for field in FIELDS[annex]}
    ours = {field: str(field) in rule.fields for field in FIELDS[annex]}
    assert ours == by_law
    assert not by_law[SIGNATURE[annex]], "an electronic notice has no signature to give away"


@pytest.mark.parametrize("service", NOTICES)
def test_a_field_with_two_numbers_is_seen_whole_or_not_at_all(service: str) -> None:
    for field in all_fields(service):
        wanted = set(field.form_fields)
        for rule in package(service).exchange.recipients:
            assert wanted <= rule.fields or not wanted & rule.fields, (field.id, rule.id)


@pytest.mark.parametrize("service", NOTICES)
def test_each_number_of_the_form_has_a_field(service: str) -> None:
    annex = ANNEXES[service]
    ours = {int(number) for field in all_fields(service) for number in field.form_fields}
    assert ours == set(FIELDS[annex]) - {SIGNATURE[annex]}


@pytest.mark.parametrize("service", NOTICES)
def test_each_field_with_a_number_cites_it(service: str) -> None:
    for field in all_fields(service):
        if field.form_fields:
            assert f"Anlage {ANNEXES[service]} Feld" in field.anchor, field.id
            cited = field.anchor.split("GewAnzV")[0].replace("bis", "und")
            assert all(number in cited for number in field.form_fields) or field.id == "gruende", field.id


@pytest.mark.parametrize("service", NOTICES)
def test_the_legal_basis_of_each_recipient_is_the_one_that_names_it(service: str) -> None:
    of_law = {recipient: number for number, recipient in RECIPIENTS.items()}
    for rule in package(service).exchange.recipients:
        if rule.id in of_law:
            assert rule.legal_basis.startswith(f"§ 14 Abs. 8 Satz 1 Nr. {of_law[rule.id]} GewO"), rule.id


def test_conditions_stand_where_the_law_has_them() -> None:
    conditions = {
        (service, rule.id): bool(rule.when or rule.needs_mark)
        for service in NOTICES
        for rule in package(service).exchange.recipients
    }
    assert {key for key, has_one in conditions.items() if has_one} == {
        (REGISTRATION, "auslaenderbehoerde"),
        (REGISTRATION, "zoll"),
        (REGISTRATION, "bisherige_behoerde"),
        (CHANGE, "auslaenderbehoerde"),
        (CHANGE, "statistik"),
        (DEREGISTRATION, "auslaenderbehoerde"),
        (DEREGISTRATION, "registergericht"),
    }
    duties = " ".join(paragraph("14", "GewO.md").split())
    assert (
        "einer im Handels- und Genossenschaftsregister eingetragenen Haupt- oder Zweigniederlassung" in duties
    )
    assert "Statistikregistergesetzes in den Fällen des Absatzes 1 Satz 2 Nr. 1 und 2" in duties
    assert "Über die Gewerbeanzeigen nach Absatz 1 Satz 1 und 2 Nr. 3 werden monatliche Erhebungen" in duties
    assert (
        "auf das zur Wahrnehmung der in Satz 1 bezeichneten Aufgaben Erforderliche zu beschränken" in duties
    )


def test_who_can_waive_is_who_the_law_lets() -> None:
    assert "Die Daten sind nicht zu übermitteln, wenn die empfangsberechtigte Stelle" in subsection("1")
    for service in NOTICES:
        for rule in package(service).exchange.recipients:
            assert rule.can_waive == (rule.id in RECIPIENTS.values()), (service, rule.id)
