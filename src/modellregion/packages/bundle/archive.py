"""The ZIP file inside: written so that the same files make the same bytes, read with limits on everything."""

import io
import re
import stat
import struct
import zipfile
from dataclasses import dataclass

from modellregion.packages.bundle.errors import BundleError
from modellregion.packages.files import FILE_BYTES_MAX, FILES_MAX, PackageFiles

BUNDLE_BYTES_MAX = 8 * 1024 * 1024
CONTENT_BYTES_MAX = 16 * 1024 * 1024
RATIO_MAX = 200
"""Text packs to a tenth; what packs two hundredfold was made to burst."""
DIRECTORY_BYTES_MAX = FILES_MAX * 400
_NAME = re.compile(r"(?:[a-z0-9_]+/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}")
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a ZIP file: where its comment begins, how many entries it names, how large their list is."""

    comment_at: int
    entries: int
    directory_bytes: int


def write_archive(files: PackageFiles) -> bytes:
    """Return the files as a ZIP file without a comment: names in order, one date for all, no owner, no machine."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in sorted(files.contents):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files.contents[name], compresslevel=9)
    return output.getvalue()


def find_ending(content: bytes) -> Ending:
    """Return the end of a ZIP file, found without reading any entry.

    :raises BundleError: when it has none, or one that no bundle has.
    """
    at = content.rfind(_END_MARK)
    if at < 0 or at + _END.size > len(content):
        raise BundleError("This is no bundle: it is no ZIP file, or its end is missing.")
    _, disk, start_disk, here, entries, size, offset, comment = _END.unpack_from(content, at)
    if (
        at + _END.size + comment != len(content)
        or disk
        or start_disk
        or here != entries
        or offset + size != at
    ):
        raise BundleError("The ZIP file's own directory contradicts itself.")
    if entries > FILES_MAX or size > DIRECTORY_BYTES_MAX:
        raise BundleError(f"A bundle has at most {FILES_MAX} files.")
    return Ending(at + _END.size, entries, size)


def read_archive(content: bytes) -> PackageFiles:
    """Return the files of a ZIP file.

    :raises BundleError: when an entry is not what packages hold, or too large, or damaged.
    """
    find_ending(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            for entry in entries:
                _look_at(entry)
            if len({entry.filename for entry in entries}) != len(entries):
                raise BundleError("Two entries of the bundle have the same name.")
            if sum(entry.file_size for entry in entries) > CONTENT_BYTES_MAX:
                raise BundleError("The bundle's files are larger than 16 MB together.")
            return PackageFiles({entry.filename: _content(archive, entry) for entry in entries})
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OverflowError) as error:
        raise BundleError(f"The ZIP file is damaged: {error}") from error


def _look_at(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if not _NAME.fullmatch(name) or ".." in name or entry.filename != name:
        raise BundleError(f"The bundle has an entry with a name that packages do not have: {name[:80]!r}.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG} or entry.is_dir():
        raise BundleError(f"{name} is no plain file.")
    if entry.flag_bits & 0x1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise BundleError(f"{name} is encrypted or packed in an unusual way.")
    if entry.file_size > FILE_BYTES_MAX:
        raise BundleError(f"{name} is larger than 2 MB.")
    if entry.file_size > RATIO_MAX * max(entry.compress_size, 100):
        raise BundleError(f"{name} would grow more than {RATIO_MAX}-fold on unpacking.")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise BundleError(f"{entry.filename} is not as long as the bundle says.")
    return content
