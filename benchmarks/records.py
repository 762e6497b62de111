"""Recorded runs: JSON files in ``benchmarks/results``, one a run, named by date; what a new run is held against."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure

FOLDER = Path(__file__).parent / "results"


def as_record(figures: list[Figure], *, machine: dict[str, str], load: str, note: str) -> dict[str, Any]:
    """Return a run as it is written."""
    return {
        "measured_at": datetime.now().astimezone().isoformat(timespec="minutes"),
        "machine": machine,
        "load_before": load,
        "note": note,
        "figures": [figure.plain() for figure in figures],
    }


def last_values() -> dict[tuple[str, str], float]:
    """Return the newest recorded value of every figure; a run may have measured some parts only."""
    found: dict[tuple[str, str], float] = {}
    for path in sorted(FOLDER.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        found |= {(figure["subject"], figure["name"]): figure["value"] for figure in record["figures"]}
    return found


def write_record(record: dict[str, Any]) -> Path:
    """Keep a run, to be committed."""
    FOLDER.mkdir(exist_ok=True)
    stamp = datetime.fromisoformat(record["measured_at"])
    path = FOLDER / f"{stamp:%Y-%m-%d-%H%M}.json"
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
