"""A passkey in the real browser, with a virtual authenticator: added on "Mein Zugang", used to log in, asked again, removed."""

from playwright.sync_api import Browser, expect

from tests.e2e.journey import log_in
from tests.support.browser import Installation


def test_a_passkey_is_added_and_used(installation: Installation, browser: Browser) -> None:
    base = installation.address.replace("127.0.0.1", "localhost")
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    device = devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )["authenticatorId"]
    log_in(page, base, "paderborn", "klara.kasse")
    page.goto(f"{base}/paderborn/amt/mein-zugang/")
    page.get_by_label("Name des neuen Passkeys").fill("Laptop im Büro")
    page.get_by_role("button", name="Passkey hinzufügen").click()
    expect(page.get_by_text("Ihr Passkey ist da")).to_be_visible()
    page.goto(f"{base}/paderborn/amt/bestaetigen/?weiter=/paderborn/amt/mein-zugang/")
    page.get_by_role("button", name="Mit Passkey bestätigen").click()
    expect(page.locator("h1")).to_have_text("Mein Zugang")
    context.clear_cookies()
    page.goto(f"{base}/paderborn/amt/anmelden/?weiter=/paderborn/amt/mein-zugang/")
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Passkey verwenden").click()
    expect(page.get_by_text("Das hat nicht geklappt")).to_be_visible()
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name="Passkey verwenden").click()
    expect(page.locator("h1")).to_have_text("Mein Zugang")
    page.get_by_role("row", name="Laptop im Büro").get_by_role("button").click()
    expect(page.get_by_text("Der Passkey ist entfernt")).to_be_visible()
    context.close()
