"""Roles of the staff. What a role may do stands in each room's ``policy.py``; a golden file shows the whole matrix."""

from enum import StrEnum

from django.utils.translation import gettext_lazy


class Role(StrEnum):
    """A role (Rolle) that a person holds in a unit."""

    CLERK = "clerk"
    TEAM_LEAD = "team_lead"
    RECIPIENT = "recipient"
    AUDITOR = "auditor"
    SERVICE_MANAGER = "service_manager"
    REGISTRY = "registry"
    CASHIER = "cashier"
    ARCHIVIST = "archivist"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.CLERK: gettext_lazy("Sachbearbeitung"),
    Role.TEAM_LEAD: gettext_lazy("Teamleitung"),
    Role.RECIPIENT: gettext_lazy("Empfangsstelle"),
    Role.AUDITOR: gettext_lazy("Prüfung (nur lesen)"),
    Role.SERVICE_MANAGER: gettext_lazy("Leistungsverantwortung"),
    Role.REGISTRY: gettext_lazy("Registratur"),
    Role.CASHIER: gettext_lazy("Kasse"),
    Role.ARCHIVIST: gettext_lazy("Archiv"),
    Role.ADMINISTRATOR: gettext_lazy("Administration"),
}


class BodyKind(StrEnum):
    """What kind of body a tenant is."""

    CITY = "city"
    DISTRICT = "district"
    GOVERNMENT_REGION = "government_region"
    CHAMBER_OF_COMMERCE = "chamber_of_commerce"
    CHAMBER_OF_CRAFTS = "chamber_of_crafts"
    AUTHORITY = "authority"

    @property
    def has_portal(self) -> bool:
        """Whether citizens file applications here, or the body only receives."""
        return self in {BodyKind.CITY, BodyKind.DISTRICT, BodyKind.GOVERNMENT_REGION}
