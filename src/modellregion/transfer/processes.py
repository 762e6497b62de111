"""How a further process begins: Django first, then everything that knows models. This file must import neither."""

from typing import Any

import django
from django.db import connections


def begin(database: dict[str, Any]) -> None:
    """Make this process ready to work on the same database."""
    django.setup()
    connections["default"].settings_dict.update(database)


def is_ready() -> bool:
    """Answer: asked first, it makes a process start before there is work for it."""
    return True
