"""What an account knows, put into the inputs of a form: as if it had been typed, so that a person looks at it and may change it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from modellregion.accounts.api import LEVEL_NAMES, PROFILES, Fact, Facts, Level, Profile
from modellregion.forms.api import Draft, Field, FieldView, Form, PageView

_DATE = ("tag", "monat", "jahr")


def prefill(form: Form, facts: Facts, profile: Profile) -> Draft:
    """Return a draft in which everything that a field declares to take from an account stands ready.

    Nothing of it is an answer before the person has sent the page it stands on; of a repeated group the first row is filled.
    """
    draft = Draft()
    for path, item in _places(form):
        parts = _parts(item, facts)
        if not parts:
            continue
        level = min(fact.level for fact in parts.values())
        for part in item.kind.parts if item.kind else ():
            name = f"{path}.{part}" if part else path
            draft.entered[name] = [parts[part].text] if part in parts else [""]
        draft.origins[path] = [profile.id, int(level), {part: fact.text for part, fact in parts.items()}]
    return draft


def known_fields(form: Form, facts: Facts, profile: Profile, language: str) -> list[tuple[str, Level]]:
    """Return the labels of the fields an account fills in, and how sure it is of each."""
    origins = prefill(form, facts, profile).origins
    return [
        (item.label(language), Level(origins[path][1])) for path, item in _places(form) if path in origins
    ]


def _places(form: Form) -> Iterator[tuple[str, Field]]:
    for item in form.fields.values():
        if item.account:
            yield item.id, item
        for inner in item.items:
            if inner.account:
                yield f"{item.id}.0.{inner.id}", inner


def _parts(item: Field, facts: Facts) -> dict[str, Fact]:
    """Return what goes into each input of a field; nothing when the account does not know it."""
    if item.kind is None:
        return {}
    parts = item.kind.parts
    if set(_DATE) <= set(parts):
        return _date(facts.get(item.account))
    if parts == ("",):
        fact = facts.get(item.account)
        return {"": fact} if fact else {}
    return {part: facts[f"{item.account}.{part}"] for part in parts if f"{item.account}.{part}" in facts}


def _date(fact: Fact | None) -> dict[str, Fact]:
    """Return day, month and year; an account may know the year alone."""
    numbers = fact.text.split("-") if fact else []
    if fact is None or not all(number.isdigit() for number in numbers) or not numbers:
        return {}
    named = zip(("jahr", "monat", "tag"), numbers, strict=False)
    return {part: Fact(str(int(number)), fact.level) for part, number in named if int(number)}


def tell_origins(view: PageView, origins: Mapping[str, Sequence[Any]]) -> str:
    """Say at each field of a page which account filled it in and how sure it was, while that still stands there.

    Return the sentence for the head of the page; nothing when no field of it is the account's.
    """
    told = ""
    for group in view.groups:
        for shown in group.fields:
            for one in [shown, *(inner for row in shown.rows for inner in row.fields)]:
                found = _unchanged(one, origins)
                if found is not None:
                    profile, level = found
                    origin = gettext("Aus %(account)s (%(level)s).") % {
                        "account": PROFILES[profile].name,
                        "level": LEVEL_NAMES[level],
                    }
                    one.help = f"{one.help} {origin}".strip()
                    told = gettext(
                        "Einiges ist aus einem Konto ausgefüllt. In Klammern steht, wie sicher eine Angabe ist. Sie können alles "
                        "ändern."
                    )
    return told


def _unchanged(view: FieldView, origins: Mapping[str, Sequence[Any]]) -> tuple[str, Level] | None:
    """Return which account filled in a field and how sure it was, while what stands there is still what the account said."""
    found = origins.get(view.name)
    if found is None:
        return None
    profile, level, parts = found
    shown = {part.name.removeprefix(f"{view.name}."): part.value for part in view.inputs} or {"": view.value}
    # An address within Germany does not ask for its country.
    if profile not in PROFILES or any(shown.get(part, text) != text for part, text in parts.items()):
        return None
    return str(profile), Level(level)
