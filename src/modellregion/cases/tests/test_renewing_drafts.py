"""A draft begun on an old version goes on with the new one; its owner sees what differs, and loses nothing."""

import re
from uuid import UUID

import pytest
from django.test import Client

from modellregion.cases.api import (
    Action,
    desk_view,
    find_draft,
    order_migration,
    rehearse_migration,
    renew_draft,
    submit_application,
)
from modellregion.kernel.context import system_context
from modellregion.packages.api import (
    PackageFiles,
    install_package,
    installed_services,
    store_package,
)
from modellregion.region.api import find_body
from tests.support.filing import begin, file
from tests.support.jobs import work_off
from tests.support.packages import TRADE_NOTICE, files_of, replaced
from tests.support.people import citizen, staff
from tests.support.personas import persona

pytestmark = pytest.mark.django_db


def _changed(*, field: bool = True, role: str = "") -> PackageFiles:
    files = replaced(files_of(), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    if field:
        new = '[fields.zusatz]\ntype = "text"\nlabel = "Zusatz zur Anmeldung"\npurpose = "Rückfragen"\n\n[fields.rechtsform]'
        files = replaced(files, "fields.toml", "[fields.rechtsform]", new)
        files = replaced(files, "pages.toml", '["rechtsform", "grund"', '["rechtsform", "zusatz", "grund"')
    return replaced(files, "process.bpmn", 'role="sachbearbeitung"', f'role="{role}"') if role else files


def _offer(files: PackageFiles) -> None:
    body = find_body("paderborn")
    assert body is not None
    unit = installed_services(body.id)[TRADE_NOTICE].unit
    install_package(system_context(body.id), package=store_package(files), unit=unit)


def _address(code: str, page: str = "") -> str:
    return f"/paderborn/antrag/{code}/{page}"


def test_the_owner_sees_what_differs_and_goes_on() -> None:
    ctx = citizen()
    code = begin(ctx, TRADE_NOTICE, persona(TRADE_NOTICE, "friseur"))
    before = find_draft(ctx, code)
    _offer(_changed())
    client = Client()
    for page in ("", "pruefen/", "seite/vorhaben/"):
        answer = client.get(_address(code, page), follow=True)
        assert answer.redirect_chain[-1][0] == _address(code, "neue-fassung/")
        text = answer.content.decode()
        assert "Neue Fragen" in text
        assert "Zusatz zur Anmeldung" in text
    assert find_draft(ctx, code).package.version == "1.0.0"
    answer = client.post(_address(code, "neue-fassung/"), follow=True)
    assert answer.redirect_chain[-1][0] == _address(code, "seite/vorhaben/")
    after = find_draft(ctx, code)
    assert (after.package.version, after.draft.answers) == ("1.1.0", before.draft.answers)
    assert set(before.draft.done) - set(after.draft.done) == {"vorhaben"}
    assert client.get(_address(code, "neue-fassung/"), follow=True).redirect_chain[-1][0] == _address(
        code, "seite/vorhaben/"
    )


def test_what_nobody_sees_moves_without_a_word() -> None:
    ctx = citizen()
    code = begin(ctx, TRADE_NOTICE, persona(TRADE_NOTICE, "friseur"))
    _offer(_changed(field=False, role="teamleitung"))
    answer = Client().get(_address(code), follow=True)
    assert answer.redirect_chain[-1][0] == _address(code, "pruefen/")
    assert find_draft(ctx, code).package.version == "1.1.0"


def test_a_page_sent_at_the_moment_of_the_change_is_kept() -> None:
    ctx = citizen()
    code = begin(ctx, TRADE_NOTICE, persona(TRADE_NOTICE, "friseur"))
    client = Client()
    page = client.get(_address(code, "seite/taetigkeit/")).content.decode()
    sent = dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<', page))
    name = next(iter(sent))
    _offer(_changed())
    client.post(_address(code, "seite/taetigkeit/"), {**sent, name: "Ganz neu getippt", "_gezeigt": ""})
    kept = find_draft(ctx, code).draft
    assert "Ganz neu getippt" in {
        *map(str, kept.answers.values()),
        *(text for texts in kept.entered.values() for text in texts),
    }
    renew_draft(ctx, code=code)
    moved = find_draft(ctx, code).draft
    assert (moved.answers, moved.entered) == (kept.answers, kept.entered)


def test_who_had_reviewed_the_old_form_files_it() -> None:
    ctx = citizen()
    code = begin(ctx, TRADE_NOTICE, persona(TRADE_NOTICE, "friseur"))
    _offer(_changed())
    case = submit_application(ctx, code=code).case
    assert desk_view(staff(), case=case).package.version == "1.0.0"


def test_a_filed_case_that_moved_tells_its_clerk_what_is_missing() -> None:
    case: UUID = file(citizen(), TRADE_NOTICE, persona(TRADE_NOTICE, "friseur")).case
    _offer(_changed())
    admin = staff("admin")
    rehearsal = rehearse_migration(admin, service=TRADE_NOTICE, source=files_of().hash)
    (verdict,) = [one for one in rehearsal.verdicts if one.case == case]
    assert verdict.problems == ()
    assert verdict.words == ("Neue Fragen, noch ohne Angabe: Zusatz zur Anmeldung",)
    order_migration(admin, service=TRADE_NOTICE, source=files_of().hash, reason="Satzung geändert")
    work_off()
    view = desk_view(staff(), case=case)
    assert view.package.version == "1.1.0"
    (line,) = [line for line in view.history if line.action is Action.MIGRATED]
    assert line.note == "1.0.0 → 1.1.0: Satzung geändert. Neue Fragen, noch ohne Angabe: Zusatz zur Anmeldung"
