"""The tools that attack: where they are, how they are called, and what of their words is a finding."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fuzz.targets import TOKEN, Target

CLEAN = "all tested parameters do not appear to be injectable"
INJECTED = "sqlmap identified the following injection point"
REFUSED = re.compile(r"429 \(Too Many Requests\) - (\d+) times")
FAILED = re.compile(r"500 \(Internal Server Error\) - (\d+) times")
# The proxy's certificate was made for the attack: who signed it and how long it lasts says nothing about the set-up.
OF_THE_CERTIFICATE = ("cert", "DNS")


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that attacks: the names it goes by, where it comes from, what is left out without it."""

    names: tuple[str, ...]
    source: str
    attack: str

    def path(self) -> str | None:
        """Return where it is: beside this Python, or on the path."""
        places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        return next(filter(None, (shutil.which(name, path=places) for name in self.names)), None)

    def missing(self) -> str:
        """Return the sentence that says that it is missing."""
        return f"{self.names[0]} is missing, so {self.attack} was not tried; install it ({self.source})."


SQLMAP = Tool(("sqlmap",), "pip install --no-deps -r fuzz/requirements.txt", "injection into SQL")
SLOWHTTPTEST = Tool(("slowhttptest",), "Debian: apt-get install slowhttptest", "slow requests")
TESTSSL = Tool(("testssl.sh", "testssl"), "Debian: apt-get install testssl.sh", "TLS of the proxy")
NGINX = Tool(("nginx",), "Debian: apt-get install nginx-light", "TLS of the proxy")


def sqlmap(program: str, base: str, target: Target, seconds_max: int = 600) -> tuple[list[str], int]:
    """Attack one address; return what was found, as sentences, and how many requests a rate limit refused.

    That it could not be attacked is a finding as well.
    """
    with tempfile.TemporaryDirectory(prefix="modellregion-attack-") as folder:
        command = [
            *(program, "--batch", "--disable-coloring", "--output-dir", folder, "--url", base + target.address),
            *("--dbms", "PostgreSQL", "--level", "1", "--risk", "1", "--technique", "BEUST"),
            *("--ignore-redirects", "--ignore-code", "*", "--skip", TOKEN, "--timeout", "20", "--retries", "1"),
        ]  # fmt: skip
        if target.cookie:
            command += ["--cookie", target.cookie]
        if target.method == "POST":
            command += ["--method", "POST", "--data", target.data]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=seconds_max, stdin=subprocess.DEVNULL
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return [f"{target}: sqlmap was not done after {seconds_max} seconds."], 0
    refused = REFUSED.search(done.stdout)
    return list(_said_by_sqlmap(target, done.stdout)), int(refused[1]) if refused else 0


def _said_by_sqlmap(target: Target, text: str) -> Iterator[str]:
    if INJECTED in text:
        yield f"{target}: SQL can be injected. {' '.join(text.partition(INJECTED)[2].split())[:600]}"
    elif CLEAN not in text:
        last = [line for line in text.splitlines() if "[CRITICAL]" in line or "[ERROR]" in line]
        yield f"{target}: not attacked. {(last or ['sqlmap says nothing'])[-1][:300]}"
    if failed := FAILED.search(text):
        yield f"{target}: {failed[1]} requests ended with the status 500."


def slowhttptest(program: str, options: list[str], seconds: int) -> None:
    """Hold connections open for some seconds; whether people were still answered is looked at beside it."""
    command = [
        program,
        *options,
        "-c",
        "400",
        "-r",
        "100",
        "-i",
        "5",
        "-l",
        str(seconds),
        "-p",
        "5",
        "-v",
        "1",
    ]
    subprocess.run(command, capture_output=True, check=False, timeout=seconds + 60)


def testssl(program: str, address: str) -> list[str]:
    """Return what testssl.sh finds serious (medium and worse) about a host and port."""
    with tempfile.TemporaryDirectory(prefix="modellregion-attack-") as folder:
        file = Path(folder) / "found.csv"
        command = [
            program,
            "--quiet",
            "--color",
            "0",
            "--severity",
            "MEDIUM",
            "--csvfile",
            str(file),
            address,
        ]
        subprocess.run(command, capture_output=True, check=False, timeout=900, stdin=subprocess.DEVNULL)
        if not file.exists():
            return [f"testssl.sh said nothing about {address}."]
        lines = [line.strip('"').split('","') for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    return [
        f"TLS: {line[0]}: {line[4]}"
        for line in lines
        if len(line) > 4 and line[3] in {"MEDIUM", "HIGH", "CRITICAL", "FATAL"} and not line[0].startswith(OF_THE_CERTIFICATE)
    ]  # fmt: skip
