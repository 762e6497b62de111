"""``modellregion package check``: all findings at once, then the scenarios; exit code 1 when something is wrong."""

import argparse
import gc
import time
from pathlib import Path

import msgspec

from modellregion.packages.api import PackageError, PackageFinding, check_package, read_folder
from modellregion.transfer.api import run_side_by_side, scenario_findings


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("folder", type=Path, nargs="+", help="the package's folder, or several")
    parser.add_argument("--json", action="store_true", help="one JSON object a finding and line")
    parser.add_argument("--strict", action="store_true", help="warnings count as errors")
    parser.add_argument(
        "--without-scenarios", action="store_true", help="check the files only, which needs no database"
    )


def run(options: argparse.Namespace) -> int:
    """Check every folder."""
    is_wrong = False
    for folder in options.folder:
        started = time.perf_counter()
        played = 0
        try:
            files = read_folder(folder)
            findings = check_package(files)
            if not options.without_scenarios and not any(not finding.is_warning for finding in findings):
                gc.freeze()  # what was compiled stays; looking through it again takes a tenth of the play
                played = len(files.below("scenarios", ".toml"))
                findings += scenario_findings(files, run_side_by_side(files))
        except PackageError as error:
            findings = error.findings
        errors = [finding for finding in findings if options.strict or not finding.is_warning]
        is_wrong = is_wrong or bool(errors)
        _show(folder, findings, as_json=options.json)
        if not options.json:
            scenarios = f"{played} scenarios played" if played else "no scenario played"
            print(
                f"{folder}: {len(errors)} errors, {len(findings) - len(errors)} warnings, {scenarios}"
                f" ({time.perf_counter() - started:.2f} s)"
            )
    return int(is_wrong)


def _show(folder: Path, findings: list[PackageFinding], *, as_json: bool) -> None:
    for finding in findings:
        if as_json:
            entry = {
                "package": folder.name,
                "file": finding.file,
                "line": finding.line,
                "severity": "warning" if finding.is_warning else "error",
                "place": finding.place,
                "sentence": finding.sentence,
            }
            print(msgspec.json.encode(entry).decode())
        else:
            print(f"{folder}/{finding}")
