"""What differs between two versions of a form, in words for the desk: labels only, nothing that somebody answered."""

from collections.abc import Iterator

from django.utils.translation import gettext

from modellregion.forms.api import FieldDifference, FormDifference


def difference_words(difference: FormDifference) -> list[str]:
    """Return what a clerk should know of a case that moved; none when its form stayed as it was."""
    return list(_words(difference))


def _words(difference: FormDifference) -> Iterator[str]:
    if difference.new:
        yield gettext("Neue Fragen, noch ohne Angabe: {names}").format(names=_names(difference.new))
    if difference.changed:
        yield gettext("Andere Vorgaben: {names}").format(names=_names(difference.changed))


def _names(found: tuple[FieldDifference, ...]) -> str:
    return ", ".join(one.label for one in found)
