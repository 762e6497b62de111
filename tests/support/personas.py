"""Answers of the invented and official examples, kept with the services as their scenarios."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

SERVICES = Path(__file__).resolve().parents[2] / "services"


@cache
def _scenario(service: str, name: str) -> dict[str, Any]:
    return tomllib.loads((SERVICES / service / "scenarios" / f"{name}.toml").read_text(encoding="utf-8"))


def persona(service: str, name: str, **changes: object) -> dict[str, Any]:
    """Return the answers of ``services/<service>/scenarios/<name>.toml``, with ``changes``."""
    return {**_scenario(service, name)["answers"], **changes}
