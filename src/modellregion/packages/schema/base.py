"""What all definitions share: entries that know no other keys, and short ways to describe one."""

from typing import Annotated

import msgspec

Id = Annotated[
    str,
    msgspec.Meta(pattern="^[a-z][a-z0-9_-]{0,62}$", description="Kleinbuchstaben, Ziffern, - und _."),
]
Sentence = Annotated[str, msgspec.Meta(min_length=1)]
Condition = Annotated[str, msgspec.Meta(min_length=1, description="Ein Ausdruck in FEEL.")]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An entry that has the keys named here and no others."""
