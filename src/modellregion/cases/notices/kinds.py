"""Which kinds of notice a case can have: those of its package, and the house's own about an earlier notice."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy

from modellregion.cases.notices.states import Relation
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.pdf import house_folder
from modellregion.packages.api import NoticeKind, NoticePart, Package, letters_folder

ABOUT_TEMPLATE = "about_notice"
_GROUNDS = "gruende"


def _about(relation: Relation, title: str, remedy: str, parts: Sequence[NoticePart]) -> NoticeKind:
    return NoticeKind(
        id=relation.value,
        template=ABOUT_TEMPLATE,
        title=title,
        result="",
        remedy=remedy,
        remedy_basis="",
        legal_bases=(),
        signed_by="lead",
        four_eyes=False,
        with_fee=False,
        can_be_retrieved=True,
        parts=tuple(parts),
    )


HOUSE_KINDS = {
    # A correction decides nothing anew, so it opens no remedy and moves no period.
    Relation.CORRECTS: _about(
        Relation.CORRECTS,
        "Berichtigung",
        "none",
        (
            NoticePart("falsch", "Bisherige Fassung", norm="§ 42 VwVfG", is_required=True),
            NoticePart("richtig", "Richtige Fassung", norm="§ 42 VwVfG", is_required=True),
        ),
    ),
    Relation.WITHDRAWS: _about(
        Relation.WITHDRAWS,
        "Rücknahme eines Bescheids",
        "court",
        (
            NoticePart("umfang", "Umfang und Zeitpunkt", norm="§ 48 Abs. 1 VwVfG", is_required=True),
            NoticePart(_GROUNDS, "Begründung", norm="§ 39 Abs. 1, § 48 Abs. 2 bis 4 VwVfG", is_required=True),
        ),
    ),
    Relation.REVOKES: _about(
        Relation.REVOKES,
        "Widerruf eines Bescheids",
        "court",
        (
            NoticePart("umfang", "Umfang und Zeitpunkt", norm="§ 49 Abs. 1 und 4 VwVfG", is_required=True),
            NoticePart(_GROUNDS, "Begründung", norm="§ 39 Abs. 1, § 49 Abs. 2 und 3 VwVfG", is_required=True),
        ),
    ),
}
"""Notices about notices. The letter is German, as all letters are; ``PART_NAMES`` are for the page."""
PART_NAMES = {
    "falsch": gettext_lazy("Bisherige Fassung"),
    "richtig": gettext_lazy("Richtige Fassung"),
    "umfang": gettext_lazy("Umfang und Zeitpunkt"),
    "gruende": gettext_lazy("Begründung"),
    "nebenbestimmungen": gettext_lazy("Nebenbestimmungen"),
}
PART_HINTS = {
    "falsch": gettext_lazy("Die Stelle mit dem Fehler, Wort für Wort. Nur offenbare Unrichtigkeiten: Schreibfehler, Rechenfehler."),
    "richtig": gettext_lazy("So muss die Stelle lauten."),
    "umfang": gettext_lazy("Ganz oder zum Teil? Für die Zukunft oder auch für die Vergangenheit? Ab wann?"),
    "gruende": gettext_lazy("Die wesentlichen tatsächlichen und rechtlichen Gründe, bei Ermessen auch die Abwägung."),
}  # fmt: skip
SENTENCES = {
    Relation.CORRECTS: "Der Bescheid »{title}« vom {date} enthält eine offenbare Unrichtigkeit. Er wird nach § 42 des "
    "Verwaltungsverfahrensgesetzes berichtigt. Im Übrigen bleibt er unverändert; die Frist für einen Rechtsbehelf beginnt "
    "nicht neu.",
    Relation.WITHDRAWS: "Der Bescheid »{title}« vom {date} wird nach § 48 des Verwaltungsverfahrensgesetzes "
    "zurückgenommen.",
    Relation.REVOKES: "Der Bescheid »{title}« vom {date} wird nach § 49 des Verwaltungsverfahrensgesetzes widerrufen.",
}


def find_kind(package: Package, kind: str) -> NoticeKind:
    """Return a kind of notice by its id.

    :raises NotFoundError: when neither the package nor the house has it.
    """
    found = package.notices.get(kind)
    if found is None and kind in set(Relation):
        found = HOUSE_KINDS[Relation(kind)]
    if found is None:
        raise NotFoundError(f"no notice {kind[:40]} in {package.id}")
    return found


def folder_of(package: Package, kind: NoticeKind) -> Path:
    """Return the folder with the kind's template."""
    return house_folder() if kind.template == ABOUT_TEMPLATE else letters_folder(package)


def kind_name(package: Package, kind: NoticeKind, language: str) -> str:
    """Return what a kind is called on pages; the letter itself keeps its German title."""
    return (
        package.notice_text(language, kind.id)
        if language != "de" and package.notice_text(language, kind.id)
        else kind.title
    )


def part_name(package: Package, kind: NoticeKind, part: NoticePart, language: str) -> str:
    """Return what a part is called on pages."""
    if language == "de":
        return part.label
    return package.notice_text(language, kind.id, part.id) or str(PART_NAMES.get(part.id, part.label))
