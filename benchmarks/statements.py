"""Counts the SQL statements of pages: ``python -m benchmarks.statements LOGIN PATH …`` in a stage's environment; prints JSON.

Counted at the second request, when packages and directories are in memory, as they are in a running server. Setting
the tenant and opening the transaction count like any other statement.
"""

import json
import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main(reader: str, paths: list[str]) -> None:
    """Count and print; ``reader`` reads at Paderborn's desk, elsewhere it is who receives data."""
    django.setup()
    from modellregion.demo.region import PASSWORD
    from modellregion.region.api import find_body, open_session
    from modellregion.region.frames import session_cookie

    counted = {}
    for path in paths:
        slug = path.split("/")[1]
        body = find_body(slug)
        assert body is not None
        login = reader if slug == "paderborn" else "empfang"
        client = Client(SERVER_NAME="127.0.0.1")
        client.cookies[session_cookie()] = open_session(body.id, login=login, password=PASSWORD)
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        counted[path] = len(seen)
    print(json.dumps(counted))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
