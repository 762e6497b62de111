"""What ``modellregion doctor`` says of a municipality's accounts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from modellregion.accounts.connections import connections_of, read_certificates
from modellregion.accounts.errors import AccountKeyError
from modellregion.accounts.keys import WARN_DAYS, files_of, keys_of


def account_troubles(municipality: UUID, name: str, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield each connection by its profile, and what is wrong with it, or nothing."""
    for row in connections_of(municipality):
        troubles = []
        soon = now + timedelta(days=WARN_DAYS)
        known = read_certificates(row.certificates)
        if all(one.not_valid_after_utc < soon for one in known):
            last = max(one.not_valid_after_utc for one in known)
            troubles.append(
                f"The provider's certificate ends on {last:%Y-%m-%d}; add its next one to the organisation file."
            )
        try:
            own = keys_of(municipality, name, now)[0].certificate.not_valid_after_utc
        except AccountKeyError as error:
            troubles.append(str(error))
        else:
            if own < soon and not files_of(municipality).next.exists():
                troubles.append(
                    f"Our own certificate ends on {own:%Y-%m-%d}: modellregion account prepare-key"
                )
        if row.is_production and row.profile == "bundid" and not row.online_service:
            troubles.append("The number of the online service (BMI-ID) is missing; BundID asks for it.")
        label = f"{row.profile}{' (simulated)' if row.is_simulated else ''}"
        yield label, " ".join(troubles)
