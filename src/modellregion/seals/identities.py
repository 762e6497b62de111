"""Key and certificate of a municipality's seal: the private half in a file, a token or at a provider, the public one in a row.

The file is PEM, as trust service providers hand it out or OpenSSL makes it from PKCS #12: a private key, its certificate,
and the certificates above it. Where an operator has none yet, a self-issued one is made: an advanced seal (Art. 36 eIDAS)
that proves that the file is unchanged and comes from this installation, not a qualified one (Art. 35, § 3a VwVfG).
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pikepdf
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import connection

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.durable import write_durably
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.seals.errors import SealKeyError
from modellregion.seals.models import CertificateRow
from modellregion.seals.remote import Remote, certificates_at, is_reachable, is_remote, read_remote
from modellregion.seals.tokens import Token, certificates_on, read_token

SELF_ISSUED_DAYS = 3 * 365
WARN_DAYS = 60
RSA_BITS_MIN = 3000
"""TR-02102-1 of the BSI: RSA with at least 3 000 bits."""
_NAME_MAX = 64
IN_FILE, ON_TOKEN = ".pem", ".toml"

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Identity:
    """With what a municipality seals: the key, its certificate, and the certificates above it."""

    key: PrivateKey | Token | Remote
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.fingerprint(SHA256()).hex()


@dataclass(frozen=True, slots=True)
class CertificateEntry:
    """A certificate as others see it."""

    fingerprint: str
    certificate: x509.Certificate
    made_at: datetime
    retired_at: datetime | None
    revoked_at: datetime | None

    @property
    def is_self_issued(self) -> bool:
        """Whether nobody else vouches for it."""
        return self.certificate.issuer == self.certificate.subject


def key_file(municipality: UUID) -> Path:
    """Return where key and certificate of a municipality lie, or what says on which token or at which provider the key is."""
    on_token = Path(settings.SEAL_KEYS) / f"{municipality}{ON_TOKEN}"
    return on_token if on_token.exists() else on_token.with_suffix(IN_FILE)


def identity_of(ctx: Context, name: str) -> Identity:
    """Return with what this municipality seals; the first time, one is made. Inside a ``tenant`` block.

    A certificate that was made here is replaced before it ends: nobody else has to be asked for that.

    :param name: what the body is called, for a certificate that is to be made.
    :raises SealKeyError: when the file is missing, unreadable, another one than was published, or out of date.
    """
    row = _in_use(ctx)
    if row is None:
        _alone(ctx)  # two first letters may be sealed at once; the second finds what the first one made
        row = _in_use(ctx)
    path = key_file(ctx.municipality)
    if row is None:
        is_made_here = not path.exists()
        if is_made_here:
            _make(path, name, ctx.now(), is_new=True)
        identity = load(path)
        _publish(ctx, identity, is_made_here=is_made_here)
    elif not path.exists():
        raise SealKeyError(
            f"The seal's key {path} is missing, so nothing can be sealed. Put the file back from the backup of the data "
            "folder, or name another one: modellregion seal use SLUG FILE"
        )
    else:
        identity = load(path)
        if identity.fingerprint != row.fingerprint:
            raise SealKeyError(
                f"The certificate in {path} is not the one that is published (SHA-256 {row.fingerprint}). If it is meant "
                "to replace it: modellregion seal use SLUG FILE"
            )
        if row.is_made_here and not _lasts(identity, ctx.now()):
            return renew_certificate(ctx, name)
    _check_dates(identity, ctx.now(), path)
    return identity


def use_certificate(ctx: Context, source: Path) -> Identity:
    """Seal with the key and certificate of a file from now on; earlier ones stay known for what they sealed.

    :param source: PEM, or TOML that says on which token the key is (``tokens``) or at which provider (``remote``).
    :raises SealKeyError: when the file cannot be used; then nothing has changed.
    """
    _read.cache_clear()  # what a provider says now counts, not what it said when somebody last asked
    identity = load(source)
    _check_dates(identity, ctx.now(), source)
    _check_own(ctx.municipality, identity)
    is_elsewhere = isinstance(identity.key, Token | Remote)
    if is_elsewhere:
        _try(identity, source)
    with tenant(ctx):
        _retire(ctx)
        _publish(ctx, identity)
        _keep(ctx.municipality, source.read_bytes(), ON_TOKEN if is_elsewhere else IN_FILE)
    return identity


def renew_certificate(ctx: Context, name: str) -> Identity:
    """Make a new key with a self-issued certificate in place of the one in use."""
    with tenant(ctx):
        _retire(ctx)
        (Path(settings.SEAL_KEYS) / f"{ctx.municipality}{ON_TOKEN}").unlink(missing_ok=True)
        _make(key_file(ctx.municipality), name, ctx.now())
        identity = load(key_file(ctx.municipality))
        _publish(ctx, identity, is_made_here=True)
    return identity


def revoke_certificate(ctx: Context, fingerprint: str) -> bool:
    """Say that seals with this certificate are not to be trusted from now on; return whether there was such a one."""
    with tenant(ctx):
        rows = CertificateRow.objects.filter(
            municipality_id=ctx.municipality, fingerprint=fingerprint, revoked_at=None
        )
        found = rows.values_list("id", flat=True).first()
        if found is None:
            return False
        rows.update(revoked_at=ctx.now())
        rows_in_use = CertificateRow.objects.filter(
            municipality_id=ctx.municipality, id=found, retired_at=None
        )
        rows_in_use.update(retired_at=ctx.now())
        append(ctx, NewEntry(Subject("certificate", found), "revoked", data={"sha256": fingerprint}))
        return True


def certificates_of(municipality: UUID) -> list[CertificateEntry]:
    """Return all certificates of a municipality, the one in use first, then the newest."""
    with tenant(municipality):
        rows = list(CertificateRow.objects.filter(municipality_id=municipality).order_by("-id"))
    entries = [
        CertificateEntry(
            row.fingerprint,
            x509.load_der_x509_certificate(bytes(row.content)),
            row.made_at,
            row.retired_at,
            row.revoked_at,
        )
        for row in rows
    ]
    return sorted(entries, key=lambda entry: entry.retired_at is not None)


def seal_trouble(municipality: UUID, now: datetime) -> str:
    """Return what is wrong, or soon will be, with a municipality's seal; empty when it is in order or not made yet."""
    used = next((entry for entry in certificates_of(municipality) if entry.retired_at is None), None)
    if used is None:
        return ""
    path = key_file(municipality)
    try:
        identity = load(path) if path.exists() else None
        if identity is None or identity.fingerprint != used.fingerprint:
            return f"{path} does not hold the key of the published certificate (SHA-256 {used.fingerprint})."
        _check_dates(identity, now, path)
    except SealKeyError as error:
        return str(error)
    if isinstance(identity.key, Remote) and (trouble := is_reachable(identity.key)):
        return trouble
    days = (used.certificate.not_valid_after_utc - now).days
    return f"The seal's certificate ends in {days} days." if days < WARN_DAYS else ""


def load(path: Path) -> Identity:
    """Read key and certificates from a PEM file.

    :raises SealKeyError: when it cannot be used, with the reason.
    """
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise SealKeyError(f"The seal's key {path} cannot be read: {error}") from error


@lru_cache(maxsize=1024)
def _read(path: Path, changed: int) -> Identity:
    del changed  # a file that was written anew is read anew
    if path.suffix == ON_TOKEN:
        return _at_provider(path) if is_remote(path) else _on_token(path)
    content = path.read_bytes()
    try:
        key = load_pem_private_key(content, password=None)
        certificates = x509.load_pem_x509_certificates(content)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SealKeyError(
            f"{path} does not hold an unprotected private key and its certificate (PEM): {error}"
        ) from error
    if isinstance(key, rsa.RSAPrivateKey):
        _check_size(key.public_key(), path)
    elif not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SealKeyError(f"The key in {path} is neither RSA nor of an elliptic curve (ECDSA).")
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    own = [one for one in certificates if _public(one) == public]
    if not own:
        raise SealKeyError(f"None of the certificates in {path} belongs to the key in it.")
    return Identity(key, own[0], tuple(one for one in certificates if one != own[0]))


def _check_size(key: object, path: Path) -> None:
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_BITS_MIN:
        raise SealKeyError(
            f"The RSA key in {path} has {key.key_size} bits; at least {RSA_BITS_MIN} are asked for."
        )


def _on_token(source: Path) -> Identity:
    token = read_token(source)
    certificates = certificates_on(token)
    if not certificates:
        raise SealKeyError(
            f"The token »{token.token}« holds no certificate; name a file with it as certificates in {source}."
        )
    return _elsewhere(token, certificates, source)


def _at_provider(source: Path) -> Identity:
    remote = read_remote(source)
    certificates = certificates_at(remote)
    if not certificates:
        raise SealKeyError(f"The provider names no certificate of »{remote.credential}«.")
    return _elsewhere(remote, certificates, source)


def _elsewhere(key: Token | Remote, certificates: list[x509.Certificate], source: Path) -> Identity:
    parents = {one.issuer for one in certificates if one.issuer != one.subject}
    own = next((one for one in certificates if one.subject not in parents), certificates[0])
    _check_size(own.public_key(), source)
    return Identity(key, own, tuple(one for one in certificates if one != own))


def _try(identity: Identity, source: Path) -> None:
    """Seal an empty page: nobody should learn from the first letter that the token's key is another one."""
    from modellregion.seals import pades

    page = BytesIO()
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(page)
    [found] = pades.read(pades.seal(page.getvalue(), identity, name="", reason=""))
    if not found.is_sound:
        raise SealKeyError(f"The key that {source} names does not belong to its certificate.")


def _check_own(municipality: UUID, identity: Identity) -> None:
    """Refuse a key with which another municipality of this installation seals."""
    mine = {f"{municipality}{IN_FILE}", f"{municipality}{ON_TOKEN}"}
    for path in Path(settings.SEAL_KEYS).glob("*"):
        if path.suffix not in {IN_FILE, ON_TOKEN} or path.name in mine:
            continue
        try:
            is_same = load(path).fingerprint == identity.fingerprint
        except SealKeyError:
            continue  # what cannot be read seals nothing
        if is_same:
            raise SealKeyError(
                f"Another municipality seals with this certificate ({path}). Each needs its own."
            )


def _keep(municipality: UUID, content: bytes, kind: str) -> None:
    path = Path(settings.SEAL_KEYS) / f"{municipality}{kind}"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(path, content)
    path.with_suffix(IN_FILE if kind == ON_TOKEN else ON_TOKEN).unlink(missing_ok=True)


def _lasts(identity: Identity, now: datetime) -> bool:
    first, last = identity.certificate.not_valid_before_utc, identity.certificate.not_valid_after_utc
    return first <= now <= last - timedelta(days=WARN_DAYS)


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _check_dates(identity: Identity, now: datetime, path: Path) -> None:
    first, last = identity.certificate.not_valid_before_utc, identity.certificate.not_valid_after_utc
    if not first <= now <= last:
        raise SealKeyError(
            f"The certificate in {path} is valid from {first:%d.%m.%Y} to {last:%d.%m.%Y}, not now. Name another one: "
            "modellregion seal use SLUG FILE"
        )


def _retire(ctx: Context) -> None:
    rows = CertificateRow.objects.filter(municipality_id=ctx.municipality, retired_at=None)
    rows.update(retired_at=ctx.now())


def _in_use(ctx: Context) -> CertificateRow | None:
    return CertificateRow.objects.filter(municipality_id=ctx.municipality, retired_at=None).first()


def _alone(ctx: Context) -> None:
    """Wait until nobody else makes this municipality's first certificate, and keep others waiting until the commit."""
    digest = hashlib.sha256(b"first certificate" + ctx.municipality.bytes).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])


def _publish(ctx: Context, identity: Identity, *, is_made_here: bool = False) -> None:
    row = CertificateRow.objects.create(
        municipality_id=ctx.municipality,
        id=new_id(),
        content=identity.certificate.public_bytes(Encoding.DER),
        fingerprint=identity.fingerprint,
        made_at=ctx.now(),
        is_made_here=is_made_here,
    )
    append(ctx, NewEntry(Subject("certificate", row.id), "published", data={"sha256": identity.fingerprint}))


def _make(path: Path, name: str, now: datetime, *, is_new: bool = False) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    short = name[:_NAME_MAX] or "Modellregion"
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, short),
            x509.NameAttribute(NameOID.COMMON_NAME, short),
        ]
    )
    usage = x509.KeyUsage(True, True, *[False] * 7)
    begin = now.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=SELF_ISSUED_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(path, private + certificate.public_bytes(Encoding.PEM), is_new=is_new)
