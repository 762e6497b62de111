"""Programs of the operating system that only the tests need: found, or installed where we may."""

import os
import shutil
import subprocess
from dataclasses import dataclass

_APT = "apt-get"


@dataclass(frozen=True)
class Program:
    """One program: the names it goes by, the Debian package it comes with, what it is for."""

    names: tuple[str, ...]
    package: str
    purpose: str

    def path(self) -> str | None:
        """Return where it is, or None."""
        return next(filter(None, map(shutil.which, self.names)), None)


CHROMIUM = Program(
    ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "chromium",
    "tests in a browser",
)
PDFTOTEXT = Program(("pdftotext",), "poppler-utils", "tests that read PDFs")
MUTOOL = Program(("mutool",), "mupdf-tools", "tests of seals")
SOFTHSM = Program(("softhsm2-util",), "softhsm2", "tests of seals by a token (PKCS#11)")
AGE = Program(("age",), "age", "tests that another program opens our backups")
OPENSSL = Program(("openssl",), "openssl", "tests of seals and time-stamps")


def ensure(programs: tuple[Program, ...]) -> list[str]:
    """Install what is missing, as root on Debian; return a sentence for each program that is still missing."""
    missing = [program for program in programs if program.path() is None]
    if missing and os.geteuid() == 0 and shutil.which(_APT):
        packages = [program.package for program in missing]
        print(f"Installing {', '.join(packages)} ...", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            subprocess.run([_APT, *arguments], env=environment, check=False, stdout=subprocess.DEVNULL)
    return [
        f"{program.names[0]} is missing, so {program.purpose} are skipped; install it "
        f"(Debian: apt-get install {program.package}) and run again."
        for program in missing
        if program.path() is None
    ]
