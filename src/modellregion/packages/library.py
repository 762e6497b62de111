"""The packages of this process: compiled once per version and kept; a request parses nothing."""

import hashlib
import shutil
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.pdf import house_layouts
from modellregion.kernel.remembering import Remembered
from modellregion.kernel.tenancy import tenant
from modellregion.packages.compiling import compile_package
from modellregion.packages.files import PackageFiles, unpack
from modellregion.packages.models import Installation, PackageVersion
from modellregion.packages.package import Package

REFRESH_SECONDS = 30


@dataclass(frozen=True, slots=True)
class InstalledService:
    """A service that a municipality offers."""

    package: Package
    unit: UUID


_lock = threading.Lock()


_compiled = Remembered[str, Package](300)


def remember_compiled(package: Package) -> None:
    """Keep a compiled package, so that it need not be compiled again when it is asked for by its hash."""
    _compiled.keep(package.hash, package)


def compiled(files: PackageFiles) -> Package:
    """Compile files, unless these were compiled before.

    :raises PackageError: when they make no package.
    """
    found = _compiled.get(files.hash)
    if found is None:
        found = compile_package(files)
        remember_compiled(found)
    return found


def package_by_hash(version_hash: str) -> Package:
    """Return a package by the hash of its files.

    :raises NotFoundError: when this installation never stored that version.
    """
    found = _compiled.get(version_hash)
    if found is not None:
        return found
    package = _compile_stored(version_hash)
    remember_compiled(package)
    return package


def _compile_stored(version_hash: str) -> Package:
    return compile_package(files_by_hash(version_hash))


@lru_cache(maxsize=32)
def files_by_hash(version_hash: str) -> PackageFiles:
    """Return the files of a stored version; the last ones asked for are kept, because a version never changes.

    :raises NotFoundError: when this installation never stored it.
    """
    row = PackageVersion.objects.filter(hash=version_hash).first()
    if row is None:
        raise NotFoundError(f"package version {version_hash}")
    return unpack(bytes(row.files))


_installed: dict[UUID, tuple[float, dict[str, InstalledService]]] = {}


def installed_services(municipality: UUID) -> dict[str, InstalledService]:
    """Return the services a municipality offers, by package id; read anew every half minute."""
    known = _installed.get(municipality)
    if known is not None and time.monotonic() - known[0] < REFRESH_SECONDS:
        return known[1]
    with tenant(municipality):
        rows = list(
            Installation.objects.filter(municipality_id=municipality, is_active=True).order_by("package")
        )
    services = {row.package: InstalledService(package_by_hash(row.version_hash), row.unit_id) for row in rows}
    _installed[municipality] = (time.monotonic(), services)
    return services


@dataclass(frozen=True, slots=True)
class InstalledVersion:
    """Which version of a package a municipality offers, and the unit that is competent."""

    version_hash: str
    version: str
    unit: UUID


def installed_version(municipality: UUID, package: str) -> InstalledVersion | None:
    """Return which version of a package a municipality offers, as the tables say now; nothing is compiled."""
    with tenant(municipality):
        row = Installation.objects.filter(
            municipality_id=municipality, package=package, is_active=True
        ).first()
    if row is None:
        return None
    return InstalledVersion(row.version_hash, _number_of(row.version_hash), row.unit_id)


@lru_cache(maxsize=2000)
def _number_of(version_hash: str) -> str:
    return PackageVersion.objects.values_list("version", flat=True).get(hash=version_hash)


def forget_installed() -> None:
    """Read all installations anew at the next question."""
    _installed.clear()


def letters_folder(package: Package) -> Path:
    """Return a folder that holds the package's letter templates and the house's layout, made when first needed.

    It lies in the data folder's cache and can be deleted at any time. Versions with the same letters share it.
    """
    layouts = house_layouts()
    digest = hashlib.sha256()
    for name, content in [*sorted(layouts.items()), *sorted(package.templates.items())]:
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    folder = Path(settings.CACHE_FOLDER) / "letters" / digest.hexdigest()
    if not folder.exists():
        with _lock:
            draft = folder.with_name(f"{folder.name}.{time.monotonic_ns()}")
            draft.mkdir(parents=True)
            for name, content in layouts.items():
                (draft / name).write_bytes(content)
            for name, content in package.templates.items():
                (draft / f"{name}.typ").write_bytes(content)
            try:
                draft.rename(folder)
            except OSError:
                shutil.rmtree(draft, ignore_errors=True)  # another process was quicker
    return folder
