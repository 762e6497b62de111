"""The house rules that a machine can check: sizes, names, and words that must not stand in the code."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

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
_BANNED_NAMES = {name.rpartition(".")[2] for name in BANNED_CALLS}
# Function-local imports, each with its reason; everything else imports at the top.
LOCAL_IMPORTS_ALLOWED = {
    "cli/demo.py": "models exist only after django.setup()",
    "cli/organise.py": "models exist only after django.setup()",
    "cli/worker.py": "models exist only after django.setup()",
    "region/passkeys/ceremony.py": "webauthn brings all it needs to judge certificates; only who uses a passkey pays for it",
    "seals/checking.py": "pyHanko takes a second to import; only who checks a seal pays for it",
    "seals/identities.py": "likewise, who tries a token",
    "seals/sealing.py": "likewise, who seals",
    "seals/tokens.py": "pkcs11 loads a library; only who has a token pays for it",
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


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_sizes_stay_small() -> None:
    long = []
    for path in _all_python():
        if path.read_text(encoding="utf-8").count("\n") > MODULE_LINES_MAX:
            long.append(f"{_name(path)}: look for the second subject in this file")
        for function in _functions(_tree(path)):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                long.append(f"{_name(path)}:{function.lineno} {function.name} has {lines} lines")
    assert long == []


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


def test_each_module_says_what_it_is_for() -> None:
    assert [_name(path) for path in _modules() if not ast.get_docstring(_tree(path))] == []


def test_banned_calls_stay_where_they_belong() -> None:
    found = []
    for path in _modules():
        if path.name.startswith("test_") or path.name == "conftest.py":
            continue
        for node in ast.walk(_tree(path)):
            if not isinstance(node, ast.Call) or _last_name(node.func) not in _BANNED_NAMES:
                continue
            if not _may_call(_name(path), ast.unparse(node.func)):
                found.append(f"{_name(path)}:{node.lineno} calls {ast.unparse(node.func)}")
    assert found == []


def _last_name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _may_call(name: str, called: str) -> bool:
    return all(
        any(name.startswith(place) for place in allowed)
        for banned, allowed in BANNED_CALLS.items()
        if called == banned or called.endswith("." + banned)
    )


def test_imports_stand_at_the_top() -> None:
    local = [
        f"{_name(path)}:{node.lineno} imports inside a function"
        for path in _modules()
        if _name(path) not in LOCAL_IMPORTS_ALLOWED
        for function in _functions(_tree(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert local == []


def test_nothing_is_left_unfinished() -> None:
    marked = [
        f"{_name(path)}:{number}"
        for path in [*_all_python(), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.typ")]
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert marked == []


def test_every_icon_is_there() -> None:
    # An icon that the design system lacks is drawn as a filled square.
    style = (ROOT / "node_modules/@kern-ux/native/dist/kern.min.css").read_text(encoding="utf-8")
    known = set(re.findall(r"\.kern-icon--([a-z-]+)", style))
    used = {
        (name, _name(path))
        for path in SOURCE.rglob("*.html")
        for name in re.findall(r'(?:icon_name="|icon\(")([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(used) > 10
    assert sorted(one for one in used if one[0] not in known) == []
