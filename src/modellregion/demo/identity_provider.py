"""The simulated identity provider of the demo: its keys, how it is started, and that the demo's municipalities know it.

It is a program in Node, apart from the product, which reaches it as it would reach the real one: by its connections.
"""

from pathlib import Path

from modellregion.accounts.api import NewConnection, connections_of, new_key_file, set_connection
from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.context import system_context
from modellregion.region.api import list_bodies

PROFILES = ("bundid", "muk")


def make_keys(folder: Path) -> None:
    """Make the simulator's key, once."""
    pem = folder / "both.pem"
    if not (folder / "cert.pem").exists():
        new_key_file(pem, "Simulation", SYSTEM_CLOCK.now())
        private, mark, certificate = pem.read_text(encoding="ascii").partition("-----BEGIN CERTIFICATE-----")
        (folder / "key.pem").touch(mode=0o600)
        (folder / "key.pem").write_text(private, encoding="ascii")
        (folder / "cert.pem").write_text(mark + certificate, encoding="ascii")
        pem.unlink()


def connect_demo(folder: Path, address: str) -> None:
    """Connect all municipalities of the demo to the simulator at this address, marked as simulated."""
    make_keys(folder)
    certificate = (folder / "cert.pem").read_text(encoding="ascii")
    for body in list_bodies():
        if not (body.is_demo and body.kind.has_portal):
            continue
        names = {row.profile: row for row in connections_of(body.id)}
        for profile in PROFILES:
            row = names.get(profile)
            if row is not None and not row.is_simulated:
                continue
            wish = NewConnection(
                profile,
                provider_entity_id=f"{address}/{profile}",
                sso_url=f"{address}/{profile}/sso",
                certificates=certificate,
                entity_id=row.entity_id if row else "",
                online_service="SIMULIERT-0001",
                is_production=False,
                is_simulated=True,
            )
            set_connection(system_context(body.id), wish)
