"""What processes may call is one list for those who check packages and those who carry them out."""

from modellregion.packages.checking.transmissions import KNOWN_OPERATIONS
from modellregion.site.operations import OPERATIONS


def test_the_check_of_packages_knows_the_operations_of_the_platform() -> None:
    assert set(OPERATIONS) == KNOWN_OPERATIONS
