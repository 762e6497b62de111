"""XBezahldienste 1.0 (FITKO): ordering and following payments by JSON over HTTPS, with OAuth 2 or mutual TLS.

The interface has no refunds, no part payments, and its redirect carries no status: what became of a payment is asked for.
Field names are those on the wire, ``grosAmount`` and ``PAYED`` included.
"""

import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from decimal import Decimal
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any

from modellregion.payments.providers.answers import (
    Item,
    Order,
    ProviderError,
    ProviderState,
    RefusedError,
    Told,
)
from modellregion.payments.references import euros
from modellregion.payments.settings import LOOPBACK, ProviderSettings

SECONDS_MAX = 8
BYTES_MAX = 256 * 1024
TRANSACTION_MAX = 44
URL_MAX = 2082
_TOKEN_SPARE = 30
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
_tokens: dict[tuple[str, str], tuple[str, float]] = {}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A provider's interface does not redirect; whoever does wants our token elsewhere."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        """Follow nowhere."""


class XBezahldienste:
    """A provider that speaks XBezahldienste."""

    def __init__(self, settings: ProviderSettings) -> None:
        """Prepare the connection.

        :raises ProviderError: when certificates cannot be read.
        """
        self.settings = settings
        self._base = settings.address.rstrip("/")
        self._place = f"{settings.originator}/{settings.endpoint}"
        try:
            context = ssl.create_default_context(cafile=settings.ca_file or None)
            if settings.auth == "mtls":
                context.load_cert_chain(settings.certificate_file, settings.key_file)
        except (OSError, ssl.SSLError) as error:
            raise ProviderError(f"the provider's certificates cannot be read: {error}") from error
        # The operator's proxy leads outside; this machine's own services are never behind it.
        is_here = urllib.parse.urlsplit(settings.address).hostname in LOOPBACK
        proxies = urllib.request.ProxyHandler({} if is_here else None)
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), _NoRedirects(), proxies
        )

    def create(self, order: Order) -> Told:
        """Order a payment."""
        body = {
            "requestId": str(order.request),
            "requestTimestamp": order.at,
            "currency": "EUR",
            # Two decimals below a million survive the binary number; the echo is compared in cents.
            "grosAmount": float(euros(order.cents)),
            "purpose": order.purpose,
            "description": order.description[:250],
            "redirectUrl": order.return_url,
            "items": [self._item(number, item) for number, item in enumerate(order.items, 1)],
        }
        return _told(self._ask("POST", f"/paymenttransaction/{self._place}", body))

    def _item(self, number: int, item: Item) -> dict[str, Any]:
        euro = float(euros(item.cents))
        found: dict[str, Any] = {
            "id": str(number),
            "reference": item.reference,
            "description": item.description[:250],
            "taxRate": 0,
            "quantity": 1,
            "totalNetAmount": euro,
            "totalTaxAmount": 0,
            "singleNetAmount": euro,
            "singleTaxAmount": 0,
        }
        if self.settings.booking:
            found["bookingData"] = dict(self.settings.booking)
        return found

    def look(self, transaction: str) -> Told | None:
        """Return what became of a payment."""
        name = urllib.parse.quote(transaction, safe="")
        try:
            return _told(self._ask("GET", f"/paymenttransaction/{self._place}/{name}"))
        except RefusedError as error:
            if error.code == str(int(HTTPStatus.NOT_FOUND)):
                return None
            raise

    def is_ready(self) -> bool:
        """Ask for the provider's state."""
        try:
            self._ask("GET", f"/status/{self._place}", wants_json=False)
        except (ProviderError, RefusedError):
            return False
        return True

    def _ask(self, method: str, path: str, body: object = None, *, wants_json: bool = True) -> Any:
        headers = {"Accept": "application/json"}
        if self.settings.auth == "oauth":
            headers["Authorization"] = f"Bearer {self._token()}"
        status, content = self._send(method, self._base + path, body, headers)
        if status == HTTPStatus.UNAUTHORIZED:
            _tokens.pop(self._token_key(), None)
            raise ProviderError("the provider does not take our token")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _LATER:
            raise ProviderError(f"the provider answered {status}")
        if status >= HTTPStatus.BAD_REQUEST:
            raise _refusal(status, content)
        return _json(content) if wants_json else None

    def _send(self, method: str, address: str, body: object, headers: dict[str, str]) -> tuple[int, bytes]:
        data = None
        if body is not None:
            is_form = isinstance(body, bytes)
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers = {
                **headers,
                "Content-Type": "application/x-www-form-urlencoded" if is_form else "application/json",
            }
        request = urllib.request.Request(address, data=data, headers=headers, method=method)  # noqa: S310 - checked by check_provider
        try:
            with self._opener.open(request, timeout=SECONDS_MAX) as answer:
                content = answer.read(BYTES_MAX + 1)
                if len(content) > BYTES_MAX:
                    raise ProviderError("the provider's answer is too long")
                return int(answer.status), content
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(BYTES_MAX)
        except (OSError, HTTPException, ValueError) as error:
            raise ProviderError(f"the provider cannot be reached: {type(error).__name__}") from error

    def _token_key(self) -> tuple[str, str]:
        return self.settings.token_address, self.settings.client

    def _token(self) -> str:
        known, until = _tokens.get(self._token_key(), ("", 0.0))
        if known and until > time.monotonic():
            return known
        try:
            secret = Path(self.settings.secret_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ProviderError(f"the secret file cannot be read: {error}") from error
        form = {
            "grant_type": "client_credentials",
            "client_id": self.settings.client,
            "client_secret": secret,
        }
        body = urllib.parse.urlencode(form).encode()
        status, content = self._send(
            "POST", self.settings.token_address, body, {"Accept": "application/json"}
        )
        if status != HTTPStatus.OK:
            raise ProviderError(f"the token service answered {status}")
        answer = _json(content)
        token, seconds = answer.get("access_token"), answer.get("expires_in", 60)
        if not isinstance(token, str) or not token.isprintable() or not isinstance(seconds, int | Decimal):
            raise ProviderError("the token service gave no token")
        _tokens[self._token_key()] = (token, time.monotonic() + max(0, int(seconds) - _TOKEN_SPARE))
        return token


def _json(content: bytes) -> dict[str, Any]:
    """Return an answer's object, its numbers exact.

    :raises ProviderError: when it is none: cut off, or something else altogether.
    """
    try:
        found = json.loads(content, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ProviderError("the provider's answer is no JSON") from error
    if not isinstance(found, dict):
        raise ProviderError("the provider's answer is no object")
    return found


def _no_number(text: str) -> Decimal:
    raise ValueError(text)


def _refusal(status: int, content: bytes) -> RefusedError:
    code = str(status)
    try:
        said = _json(content)
    except ProviderError:
        said = {}
    if status != HTTPStatus.NOT_FOUND and isinstance(said.get("functionalCode"), str):
        code = said["functionalCode"][:60]
    return RefusedError(code, str(said.get("detail", ""))[:200])


def _told(answer: dict[str, Any]) -> Told:
    """Read a PaymentTransaction.

    :raises ProviderError: when something that decides is missing or is not what it should be.
    """
    information, request = answer.get("paymentInformation"), answer.get("paymentRequest")
    if not isinstance(information, dict) or not isinstance(request, dict):
        raise ProviderError("the answer holds no payment")
    # FIT-Connect's list of the same states says BOOKED where the interface says PAYED.
    spelled = str(information.get("status", "")).replace("BOOKED", "PAYED")
    transaction, amount = information.get("transactionId"), request.get("grosAmount")
    if spelled not in set(ProviderState) or not isinstance(amount, Decimal):
        raise ProviderError("the answer has no status or no amount")
    if not isinstance(transaction, str) or not 0 < len(transaction) <= TRANSACTION_MAX:
        raise ProviderError("the answer has no transaction")
    return Told(
        request=str(request.get("requestId", "")),
        transaction=transaction,
        state=ProviderState(spelled),
        amount=amount,
        currency=str(request.get("currency", "")),
        pay_url=_web_address(information.get("transactionRedirectUrl")),
        reference=str(information.get("transactionReference") or "")[:36],
        method=str(information.get("paymentMethod") or "")[:20],
    )


def _web_address(address: object) -> str:
    """Return the address of a pay page, or nothing when it is none that a browser should be sent to."""
    if not isinstance(address, str) or len(address) > URL_MAX or not address.isprintable():
        return ""
    parts = urllib.parse.urlsplit(address)
    is_local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
    return address if (parts.scheme == "https" and parts.hostname) or is_local else ""
