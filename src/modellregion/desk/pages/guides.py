"""All guides on one page, and what a person puts away or brings back."""

from collections.abc import Collection

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from modellregion.desk.guide import EVERY, FIRST_DAY, guides
from modellregion.kernel.http.pages import render
from modellregion.region.api import put_away
from modellregion.region.frames import Request, safe_target, staff_page


@staff_page
def guide_page(request: Request) -> HttpResponse:
    """Show all guides, or take what is put away."""
    ctx = request.ctx
    if request.method == "POST":
        put_away(ctx, names=_wanted(request, ctx.actor.put_away))
        return HttpResponseRedirect(safe_target(request.POST.get("weiter", ""), request.body_entry.slug))
    titles = _titles()
    shown = [(titles[page], guide) for page, guide in guides(ctx.language).items() if page in titles]
    values = {"guides": sorted(shown, key=lambda one: one[0]), "is_away": EVERY in ctx.actor.put_away}
    return render(request, "desk/guides.html", values)


def _wanted(request: Request, away: Collection[str]) -> set[str]:
    """Return what is put away after what was asked for."""
    wanted, page = set(away), request.POST.get("seite", "")
    match request.POST.get("was"):
        case "zuklappen":
            wanted.add(page)
        case "aufklappen":
            wanted -= {page, EVERY}
        case "alle-zuklappen":
            wanted.add(EVERY)
        case "alle-aufklappen":
            wanted = {name for name in wanted if name.startswith("day:")}
        case "erster-tag":
            done = {f"day:{name}" for name in request.POST.getlist("erledigt") if name in FIRST_DAY}
            wanted = {name for name in wanted if not name.startswith("day:") or name == "day:over"} | done
        case "erster-tag-vorbei":
            wanted.add("day:over")
        case _:
            pass
    return wanted


def _titles() -> dict[str, str]:
    return {
        "desk": gettext("Mein Tag"),
        "inbox": gettext("Eingang"),
        "case": gettext("Vorgang"),
        "correct": gettext("Angaben berichtigen"),
        "collect": gettext("Mehrere Vorgänge auf einmal"),
        "files": gettext("Akten"),
        "file": gettext("Akte"),
        "document": gettext("Dokument"),
        "mails": gettext("Post"),
        "follow_ups": gettext("Wiedervorlagen"),
        "circulations": gettext("Laufmappen"),
        "inspection": gettext("Akteneinsicht"),
        "file_plan": gettext("Aktenplan"),
        "disposals": gettext("Aussonderung"),
        "case_process": gettext("Stand des Ablaufs"),
        "processes": gettext("Abläufe"),
        "incidents": gettext("Störungen"),
        "register": gettext("Gewerberegister"),
        "deliveries": gettext("Empfangene Daten"),
        "services_desk": gettext("Leistungen"),
        "substitutes": gettext("Vertretung"),
    }
