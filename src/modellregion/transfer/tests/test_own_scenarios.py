"""A municipality's own scenarios are kept with its overlay, and keep a version from going live that breaks them."""

import pytest

from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.packages.api import PackageFiles
from modellregion.region.api import find_body
from modellregion.transfer.api import (
    ChangeRefusedError,
    UpgradeOpenError,
    add_scenario,
    list_scenarios,
    remove_scenario,
    running_package,
    upgrade_everywhere,
    upgrade_package,
)
from tests.support.packages import TRADE_NOTICE, files_of, replaced, with_file
from tests.support.people import staff

pytestmark = pytest.mark.django_db
HAIRDRESSER = files_of().contents["scenarios/friseur.toml"].decode()
OURS = HAIRDRESSER.replace('title = "', 'title = "Bei uns: ', 1)


def _ctx(slug: str = "bielefeld") -> Context:
    body = find_body(slug)
    assert body is not None
    return system_context(body.id)


def _dearer() -> PackageFiles:
    """Return a version whose own scenarios know its new fee; ours does not."""
    files = replaced(files_of(), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    files = replaced(files, "rules/gebuehren.dmn", "<text>26</text>", "<text>28</text>")
    for name in files.below("scenarios", ".toml"):
        text = (
            files.contents[f"scenarios/{name}.toml"].decode().replace("fee_cents = 2600", "fee_cents = 2800")
        )
        files = with_file(files, f"scenarios/{name}.toml", text)
    return files


def test_an_own_scenario_keeps_a_version_from_going_live() -> None:
    ctx = _ctx()
    assert add_scenario(ctx, package=TRADE_NOTICE, name="friseur_bei_uns", content=OURS).is_passed
    (kept,) = list_scenarios(ctx, package=TRADE_NOTICE)
    assert (kept.name, kept.content) == ("friseur_bei_uns", OURS)
    assert kept.title.startswith("Bei uns: ")
    with pytest.raises(UpgradeOpenError) as refused:
        upgrade_package(ctx, package=TRADE_NOTICE, files=_dearer())
    assert any(
        sentence.startswith("Bei uns: ") and "28,00" in sentence for sentence in refused.value.sentences
    )
    assert running_package(ctx, TRADE_NOTICE).version == "1.0.0"
    lines = {line.municipality: line for line in upgrade_everywhere(_dearer())}
    assert [slug for slug, line in lines.items() if not line.is_upgraded] == ["bielefeld"]
    remove_scenario(ctx, package=TRADE_NOTICE, name="friseur_bei_uns")
    assert upgrade_package(ctx, package=TRADE_NOTICE, files=_dearer()).is_ready
    with pytest.raises(NotFoundError):
        remove_scenario(ctx, package=TRADE_NOTICE, name="friseur_bei_uns")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("eigenes", "answers = 3", "cannot be read"),
        ("eigenes", "[answers", "cannot be read"),
        ("../eigenes", OURS, "small letters"),
        ("friseur", OURS, "another name"),
        ("eigenes", OURS.replace("fee_cents = 2600", "fee_cents = 1"), "0,01"),
        ("eigenes", OURS + "#" * 100_000, "100 kB"),
    ],
)
def test_what_cannot_be_read_or_fails_today_is_not_kept(name: str, content: str, word: str) -> None:
    with pytest.raises(ChangeRefusedError) as refused:
        add_scenario(_ctx(), package=TRADE_NOTICE, name=name, content=content)
    assert word in " ".join(refused.value.sentences)
    assert list_scenarios(_ctx(), package=TRADE_NOTICE) == []


def test_a_clerk_may_not() -> None:
    with pytest.raises(NotAllowedError):
        add_scenario(staff("anna.muster"), package=TRADE_NOTICE, name="eigenes", content=OURS)
    with pytest.raises(NotAllowedError):
        remove_scenario(staff("anna.muster"), package=TRADE_NOTICE, name="eigenes")
