"""The simulated provider's pay page, where a person chooses how the payment ends."""

from html import escape
from typing import Any

STYLE = (
    "body{font:1.05rem/1.5 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}"
    ".sim{background:#fff3cd;border:2px solid #8a6d00;padding:.75rem 1rem;border-radius:.5rem}"
    "button{font:inherit;padding:.7rem 1.1rem;margin:.25rem .5rem .25rem 0;border:2px solid #16407a;border-radius:.4rem;"
    "background:#fff;color:#16407a;cursor:pointer}button.first{background:#16407a;color:#fff}"
    "dt{font-weight:600}dd{margin:0 0 .5rem}"
)


def pay_page(payment: dict[str, Any]) -> str:
    """Return the page of a payment."""
    request = payment["request"]
    amount = _euros(request["grosAmount"])
    if payment["status"] != "INITIAL":
        state = {"PAYED": "bezahlt", "FAILED": "fehlgeschlagen", "CANCELED": "abgebrochen"}[payment["status"]]
        back = escape(request["redirectUrl"], quote=True)
        choice = f'<p>Diese Zahlung ist {state}.</p><p><a href="{back}">Zurück zur Behörde</a></p>'
    else:
        choice = (
            '<form method="post"><button class="first" name="ende" value="PAYED">Bezahlen</button>'
            '<button name="ende" value="CANCELED">Abbrechen</button>'
            '<button name="ende" value="FAILED">Zahlung misslingen lassen</button></form>'
        )
    positions = "".join(
        f"<li>{escape(str(item.get('description', '')))}: {_euros(item['totalNetAmount'])} €</li>"
        for item in request["items"]
    )
    return (
        '<!doctype html><html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Simulierter Bezahldienst</title><style>{STYLE}</style></head><body><main><h1>Simulierter Bezahldienst</h1>"
        '<p class="sim"><strong>Nur zur Vorführung.</strong> Hier fließt kein Geld. Geben Sie keine echten Daten ein.</p>'
        f"<dl><dt>Betrag</dt><dd>{amount} €</dd><dt>Verwendungszweck</dt><dd>{escape(request['purpose'])}</dd>"
        f"<dt>Wofür</dt><dd><ul>{positions}</ul></dd></dl>{choice}</main></body></html>"
    )


def _euros(amount: object) -> str:
    return f"{float(str(amount)):.2f}".replace(".", ",")
