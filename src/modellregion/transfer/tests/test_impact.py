"""Before an upgrade: what it would touch, told from real applications and invented ones; nothing is changed."""

import pytest

from modellregion.cases.api import CaseState
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import NotAllowedError
from modellregion.packages.api import Change, PackageFiles
from modellregion.region.api import find_body
from modellregion.transfer.api import adapt_package, impact_of, running_package
from tests.support.filing import file
from tests.support.packages import TRADE_NOTICE, files_of, replaced, with_file
from tests.support.people import citizen, staff
from tests.support.personas import persona

pytestmark = pytest.mark.django_db

FEE = ("rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag")


def _ctx() -> Context:
    body = find_body("bielefeld")
    assert body is not None
    return system_context(body.id)


def _next() -> PackageFiles:
    """Return a version with a dearer fee, another role, a new question, a changed letter, one recipient less."""
    files = replaced(files_of(), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    files = replaced(files, "rules/gebuehren.dmn", "<text>26</text>", "<text>28</text>")
    files = replaced(files, "process.bpmn", 'role="sachbearbeitung"', 'role="teamleitung"')
    files = replaced(files, "organisation.toml", 'role = "sachbearbeitung"', 'role = "teamleitung"')
    field = '[fields.zusatz]\ntype = "text"\nlabel = "Zusatz"\nrequired = false\npurpose = "Rückfragen"\n\n[fields.rechtsform]'
    files = replaced(files, "fields.toml", "[fields.rechtsform]", field)
    files = replaced(files, "pages.toml", '["rechtsform", "grund"', '["rechtsform", "zusatz", "grund"')
    letter = files.contents["notices/ruecknahme.typ"] + b"\nVielen Dank.\n"
    return with_file(files, "notices/ruecknahme.typ", letter)


def test_it_says_what_an_upgrade_would_touch() -> None:
    ctx = _ctx()
    filed = file(citizen("bielefeld"), TRADE_NOTICE, persona(TRADE_NOTICE, "friseur"))
    before = running_package(ctx, TRADE_NOTICE)
    impact = impact_of(ctx, package=TRADE_NOTICE, files=_next())
    assert sum(impact.usage.cases.values()) >= 1
    assert set(impact.usage.cases) <= {CaseState.RECEIVED, CaseState.IN_REVIEW, CaseState.WAITING}
    assert impact.letters == ["Das Schreiben »ruecknahme« ändert sich."]
    assert impact.links == impact.recipients == impact.statistics == []
    mine = next(one for one in impact.past if one.what == filed.number)
    assert "Gebühr: bisher 26,00 €, neu 28,00 €" in mine.sentences
    assert "Neue Fragen: Zusatz" in mine.sentences
    assert impact.applications >= len(impact.past) >= 1
    played = {sentence for one in impact.scenarios for sentence in one.sentences}
    assert any(sentence.startswith("Neue Aufgaben: ") and "(teamleitung)" in sentence for sentence in played)
    assert any(sentence.startswith("Entfallende Aufgaben: ") for sentence in played)
    assert running_package(ctx, TRADE_NOTICE) == before


def test_the_own_fee_stays_out_of_it() -> None:
    ctx = _ctx()
    adapt_package(ctx, package=TRADE_NOTICE, changes=[Change(FEE, "26", "30")], reason="Satzung")
    filed = file(citizen("bielefeld"), TRADE_NOTICE, persona(TRADE_NOTICE, "friseur"))
    impact = impact_of(ctx, package=TRADE_NOTICE, files=_next())
    sentences = {sentence for one in impact.past if one.what == filed.number for sentence in one.sentences}
    assert "Neue Fragen: Zusatz" in sentences
    assert not any(sentence.startswith("Gebühr") for sentence in sentences)


def test_pages_and_recipients_that_go_are_named() -> None:
    files = _next()
    text = files.contents["exchange.toml"].decode()
    first = text.index("[[recipients]]")
    second = text.index("[[recipients]]", first + 1)
    files = with_file(files, "exchange.toml", text[:first] + text[second:])
    files = replaced(files, "pages.toml", 'id = "vorhaben"', 'id = "anliegen"')
    english = files.contents["texts/en.toml"].decode().replace("[pages.vorhaben", "[pages.anliegen")
    files = with_file(files, "texts/en.toml", english)
    impact = impact_of(_ctx(), package=TRADE_NOTICE, files=files)
    assert [sentence for sentence in impact.recipients if sentence.endswith("entfällt.")]
    assert impact.links == ["Die Seite »Ihr Vorhaben« entfällt; Links dorthin führen zum Anfang."]


def test_a_clerk_may_not_see_it() -> None:
    with pytest.raises(NotAllowedError):
        impact_of(staff("anna.muster"), package=TRADE_NOTICE, files=_next())
