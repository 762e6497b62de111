"""Who may do what, as a table that a person signs: docs/permissions.md is compared with the code."""

from pathlib import Path

from modellregion.region.api import Role
from modellregion.site.permissions import GRANTS

GOLDEN = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEAD = """# Rights of the roles

Made from the rooms' `policy.py`; `tests/security/test_permissions.py` fails when the two differ. To change a right,
change the policy and this table in one commit. A right on a case also needs the case to lie with one of the person's
units (`cases/access.py`), except where `cases.see_all` is held.

"""


def _table() -> str:
    roles = list(Role)
    lines = ["| Right | " + " | ".join(role.value for role in roles) + " |", "|---" * (len(roles) + 1) + "|"]
    for permission in sorted(GRANTS, key=str):
        marks = ("x" if role in GRANTS[permission] else "" for role in roles)
        lines.append(f"| `{permission}` | " + " | ".join(marks) + " |")
    return HEAD + "\n".join(lines) + "\n"


def test_the_matrix_is_the_one_that_was_agreed() -> None:
    assert GOLDEN.read_text(encoding="utf-8") == _table()
