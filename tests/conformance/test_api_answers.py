"""schemathesis asks every address for programs, well and badly, and compares each answer with the published description.

Always the same questions: a failure is found again. The longer run of docs/developing.md asks others.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connections
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from modellregion.accounts.api import NewConnection, set_connection
from modellregion.api.openapi import description
from modellregion.cases.api import submit_application
from modellregion.kernel.context import system_context
from modellregion.opendata.commands.release_figure import release_figure
from modellregion.packages.api import forget_installed
from modellregion.region.api import find_body
from modellregion.site.wsgi import application
from modellregion.transfer.api import publish_package, receive_proposal
from modellregion.transfer.catalogue import forget_catalogue
from tests.support.filing import begin
from tests.support.identity_provider import new_pair
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import made_proposal

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
SERVICE = "gewerbeanmeldung"
# No chance makes the signature of another journal; src/modellregion/journal/tests do it.
NEVER_GOOD = {"POST /{slug}/journal/add-checkpoint"}
WRONG_METHODS = 5


def _answering(environ: dict[str, Any], start: Any) -> list[bytes]:
    """The whole application; each question with a connection of its own, because threads of schemathesis end unseen."""
    environ.setdefault("REMOTE_ADDR", "127.0.0.1")
    try:
        return list(application(environ, start))
    finally:
        connections.close_all()


def _certificate() -> str:
    return new_pair("idp")[1].public_bytes(Encoding.PEM).decode()


@pytest.fixture
def document(own_database: str) -> Iterator[dict[str, Any]]:
    """Return the description, its examples exchanged for what there is: a package, a figure, a receipt, a proposal."""
    forget_catalogue()
    author = find_body("paderborn")
    assert author is not None
    publish_package(system_context(author.id), package=SERVICE)
    release_figure(staff("gerda.leistung"), service=SERVICE, figure="rechtsformen")
    ctx = citizen()
    code = begin(ctx, SERVICE, persona(SERVICE, "friseur"))
    submit_application(ctx, code=code)
    proposal = made_proposal("Hilft allen")
    receive_proposal(staff("gerda.leistung"), content=proposal)
    connection = NewConnection(
        "bundid", "https://id.example/bundid", "https://id.example/sso", _certificate()
    )
    set_connection(system_context(author.id), connection)
    found: dict[str, Any] = json.loads(description("en"))
    there = {"code": code, "sha256": hashlib.sha256(proposal).hexdigest()}
    for operation in (one for path in found["paths"].values() for one in path.values()):
        for parameter in operation["parameters"]:
            parameter["example"] = there.get(parameter["name"], parameter.get("example", ""))
    body = found["paths"]["/katalog/vorschlaege/"]["post"]["requestBody"]["content"]["application/json"]
    body["example"] = json.loads(proposal)
    yield found
    forget_catalogue()
    forget_installed()


class Run:
    """What schemathesis asked and got."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.answers: dict[str, Counter[int]] = defaultdict(Counter)

    def __call__(self, document: dict[str, Any]) -> None:
        config = SchemathesisConfig.from_path(CONFIGURATION)
        config.projects.default.generation.deterministic = True
        schema = schemathesis.openapi.from_dict(document, config=config)
        schema.app = _answering
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                self._take(event.recorder)
            elif isinstance(event, events.NonFatalError | events.FatalError):
                self.troubles.append(str(event))

    def _take(self, recorder: Any) -> None:
        for case, interaction in recorder.interactions.items():
            if interaction.response is not None:
                self.answers[recorder.label][interaction.response.status_code] += 1
            for node in recorder.checks.get(case, []):
                if node.status is Status.FAILURE:
                    asked = recorder.cases[case].value.as_curl_command()
                    self.troubles.append(f"{asked}: {node.name}, {node.failure_info.failure}")


def test_every_answer_is_as_described(document: dict[str, Any]) -> None:
    run = Run()
    run(document)
    assert run.troubles == []
    asked = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert set(run.answers) == asked, "every address was asked"
    good = {label for label, answers in run.answers.items() if answers[200] or answers[201]}
    assert asked - good == NEVER_GOOD, "and each has shown what it gives, not only what it refuses"
    assert all(answers[405] >= WRONG_METHODS for answers in run.answers.values())
