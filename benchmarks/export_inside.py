"""Measures an export to the archive inside a stage's environment: ``python -m benchmarks.export_inside``; prints JSON."""

import io
import json
import os
import resource
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar
from uuid import UUID

import django

from modellregion.kernel.context import Context, system_context

Result = TypeVar("Result")
LONG_AGO = datetime(2010, 3, 1, 9, 0, tzinfo=UTC)


def main(files: int, documents: int, size: int) -> None:
    """Measure and print."""
    django.setup()
    from modellregion.kernel.files import get_file
    from modellregion.records.commands.dispose import start_disposal, transfer_package
    from modellregion.records.xdomea.parts import XdomeaVersion
    from modellregion.records.xdomea.reading import read_package
    from modellregion.region.api import find_body

    body = find_body("paderborn")
    assert body is not None
    ctx = system_context(body.id)
    made, hashes = _old_files(ctx, files, documents // files, size)
    run = start_disposal(ctx, files=made, kind="two", version=XdomeaVersion.V3_1, archive="Stadtarchiv")
    floor, floor_cpu, _ = _measured(lambda: _bare(hashes, lambda one: get_file(body.id, one)))
    seconds, cpu, package = _measured(lambda: transfer_package(ctx, disposal=run))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    megabytes = len(package) / 1e6
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        message = next(one for one in archive.infolist() if one.filename.endswith(".xml"))
    reading, _, read = _measured(lambda: read_package(package))
    assert len(read.contents) == 2 * documents, "each document twice"
    found = {
        "megabytes": megabytes,
        "message": message.file_size / 1e6,
        "seconds": seconds,
        "cpu": cpu,
        "rate": megabytes / seconds,
        "cpu_rate": megabytes / cpu,
        "floor": floor,
        "floor_cpu": floor_cpu,
        "read_rate": megabytes / reading,
        "memory": memory,
    }
    print(json.dumps(found))


def _old_files(ctx: Context, files: int, each: int, size: int) -> tuple[list[UUID], list[str]]:
    """Return closed files that are due for the archive, each with documents, and the hashes of all contents."""
    from modellregion.kernel.files import put_file
    from modellregion.kernel.ids import new_id
    from modellregion.kernel.tenancy import tenant
    from modellregion.records.models import Document, File, PlanNode, Rendition

    mine = {"municipality_id": ctx.municipality}
    common = {"direction": "in", "media_type": "application/pdf", "bytes": size, "created_at": LONG_AGO, "created_by": "Anna Muster"}  # fmt: skip
    ids, hashes = [], []
    with tenant(ctx):
        node = PlanNode.objects.filter(**mine).order_by("code").first()
        assert node is not None
        for number in range(files):
            file = new_id()
            ids.append(file)
            File.objects.create(
                **mine, id=file, reference=f"ARCHIV-2010-{number:04}", subject=f"Alte Sache {number}", node_id=node.id,
                opened_at=LONG_AGO, closed_at=LONG_AGO, retention_years=10, retain_until=date(2020, 12, 31), disposal="A",
            )  # fmt: skip
            rows, renditions = [], []
            for place in range(each):
                original, kept = (put_file(ctx.municipality, os.urandom(size)) for _ in range(2))
                hashes += [original, kept]
                row = Document(
                    **mine, **common, id=new_id(), file_id=file, kind="letter", title=f"Schreiben {place}", name=f"schreiben-{place}.pdf",
                    sha256=original, finalised_at=LONG_AGO, rendered_at=LONG_AGO,
                )  # fmt: skip
                rows.append(row)
                renditions.append(
                    Rendition(
                        **mine,
                        id=new_id(),
                        file_id=file,
                        document_id=row.id,
                        version=1,
                        role="pdfa",
                        media_type="application/pdf",
                        bytes=size,
                        sha256=kept,
                        made_with="bench",
                        created_at=LONG_AGO,
                    )
                )
            Document.objects.bulk_create(rows)
            Rendition.objects.bulk_create(renditions)
    return ids, hashes


def _bare(hashes: list[str], content: Callable[[str], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name in hashes:
            package.writestr(name, content(name))
    return target.getvalue()


def _measured(work: Callable[[], Result]) -> tuple[float, float, Result]:
    """Return seconds, CPU seconds of this process, and what came of it."""
    started, cpu = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - started, time.process_time() - cpu, result


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
