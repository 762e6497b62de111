"""Jobs of the trade register."""

from django.db import connection

from modellregion.kernel.context import system_context
from modellregion.kernel.jobs import RETRY, periodic, task
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import list_bodies

_DELETE = (
    "DELETE FROM trade_retrieval WHERE municipality_id = %s AND at < %s::timestamptz - interval '6 months'"
)


@periodic(cron="37 3 * * *")
@task(name="trade.delete_old_retrievals", retry=RETRY)
def delete_old_retrievals(timestamp: int) -> None:
    """Delete who looked up what six months later (§ 14 Abs. 11 Satz 6 GewO); ``timestamp`` says for which run."""
    del timestamp
    for body in list_bodies():
        ctx = system_context(body.id)
        with tenant(ctx), connection.cursor() as cursor:
            cursor.execute(_DELETE, [body.id, ctx.now()])
