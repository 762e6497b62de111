"""Answers to the forms of the three trade notices, as somebody would give them; one function a service.

What a form asks of these answers is decided by the form itself: the check leaves out what is hidden. Whatever a newer
version of a package asks beyond them is filled in by its kind, so that the demo does not hang on field names.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec

from modellregion.demo.businesses import Business
from modellregion.demo.names import family_name
from modellregion.demo.places import address
from modellregion.demo.trades import SHARES, TRADES
from modellregion.forms.api import Checked, Draft, Field, Form, Surroundings, Upload, check_draft
from modellregion.region.api import BodyEntry

Answers = dict[str, Any]
ROUNDS_MAX = 4


class DemoAnswersError(Exception):
    """The invented answers do not pass a form's check; the message says which field and why."""


def register(rng: Random, body: BodyEntry, business: Business, day: date) -> Answers:
    """Answer a registration (Gewerbeanmeldung)."""
    why = rng.choices(("neugruendung", "kauf", "verlegung", "pacht", "erbfolge"), (88, 5, 4, 2, 1))[0]
    begin = day + timedelta(days=rng.randint(-20, 40) if rng.random() < 0.9 else rng.randint(-200, -91))
    answers = {
        **_business(rng, business, day),
        **_workforce(business),
        **_papers(rng, business, day),
        "grund": why,
        "taetigkeit": business.activity,
        "betriebsart": [business.trade.kind],
        "nebenerwerb": business.is_side_job,
        "beginn": begin.isoformat(),
        "frueherer_inhaber": family_name(rng),
        "unfallversicherung": business.trade.insurer,
        "fruehere_betriebsstaette": {**address(rng, body), "ort": "Musterstadt", "plz": "99999"},
    }
    if business.trade.more and rng.random() < 0.6:
        answers["weitere_taetigkeiten"] = "\n".join(business.trade.more)
    return answers


def change(rng: Random, body: BodyEntry, business: Business, day: date) -> Answers:
    """Change a business, and answer the notice about it (Gewerbeummeldung)."""
    why = rng.choices(
        ("verlegung", "erweiterung_taetigkeit", "wechsel_taetigkeit", "namensaenderung"), (50, 30, 15, 5)
    )[0]
    effect = day - timedelta(days=rng.randint(0, 30))
    before, former_name, new = business.place, "", ""
    if why == "verlegung":
        business.place = address(rng, body)
        while business.place == before:
            business.place = address(rng, body)
    elif why == "erweiterung_taetigkeit":
        new = rng.choice(business.trade.more or ("Vermittlung von Aufträgen",))
    elif why == "wechsel_taetigkeit":
        business.trade = rng.choices(TRADES, SHARES)[0]
        new = business.trade.activity
    else:
        former_name = business.rename(rng)
    answers = {
        **_business(rng, business, day),
        **_workforce(business),
        **_papers(rng, business, day),
        "gruende": [why],
        "aenderung": effect.isoformat(),
        "bisheriger_name": former_name,
        "fruehere_betriebsstaette": before,
        "frueherer_inhaber": business.people[0].name if business.people else business.registered_name,
        "schwerpunkt": "weiterhin",
        "nebenerwerb": business.is_side_job,
        "handwerk": business.trade.kind == "handwerk",
    }
    if new:
        answers["taetigkeit_neu"] = new
    if why != "wechsel_taetigkeit":
        answers["taetigkeit_weiterhin"] = business.activity
    else:
        business.activity = new
    return answers


def end(rng: Random, body: BodyEntry, business: Business, day: date) -> Answers:
    """Answer the notice that a business ends (Gewerbeabmeldung)."""
    why = rng.choices(
        ("vollstaendige_aufgabe", "verkauf", "verpachtung", "rechtsformwechsel"), (88, 7, 2, 3)
    )[0]
    causes = ("alter", "gesundheit", "persoenlich", "wirtschaftlich", "anstellung")
    return {
        **_business(rng, business, day),
        **_workforce(business),
        "grund": why,
        "ursache": rng.choice(causes),
        "ende": (day + timedelta(days=rng.randint(-30, 30))).isoformat(),
        "taetigkeit": business.activity,
        "betriebsart": [business.trade.kind],
        "nebenerwerb": business.is_side_job,
        "neuer_betrieb": rng.random() < 0.05,
        "kuenftige_betriebsstaette": address(rng, body),
        "nachfolger": family_name(rng),
    }


MAKERS: Mapping[str, Callable[[Random, BodyEntry, Business, date], Answers]] = {
    "gewerbeanmeldung": register,
    "gewerbeummeldung": change,
    "gewerbeabmeldung": end,
}


def _business(rng: Random, business: Business, day: date) -> Answers:
    """Return what all three forms ask about a business and its people."""
    answers: Answers = {
        "rechtsform": business.form.code,
        "niederlassungsart": "01",
        "reisegewerbe": business.travels,
        "oeffentliche_hand": "nein",
        "betriebsstaette": business.place,
        "versicherung": True,
    }
    if business.form.register:
        answers |= {
            "registerart": business.form.register,
            "register_ort": business.court,
            "register_nummer": business.court_number,
        }
    if business.registered_name:
        answers["eingetragener_name"] = business.registered_name
    if business.shop_name:
        answers["geschaeftsbezeichnung"] = business.shop_name
    if business.people:
        answers["personen"] = [person.row(rng, day) for person in business.people]
        if business.form.has_partner_company:
            company = business.registered_name.replace("GmbH & Co. KG", "Verwaltungs-GmbH")
            for row in answers["personen"]:
                row |= {
                    "art": "juristisch",
                    "firma": company,
                    "firma_register": f"{business.court}, HR B 4711",
                }
    else:
        answers["bevollmaechtigte_person"] = {"vornamen": "Erika", "familienname": family_name(rng)}
    if rng.random() < 0.6:
        answers["betrieb_telefon"] = f"05251 00{rng.randint(0, 99999):05}"
    return answers


def _workforce(business: Business) -> Answers:
    return {"vollzeit": business.full_time, "teilzeit": business.part_time}


def _papers(rng: Random, business: Business, day: date) -> Answers:
    """Return what is answered about permit and craft card; one in ten does not have them yet."""
    trade = business.trade
    has_it = rng.random() < 0.9
    issued = (day - timedelta(days=rng.randint(5, 3000))).isoformat()
    answers: Answers = {"erlaubnis_noetig": "nein"}
    if trade.permit:
        answers |= {
            "erlaubnis_noetig": "ja",
            "erlaubnis": has_it,
            "erlaubnis_datum": issued,
            "erlaubnis_behoerde": trade.permit,
        }
    if trade.kind == "handwerk":
        has_card = trade.card and has_it
        answers |= {
            "handwerkskarte": has_card,
            "handwerkskarte_datum": issued,
            "handwerkskammer": "Handwerkskammer Ostwestfalen-Lippe zu Bielefeld",
        }
    return answers


def checked_answers(form: Form, answers: Answers, surroundings: Surroundings) -> Checked:
    """Return what the one check of all channels makes of the answers; gaps that the form still has are filled in.

    :raises DemoAnswersError: when they do not pass.
    """
    known = {name: value for name, value in answers.items() if name in form.fields}
    for name, value in known.items():
        known[name] = _own_parts(form.fields[name], value)
    for _ in range(ROUNDS_MAX):
        typed = msgspec.json.decode(msgspec.json.encode(known), type=form.answers_type)
        checked = check_draft(form, Draft(typed), surroundings)
        wrong = sorted({finding.path.partition(".")[0] for finding in checked.errors} & set(form.fields))
        if not wrong:
            break
        known |= {name: _anything(form.fields[name], surroundings.today) for name in wrong}
    if not checked.is_acceptable:
        raise DemoAnswersError("; ".join(f"{f.path}: {f.sentence}" for f in checked.errors))
    return checked


def _own_parts(item: Field, value: Any) -> Any:
    """Leave out what this version's groups do not know."""
    if not item.is_group:
        return value
    names = {sub.id for sub in item.items}
    return [{name: part for name, part in row.items() if name in names} for row in value]


def _anything(item: Field, today: date) -> Any:
    """Return an answer to a question that the makers do not know, by its kind."""
    kind = item.kind
    options = getattr(kind, "options", None)
    if options is not None:
        first = next(iter(options.codes))
        return [first] if kind is not None and kind.control == "checkboxes" else first
    by_type: dict[Any, Any] = {str: "Beispiel", int: 1, bool: True, date: today.isoformat()}
    if kind is None or isinstance(kind, Upload):
        raise DemoAnswersError(f"{item.id}: nothing can be invented for this field")
    return by_type.get(kind.value_type, "Beispiel")
