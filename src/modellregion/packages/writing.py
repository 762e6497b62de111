"""Writes a package's files to disk: whole or not at all."""

import os
import shutil
import tempfile
from pathlib import Path

from modellregion.packages.files import PackageError, PackageFiles, PackageFinding


def write_folder(files: PackageFiles, folder: Path) -> None:
    """Write the files into a new folder. It is put together beside its place and renamed in the end.

    :raises PackageError: when there is something at the place already, or nothing can be written there.
    """
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise _refused(f"{folder} exists already; name a folder that does not, or delete it first.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _refused(f"{folder} cannot be written: {error.strerror}.") from error
    try:
        for name, content in files.contents.items():
            path = building / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        building.chmod(0o755)
        os.replace(building, folder)  # noqa: PTH105 - an empty folder in its place is replaced, which Path.rename may not
    except OSError as error:
        raise _refused(f"{folder} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def write_file(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it, so that an old one is there until the new one is whole.

    :raises OSError: when it cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _refused(sentence: str) -> PackageError:
    return PackageError([PackageFinding("", "", sentence)])
