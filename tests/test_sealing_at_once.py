"""Letters sealed at once by a municipality that has no certificate yet: real transactions in threads, on a database of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from modellregion.kernel.tenancy import tenant
from modellregion.seals.identities import certificates_of, identity_of
from tests.support.people import staff

AT_ONCE = 4


def test_the_first_letters_are_sealed_with_one_certificate(own_database: str) -> None:
    del own_database
    ctx, gate = staff(slug="soest"), Barrier(AT_ONCE)

    def seal() -> str:
        gate.wait()
        try:
            with tenant(ctx):
                return identity_of(ctx, "Stadt Soest").fingerprint
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        used = {future.result() for future in [threads.submit(seal) for _ in range(AT_ONCE)]}
    assert used == {entry.fingerprint for entry in certificates_of(ctx.municipality)}
    assert len(used) == 1
