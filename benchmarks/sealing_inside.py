"""Files applications inside a stage's environment, with or without encryption: ``python -m benchmarks.sealing_inside WAY N``."""

import json
import sys
import time
from unittest import mock

import django

from benchmarks.notice import PAGES, SERVICE

WARM_UP = 20


def main(way: str, number: int) -> None:
    """Make drafts, wait for a word, file them, and print the CPU that took."""
    django.setup()
    from modellregion.cases.api import PageToSave, save_page, submit_application
    from modellregion.kernel import data_keys, envelope
    from modellregion.kernel.clock import SYSTEM_CLOCK
    from modellregion.kernel.context import CITIZEN, Context
    from modellregion.kernel.ids import new_access_code
    from modellregion.region.api import find_body

    body = find_body("paderborn")
    assert body is not None
    ctx = Context(body.id, CITIZEN, SYSTEM_CLOCK)
    if way == "without":
        for room in (envelope, data_keys):
            mock.patch.object(room, "is_rehearsed", return_value=True).start()

    def fill_in() -> str:
        code = new_access_code()
        for page, form in PAGES.items():
            posted: dict[str, list[str]] = {}
            for name, value in form:
                posted.setdefault(name, []).append(value)
            save_page(ctx, code=code, sent=PageToSave(page, posted), service=SERVICE)
        return code

    codes = [fill_in() for _ in range(number + WARM_UP)]
    for code in codes[:WARM_UP]:
        submit_application(ctx, code=code)
    print("ready", flush=True)
    sys.stdin.readline()
    before = time.process_time()
    for code in codes[WARM_UP:]:
        submit_application(ctx, code=code)
    print(json.dumps({"cpu": (time.process_time() - before) * 1000}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
