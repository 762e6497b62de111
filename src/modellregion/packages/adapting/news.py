"""What is new between two versions: the same for every municipality that upgrades, so it is worked out once."""

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import get_language

from modellregion.packages.adapting.changes import Change, differences
from modellregion.packages.adapting.structure import tree_of
from modellregion.packages.adapting.tree import Path
from modellregion.packages.adapting.words import say_change
from modellregion.packages.files import PackageFiles


@lru_cache(maxsize=32)
def news_between(base: PackageFiles, new: PackageFiles) -> tuple[Change, ...]:
    """Return what leads from one version to another.

    :raises PackageError: when a TOML file is unreadable.
    """
    return tuple(differences(tree_of(base), tree_of(new)))


def news_in_words(base: PackageFiles, new: PackageFiles) -> Mapping[Path, str]:
    """Return what leads from one version to another as sentences in the current language, by path."""
    return _in_words(base, new, get_language() or "")


@lru_cache(maxsize=64)
def _in_words(base: PackageFiles, new: PackageFiles, language: str) -> Mapping[Path, str]:  # noqa: ARG001 - it names the sentences
    tree = tree_of(new)
    return {change.path: say_change(change, tree) for change in news_between(base, new)}
