"""Whether the letters compile: each is made once with the data of an invented case."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from modellregion.kernel.pdf import LetterError, letter_pdf, unsaved_letter_pdf
from modellregion.packages.files import PackageFinding
from modellregion.packages.library import letters_folder
from modellregion.packages.package import Package

SECONDS_MAX = 20
_SOME_TIME = datetime(2026, 1, 2, tzinfo=UTC)
_PLACE = re.compile(r"([\w-]+)\.typ:(\d+)")


def check_letters(package: Package) -> Iterator[PackageFinding]:
    """Yield what Typst says about a template that does not compile, with its line; or that one never ends."""
    problems = _try(package)
    for name in package.templates:
        file = f"notices/{name}.typ"
        problem = problems.get(name)
        if problem is None:
            yield PackageFinding(file, "", "Making this letter takes too long or too much memory.")
            return  # those behind it were not tried
        if problem:
            found = _PLACE.search(problem)
            line = int(found[2]) if found and found[1] == name else 0
            first = next((part.strip() for part in problem.splitlines() if part.strip()), "")
            yield PackageFinding(file, "", f"The letter cannot be made: {first}", line)


def letter_compiles(package: Package, name: str, *, like: Package) -> bool:
    """Tell whether a letter can be made with an invented case; for what strangers wrote take the check.

    Where it is the only one that differs from those of ``like``, nothing is written down for it: the others are there.
    """
    others = {**like.templates, name: package.templates[name]}
    data = specimen(package)
    try:
        if others == dict(package.templates):
            folder = letters_folder(like)
            unsaved_letter_pdf(folder, package.templates[name], data, created=_SOME_TIME)
        else:
            letter_pdf(letters_folder(package), f"{name}.typ", data, created=_SOME_TIME)
    except LetterError:
        return False
    return True


def _try(package: Package) -> dict[str, str]:
    """Make each letter in a process with limits; return what is wrong by template, nothing for those never reached."""
    job = {
        "folder": str(letters_folder(package)),
        "fonts": str(settings.STATIC_BUILD / "fonts"),
        "templates": list(package.templates),
        "data": specimen(package),
    }
    command = [sys.executable, "-m", "modellregion.packages.checking.trial"]
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ.get("PATH", "")}
    try:
        result = subprocess.run(
            command,
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=SECONDS_MAX,
            env=environment,
            check=False,
        )
        output = result.stdout
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
    lines = [json.loads(line) for line in output.splitlines() if line.endswith(b"}")]
    return {line["template"]: line["problem"] for line in lines}


def _notice(package: Package) -> dict[str, Any]:
    """Return what a notice finds besides: every part that any kind of notice of the package has."""
    parts = [part for kind in package.notices.values() for part in kind.parts]
    return {
        "title": "Bescheid",
        "date": "2. Januar 2026",
        "is_draft": False,
        "parts": {part.id: {"label": part.label, "text": "Erste Zeile\n\nZweite Zeile", "is_required": True} for part in parts},
        "legal_bases": ["§ 1 Mustergesetz (Muster)"],
        "with_fee": True,
        "remedy": "Gegen diesen Bescheid kann Klage erhoben werden.",
        "signer": "Max Muster",
        "office": "Musteramt",
        "about": {"title": "Bescheid", "date": "1. Januar 2026", "sentence": "Er wird berichtigt."},
    }  # fmt: skip


def _register() -> dict[str, Any]:
    """Return what the certificate of a register's entry finds besides."""
    return {
        "is_entered": True,
        "number": "R-000001",
        "name": "Muster Handel",
        "trader": "Erika Muster",
        "activity": "Handel",
        "address": "Markt 2\n12345 Musterhausen",
        "state": "ceased",
        "since": "1. Januar 2020",
        "ceased_on": "31. Dezember 2025",
    }


def specimen(package: Package) -> dict[str, Any]:
    """Return data of an invented case in the shape that letters get."""
    line = {"label": "Name", "text": "Erika Muster", "number": "1"}
    position = {"text": "Gebühr", "count": 2, "amount": "26,00 €", "basis": "Gebührensatzung"}
    return {
        "sender": {
            "name": "Stadt Musterhausen",
            "line": "Stadt Musterhausen, Markt 1",
            "contact": "amt@muster.example",
        },
        "recipient": "Erika Muster\nMarkt 2\n12345 Musterhausen",
        "case": {
            "number": f"{package.case.number_prefix}-2026-000001",
            "sheet": "1",
            "service": package.title("de"),
            "form": package.service.form,
            "form_name": package.service.form_name,
            "subject": "Muster",
            "received": "2. Januar 2026",
            "received_time": "10:00",
            "today": "2. Januar 2026",
        },
        "person": "Erika Muster",
        "sections": [{"title": "Angaben", "lines": [line, {**line, "text": "Zeile 1\nZeile 2"}]}],
        "fee": {"total": "52,00 €", "is_free": False, "positions": [position]},
        "legal_bases": [f"{basis.norm} ({basis.title})" for basis in package.legal_bases],
        "embedded": {"number": "1", "answers": []},
        "reason": "Begründung, erste Zeile\nzweite Zeile",
        "title": package.title("de"),
        "details": [["Datum", "2. Januar 2026"]],
        "notice": _notice(package),
        "register": _register(),
    }
