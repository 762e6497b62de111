"""A sealed letter and the journal: whoever has the file sees its entry proven, and is told when it was changed."""

import hashlib
import html
import json
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.journal.api import key_file as journal_key_file
from modellregion.journal.api import stamp_checkpoint
from modellregion.journal.tests.planting import owner
from modellregion.kernel.tenancy import tenant
from modellregion.seals.api import Recorded, Verdict, check_seals, seal_pdf, stamp_pdf
from tests.support.contents import written_pdf
from tests.support.people import staff
from tests.support.tsa import free_port, make_certificates, running_tsa

PAGE = "/paderborn/siegel-pruefen/"


def _sealed(text: str = "Bescheid") -> bytes:
    clerk = staff()
    with tenant(clerk):
        return seal_pdf(clerk, written_pdf(text), name="Stadt Paderborn", reason="Bescheid")


def _page(content: bytes) -> str:
    answer = Client().post(PAGE, {"schreiben": SimpleUploadedFile("brief.pdf", content)})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def _recorded(content: bytes) -> Recorded | None:
    [seal] = check_seals(staff().municipality, content)
    return seal.proof.recorded if seal.proof else None


@pytest.mark.django_db
def test_whoever_has_the_letter_sees_its_entry_proven_and_nobody_s_name(
    tmp_path: Path, settings: LazySettings
) -> None:
    clerk, sealed = staff(), _sealed()
    page = _page(sealed)
    assert "steht im Journal der Behörde, und das Journal ist unverändert" in page
    assert re.search(r"Zeitstempel darüber</dt>\s*<dd[^>]*>\s*keiner", page)
    make_certificates(tmp_path / "tsa")
    with running_tsa(tmp_path / "tsa", free_port()) as address:
        settings.TIMESTAMP_URL = address
        stamp_checkpoint(clerk.municipality)
        stamped = stamp_pdf(sealed)
    page = _page(stamped)
    assert "ist unverändert" in page, "what a time-stamp adds does not hide the letter"
    assert not re.search(r"Zeitstempel darüber</dt>\s*<dd[^>]*>\s*keiner", page)
    assert clerk.actor.name not in page
    receipt = json.loads(page.split("<pre", 1)[1].split("<code>")[1].split("</code>")[0])
    kept = SimpleUploadedFile("beleg.json", json.dumps(receipt).encode())
    checked = Client().post("/paderborn/beleg/", {"beleg": kept})
    assert (checked.status_code, "Schreiben gesiegelt" in checked.content.decode()) == (200, True)
    assert _recorded(_altered(sealed)) is None
    assert "Beweis im Journal" not in _page(_altered(sealed)), "of another file nothing is said"


def _altered(sealed: bytes) -> bytes:
    place = sealed.index(b"/Reason")
    return sealed[:place] + b"/Raison" + sealed[place + 7 :]


EDIT_WORDS = (
    "UPDATE journal_words SET content = decode('00', 'hex') || convert_to(replace(convert_from(substr(content, 2), 'UTF8'), "
    "'a', 'b'), 'UTF8') WHERE id = %s"
)
HARM = {
    "an edited entry": (
        "UPDATE journal_entry SET at = at - interval '1 day' WHERE id = %s",
        Recorded.CHANGED,
    ),
    "another action": ("UPDATE journal_entry SET action = 'refused' WHERE id = %s", Recorded.MISSING),
    "edited words": (EDIT_WORDS, Recorded.CHANGED),
    "damaged words": ("UPDATE journal_words SET content = 'x' WHERE id = %s", Recorded.CHANGED),
    "a leaf of something else": (
        "UPDATE journal_leaf SET hash = sha256('x') WHERE entry_id = %s",
        Recorded.CHANGED,
    ),
    "a deleted leaf": ("DELETE FROM journal_leaf WHERE entry_id = %s", Recorded.CHANGED),
    "a deleted entry": ("DELETE FROM journal_entry WHERE id = %s", Recorded.MISSING),
}


def test_what_the_owner_of_the_tables_changes_is_said(own_database: str) -> None:
    clerk = staff()
    letters = {name: _sealed(name) for name in HARM}
    assert {_recorded(one) for one in letters.values()} == {Recorded.STANDS}
    entry_of = "SELECT id FROM journal_entry WHERE subject_kind = 'seal' AND subject_id = %s"
    with owner(own_database, clerk.municipality) as culprit:
        for name, (statement, _) in HARM.items():
            (entry,) = culprit.one(entry_of, UUID(bytes=hashlib.sha256(letters[name]).digest()[:16]))
            if "DELETE FROM journal_entry" in statement:
                culprit.do("DELETE FROM journal_words WHERE id = %s", entry)
            culprit.do(statement, entry)
    said = {name: _recorded(letter) for name, letter in letters.items()}
    assert said == {name: expected for name, (_, expected) in HARM.items()}
    page = _page(letters["an edited entry"])
    assert "wurde verändert. Das darf nicht sein" in page
    assert "Das Schreiben ist echt und unverändert" in page, "the seal itself is still what it was"
    assert "steht kein Eintrag dazu" in _page(letters["a deleted entry"])


@pytest.mark.django_db
def test_while_the_journal_s_key_is_away_the_page_says_later(tmp_path: Path) -> None:
    assert _recorded(_sealed()) is Recorded.STANDS, "which makes the key"
    sealed, key = _sealed(), journal_key_file(staff().municipality)
    away = key.rename(tmp_path / "away")
    try:
        [seal] = check_seals(staff().municipality, sealed)
        page = _page(sealed)
    finally:
        away.rename(key)
    assert seal.verdict is Verdict.GENUINE
    assert seal.proof is not None
    assert seal.proof.recorded is Recorded.UNSIGNED
    assert "ist noch nicht unterschrieben" in page
    assert _recorded(sealed) is Recorded.STANDS
