"""Finds the database of an installation from outside, for commands of the operator."""

from pathlib import Path

from modellregion.site import embedded_postgres
from modellregion.site.database import APP_ROLE, OWNER_ROLE, prepare_server
from modellregion.site.supervisor import DATABASE_NAME


class NotRunningError(Exception):
    """The installation's embedded database does not run."""


def environment_of(data: Path, database_url: str) -> dict[str, str]:
    """Return what a command must find in its environment to reach the installation's database.

    :raises NotRunningError: when it has an embedded database and is not started.
    """
    if database_url:
        addresses = prepare_server(database_url, data)
        owner, app = addresses.owner, addresses.app
    else:
        server = embedded_postgres.prepare(data) if data.is_dir() else None
        if server is None or not (server.cluster / "postmaster.pid").exists():
            raise NotRunningError(f"No installation runs on {data}. Start it first: ./modellregion up")
        owner, app = (server.address(DATABASE_NAME, role) for role in (OWNER_ROLE, APP_ROLE))
    return {
        "DJANGO_SETTINGS_MODULE": "modellregion.site.settings",
        "MODELLREGION_DATA": str(data),
        "MODELLREGION_DATABASE": app,
        "MODELLREGION_DATABASE_OWNER": owner,
    }
