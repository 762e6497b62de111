"""A limit on logins that were begun and not answered: whoever is not known yet may not fill the database."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from modellregion.kernel.errors import TooManyError

FROM_ONE_PLACE = 30
AT_ONE_MUNICIPALITY = 3_000


def check_open_logins(rows: QuerySet[Any], *, origin: bytes, now: datetime, lifetime: timedelta) -> None:
    """Let pass unless too many logins are open, from this place or at this municipality; both in one statement.

    :param rows: the logins under way of one municipality, with ``origin`` and ``created_at``.
    :raises TooManyError: otherwise; it says when the oldest of them is over.
    """
    here = Q(origin=origin)
    found = rows.aggregate(
        every=Count("id"),
        mine=Count("id", filter=here),
        oldest=Min("created_at"),
        my_oldest=Min("created_at", filter=here),
    )
    is_mine = found["mine"] >= FROM_ONE_PLACE
    if is_mine or found["every"] >= AT_ONE_MUNICIPALITY:
        over = (found["my_oldest"] if is_mine else found["oldest"]) + lifetime
        seconds = max(1, math.ceil((over - now).total_seconds()))
        raise TooManyError("open logins", retry_after=seconds)
