"""The house rules that a machine can check: sizes, names, and words that must not stand in the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "modellregion"

FUNCTION_LINES_MAX = 70
MODULE_LINES_MAX = 400
TEMPLATE_LINES_MAX = 150

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
# Only the clock may ask what time it is, and only the ids may make new ones: everything else is testable by handing them in.
BANNED_CALLS = {
    "datetime.now": {"kernel/clock.py"},
    "datetime.utcnow": set(),
    "date.today": set(),
    "uuid4": {"kernel/ids.py"},
    "uuid1": set(),
    "print": {"cli/", "site/assets.py", "site/supervisor.py"},
    "eval": set(),
    "exec": set(),
}
# Function-local imports, each with its reason; everything else imports at the top.
LOCAL_IMPORTS_ALLOWED = {
    "cli/demo.py": "models exist only after django.setup()",
    "cli/organise.py": "models exist only after django.setup()",
    "cli/worker.py": "models exist only after django.setup()",
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def _modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def _all_python() -> list[Path]:
    return sorted(
        [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    )


def _name(path: Path) -> str:
    return path.relative_to(SOURCE if path.is_relative_to(SOURCE) else ROOT).as_posix()


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", _all_python(), ids=_name)
def test_sizes_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MODULE_LINES_MAX, f"{_name(path)}: look for the second subject in this file"
    for function in _functions(ast.parse(text)):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        assert lines <= FUNCTION_LINES_MAX, (
            f"{_name(path)}:{function.lineno} {function.name} has {lines} lines"
        )


def test_templates_stay_small() -> None:
    long = [
        _name(path)
        for path in SOURCE.rglob("*.html")
        if path.read_text(encoding="utf-8").count("\n") > TEMPLATE_LINES_MAX
    ]
    assert long == []


def test_names_say_what_is_inside() -> None:
    tracked = [path for path in SOURCE.rglob("*") if "__pycache__" not in path.parts]
    vague = [_name(path) for path in tracked if path.stem in VAGUE_NAMES]
    assert vague == []


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_each_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{_name(path)} has no docstring"


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_banned_calls_stay_where_they_belong(path: Path) -> None:
    if path.name.startswith("test_") or path.name == "conftest.py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            for banned, allowed in BANNED_CALLS.items():
                if called == banned or called.endswith("." + banned):
                    home = any(_name(path).startswith(place) for place in allowed)
                    assert home, f"{_name(path)}:{node.lineno} calls {called}"


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    local = [
        node
        for function in _functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    if local:
        assert _name(path) in LOCAL_IMPORTS_ALLOWED, (
            f"{_name(path)}:{local[0].lineno} imports inside a function"
        )


def test_nothing_is_left_unfinished() -> None:
    marked = [
        f"{_name(path)}:{number}"
        for path in [*_all_python(), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.typ")]
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert marked == []
