"""The room stays pure: what it imports, and what a step does not ask."""

import ast
from pathlib import Path

ROOM = Path(__file__).resolve().parents[1]


def test_the_room_knows_no_other_room_but_the_face_of_the_rules() -> None:
    foreign: set[str] = set()
    for path in ROOM.rglob("*.py"):
        if "store" in path.relative_to(ROOM).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module == "modellregion.rules":
                names = [f"modellregion.rules.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            foreign.update(name for name in names if name.startswith("modellregion."))
    others = {name for name in foreign if not name.startswith("modellregion.process")}
    assert others == {"modellregion.rules.api"}


def test_a_step_asks_no_clock_and_throws_no_dice() -> None:
    calls: set[str] = set()
    for path in (ROOM / "stepping").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                calls.update(alias.name for alias in node.names)
                calls.add(getattr(node, "module", None) or "")
    assert not calls & {"random", "secrets", "uuid", "time", "os"}
