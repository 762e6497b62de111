"""A change proposal (Änderungsvorschlag): one signed JSON file with changes of an overlay, their reasons and tests."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from modellregion.packages.adapting.changes import Change
from modellregion.packages.adapting.storing import change_from_json
from modellregion.packages.bundle.errors import BundleError
from modellregion.packages.bundle.keys import PublicKey, SigningKey

FORMAT = "modellregion-proposal/1"
PROPOSAL_BYTES_MAX = 1024 * 1024
_CONTEXT = b"modellregion proposal 1\0"

_Line = Annotated[str, Meta(max_length=2000)]


class ProposedChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change as it is stored, and why it was made."""

    path: Annotated[list[Annotated[str, Meta(max_length=300)]], Meta(min_length=1, max_length=12)]
    before: Any
    after: Any
    behind: str | None
    reason: _Line

    def change(self) -> Change:
        """Return the change.

        :raises BundleError: when it was not written by this platform.
        """
        try:
            return change_from_json(msgspec.to_builtins(self))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BundleError("The proposal holds a change that cannot be read.") from error


class ProposedScenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario that shows what the changes are for: name and TOML."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,60}$")]
    content: Annotated[str, Meta(max_length=100_000)]


class Proposal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file. ``base`` is the hash of the publisher's version that the changes are made for."""

    format: str
    package: _Line
    version: _Line
    base: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    proposer: _Line
    key: str
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]
    made_at: datetime
    changes: Annotated[list[ProposedChange], Meta(min_length=1, max_length=500)]
    scenarios: Annotated[list[ProposedScenario], Meta(max_length=100)] = []
    signature: str = ""

    @property
    def public_key(self) -> PublicKey:
        """The key of who proposes."""
        return PublicKey(base64.b64decode(self.key))


def seal_proposal(proposal: Proposal, key: SigningKey) -> bytes:
    """Return the signed file."""
    named = msgspec.structs.replace(proposal, key=key.public.text, signature="")
    signature = base64.b64encode(key.sign(_CONTEXT + msgspec.json.encode(named))).decode()
    return msgspec.json.encode(msgspec.structs.replace(named, signature=signature))


def verify_proposal(content: bytes) -> Proposal:
    """Read a proposal whose signature fits. Whether to trust who made it is the reader's question.

    :raises BundleError: when anything about it is not as it should be.
    """
    if len(content) > PROPOSAL_BYTES_MAX:
        raise BundleError("A proposal has at most 1 MB.")
    try:
        proposal = msgspec.json.decode(content, type=Proposal)
        key = PublicKey(base64.b64decode(proposal.key, validate=True))
        signature = base64.b64decode(proposal.signature, validate=True)
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, RecursionError, ValueError) as error:
        raise BundleError("This is no readable proposal.") from error
    if proposal.format != FORMAT:
        raise BundleError("The proposal was made for another version of the platform.")
    unsigned = msgspec.structs.replace(proposal, signature="")
    if not key.verifies(signature, _CONTEXT + msgspec.json.encode(unsigned)):
        raise BundleError("The signature does not fit: the proposal was changed after it was signed.")
    for change in proposal.changes:
        change.change()
    return proposal
