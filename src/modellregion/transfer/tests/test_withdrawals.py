"""A version is withdrawn because the law changed: who runs it sees that, and taking it needs to be said."""

from datetime import date

import pytest
from django.test import Client

from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.packages.api import verify_bundle
from modellregion.region.api import find_body
from modellregion.transfer.api import (
    WithdrawalIncompleteError,
    WithdrawalWish,
    WithdrawnVersionError,
    adopt_package,
    concerns,
    offer_from,
    publish_package,
    running_package,
    trust_publisher,
    withdraw_package,
)
from modellregion.transfer.catalogue import bundle_content, catalogue_entry, forget_catalogue
from tests.support.packages import TRADE_NOTICE
from tests.support.people import staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
WISH = WithdrawalWish(
    reason="Das Feld 31 ist weggefallen",
    law="§ 14 Abs. 4 GewO",
    law_date=date(2026, 11, 1),
    effective_from=date(2027, 1, 1),
)
SENTENCE = (
    "Stadt Paderborn hat Version 1.0.0 zurückgezogen, gültig ab 01.01.2027: Das Feld 31 ist weggefallen. "
    "Grund ist § 14 Abs. 4 GewO vom 01.11.2026."
)


def _paderborn() -> Context:
    body = find_body("paderborn")
    assert body is not None
    return system_context(body.id)


@pytest.fixture(autouse=True)
def published() -> None:
    forget_catalogue()
    publish_package(_paderborn(), package=TRADE_NOTICE)


def _withdraw(wish: WithdrawalWish = WISH) -> None:
    withdraw_package(_paderborn(), package=TRADE_NOTICE, version="1.0.0", wish=wish)


def test_everybody_who_runs_it_sees_it() -> None:
    assert concerns() == []
    _withdraw()
    assert {"paderborn", "bielefeld"} <= {one.slug for one in concerns()}
    assert {one.notice.sentence("de") for one in concerns()} == {SENTENCE}
    manager = Client()
    log_in(manager, "admin", "paderborn")
    for address in ("/paderborn/amt/leistungen/", f"/paderborn/amt/leistungen/{TRADE_NOTICE}/"):
        assert SENTENCE in manager.get(address).content.decode()
    assert "zurückgezogen" in Client().get("/katalog/").content.decode()
    assert SENTENCE in Client().get(f"/katalog/{TRADE_NOTICE}/").content.decode()
    english = Client().get(f"/en/katalog/{TRADE_NOTICE}/").content.decode()
    assert "withdrew version 1.0.0 with effect from 1 January 2027" in english


def test_taking_it_all_the_same_must_be_said() -> None:
    _withdraw()
    ctx = staff("admin")
    bundle = verify_bundle(bundle_content(catalogue_entry(TRADE_NOTICE).sha256))
    trust_publisher(ctx, bundle=bundle, fingerprint=bundle.key.fingerprint)
    offer = offer_from(ctx, source="catalogue", package=TRADE_NOTICE)
    assert offer.withdrawal == SENTENCE
    with pytest.raises(WithdrawnVersionError, match="14 Abs"):
        adopt_package(ctx, offer=offer, said={})
    said = {"competent_unit": str(running_package(ctx, TRADE_NOTICE).unit)}
    plan = adopt_package(ctx, offer=offer, said=said, despite_withdrawal=True)
    assert plan.obstacles == []


def test_whoever_asks_for_the_bundle_is_told() -> None:
    path = f"/katalog/{TRADE_NOTICE}/paket.zip"
    assert "X-Bundle-Withdrawn" not in Client().get(path).headers
    _withdraw()
    assert "14%20Abs" in Client().get(path).headers["X-Bundle-Withdrawn"]


def test_only_what_was_published_can_be_withdrawn_and_only_with_a_reason() -> None:
    with pytest.raises(NotFoundError, match="has not published"):
        withdraw_package(_paderborn(), package=TRADE_NOTICE, version="9.9.9", wish=WISH)
    bielefeld = find_body("bielefeld")
    assert bielefeld is not None
    with pytest.raises(NotFoundError, match="has not published"):
        withdraw_package(system_context(bielefeld.id), package=TRADE_NOTICE, version="1.0.0", wish=WISH)
    for wrong in (
        WithdrawalWish(reason=" ", law="§ 1", law_date=WISH.law_date, effective_from=WISH.effective_from),
        WithdrawalWish(reason="x", law="", law_date=WISH.law_date, effective_from=WISH.effective_from),
        WithdrawalWish(
            reason="x",
            law="§ 1",
            law_date=WISH.law_date,
            effective_from=WISH.effective_from,
            successor="2.0.0",
        ),
    ):
        with pytest.raises(WithdrawalIncompleteError):
            _withdraw(wrong)
    with pytest.raises(NotAllowedError):
        withdraw_package(staff("anna.muster"), package=TRADE_NOTICE, version="1.0.0", wish=WISH)
    assert concerns() == []


def test_pages_publish_withdraw_warn_and_take_it_back() -> None:
    client, page = Client(), f"/paderborn/amt/leistungen/{TRADE_NOTICE}/veroeffentlichen/"
    log_in(client, "gerda.leistung", "paderborn")
    assert "ist veröffentlicht" in client.get(page).content.decode()
    sent = {
        "version": "1.0.0", "grund": "Das Feld 31 ist weggefallen", "gesetz": "§ 14 Abs. 4 GewO",
        "vom": "01.11.2026", "ab": "1.1.2027",
    }  # fmt: skip
    for name, words in (("version", "welche Version"), ("grund", "Grund"), ("gesetz", "Rechtsgrundlage"),
                        ("vom", "Datum der Rechtsänderung: Bitte"), ("ab", "Bitte nennen Sie einen Tag")):  # fmt: skip
        refused = client.post(page, {**sent, name: ""})
        assert refused.status_code == 422
        assert words in refused.content.decode(), name
    refused = client.post(page, {**sent, "nachfolge": "9.9.9"})
    assert "Veröffentlichen Sie zuerst" in refused.content.decode()
    assert concerns() == []
    assert client.post(page, sent).status_code == 302
    assert SENTENCE in client.get(page).content.decode()

    neighbour, lead = Client(), Client()
    log_in(neighbour, "gerda.leistung", "bielefeld")
    for address in ("/bielefeld/amt/leistungen/", f"/bielefeld/amt/leistungen/{TRADE_NOTICE}/"):
        assert SENTENCE in neighbour.get(address).content.decode(), address
    log_in(lead, "bernd.beispiel", "bielefeld")
    assert SENTENCE in lead.get("/bielefeld/amt/").content.decode(), "on the day page"

    assert client.post(page, {"doch": "1.0.0"}).status_code == 302
    assert concerns() == []
    assert client.post(page, {"doch": "1.0.0"}).status_code == 422
