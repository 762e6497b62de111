"""How a statement is planned whose words and rights decide everything about its cost."""

from django.db import connection

_SETTINGS = (
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('work_mem', '64MB', true)"
)


def plan_by_values() -> None:
    """Let PostgreSQL plan the statements that follow in this transaction for their very values.

    A prepared statement soon gets a plan for any values (docs/decisions/0100). For a search that plan is wrong either for
    frequent words, which are best met walking from the newest on, or for rare ones, which their index knows: measured, 35
    seconds instead of one (docs/decisions/0167). The memory keeps what an index found exact, so that nothing is read twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
