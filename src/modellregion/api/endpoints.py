"""What the face for programs says of itself."""

from django.utils.translation import gettext_lazy

from modellregion.kernel.http.endpoints import Answer, Endpoint, Group

ENDPOINTS = (
    Endpoint(
        "api_description",
        Group.OPERATION,
        gettext_lazy("Diese Beschreibung"),
        gettext_lazy("Alle Adressen für Programme (OpenAPI 3.1); auf Englisch unter /en/api/openapi.json."),
        (Answer(200, gettext_lazy("Die Beschreibung.")),),
    ),
)
