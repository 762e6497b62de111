"""One truth in two rooms: the bodies of the region carry the codes and names of the code lists of the forms."""

import tomllib
from pathlib import Path

import pytest

from modellregion.region import bodies
from modellregion.region.bodies import BodyKind, all_bodies

FORMS = Path(__file__).resolve().parents[1] / "src" / "modellregion" / "forms" / "codelists"


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        (BodyKind.IHK, "industrie_handelskammer-*.toml"),
        (BodyKind.HWK, "handwerkskammer-*.toml"),
        (BodyKind.REGISTER_COURT, "registergericht-*.toml"),
    ],
)
def test_codes_and_names_agree_with_the_code_lists(kind: BodyKind, pattern: str) -> None:
    (path,) = FORMS.glob(pattern)
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    labels = {entry["code"]: entry["de"] for entry in document["entries"]}
    ours = {one.code: one.name for one in all_bodies() if one.kind is kind}
    assert bodies._data().codes[kind] == document["source_urn"]
    assert ours == {code: labels[code] for code in ours}
