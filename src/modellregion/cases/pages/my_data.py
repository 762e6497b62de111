"""My data (Meine Daten): what is stored by the account, as a file too; who looked at it; deletion."""

import json
from contextlib import suppress
from datetime import date
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, gettext_lazy

from modellregion.accounts.api import LEVEL_NAMES, AccountRequest, account_page
from modellregion.cases.account_data import data_of, forget_account, looks_at
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import show_day, url

FACT_NAMES = {
    "first_names": gettext_lazy("Vornamen"),
    "surname": gettext_lazy("Familienname"),
    "birth_name": gettext_lazy("Geburtsname"),
    "birth_date": gettext_lazy("Geburtsdatum"),
    "birth_place": gettext_lazy("Geburtsort"),
    "nationality": gettext_lazy("Staatsangehörigkeit"),
    "gender": gettext_lazy("Geschlecht"),
    "email": gettext_lazy("E-Mail"),
    "phone": gettext_lazy("Telefon"),
    "means": gettext_lazy("Angemeldet mit"),
    "company_name": gettext_lazy("Unternehmen"),
    "legal_form": gettext_lazy("Rechtsform"),
    "activity": gettext_lazy("Tätigkeit"),
    "register_kind": gettext_lazy("Register"),
    "register_number": gettext_lazy("Registernummer"),
    "register_court": gettext_lazy("Registergericht"),
    "person_type": gettext_lazy("Art der Person"),
    "strasse": gettext_lazy("Straße"),
    "hausnummer": gettext_lazy("Hausnummer"),
    "plz": gettext_lazy("Postleitzahl"),
    "ort": gettext_lazy("Ort"),
    "staat": gettext_lazy("Staat"),
}

# Answers in the codes of the services' lists: Germany and its nationality, and the sexes of civil status law.
_WORDS: dict[tuple[str, str], object] = {
    ("nationality", "000"): gettext_lazy("deutsch"),
    ("staat", "000"): gettext_lazy("Deutschland"),
    ("gender", "w"): gettext_lazy("weiblich"),
    ("gender", "m"): gettext_lazy("männlich"),
    ("gender", "d"): gettext_lazy("divers"),
}


def _said(fact: str, text: str) -> str:
    """Return a fact as people read it: a day as a day, the commonest codes as words."""
    if fact == "birth_date":
        with suppress(ValueError):
            return show_day(date.fromisoformat(text))
    return str(_WORDS.get((fact, text), text))


@account_page
def my_data(request: AccountRequest) -> HttpResponse:
    """Show what the account told us; delete the account after a confirmation."""
    error = ""
    if request.method == "POST":
        if "sicher" in request.POST:
            forget_account(request.ctx, holder=request.holder)
            return HttpResponseRedirect(url("municipality", slug=request.body_entry.slug))
        error = gettext("Bitte bestätigen Sie, dass Sie das Konto hier löschen wollen.")
    values = {
        "holder": request.holder,
        "facts": [
            (
                FACT_NAMES[name.rpartition(".")[2]],
                _said(name.rpartition(".")[2], fact.text),
                LEVEL_NAMES[fact.level],
            )
            for name, fact in request.holder.facts.items()
            if name.rpartition(".")[2] in FACT_NAMES
        ],
        "error": error,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "cases/my_data.html", values, status=status)


@account_page
def data_file(request: AccountRequest) -> HttpResponse:
    """Send everything that hangs on the account as JSON."""
    content = json.dumps(data_of(request.ctx, request.holder), ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": 'attachment; filename="meine-daten.json"'}
    return HttpResponse(content, content_type="application/json", headers=headers)


@account_page
def looks(request: AccountRequest) -> HttpResponse:
    """Show when somebody of the staff looked at the files of one's cases, and why."""
    account = request.holder.account
    values = {"holder": request.holder, "looks": looks_at(request.ctx, account) if account else []}
    return render(request, "cases/my_looks.html", values)
