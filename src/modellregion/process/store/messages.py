"""Messages that came before anybody waited for them: kept with the case's process, offered again when it waits."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.process.api import MessageArrived, values_from_json, values_to_json
from modellregion.process.store.models import KeptMessage

_KEEP = """
INSERT INTO process_kept_message (municipality_id, id, instance_id, message_id, message, correlation, "values", received_at)
VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s) ON CONFLICT (municipality_id, instance_id, message_id) DO NOTHING
"""
_KEPT = """
SELECT k.message_id, k.message, k.correlation, k."values"::text FROM process_kept_message k
JOIN process_instance i ON (i.municipality_id, i.id) = (k.municipality_id, k.instance_id)
WHERE k.municipality_id = %s AND i.case_id = %s AND k.message = ANY(%s) ORDER BY k.id
"""


def keep_message(ctx: Context, *, instance: str, message: MessageArrived) -> bool:
    """Keep a message; return False for one that is kept already."""
    values = values_to_json(message.values).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            [
                ctx.municipality,
                new_id(),
                instance,
                message.message_id,
                message.message,
                message.correlation,
                values,
                ctx.now(),
            ],
        )
        return bool(cursor.rowcount)


def kept_messages(ctx: Context, *, case: UUID, names: Collection[str]) -> list[MessageArrived]:
    """Return the kept messages of these names, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [ctx.municipality, case, list(names)])
        return [
            MessageArrived(
                message_id=identity, message=name, correlation=correlation, values=values_from_json(values)
            )
            for identity, name, correlation, values in cursor.fetchall()
        ]


def forget_message(ctx: Context, *, instance: str, message_id: str) -> None:
    """Delete a kept message that was delivered; its receipt stays."""
    KeptMessage.objects.filter(
        municipality_id=ctx.municipality, instance_id=instance, message_id=message_id
    ).delete()
