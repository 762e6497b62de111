"""Runs the measurements that ``./modellregion bench`` was asked for, and shows them."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from benchmarks import (
    accounts,
    decide,
    export,
    item,
    journal,
    journey,
    lists,
    machine,
    mixed,
    records,
    rooms,
    sealing,
    search,
    startup,
    submit,
    transfer,
    work,
)
from benchmarks.figures import Figure, table
from benchmarks.stage import Stage, stage
from modellregion.cli.bench import FEW, PARTS
from modellregion.site.configuration import ROOT


def _in_own_process(module: str) -> list[Figure]:
    """Measure with Django set up, which a process can be only once; or alone in memory."""
    command = [sys.executable, "-m", module]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "modellregion.site.settings"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=list[Figure])


_ALONE: dict[str, Callable[[], list[Figure]]] = {
    "rooms": rooms.run,
    "peers": rooms.run_peers,
    "accounts": accounts.run,
    "held": lambda: _in_own_process("benchmarks.held"),
    "store": lambda: _in_own_process("benchmarks.process_store"),
    "notices": lambda: _in_own_process("benchmarks.notice_letters"),
    "seals": lambda: _in_own_process("benchmarks.seals"),
}
_ON_A_STAGE: dict[str, Callable[[Stage], list[Figure]]] = {
    "journey": journey.run,
    "decide": decide.run,
    "item": item.run,
    "journal": journal.run,
    "export": export.run,
    "sealing": sealing.run,
    "mixed": mixed.run,
    "work": work.run,  # last: it fills the tables
}


def main(options: argparse.Namespace) -> int:
    """Measure what was asked for, show it, and write it down when asked to."""
    wanted = options.parts or list(PARTS)
    load = machine.load()
    with tempfile.TemporaryDirectory(prefix="modellregion-bench-") as folder:
        figures = _measure(wanted, options.cases, Path(folder), options.keep)
    before = records.last_values()
    record = records.as_record(figures, machine=machine.machine(), load=load, note=options.note)
    print(f"{' · '.join(record['machine'].values())} · load before: {load} · {record['measured_at']}")
    print(f"\n{table(figures, before)}")
    if options.json:
        text = json.dumps(record, ensure_ascii=False, indent=1)
        if str(options.json) == "-":
            print(text)
        else:
            options.json.write_text(text + "\n", encoding="utf-8")
    if options.record:
        print(f"\nWritten down: benchmarks/results/{records.write_record(record).name}")
    return 0


def _measure(wanted: list[str], sizes: list[int], folder: Path, keep: Path | None) -> list[Figure]:
    figures: list[Figure] = []
    for part in (part for part in _ALONE if part in wanted):
        figures += _said(part, _ALONE[part])
    if "start" in wanted:
        figures += _said("start", lambda: startup.run(folder / "start"))
    if "transfer" in wanted:
        figures += _said("transfer", transfer.run)
    on_a_stage = [part for part in _ON_A_STAGE if part in wanted]
    if on_a_stage:
        with stage(folder / "small", FEW) as platform:
            for part in on_a_stage:
                figures += _said(part, lambda part=part: _ON_A_STAGE[part](platform))  # type: ignore[misc] # bound now
    for size in sizes if "search" in wanted else []:
        home = (keep or folder) / f"search-{size}"
        figures += _said(
            f"search, {size:,} cases",
            lambda size=size, home=home: search.run(home, size, keep=keep is not None),
        )  # type: ignore[misc] # bound now
    for size in sizes if {"desk", "submit"} & set(wanted) else []:
        home = (keep or folder) / f"cases-{size}"
        with stage(home, size, keep=keep is not None) as platform:
            if "desk" in wanted:
                figures += _said(f"desk, {size:,} cases", lambda: lists.run(platform))
            if "submit" in wanted:
                figures += _said(f"submit, {size:,} cases", lambda size=size: submit.run(platform, size))  # type: ignore[misc] # bound now
    return figures


def _said(part: str, measure: Callable[[], list[Figure]]) -> list[Figure]:
    print(f"Measuring: {part} ...", file=sys.stderr, flush=True)
    return measure()
