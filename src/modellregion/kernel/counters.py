"""Numbers without gap or double: one row a series, counted up in the transaction that uses the number."""

from uuid import UUID

from django.db import connection


def next_number(municipality: UUID, series: str) -> int:
    """Return the next number of a series of this tenant; a rolled back transaction gives it back.

    The row stays locked until the transaction ends, so ask for it late.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_counter (municipality_id, series, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (municipality_id, series) DO UPDATE SET last = kernel_counter.last + 1 RETURNING last",
            [municipality, series],
        )
        (number,) = cursor.fetchone()
    return int(number)
