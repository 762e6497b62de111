"""What stands on several of the three forms is one and the same thing everywhere."""

from collections.abc import Iterator

import pytest

from modellregion.forms.api import Field
from tests.support.notices import NOTICES, package

# Fields of one id that are different things on two forms.
OWN = {"grund": "each form has its own reasons"}
ON_ALL_FORMS = 40
"""At least as many fields, with those of a person, are on all three forms."""


def _fields(service: str) -> Iterator[tuple[str, Field]]:
    for name, field in package(service).form.fields.items():
        yield name, field
        for item in field.items:
            yield f"{name}.{item.id}", item


BY_NAME: dict[str, dict[str, Field]] = {}
for _service in NOTICES:
    for _name, _field in _fields(_service):
        BY_NAME.setdefault(_name, {})[_service] = _field
SHARED = sorted(name for name, found in BY_NAME.items() if len(found) > 1 and name not in OWN)


def test_most_fields_are_shared() -> None:
    assert sum(1 for name in SHARED if len(BY_NAME[name]) == len(NOTICES)) >= ON_ALL_FORMS


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_field_is_the_same_on_each_form(name: str) -> None:
    first, *others = BY_NAME[name].values()
    for other in others:
        assert other.kind == first.kind
        assert other.exchange == first.exchange
        assert other.autocomplete == first.autocomplete
        assert other.is_group == first.is_group
        assert other.folded == first.folded
        assert set(first.fim) <= set(other.fim) or set(other.fim) <= set(first.fim)


@pytest.mark.parametrize("name", [name for name in SHARED if BY_NAME[name].keys() == set(NOTICES)])
def test_the_first_sixteen_fields_have_the_same_numbers(name: str) -> None:
    numbers = {field.form_fields for field in BY_NAME[name].values()}
    if any(int(number) <= 16 for found in numbers for number in found):
        assert len(numbers) == 1


@pytest.mark.parametrize("service", NOTICES)
def test_people_are_asked_in_the_same_order(service: str) -> None:
    order = [item.id for item in package(service).form.fields["personen"].items]
    whole = [item.id for item in package(NOTICES[0]).form.fields["personen"].items]
    assert order == [name for name in whole if name in order]
