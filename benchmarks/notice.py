"""The notice that is filed again and again: a sole trader's, 25 filled fields, no upload."""

from benchmarks.browser import Answer, Browser, Form

SLUG = "paderborn"
SERVICE = "gewerbeanmeldung"
FIELDS = 25

# One form a page, as a browser would send it; an address, a date and a person's name count as one field each.
PAGES: dict[str, Form] = {
    "vorhaben": [("rechtsform", "412000"), ("grund", "neugruendung"), ("niederlassungsart", "01"), ("reisegewerbe", "nein")],
    "unternehmen": [("geschaeftsbezeichnung", "Blumen am Beispielplatz"), ("oeffentliche_hand", "nein")],
    "personen": [
        ("personen.0.vornamen", "Žofia Anneliese"),
        ("personen.0.familienname", "Musterweiß"),
        ("personen.0.geschlecht", "w"),
        ("personen.0.geburtsdatum.tag", "27"),
        ("personen.0.geburtsdatum.monat", "3"),
        ("personen.0.geburtsdatum.jahr", "1984"),
        ("personen.0.geburtsort", "Gliwice"),
        ("personen.0.geburtsland", "152"),
        ("personen.0.staatsangehoerigkeit", "000"),
        ("personen.0.wohnung.staat", "000"),
        ("personen.0.wohnung.strasse", "Borchener Straße"),
        ("personen.0.wohnung.hausnummer", "12a"),
        ("personen.0.wohnung.plz", "33098"),
        ("personen.0.wohnung.ort", "Paderborn"),
        ("personen.0.telefon", "05251 0000000"),
        ("personen.0.email", "zofia@musterweiss.example"),
    ],
    "betriebsstaette": [
        ("betriebsstaette.strasse", "Rosenstraße"),
        ("betriebsstaette.hausnummer", "7"),
        ("betriebsstaette.plz", "33098"),
        ("betriebsstaette.ort", "Paderborn"),
        ("betrieb_telefon", "05251 0000001"),
    ],
    "taetigkeit": [
        ("taetigkeit", "Einzelhandel mit Blumen und Topfpflanzen"),
        ("betriebsart", "handel"),
        ("nebenerwerb", "nein"),
        ("beginn.tag", "1"),
        ("beginn.monat", "12"),
        ("beginn.jahr", "2026"),
        ("vollzeit", "0"),
        ("teilzeit", "1"),
    ],
    "erlaubnisse": [("erlaubnis_noetig", "nein"), ("versicherung", "ja")],
}  # fmt: skip


def fill_in(browser: Browser) -> tuple[str, list[Answer]]:
    """Fill in a new notice up to its review, page by page; return its code and every answer."""
    answers = [browser.get(f"/{SLUG}/leistungen/{SERVICE}/antrag/")]
    path = answers[0].text.partition(' action="')[2].partition('"')[0]
    code = path.split("/antrag/")[1].partition("/")[0]
    extra: Form = [("_leistung", SERVICE), ("_beginn", "1")]
    for page, form in PAGES.items():
        answers.append(browser.post(f"/{SLUG}/antrag/{code}/seite/{page}/", [*extra, *form]))
        answers.append(browser.get(answers[-1].location))
        extra = [("_leistung", SERVICE)]
    if not answers[-1].location and "/pruefen/" not in answers[-2].location:
        raise AssertionError(f"the review was expected, not {answers[-2].location}")
    return code, answers


def submit(browser: Browser, code: str) -> Answer:
    """Send the final form; from its answer on, nothing may be lost."""
    return browser.post(f"/{SLUG}/antrag/{code}/pruefen/", [])
