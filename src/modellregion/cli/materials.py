"""The bill of materials (SBOM, CycloneDX 1.6): every library that the lock files name, with version, address of origin and hash.

Made from the locks, not from what happens to be installed: the same commit gives the same bill.
"""

import base64
import json
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from modellregion import __name__ as product

_PYTHON = re.compile(
    r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)([^\n]*)((?:\n {4}--hash=sha256:[0-9a-f]{64}[^\n]*)*)",
    re.MULTILINE,
)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")


def bill_of_materials(root: Path) -> dict[str, Any]:
    """Return the bill for the repository at ``root``."""
    components = [*_python(root / "requirements.lock"), *_node(root / "package-lock.json")]
    application = {
        "type": "application",
        "bom-ref": product,
        "name": product,
        "licenses": [{"license": {"id": "EUPL-1.2"}}],
    }
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": application},
        "components": sorted(components, key=lambda one: str(one["bom-ref"])),
    }


def _python(lock: Path) -> Iterator[dict[str, Any]]:
    for name, version, _, hashes in _PYTHON.findall(lock.read_text(encoding="utf-8")):
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{quote(version)}"
        # One package has many files, for systems and versions of Python; which one is installed differs.
        files = [
            {"type": "distribution", "url": purl, "hashes": [{"alg": "SHA-256", "content": found}]}
            for found in _HASH.findall(hashes)
        ]
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            **_licence(name),
            "externalReferences": files,
        }


def _licence(name: str) -> dict[str, Any]:
    try:
        expression = str(metadata(name).json.get("license_expression") or "")
    except PackageNotFoundError:  # for another system than this one
        return {}
    return {"licenses": [{"expression": expression}]} if expression else {}


def _node(lock: Path) -> Iterator[dict[str, Any]]:
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    for place, entry in packages.items():
        if not place:
            continue
        name = place.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{quote(name)}@{entry['version']}"
        algorithm, _, digest = entry["integrity"].partition("-")
        hexadecimal = base64.b64decode(digest).hex()
        licence = entry.get("license", "")
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": entry["version"],
            "purl": purl,
            "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": hexadecimal}],
            **({"licenses": [{"expression": licence}]} if licence else {}),
        }
