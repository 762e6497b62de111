"""Writing a file so that a power cut leaves the old one or the new one, never half of it."""

import os
import threading
from contextlib import suppress
from pathlib import Path


def write_durably(path: Path, content: bytes, *, is_new: bool = False) -> None:
    """Write a file so that after a power cut the old or the new one is there, readable for its owner only.

    :param is_new: leave a file that is there already as it is: somebody else was quicker.
    """
    beside = path.with_suffix(f"{path.suffix}.{os.getpid()}-{threading.get_ident()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    if not is_new:
        beside.replace(path)
        return
    with suppress(FileExistsError):
        path.hardlink_to(beside)
    beside.unlink()
