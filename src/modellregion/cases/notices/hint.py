"""The hint by e-mail that a notice can be retrieved. It says nothing of what the notice is about."""

from django.conf import settings

from modellregion.kernel.context import Context
from modellregion.kernel.ui.environment import url
from modellregion.region.api import get_body


def hint_of(ctx: Context) -> tuple[str, str]:
    """Return subject and text: who sends it, where to go, until when. No number, no name, no code, no content.

    Both languages stand in it, because an e-mail cannot be switched over.
    """
    body = get_body(ctx.municipality)
    name, slug = (body.name, body.slug) if body else ("", "")
    page = f"{settings.PUBLIC_URL}{url('resume', slug=slug)}" if slug else settings.PUBLIC_URL
    return (
        f"{name}: Ein Schreiben liegt für Sie bereit",
        (
            f"Guten Tag,\n\nein Schreiben der {name} liegt für Sie zum Abruf bereit.\n\n"
            f"So rufen Sie es ab: Öffnen Sie {page} und geben Sie den Code Ihres Antrags ein. "
            "Das geht zehn Tage lang. Danach kommt das Schreiben mit der Post.\n\n"
            "Mit dem Abruf beginnen Fristen, zum Beispiel für eine Klage.\n\n"
            "Diese E-Mail wurde automatisch gesendet. Bitte antworten Sie nicht darauf.\n\n"
            "---\n\n"
            f"A letter from {name} is ready for you. Open {page} and enter the code of your application. "
            "You can do so for ten days; after that the letter comes by post. Periods begin when you retrieve it.\n"
        ),
    )
