"""Whether the figures of a package can be counted, and shown without telling of anybody."""

from collections.abc import Iterator
from itertools import combinations

from modellregion.packages.figures import Figure
from modellregion.packages.files import PackageFinding
from modellregion.packages.package import Package

FILE = "statistics.toml"
COUNTABLE = {"choice", "radio"}
"""The controls of a single choice and of yes or no."""


def check_figures(package: Package) -> Iterator[PackageFinding]:
    """Yield fields that cannot be counted, names that are taken, and figures that give each other away."""
    names = [figure.id for figure in package.figures]
    for number, figure in enumerate(package.figures):
        if figure.id in names[:number]:
            yield PackageFinding(FILE, f"figures.{number}.id", f"Two figures are called »{figure.id}«.")
        for field in figure.by:
            sentence = _cannot_be_counted(package, field)
            if sentence:
                yield PackageFinding(FILE, f"figures.{number}.by", sentence)
        if len(set(figure.by)) != len(figure.by):
            yield PackageFinding(FILE, f"figures.{number}.by", "A field is named twice.")
    for (_, one), (number, other) in combinations(enumerate(package.figures), 2):
        if _tell_of_each_other(one, other):
            sentence = f"»{one.id}« and »{other.id}« count by the same field: what one hides, the other may tell. Keep one of them."
            yield PackageFinding(FILE, f"figures.{number}.by", sentence)


def _cannot_be_counted(package: Package, name: str) -> str:
    field = package.form.fields.get(name)
    if field is None:
        return f"There is no field »{name}«."
    if field.kind is None or field.kind.control not in COUNTABLE:
        return f"»{name}« is no choice and no yes or no: such answers are too many to be counted, or tell of people."
    return ""


def _tell_of_each_other(one: Figure, other: Figure) -> bool:
    """Tell whether sums of one are cells of the other: where they share a field, one may be subtracted from the other."""
    return bool(set(one.by) & set(other.by))
