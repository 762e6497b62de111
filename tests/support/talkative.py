"""A program that gets into every trouble a log could tell too much about; what it logs is read by the tests.

Run as ``python -m tests.support.talkative``. The words that must not be in a log are the arguments.
"""

import logging
import sys

import django
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

django.setup()

from modellregion.kernel.errors import ConflictError  # noqa: E402 - needs Django
from modellregion.kernel.logs import log  # noqa: E402
from modellregion.site import urls  # noqa: E402

CODE, NAME = sys.argv[1:] if __name__ == "__main__" else ("", "")


def broken(request: HttpRequest, code: str) -> HttpResponse:
    """Fail as Python does: with what was typed in the words of the error."""
    try:
        return HttpResponse(str(int(request.POST["familienname"])))
    except ValueError as error:
        raise KeyError(f"{code} {request.POST['familienname']}") from error


def refused(_request: HttpRequest, **_parts: str) -> HttpResponse:
    """Refuse as our commands do."""
    raise ConflictError("the task is done")


urlpatterns = [
    path("kaputt/<str:code>/", broken),
    path("schon/<str:code>/", refused),
    *urls.urlpatterns,
]
handler404, handler500 = urls.handler404, urls.handler500


def main() -> None:
    """Get into trouble."""
    broken_page, refused_page = f"/kaputt/{CODE}/", f"/schon/{CODE}/"
    posted = {"familienname": NAME}
    with override_settings(ROOT_URLCONF=__name__):
        client = Client(raise_request_exception=False)
        answers = [
            client.post(broken_page, posted),
            client.post(refused_page, posted),
            Client(enforce_csrf_checks=True).post(refused_page, posted),
            client.get(f"/{CODE}/{CODE}/{CODE}/{CODE}/"),
            client.post(broken_page, {f"{NAME}{number}": "x" for number in range(2100)}),
        ]
    sys.stdout.write(" ".join(str(answer.status_code) for answer in answers))
    try:
        int(NAME)
    except ValueError:
        logging.getLogger("procrastinate.worker").exception("Job ended with status: Error")
    log.error("done")


if __name__ == "__main__":
    main()
