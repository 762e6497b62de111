"""The environment contract: what a package needs from its municipality, as typed slots (Festlegungen).

Most slots follow from the package's other files, so that none can be forgotten; ``needs.toml`` adds its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from modellregion.packages.files import PackageFiles
from modellregion.packages.package import Package

UNIT = "competent_unit"


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to decide: kind (unit, role, recipient, …), label, help, a proposal, whether it must be decided.

    ``acts_as``: of a role, which of the desk's ``STEP_ROLES`` it is.
    """

    id: str
    kind: str
    label: str
    help: str = ""
    is_required: bool = True
    default: str = ""
    acts_as: str = ""


def slots_of(package: Package, files: PackageFiles) -> list[Slot]:
    """Return all slots of a package, the competent unit first."""
    return list(_slots(package, files))


def _slots(package: Package, files: PackageFiles) -> Iterator[Slot]:
    yield Slot(UNIT, "unit", _("Zuständige Stelle"), _("Wo die Vorgänge eingehen."))
    roles = sorted({node.work.role for node in package.process.nodes.values() if node.work})
    for role in roles:
        yield Slot(
            f"role:{role}",
            "role",
            _("Rolle »{role}« im Ablauf").format(role=role),
            _("Jemand in der Stelle muss sie haben."),
            acts_as=package.step_role(role),
        )
    yield Slot("letterhead", "letterhead", _("Briefkopf"), _("Name und Anschrift Ihrer Kommune."))
    if package.fee_model is not None:
        basis = _("wie im Paket")
        yield Slot(
            "fee_statute",
            "fee_statute",
            _("Rechtsgrundlage der Gebühr"),
            _("Ihre Satzung oder der Tarif des Landes."),
            default=basis,
        )
        yield Slot(
            "payment_provider",
            "payment_provider",
            _("Bezahldienst"),
            _("Ohne ihn wird nach Aufforderung bezahlt."),
            is_required=False,
        )
    if package.register:
        yield Slot(
            "register",
            "register",
            _("Register"),
            _("Welches Register geführt wird."),
            default=_("Gewerberegister"),
        )
    years = package.retention_years
    yield Slot(
        "file_plan",
        "file_plan",
        _("Aktenplan"),
        _("Aktenzeichen; Aufbewahrung {years} Jahre.").format(years=years),
        is_required=False,
    )
    for rule in package.exchange.recipients:
        yield Slot(f"recipient:{rule.id}", "recipient", rule.name, rule.legal_basis, is_required=False)
    named = {rule.id for rule in package.exchange.recipients}
    for body in package.consultation.bodies:
        if body.id not in named:
            yield Slot(f"recipient:{body.id}", "recipient", body.name, body.legal_basis, is_required=False)
    for entry in files.table("needs.toml").get("slots", []):
        yield Slot(
            str(entry["id"]), str(entry["type"]), str(entry["label"]), str(entry.get("help", "")),
            bool(entry.get("required", True)), str(entry.get("default", "")),
        )  # fmt: skip
