"""``modellregion package test``: runs the scenarios; exit code 1 when one of them is not passed."""

import argparse
from pathlib import Path

import msgspec

from modellregion.packages.api import PackageError, read_folder
from modellregion.transfer.api import ScenarioReport, run_side_by_side


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("folder", type=Path, nargs="+", help="the package's folder, or several")
    parser.add_argument("--json", action="store_true", help="one JSON object a scenario and line")
    parser.add_argument("--coverage", action="store_true", help="list what no scenario touches")


def run(options: argparse.Namespace) -> int:
    """Run the scenarios of every folder."""
    is_passed = True
    for folder in options.folder:
        try:
            report = run_side_by_side(read_folder(folder))
        except PackageError as error:
            print(f"{folder}: this is no package yet; see modellregion package check.\n{error}")
            return 1
        is_passed = is_passed and report.is_passed
        if options.json:
            _print_json(folder, report)
        else:
            _print(folder, report, with_coverage=options.coverage)
    return 0 if is_passed else 1


def _print_json(folder: Path, report: ScenarioReport) -> None:
    for result in report.results:
        entry = {
            "package": folder.name,
            "scenario": result.name,
            "title": result.title,
            "passed": result.is_passed,
            "differences": [str(difference) for difference in result.differences],
            "milliseconds": round(result.seconds * 1000),
        }
        print(msgspec.json.encode(entry).decode())


def _print(folder: Path, report: ScenarioReport, *, with_coverage: bool) -> None:
    for result in report.results:
        print(
            f"{'ok    ' if result.is_passed else 'FAILED'} {result.title} ({result.name}, {result.seconds * 1000:.0f} ms)"
        )
        for difference in result.differences:
            print(f"       {difference}")
    print(f"{folder}: {len(report.results) - len(report.failed)} of {len(report.results)} scenarios passed")
    for kind, total in report.coverage.totals.items():
        untouched = report.coverage.untouched[kind]
        print(f"  {kind}: {total - len(untouched)} of {total} touched")
        if with_coverage and untouched:
            print(f"    not touched: {', '.join(untouched)}")
