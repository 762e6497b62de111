"""What one municipality changed is offered back to the author, with its tests: looked at, accepted, or declined."""

from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import ConflictError, NotAllowedError, NotFoundError
from modellregion.packages.api import (
    BundleError,
    Change,
    SigningKey,
    read_folder,
    seal_proposal,
    verify_proposal,
)
from modellregion.region.api import find_body
from modellregion.transfer.api import (
    ChangeRefusedError,
    ProposalState,
    ReasonMissingError,
    UpgradeOpenError,
    accept_proposal,
    adapt_package,
    add_scenario,
    decline_proposal,
    list_proposals,
    proposal_view,
    propose_changes,
    receive_proposal,
    run_scenarios,
)
from tests.support.packages import TRADE_NOTICE, files_of
from tests.support.people import staff

pytestmark = pytest.mark.django_db

HELP = ("fields.toml", "fields", "rechtsform", "help")
FEE = ("rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag")
OURS = files_of().contents["scenarios/friseur.toml"].decode().replace('title = "', 'title = "Bei uns: ', 1)


def _ctx(slug: str) -> Context:
    body = find_body(slug)
    assert body is not None
    return system_context(body.id)


def _proposed() -> bytes:
    """Let Bielefeld change a help text and a fee, keep a scenario, and propose the text."""
    ctx = _ctx("bielefeld")
    add_scenario(ctx, package=TRADE_NOTICE, name="friseur_bei_uns", content=OURS)
    from_text = files_of().table("fields.toml")["fields"]["rechtsform"].get("help")
    changes = [Change(HELP, from_text, "Steht im Auszug aus dem Register.")]
    adapt_package(ctx, package=TRADE_NOTICE, changes=changes, reason="Viele fragen danach")
    return propose_changes(ctx, package=TRADE_NOTICE, reason="Hilft allen", paths=[HELP])


def _folder(into: Path) -> Path:
    for name, content in files_of().contents.items():
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_bytes(content)
    return into


def test_a_proposal_arrives_in_the_working_folder(tmp_path: Path) -> None:
    content, author = _proposed(), _ctx("paderborn")
    identifier = receive_proposal(author, content=content)
    assert receive_proposal(author, content=content) == identifier
    (entry,) = list_proposals(author, package=TRADE_NOTICE)
    assert (entry.proposer, entry.state, entry.changes, entry.scenarios) == (
        "Stadt Bielefeld",
        ProposalState.OPEN,
        1,
        1,
    )
    view = proposal_view(author, proposal=identifier)
    ((words, reason),) = view.differences
    assert "Steht im Auszug aus dem Register." in words
    assert reason == "Viele fragen danach"
    assert view.prepared is not None
    assert view.prepared.is_ready
    folder = _folder(tmp_path)
    changed = accept_proposal(author, proposal=identifier, folder=folder)
    assert changed == ["fields.toml", "scenarios/friseur_bei_uns.toml"]
    after = read_folder(folder)
    assert after.table("fields.toml")["fields"]["rechtsform"]["help"] == "Steht im Auszug aus dem Register."
    assert run_scenarios(after).is_passed
    with pytest.raises(ConflictError):
        accept_proposal(author, proposal=identifier, folder=folder)
    with pytest.raises(ConflictError):
        decline_proposal(author, proposal=identifier, reason="doch nicht")


def test_a_folder_that_changed_the_same_place_is_left_alone(tmp_path: Path) -> None:
    author = _ctx("paderborn")
    identifier = receive_proposal(author, content=_proposed())
    folder = _folder(tmp_path)
    path = folder / "fields.toml"
    text = path.read_text()
    start = text.index("[fields.rechtsform]")
    rest = "\n".join(line for line in text[start:].splitlines()[1:12] if not line.startswith("help"))
    path.write_text(
        text[:start]
        + '[fields.rechtsform]\nhelp = "Anders."\n'
        + rest
        + "\n"
        + "\n".join(text[start:].splitlines()[12:])
        + "\n"
    )
    before = read_folder(folder).contents
    with pytest.raises(UpgradeOpenError):
        accept_proposal(author, proposal=identifier, folder=folder)
    assert read_folder(folder).contents == before
    assert list_proposals(author)[0].state is ProposalState.OPEN


def test_declining_needs_a_reason() -> None:
    author = _ctx("paderborn")
    identifier = receive_proposal(author, content=_proposed())
    with pytest.raises(ReasonMissingError):
        decline_proposal(author, proposal=identifier, reason=" ")
    decline_proposal(author, proposal=identifier, reason="Steht schon im Text darunter")
    (entry,) = list_proposals(author)
    assert (entry.state, entry.answer) == (ProposalState.DECLINED, "Steht schon im Text darunter")
    with pytest.raises(NotFoundError):
        decline_proposal(_ctx("bielefeld"), proposal=identifier, reason="fremd")


def test_what_was_changed_underway_or_touches_the_law_is_refused() -> None:
    content, author = _proposed(), _ctx("paderborn")
    proposal = verify_proposal(content)
    key = SigningKey(b"k" * 32)
    licence = msgspec.structs.replace(proposal.changes[0], path=["package.toml", "package", "licence"])
    unknown = {"@unknown": 1}
    wrong = [
        content.replace(b"Hilft allen", b"Hilft allem"),
        content[:-20],
        b"[]",
        b"x" * 2_000_000,
        b'{"a":' * 50_000,
        seal_proposal(msgspec.structs.replace(proposal, base="0" * 64), key),
        seal_proposal(msgspec.structs.replace(proposal, changes=[licence]), key),
        seal_proposal(
            msgspec.structs.replace(proposal, changes=[msgspec.structs.replace(licence, after=unknown)]), key
        ),
        seal_proposal(
            msgspec.structs.replace(
                proposal, scenarios=[msgspec.structs.replace(proposal.scenarios[0], content="[answers")]
            ),
            key,
        ),
    ]
    for one in wrong:
        with pytest.raises(BundleError):
            receive_proposal(author, content=one)
    assert list_proposals(author) == []


def test_who_changed_nothing_has_nothing_to_propose() -> None:
    with pytest.raises(ChangeRefusedError):
        propose_changes(_ctx("bielefeld"), package=TRADE_NOTICE, reason="Hilft allen")


def test_a_clerk_may_not() -> None:
    clerk = staff("anna.muster")
    for act in (
        lambda: propose_changes(clerk, package=TRADE_NOTICE, reason="x"),
        lambda: decline_proposal(clerk, proposal=UUID(int=0), reason="x"),
        lambda: receive_proposal(clerk, content=b""),
    ):
        with pytest.raises(NotAllowedError):
            act()
