"""Keep a package's files in this installation, under the hash of their content."""

from modellregion.kernel.clock import SYSTEM_CLOCK, Clock
from modellregion.packages.files import PackageFiles
from modellregion.packages.library import compiled
from modellregion.packages.models import PackageVersion
from modellregion.packages.package import Package


def store_package(files: PackageFiles, *, clock: Clock = SYSTEM_CLOCK) -> Package:
    """Check, compile and keep a package; keeping the same files twice changes nothing.

    :raises PackageError: when they make no package.
    """
    package = compiled(files)
    if not PackageVersion.objects.filter(hash=package.hash).exists():
        row = PackageVersion(
            hash=package.hash,
            package=package.id,
            version=package.version,
            files=files.pack(),
            stored_at=clock.now(),
        )
        PackageVersion.objects.bulk_create([row], ignore_conflicts=True)  # another process may be quicker
    return package
