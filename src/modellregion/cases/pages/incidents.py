"""The list of failed steps (Störungen) that wait for a person."""

from django.http import HttpResponse

from modellregion.cases.process_view import incident_lines
from modellregion.kernel.http.pages import render
from modellregion.region.frames import Request, staff_page


@staff_page
def incidents(request: Request) -> HttpResponse:
    """Show what failed, oldest first."""
    return render(request, "cases/incidents.html", {"lines": incident_lines(request.ctx)})
