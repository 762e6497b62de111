"""Files applications inside a stage's environment, with or without encryption: ``python -m benchmarks.sealing_inside N``.

It makes N drafts of each way, then reads lines: ``with 20`` files twenty of them encrypted, ``without 20`` as they are.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from unittest import mock
from uuid import UUID

import django

from benchmarks.notice import PAGES, SERVICE

WARM_UP = 20


@contextmanager
def _on_the_way(way: str) -> Iterator[None]:
    """Let nothing be encrypted inside the block when the way is ``without``, as in a rehearsal that leaves nothing."""
    from modellregion.kernel import data_keys, envelope, sealed_fields

    with ExitStack() as patches:
        if way == "without":
            for room in (envelope, data_keys, sealed_fields):
                patches.enter_context(mock.patch.object(room, "is_rehearsed", return_value=True))
        yield


def main(number: int) -> None:
    """Make drafts, and at each word file some of them and print the CPU that took."""
    django.setup()
    from modellregion.cases.api import PageToSave, save_page, submit_application
    from modellregion.kernel.clock import SYSTEM_CLOCK
    from modellregion.kernel.context import CITIZEN, Context
    from modellregion.kernel.ids import new_access_code
    from modellregion.kernel.models import DataKey
    from modellregion.kernel.tenancy import tenant
    from modellregion.region.api import find_body

    body = find_body("paderborn")
    assert body is not None
    ctx = Context(body.id, CITIZEN, SYSTEM_CLOCK)

    def fill_in() -> str:
        code = new_access_code()
        for page, form in PAGES.items():
            posted: dict[str, list[str]] = {}
            for name, value in form:
                posted.setdefault(name, []).append(value)
            save_page(ctx, code=code, sent=PageToSave(page, posted), service=SERVICE)
        return code

    def keys() -> set[UUID]:
        with tenant(ctx):
            return set(DataKey.objects.values_list("id", flat=True))

    def file(codes: list[str], way: str) -> float:
        """Return the CPU seconds of filing; encrypted, each case must have got a key of its own, and else none."""
        had = keys()
        before = time.process_time()
        for code in codes:
            submit_application(ctx, code=code)
        spent = time.process_time() - before
        new = len(keys() - had)
        assert (new >= len(codes)) == (way == "with"), (
            f"{way}: {new} new keys, {len(had)} before, {len(codes)} filed"
        )
        return spent

    waiting: dict[str, Iterator[str]] = {}
    for way in ("with", "without"):
        with _on_the_way(way):
            waiting[way] = iter([fill_in() for _ in range(number + WARM_UP)])
            file(list(islice(waiting[way], WARM_UP)), way)
    print("ready", flush=True)
    for line in sys.stdin:
        way, count = line.split()
        with _on_the_way(way):
            spent = file(list(islice(waiting[way], int(count))), way)
        print(json.dumps({"cpu": spent * 1000}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
