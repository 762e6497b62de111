"""How a further process begins: Django first, then everything that knows models. This file must import neither."""

from typing import Any

import django
from django.db import connections

received: dict[str, Any] = {}
"""What the first process handed over."""


def begin(database: dict[str, Any], handed_over: dict[str, Any]) -> None:
    """Make this process ready: the same database, and what it is to work on."""
    django.setup()
    connections["default"].settings_dict.update(database)
    received.update(handed_over)
