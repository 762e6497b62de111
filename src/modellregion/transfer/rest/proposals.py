"""Proposals between installations: one is handed in, and its proposer asks what became of it.

Nobody is logged in: a proposal is signed, bound to a version that was published here, and only read by people. What became
of it is told to whoever has its checksum, which only its proposer and its author know.
"""

import hashlib
import http
import re

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from modellregion.kernel.context import system_context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.programs import for_programs, json_response, problem_response
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import PROPOSAL_BYTES_MAX, verify_proposal
from modellregion.region.api import BodyEntry
from modellregion.region.frames import Request, public_page
from modellregion.transfer.commands.decide_proposals import receive_proposal
from modellregion.transfer.commands.send_proposal import ProposalAnswer
from modellregion.transfer.models import Proposal
from modellregion.transfer.publishers import author_of

CHECKSUM = "^[0-9a-f]{64}$"
_CHECKSUM = re.compile(CHECKSUM)


@for_programs("POST")
def hand_in(request: HttpRequest) -> HttpResponse:
    """Take a signed proposal (POST, JSON) for a version that a municipality here has published; 201 with its state."""
    if len(request.body) > PROPOSAL_BYTES_MAX:
        return _refused(http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "A proposal has at most 1 MB.")
    try:
        author = author_of(verify_proposal(request.body).base)
        if author is None:
            return _refused(
                http.HTTPStatus.NOT_FOUND, "not_published_here", "Nobody here has published this version."
            )
        receive_proposal(system_context(author.id), content=request.body)
    except ProductError as error:
        return _refused(http.HTTPStatus.UNPROCESSABLE_ENTITY, error.code, str(error))
    return _answer(author, hashlib.sha256(request.body).hexdigest(), status=http.HTTPStatus.CREATED)


@for_programs("GET")
@public_page
def state(request: Request, sha256: str) -> HttpResponse:
    """Say what became of a proposal, to whoever has its checksum."""
    if not _CHECKSUM.fullmatch(sha256):
        raise NotFoundError("no checksum")
    return _answer(request.body_entry, sha256)


def _answer(author: BodyEntry, sha256: str, *, status: int = http.HTTPStatus.OK) -> HttpResponse:
    with tenant(author.id):
        row = Proposal.objects.filter(municipality_id=author.id, sha256=sha256).first()
    if row is None:
        raise NotFoundError(f"no proposal {sha256}")
    answer = ProposalAnswer(
        sha256=sha256,
        state=row.state,
        answer=row.answer,
        received_at=row.received_at,
        decided_at=row.decided_at,
        status=reverse("proposal_state", kwargs={"slug": author.slug, "sha256": sha256}),
    )
    return json_response(answer, status=status)


def _refused(status: http.HTTPStatus, code: str, sentence: str) -> HttpResponse:
    return problem_response(title=status.phrase, detail=sentence, status=status, code=code)
