"""Adopt, adapt, upgrade, roll back: on the real database, with the real packages."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from modellregion.cases.api import desk_view
from modellregion.kernel.clock import SYSTEM_CLOCK, FixedClock
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import NotAllowedError
from modellregion.packages.api import (
    ABSENT,
    BundleError,
    Change,
    ChangedPublisherError,
    PackageError,
    PackageFiles,
    Side,
    SigningKey,
    UnknownPublisherError,
    installed_services,
    seal_bundle,
    verify_bundle,
)
from modellregion.records.api import find_node_by_code
from modellregion.region.api import find_body
from modellregion.transfer.api import (
    ActivationState,
    ChangeRefusedError,
    NothingToRollBackError,
    Offer,
    ReasonMissingError,
    SlotsOpenError,
    UpgradeOpenError,
    activate_due,
    adapt_package,
    adopt_package,
    check_publisher,
    list_activations,
    plan_adoption,
    plan_upgrade,
    roll_back,
    running_package,
    take_back_change,
    trust_publisher,
    upgrade_everywhere,
    upgrade_package,
)
from tests.support.filing import file
from tests.support.packages import TRADE_NOTICE, files_of, replaced, with_file
from tests.support.people import citizen, staff
from tests.support.personas import persona

pytestmark = pytest.mark.django_db

FEE = ("rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag")
TEASER = ("texts/de.toml", "service", "teaser")
LABEL = ("fields.toml", "fields", "rechtsform", "label")
REASON = "Satzung vom 1. Juli 2026"
OWN = Change(FEE, "26", "30")


def _ctx(slug: str = "paderborn") -> Context:
    body = find_body(slug)
    assert body is not None
    return system_context(body.id)


def _offer(files: PackageFiles | None = None) -> Offer:
    return Offer(files or files_of(), "Stadt Paderborn")


def _next(files: PackageFiles | None = None, *replacements: tuple[str, str, str]) -> PackageFiles:
    """Return version 1.1.0 of the package, with changes."""
    new = replaced(files or files_of(), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    for name, old, text in replacements:
        new = replaced(new, name, old, text)
    return new


def _all_fees(files: PackageFiles, cents: int) -> PackageFiles:
    """Expect a fee of the natural person's notice in every scenario that has the old one."""
    for name in files.below("scenarios", ".toml"):
        text = files.contents[f"scenarios/{name}.toml"].decode()
        files = with_file(
            files, f"scenarios/{name}.toml", text.replace("fee_cents = 2600", f"fee_cents = {cents}")
        )
    return files


def _fee(ctx: Context) -> int:
    package = installed_services(ctx.municipality)[TRADE_NOTICE].package
    names = {"rechtsform_person": "natural_person", "personen": [{"art": None}]}
    return package.fee(names, ctx.today()).cents


def test_another_municipality_takes_a_service_over() -> None:
    ctx = _ctx("soest")
    plan = adopt_package(ctx, offer=_offer(), said={"competent_unit": "Gewerbeamt"})
    assert plan.scenarios.is_passed
    assert [slot.slot.label for slot in plan.slots if slot.stands_in_the_way] == []
    running = running_package(ctx, TRADE_NOTICE)
    assert running.upstream_hash == running.version_hash == files_of().hash
    filed = file(citizen("soest"), TRADE_NOTICE, persona(TRADE_NOTICE, "friseur"))
    assert filed.number.startswith("GEW-")
    with pytest.raises(UpgradeOpenError):
        adopt_package(ctx, offer=_offer(), said={"competent_unit": "Gewerbeamt"})


def test_the_file_plan_slot_names_a_place_where_the_files_then_lie() -> None:
    ctx = _ctx("soest")
    said = {"competent_unit": "Gewerbeamt", "file_plan": "32.30.02"}
    adopt_package(ctx, offer=_offer(), said=said)
    node = find_node_by_code(ctx, "32.30.02")
    assert node is not None
    assert TRADE_NOTICE in node.services
    unknown = plan_adoption(_ctx(), offer=_offer(), said={**said, "file_plan": "99.99"})
    assert [slot.is_open for slot in unknown.slots if slot.slot.kind == "file_plan"] == [True]


def test_what_is_not_decided_is_asked() -> None:
    with pytest.raises(SlotsOpenError) as refused:
        adopt_package(_ctx(), offer=_offer(), said={})
    assert "Zuständige Stelle" in refused.value.slots
    plan = plan_adoption(_ctx(), offer=_offer(), said={"competent_unit": "32.3"})
    kinds = {slot.slot.kind for slot in plan.slots}
    assert {"unit", "role", "letterhead", "fee_statute", "register", "recipient", "file_plan"} <= kinds
    words = {slot.slot.id: slot.words for slot in plan.slots}
    assert "Anna Muster" in words["role:sachbearbeitung"]
    assert "Industrie- und Handelskammer" in words["recipient:ihk"]


def test_a_package_with_errors_or_failing_scenarios_is_not_adopted() -> None:
    said = {"competent_unit": "Gewerbeamt"}
    with pytest.raises(PackageError):
        adopt_package(_ctx("soest"), offer=_offer(with_file(files_of(), "process.bpmn", "<x/>")), said=said)
    wrong = replaced(files_of(), "rules/gebuehren.dmn", "<text>26</text>", "<text>27</text>")
    with pytest.raises(UpgradeOpenError) as refused:
        adopt_package(_ctx("soest"), offer=_offer(wrong), said=said)
    assert "27,00" in refused.value.sentences[0]


def test_a_fee_of_ones_own_is_charged_with_its_reason() -> None:
    ctx = _ctx()
    assert _fee(ctx) == 2600
    prepared = adapt_package(ctx, package=TRADE_NOTICE, changes=[OWN], reason=REASON)
    assert _fee(ctx) == 3000
    assert prepared.consequences, "scenarios that name the old fee follow from the change"
    (kept,) = running_package(ctx, TRADE_NOTICE).overlay
    assert (kept.change, kept.reason, kept.author) == (OWN, REASON, "System")
    assert _fee(_ctx("bielefeld")) == 2600
    take_back_change(ctx, package=TRADE_NOTICE, path=FEE)
    assert _fee(ctx) == 2600
    assert running_package(ctx, TRADE_NOTICE).overlay == ()
    assert running_package(ctx, TRADE_NOTICE).version_hash == files_of().hash


def test_what_does_not_work_is_refused_and_nothing_changes() -> None:
    ctx = _ctx()
    before = running_package(ctx, TRADE_NOTICE)
    new_field = {"type": "text", "label": "Neu", "purpose": "x"}
    group = ("pages.toml", "pages", "vorhaben", "groups", "angaben", "fields", "neu")
    required = [Change(("fields.toml", "fields", "neu"), ABSENT, new_field), Change(group, ABSENT, "neu")]
    for changes, words in (
        ([Change(("exchange.toml", "recipients", "ihk", "name"), "x", "y")], "rechtlich festgelegt"),
        ([Change(LABEL, "x", 7)], "text is needed"),
        ([Change(("fields.toml", "fields", "nirgends", "label"), "x", "y")], "has no place"),
        ([Change(FEE, "26", "26 +")], ""),
        (required, "neu: "),
    ):
        with pytest.raises(ChangeRefusedError) as refused:
            adapt_package(ctx, package=TRADE_NOTICE, changes=changes, reason=REASON)
        assert words in " ".join(refused.value.sentences), refused.value.sentences
    with pytest.raises(ReasonMissingError):
        adapt_package(ctx, package=TRADE_NOTICE, changes=[OWN], reason=" ")
    assert running_package(ctx, TRADE_NOTICE) == before


def test_an_upgrade_keeps_the_overlay() -> None:
    ctx = _ctx()
    teaser = Change(TEASER, _value(TEASER), "Hier melden Sie Ihr Gewerbe an.")
    adapt_package(ctx, package=TRADE_NOTICE, changes=[OWN, teaser], reason=REASON)
    new = _all_fees(_next(None, ("rules/gebuehren.dmn", "<text>26</text>", "<text>28</text>")), 2800)
    new = replaced(new, "fields.toml", 'label = "Rechtsform"', 'label = "Rechtsform des Betriebs"')
    prepared = upgrade_package(ctx, package=TRADE_NOTICE, files=new)
    assert any("»26« zu »28«; Ihr eigener Wert »30« bleibt" in sentence for sentence in prepared.news)
    running = running_package(ctx, TRADE_NOTICE)
    assert running.version == "1.1.0"
    assert running.upstream_hash == new.hash
    assert {kept.change.path: kept.change.after for kept in running.overlay} == {
        FEE: "30",
        TEASER: teaser.after,
    }
    assert {kept.reason for kept in running.overlay} == {REASON}
    assert _fee(ctx) == 3000
    package = installed_services(ctx.municipality)[TRADE_NOTICE].package
    assert package.form.fields["rechtsform"].label("de") == "Rechtsform des Betriebs"
    assert package.text("de", "service", "teaser") == teaser.after


def _value(path: tuple[str, ...]) -> str:
    found = files_of().table(path[0])
    for key in path[1:]:
        found = found[key]
    return str(found)


def test_a_conflict_waits_for_a_person() -> None:
    ctx = _ctx()
    adapt_package(
        ctx, package=TRADE_NOTICE, changes=[Change(LABEL, "Rechtsform", "Unternehmensform")], reason=REASON
    )
    new = _next(None, ("fields.toml", 'label = "Rechtsform"', 'label = "Rechtsform des Betriebs"'))
    with pytest.raises(UpgradeOpenError) as refused:
        upgrade_package(ctx, package=TRADE_NOTICE, files=new)
    assert "»Rechtsform des Betriebs«, Sie hatten »Unternehmensform«" in " ".join(refused.value.sentences)
    assert running_package(ctx, TRADE_NOTICE).version == "1.0.0"
    for side, label in ((Side.OWN, "Unternehmensform"), (Side.NEW, "Rechtsform des Betriebs")):
        prepared = plan_upgrade(ctx, package=TRADE_NOTICE, files=new, decisions={LABEL: side})
        assert prepared.is_ready
        assert prepared.package is not None
        assert prepared.package.form.fields["rechtsform"].label("de") == label


def test_running_cases_stay_with_their_version() -> None:
    ctx = _ctx()
    filed = file(citizen(), TRADE_NOTICE, persona(TRADE_NOTICE, "friseur"))
    upgrade_package(ctx, package=TRADE_NOTICE, files=_next())
    later = file(citizen(), TRADE_NOTICE, persona(TRADE_NOTICE, "friseur"))
    from_then, from_now = (_version_of(ctx, one.case) for one in (filed, later))
    assert (from_then, from_now) == ("1.0.0", "1.1.0")


def _version_of(ctx: Context, case: UUID) -> str:
    return desk_view(ctx, case=case).package.version


def test_it_goes_live_on_its_day() -> None:
    ctx = _ctx()
    day = ctx.today() + timedelta(days=10)
    upgrade_package(ctx, package=TRADE_NOTICE, files=_next(), starts_on=day)
    assert running_package(ctx, TRADE_NOTICE).version == "1.0.0"
    assert activate_due(ctx) == []
    then = system_context(ctx.municipality, FixedClock(SYSTEM_CLOCK.now() + timedelta(days=11)))
    assert activate_due(then) == [TRADE_NOTICE]
    assert activate_due(then) == []
    assert running_package(ctx, TRADE_NOTICE).version == "1.1.0"


def test_there_is_a_way_back() -> None:
    ctx = _ctx()
    with pytest.raises(NothingToRollBackError):
        roll_back(ctx, package=TRADE_NOTICE)
    adapt_package(ctx, package=TRADE_NOTICE, changes=[OWN], reason=REASON)
    upgrade_package(ctx, package=TRADE_NOTICE, files=_next())
    assert roll_back(ctx, package=TRADE_NOTICE) == "1.0.0"
    running = running_package(ctx, TRADE_NOTICE)
    assert (running.version, running.upstream_hash) == ("1.0.0", files_of().hash)
    assert [kept.change for kept in running.overlay] == [OWN]
    assert _fee(ctx) == 3000
    states = [entry.state for entry in list_activations(ctx, TRADE_NOTICE)]
    assert states.count(ActivationState.ACTIVE) == 1


@pytest.mark.parametrize(
    "change",
    [lambda f: f, lambda f: replaced(f, "package.toml", 'version = "1.0.0"', 'version = "0.9.0"')],
    ids=["the same", "an older one"],
)
def test_only_newer_versions_are_upgrades(change: Callable[[PackageFiles], PackageFiles]) -> None:
    with pytest.raises(UpgradeOpenError):
        upgrade_package(_ctx(), package=TRADE_NOTICE, files=change(files_of()))


def test_all_municipalities_at_once() -> None:
    adapt_package(_ctx("bielefeld"), package=TRADE_NOTICE, changes=[OWN], reason=REASON)
    label = Change(LABEL, "Rechtsform", "Unternehmensform")
    adapt_package(_ctx("aachen"), package=TRADE_NOTICE, changes=[label], reason=REASON)
    new = _next(None, ("fields.toml", 'label = "Rechtsform"', 'label = "Rechtsform des Betriebs"'))
    lines = {line.municipality: line for line in upgrade_everywhere(new)}
    assert set(lines) == set(_offering())
    assert [slug for slug, line in lines.items() if line.conflicts] == ["aachen"]
    for slug, line in lines.items():
        assert line.is_upgraded == (line.conflicts == 0), slug
        assert running_package(_ctx(slug), TRADE_NOTICE).version == ("1.1.0" if line.is_upgraded else "1.0.0")
    assert _fee(_ctx("bielefeld")) == 3000
    with pytest.raises(PackageError):
        list(upgrade_everywhere(replaced(new, "rules/gebuehren.dmn", "<text>26</text>", "<text>27</text>")))


def _offering() -> list[str]:
    slugs = ("paderborn", "bielefeld", "delbrueck", "aachen", "gelsenkirchen", "soest", "wuppertal")
    return [slug for slug in slugs if TRADE_NOTICE in installed_services(_ctx(slug).municipality)]


def test_publishers_are_agreed_to_by_a_person() -> None:
    ctx = _ctx("bielefeld")
    key, other = SigningKey(b"a" * 32), SigningKey(b"b" * 32)
    bundle = verify_bundle(seal_bundle(files_of(), publisher="Stadt Paderborn", key=key))
    with pytest.raises(UnknownPublisherError):
        check_publisher(ctx, bundle)
    with pytest.raises(UnknownPublisherError):
        trust_publisher(ctx, bundle=bundle, fingerprint="AAAA-AAAA-AAAA-AAAA")
    trust_publisher(ctx, bundle=bundle, fingerprint=bundle.key.fingerprint.lower())
    check_publisher(ctx, bundle)
    with pytest.raises(UnknownPublisherError):
        check_publisher(_ctx("paderborn"), bundle)
    forged = verify_bundle(seal_bundle(files_of(), publisher="Stadt Paderborn", key=other))
    with pytest.raises(ChangedPublisherError):
        check_publisher(ctx, forged)
    with pytest.raises(BundleError):
        verify_bundle(b"")


def test_a_clerk_may_not() -> None:
    clerk = staff("anna.muster")
    for act in (
        lambda: adopt_package(clerk, offer=_offer(), said={}),
        lambda: adapt_package(clerk, package=TRADE_NOTICE, changes=[OWN], reason=REASON),
        lambda: take_back_change(clerk, package=TRADE_NOTICE, path=FEE),
        lambda: upgrade_package(clerk, package=TRADE_NOTICE, files=_next()),
        lambda: roll_back(clerk, package=TRADE_NOTICE),
    ):
        with pytest.raises(NotAllowedError):
            act()
