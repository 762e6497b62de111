"""Make the hand-over dossier (Übergabemappe): of what the catalogue offers, of a folder, or of what a municipality runs."""

from datetime import datetime
from functools import lru_cache

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.context import Context
from modellregion.packages.api import (
    PackageFiles,
    PublicKey,
    compile_package,
    compiled,
    files_by_hash,
    slots_of,
)
from modellregion.region.api import get_body
from modellregion.transfer.adoptions import running_package
from modellregion.transfer.catalogue import catalogue_entry
from modellregion.transfer.dossier.making import DossierSubject, dossier_pdf
from modellregion.transfer.outcomes import outcome_lines, outcome_of
from modellregion.transfer.policy import Transfer
from modellregion.transfer.scenarios.run import run_scenarios
from modellregion.transfer.slots import fill_slots
from modellregion.transfer.withdrawals import withdrawal_of

KEPT = 32


def offered_dossier(*, package: str, language: str) -> bytes:
    """Return the dossier of what the catalogue of this installation offers. It is public.

    :raises NotFoundError: when nobody here has published it.
    """
    entry = catalogue_entry(package)
    notice = withdrawal_of(entry.sha256)
    # The same version makes the same dossier, so it is made once; the withdrawal is part of the question.
    sentence = notice.sentence(language) if notice else ""
    return _offered(package, entry.sha256, language, sentence, SYSTEM_CLOCK.now().date().isoformat())


@lru_cache(maxsize=KEPT)
def _offered(package: str, sha256: str, language: str, withdrawal: str, day: str) -> bytes:  # noqa: ARG001 - they name the version and the day
    entry = catalogue_entry(package)
    subject = DossierSubject(
        package=entry.package,
        files=entry.files,
        scenarios=outcome_of(entry.files).lines,
        publisher=entry.publisher,
        key=entry.fingerprint,
        withdrawal=withdrawal,
    )
    return dossier_pdf(subject, language=language, created=SYSTEM_CLOCK.now())


def folder_dossier(*, files: PackageFiles, language: str, created: datetime) -> bytes:
    """Return the dossier of a package's files, as their author has them.

    :raises PackageError: when the files make no package.
    """
    package = compile_package(files)
    subject = DossierSubject(
        package=package,
        files=files,
        scenarios=outcome_lines(run_scenarios(files)),
        publisher=package.publisher,
    )
    return dossier_pdf(subject, language=language, created=created)


def running_dossier(ctx: Context, *, package: str, language: str) -> bytes:
    """Return the dossier of what a municipality runs: with its answers, its own changes, its own scenarios.

    Must run outside of a ``tenant`` block, because the scenarios make a municipality of their own.

    :raises NotAdoptedError: when the municipality does not run the package.
    """
    ctx.authorise(Transfer.SEE)
    running = running_package(ctx, package)
    files = files_by_hash(running.version_hash)
    effective = compiled(files)
    body = get_body(ctx.municipality)
    notice = withdrawal_of(running.upstream_hash)
    said = {"competent_unit": str(running.unit), **running.slots}
    subject = DossierSubject(
        package=effective,
        files=files,
        scenarios=outcome_lines(run_scenarios(files, own=running.scenarios)),
        publisher=running.publisher,
        key=PublicKey.from_text(running.key).fingerprint if running.key else "",
        withdrawal=notice.sentence(language) if notice else "",
        municipality=body.name if body else "",
        slots=fill_slots(ctx, slots_of(effective, files), said),
        overlay=running.overlay,
        upstream=running.upstream(),
    )
    return dossier_pdf(subject, language=language, created=ctx.now())
