"""Services with a process drawn for one test: the trade notice's form and letters, another process."""

import re
from pathlib import Path
from uuid import UUID

from modellregion.cases.api import Filed
from modellregion.kernel.context import system_context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Package, PackageFiles, install_package, read_folder, store_package
from modellregion.process.api import Instance, State
from modellregion.process.store.running import find_instance, load_state
from modellregion.process.tests.drawing import draw
from modellregion.region.models import Unit
from tests.support.filing import file
from tests.support.people import citizen
from tests.support.personas import persona

SERVICES = Path(__file__).resolve().parents[2] / "services"
SERVICE = "probe"
BEGIN = 'start s message="Anzeige eingegangen"'
LOOP = f"""
{BEGIN}
xor back
user check outcomes=again,done
xor g
end e
s -> back -> check -> g
g -> back if outcome = "again"
g -> e if outcome = "done"
"""


def package_files(
    process: bytes, *, version: str = "1.0.0", states: str = "", renamed: str = "", **more: str
) -> PackageFiles:
    """Return the files of a service with this process.

    ``states`` are lines of ``[case.states]``, ``renamed`` is a field that gets another name, ``more`` are other files.
    """
    contents = dict(read_folder(SERVICES / "gewerbeanmeldung").contents)
    manifest = contents["package.toml"].decode()
    manifest = manifest.replace('id = "gewerbeanmeldung"', f'id = "{SERVICE}"', 1)
    manifest = re.sub(r'^version = "[^"]*"', f'version = "{version}"', manifest, count=1, flags=re.MULTILINE)
    outcomes = '[case.outcomes]\ndone = "certify"\nno = "refuse"\nagain = "ask"\n'
    manifest = re.sub(
        r"\[case\.states\].*?(?=^\[fee\])",
        f"[case.states]\n{states}\n{outcomes}\n",
        manifest,
        flags=re.DOTALL | re.MULTILINE,
    )
    contents |= {"package.toml": manifest.encode(), "process.bpmn": process}
    contents |= {name: text.encode() for name, text in more.items()}
    if renamed:
        contents = {
            name: content.replace(renamed.encode(), f"{renamed}_neu".encode())
            for name, content in contents.items()
        }
    return PackageFiles(contents)


def offer(text: str, *, slug: str = "paderborn", operation: str = "do-it", **more: str) -> Package:
    """Let a municipality's trade office offer a service with the process that ``text`` draws."""
    process = draw(text).replace(b'name="do-it"', f'name="{operation}"'.encode())
    package = store_package(package_files(process, **more))
    ctx = system_context(citizen(slug).municipality)
    with tenant(ctx):
        unit = Unit.objects.get(municipality_id=ctx.municipality, short_name="32.3").id
    install_package(ctx, package=package, unit=unit)
    return package


def filed(slug: str = "paderborn") -> Filed:
    """File an application for the service drawn last."""
    return file(citizen(slug), SERVICE, persona("gewerbeanmeldung", "friseur"))


def instance_of(case: UUID, slug: str = "paderborn") -> Instance:
    """Return the case's process instance."""
    ctx = citizen(slug)
    with tenant(ctx):
        instance = find_instance(ctx, case=case)
    assert instance is not None
    return instance


def state_of(case: UUID, slug: str = "paderborn") -> State:
    """Return the live rows of the case's process."""
    ctx = citizen(slug)
    with tenant(ctx):
        return load_state(ctx, instance_of(case, slug))


def places(case: UUID, slug: str = "paderborn") -> list[str]:
    """Return where the tokens stand, sorted."""
    return sorted(token.node for token in state_of(case, slug).tokens.values())
