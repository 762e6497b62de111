"""Changing a municipality's key: data keys are wrapped anew, what they sealed stays as it is. And what is wrong with keys."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from modellregion.kernel.data_keys import WrappedKey, rewrap, ring_to_wrap
from modellregion.kernel.key_files import DataKeyError, key_files_of, make_key, names_key, ring_of
from modellregion.kernel.statements import run
from modellregion.kernel.tenancy import tenant

OLD = timedelta(days=2 * 365)
"""After this a key is called old (BSI TR-02102-1 § 3 leaves the length to the operator)."""
_BATCH = 500
_USED = """
WITH RECURSIVE found AS (
    (SELECT kek FROM kernel_data_key WHERE municipality_id = %(municipality)s ORDER BY kek LIMIT 1)
    UNION ALL
    SELECT (SELECT k.kek FROM kernel_data_key k WHERE k.municipality_id = %(municipality)s AND k.kek > found.kek
            ORDER BY k.kek LIMIT 1)
    FROM found WHERE found.kek IS NOT NULL
)
SELECT kek FROM found WHERE kek IS NOT NULL
"""
_OTHERS = """
SELECT holder, id, kek, wrapped FROM kernel_data_key WHERE municipality_id = %s AND kek = ANY(%s)
LIMIT %s FOR UPDATE SKIP LOCKED
"""
_WRITE = """
UPDATE kernel_data_key k SET kek = %s, wrapped = given.wrapped
FROM unnest(%s::uuid[], %s::uuid[], %s::bytea[]) AS given (holder, id, wrapped)
WHERE k.municipality_id = %s AND (k.holder, k.id) = (given.holder, given.id)
"""


def used_keys(municipality: UUID) -> set[str]:
    """Return the names of the keys that have wrapped data keys which are still there."""
    with tenant(municipality):
        return {kek for (kek,) in run(_USED, {"municipality": municipality})}


def has_others(municipality: UUID) -> bool:
    """Tell whether some data keys are wrapped with another key than the current one."""
    return bool(used_keys(municipality) - {ring_to_wrap(municipality).current})


def begin_rotation(municipality: UUID) -> str | None:
    """Make a new key, unless an earlier change is not finished yet: then that one goes on. Return the new key's name.

    :raises DataKeyError: when a key is missing, so that something could not be wrapped anew.
    """
    ring = ring_to_wrap(municipality)
    used = used_keys(municipality)
    missing = sorted(used - set(ring.keys))
    if missing:
        raise DataKeyError(_missing(municipality, missing[0]))
    return None if used - {ring.current} else make_key(municipality)


def rewrap_some(municipality: UUID) -> int:
    """Wrap some hundred data keys anew with the current key, and return how many; 0 when all are, or others are at them.

    :raises DataKeyError: when the key that wrapped one of them is missing.
    """
    ring = ring_to_wrap(municipality)
    others = sorted(used_keys(municipality) - {ring.current})
    if not others:
        return 0
    with tenant(municipality):
        rows = [
            WrappedKey(holder, identifier, kek, bytes(wrapped))
            for holder, identifier, kek, wrapped in run(_OTHERS, [municipality, others, _BATCH])
        ]
        anew = [rewrap(municipality, ring, row) for row in rows]
        holders, keys = [row.holder for row in rows], [row.id for row in rows]
        run(_WRITE, [ring.current, holders, keys, anew, municipality])
    return len(rows)


def key_trouble(municipality: UUID, now: datetime) -> str:
    """Return what is wrong with a municipality's keys, in a sentence, or nothing.

    What is missing comes first: without it something cannot be read.
    """
    try:
        ring = ring_of(municipality)
        used = used_keys(municipality)
        if ring is None:
            return _missing(municipality, min(used)) if used else ""
        names_key(municipality)
    except DataKeyError as error:
        return str(error)
    missing = sorted(used - set(ring.keys))
    if missing:
        return _missing(municipality, missing[0])
    if used - {ring.current}:
        return "Some data keys are still wrapped with an earlier key: modellregion keys rotate"
    time = key_files_of(municipality)[ring.current].name.split(".")[1][:14]
    made = datetime.strptime(time, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    if made < now - OLD:
        return f"Its key is of {made:%Y-%m-%d}: change it with modellregion keys rotate"
    return ""


def _missing(municipality: UUID, key: str) -> str:
    return (
        f"The key {key} of municipality {municipality} is missing, and what it wrapped cannot be read: put its file back into "
        "the folder data-keys of the data folder, from the backup of the keys."
    )
