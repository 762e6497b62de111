"""An adapted letter is made before it goes live, beside the publisher's other letters or with all of its own."""

import pytest

from modellregion.packages.api import PackageFiles, compile_package, letter_compiles
from tests.support.packages import files_of, with_file

NAME, OTHER = "empfangsbescheinigung", "ruecknahme"


def _with(files: PackageFiles, name: str, words: str) -> PackageFiles:
    content = files.contents[f"notices/{name}.typ"].decode()
    return with_file(files, f"notices/{name}.typ", content + words)


@pytest.mark.parametrize("others_too", [False, True], ids=["alone", "with another one"])
@pytest.mark.parametrize(
    ("words", "can_be_made"),
    [
        ("\nSprechzeiten: montags.\n", True),
        ("\n#gibtesnicht\n", False),
        ('\n#read("/etc/passwd")\n', False),
        ('\n#import "fehlt.typ": etwas\n', False),
        # Fit to be looked at, not to be read aloud: what PDF/UA refuses is found here and not at the first notice.
        ("\n#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"))\n", False),
    ],
)
def test_a_letter_is_tried_as_it_will_be_made(words: str, *, can_be_made: bool, others_too: bool) -> None:
    publishers = files_of()
    own = _with(publishers, NAME, words)
    if others_too:
        own = _with(own, OTHER, "\nVielen Dank.\n")
    assert letter_compiles(compile_package(own), NAME, like=compile_package(publishers)) == can_be_made
