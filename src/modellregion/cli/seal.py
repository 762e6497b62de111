"""``modellregion seal``: the certificates with which municipalities seal their letters."""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from modellregion.cli.installed import add_subcommands, on_installation
from modellregion.cli.journal.places import body_of
from modellregion.kernel.context import system_context

SUBCOMMANDS = {
    "list": "all certificates; exit code 1 when one is missing, wrong, or ends soon",
    "use": "seal with the key and certificate of a file from now on (PEM, or TOML for a token or a provider)",
    "new": "a new key with a certificate that nobody else vouches for",
    "revoke": "seals with a certificate are not to be trusted any more: its key was lost to somebody",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    for name, subparser in add_subcommands(parser, SUBCOMMANDS):
        if name != "list":
            subparser.add_argument("municipality", metavar="SLUG", help="or its id")
        if name == "use":
            subparser.add_argument(
                "file",
                type=Path,
                help="private key without a password, its certificate, those above; or where the key is (TOML)",
            )
        if name == "revoke":
            subparser.add_argument("fingerprint", help="SHA-256 of the certificate, as »list« shows it")


def run(options: argparse.Namespace) -> int:
    """Run the subcommand."""
    return on_installation(options, lambda: _carry_out(options, import_module("modellregion.seals.api")))


def _carry_out(options: argparse.Namespace, seals: Any) -> int:
    if options.subcommand == "list":
        return _list(seals)
    body = body_of(options.municipality)
    ctx = system_context(body.id)
    match options.subcommand:
        case "use":
            print(seals.use_certificate(ctx, options.file).fingerprint)
        case "new":
            print(seals.renew_certificate(ctx, body.name).fingerprint)
        case "revoke":
            if not seals.revoke_certificate(ctx, options.fingerprint.lower()):
                print(f"modellregion: {body.slug} has no such certificate in force.", file=sys.stderr)
                return 1
            print("Revoked. If it was in use, name another one now: modellregion seal use, or seal new.")
    return 0


def _list(seals: Any) -> int:
    region = import_module("modellregion.region.api")
    now = import_module("modellregion.kernel.clock").SYSTEM_CLOCK.now()
    code = 0
    for body in region.list_bodies():
        entries = seals.certificates_of(body.id)
        print(f"{body.slug}:{'' if entries else ' none yet; one is made with the first letter'}")
        for entry in entries:
            state = "revoked" if entry.revoked_at else "retired" if entry.retired_at else "in use"
            issuer = "self-issued" if entry.is_self_issued else entry.certificate.issuer.rfc4514_string()
            last = entry.certificate.not_valid_after_utc
            print(f"  {entry.fingerprint}  {state}, until {last:%Y-%m-%d}, {issuer}")
        trouble = seals.seal_trouble(body.id, now)
        if trouble:
            code = 1
            print(f"  {trouble}")
    return code
