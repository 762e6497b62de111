"""The simulated provider's interface: ordering, asking, tokens, the pay page, and faults on command."""

import json
import secrets
import socket
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from modellregion.demo.payment_provider.pay_page import pay_page
from modellregion.demo.payment_provider.store import PaymentExistsError, Store

BODY_MAX = 256 * 1024
ITEMS_MAX = 99


@dataclass
class Simulator:
    """The provider: its payments, how clients prove who they are, and the faults that are switched on.

    Faults: ``down`` (503), ``delay`` (seconds), ``drop_after_accept`` (so many orders are accepted and never answered),
    ``cut`` (answers end after half of their body), ``own_ids`` (asking by request id is not offered), ``same_transaction``
    (all orders get one id), ``amount`` and ``currency`` (what the echo says), ``status`` (what every look says), ``items_max``
    (how many positions an order may have, 99 by the standard).
    """

    folder: Path
    address: str
    auth: str = "oauth"
    secret: str = ""
    is_controllable: bool = False
    faults: dict[str, Any] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the store."""
        self.store = Store(self.folder)

    def answer(self, payment: dict[str, Any]) -> dict[str, Any]:
        """Return a PaymentTransaction."""
        request = dict(payment["request"])
        request["grosAmount"] = self.faults.get("amount", request["grosAmount"])
        request["currency"] = self.faults.get("currency", request["currency"])
        status = self.faults.get("status", payment["status"])
        information: dict[str, Any] = {
            "transactionUrl": f"{self.address}/paymenttransaction/{payment['place']}/{payment['id']}",
            "transactionId": self.faults.get("same_transaction", payment["id"]),
            "status": status,
        }
        if status == "INITIAL":
            information["transactionRedirectUrl"] = f"{self.address}/bezahlen/{payment['id']}"
        if status == "PAYED":
            information |= {
                "paymentMethod": payment["method"] or "OTHER",
                "transactionReference": f"SIM-{payment['id'][-8:]}",
                "transactionTimestamp": payment["paid_at"] or _now(),
            }
        return {"paymentRequest": request, "paymentInformation": information}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server_version = "Simulator"
    protocol_version = "HTTP/1.1"
    simulator: Simulator

    def log_message(self, *_arguments: Any) -> None:
        """Log nothing: addresses name payments."""

    def do_GET(self) -> None:
        """Answer what is asked for."""
        parts = [part for part in urlsplit(self.path).path.split("/") if part]
        if len(parts) == 2 and parts[0] == "bezahlen":
            payment = self.simulator.store.find(parts[1])
            self._page(pay_page(payment) if payment else "", 200 if payment else 404)
            return
        if self._is_unfit():
            return
        if len(parts) == 3 and parts[0] == "status":
            self._json(200, {"status": "OK"})
        elif len(parts) == 4 and parts[0] == "paymenttransaction":
            self._look(f"{parts[1]}/{parts[2]}", parts[3])
        else:
            self._problem(404, "UNSPECIFIED")

    def do_POST(self) -> None:
        """Take what is sent."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, BODY_MAX))
        parts = [part for part in urlsplit(self.path).path.split("/") if part]
        if parts == ["_faults"] and self.simulator.is_controllable:
            self._command(json.loads(body or b"{}"))
        elif len(parts) == 2 and parts[0] == "bezahlen":
            self._pay(parts[1], parse_qs(body.decode(errors="replace")))
        elif parts == ["oauth", "token"] and self.simulator.auth == "oauth":
            self._token(parse_qs(body.decode(errors="replace")))
        elif len(parts) == 3 and parts[0] == "paymenttransaction":
            if not self._is_unfit():
                self._order(f"{parts[1]}/{parts[2]}", body)
        else:
            self._problem(404, "UNSPECIFIED")

    def _command(self, said: dict[str, Any]) -> None:
        """Switch faults; ``end`` lets a payment end although it has ended."""
        if "end" in said:
            transaction = said.get("transaction") or self.simulator.store.newest()
            self.simulator.store.end(
                transaction, said["end"], method="CREDITCARD", paid_at=_now(), force=True
            )
        else:
            self.simulator.faults = said
        self._json(200, {"newest": self.simulator.store.newest(), "count": self.simulator.store.count()})

    def _is_unfit(self) -> bool:
        """Apply faults and ask who is there; tell whether the request is answered with that."""
        faults = self.simulator.faults
        if faults.get("delay"):
            time.sleep(float(faults["delay"]))
        if faults.get("down"):
            self._problem(503, "UNSPECIFIED")
            return True
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.simulator.auth == "oauth" and token not in self.simulator.tokens:
            self._problem(401, "FORBIDDEN")
            return True
        return False

    def _token(self, form: dict[str, list[str]]) -> None:
        if self.simulator.faults.get("down"):
            self._problem(503, "UNSPECIFIED")
        elif form.get("client_secret", [""])[0] != self.simulator.secret:
            self._json(401, {"error": "invalid_client"})
        else:
            token = secrets.token_urlsafe(24)
            self.simulator.tokens.add(token)
            self._json(200, {"access_token": token, "token_type": "Bearer", "expires_in": 300})

    def _order(self, place: str, body: bytes) -> None:
        try:
            request = json.loads(body)
            amount = float(request["grosAmount"])
            items = sum(
                float(item["totalNetAmount"]) + float(item["totalTaxAmount"]) for item in request["items"]
            )
            wrong = _wrong(request, int(self.simulator.faults.get("items_max", ITEMS_MAX)))
        except (ValueError, KeyError, TypeError):
            self._problem(400, "VALIDATION_ERROR")
            return
        if wrong:
            self._problem(400, "VALIDATION_ERROR", wrong)
            return
        if abs(amount - items) > 0.001:
            self._problem(400, "CALCULATION_ERROR")
            return
        faults = self.simulator.faults
        transaction = f"SIM-{secrets.token_hex(8)}" if faults.get("own_ids") else str(request["requestId"])
        try:
            self.simulator.store.add(place, transaction, request)
        except PaymentExistsError:
            self._problem(409, "PAYMENT_EXISTS")
            return
        if faults.get("drop_after_accept"):
            faults["drop_after_accept"] -= 1
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._json(201, self.simulator.answer(self.simulator.store.find(transaction) or {}))

    def _look(self, place: str, transaction: str) -> None:
        payment = self.simulator.store.find(transaction, place)
        if payment is None:
            self._problem(404, "UNSPECIFIED")
        else:
            self._json(200, self.simulator.answer(payment))

    def _pay(self, transaction: str, form: dict[str, list[str]]) -> None:
        payment = self.simulator.store.find(transaction)
        chosen = form.get("ende", [""])[0]
        if payment is None or chosen not in {"PAYED", "CANCELED", "FAILED"}:
            self._page("", 404)
            return
        self.simulator.store.end(transaction, chosen, method="CREDITCARD", paid_at=_now())
        self.send_response(303)
        self.send_header("Location", payment["request"]["redirectUrl"])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _problem(self, status: int, code: str, detail: str = "") -> None:
        body = {
            "type": "about:blank",
            "status": status,
            "title": code,
            "detail": detail,
            "functionalCode": code,
        }
        self._json(status, body, media_type="application/problem+json")

    def _json(self, status: int, body: object, *, media_type: str = "application/json") -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        is_cut = self.simulator.faults.get("cut") and self.path.startswith("/paymenttransaction")
        self.wfile.write(content[: len(content) // 2] if is_cut else content)
        if is_cut:
            self.close_connection = True

    def _page(self, html: str, status: int) -> None:
        content = (html or "<!doctype html><title>404</title><p>Diese Zahlung gibt es nicht.</p>").encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _wrong(request: dict[str, Any], items_max: int) -> str:
    """Return what of a request breaks the standard's limits; letters outside ASCII are refused, as strict providers do."""
    identifier, purpose = str(request["requestId"]), str(request["purpose"])
    items, amount = request["items"], float(request["grosAmount"])
    is_fit = {
        "requestId": 0 < len(identifier) <= 36 and all(sign.isalnum() or sign in "-_" for sign in identifier),
        "purpose": len(purpose) <= 27
        and all(sign.isascii() and (sign.isalnum() or sign in " -") for sign in purpose),
        "grosAmount": request["currency"] == "EUR" and 0 < amount <= 999_999,
        "redirectUrl": len(request["redirectUrl"]) <= 2082,
        "items": 0 < len(items) <= items_max and len({str(item["id"]) for item in items}) == len(items),
        "item": all(
            len(str(item["description"])) <= 250 and float(item["totalNetAmount"]) > 0 for item in items
        ),
    }
    return next((name for name, fits in is_fit.items() if not fits), "")


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())


def make_server(simulator: Simulator, port: int) -> ThreadingHTTPServer:
    """Return the server of a provider, not yet serving."""
    handler = type("BoundHandler", (Handler,), {"simulator": simulator})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)
