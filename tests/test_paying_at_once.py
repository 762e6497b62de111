"""Two who ask the provider at once confirm a payment once: real transactions in two threads, on a database of their own."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from django.db import connections

from modellregion.cases.api import submit_application
from modellregion.payments.beginning import begin_online
from modellregion.payments.clearing import list_items
from modellregion.payments.online import follow
from modellregion.payments.states import IntentState
from tests.support.filing import begin
from tests.support.payment_provider import connect, running_provider
from tests.support.payments import claim_of
from tests.support.people import citizen, staff
from tests.support.personas import persona

SERVICE = "gewerbeanmeldung"


def test_two_who_ask_at_once_book_once(own_database: str, tmp_path: Path) -> None:
    """The person who comes back and the sweeper meet."""
    del own_database
    with running_provider(tmp_path) as provider:
        connect(provider.settings)
        code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
        submit_application(citizen(), code=code)
        claim = claim_of(code)
        intent = begin_online(citizen(), code=code, claim=claim.id, seen_cents=claim.amount_cents)
        follow(citizen(), intent)
        provider.end("PAYED", str(intent))
        gate = Barrier(2)

        def ask() -> IntentState:
            gate.wait()
            try:
                return follow(citizen(), intent).state
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as threads:
            told = [future.result() for future in [threads.submit(ask) for _ in range(2)]]
    assert told == [IntentState.PAYED, IntentState.PAYED]
    assert claim_of(code).paid_cents == claim.amount_cents
    assert not list_items(staff("klara.kasse"))
