"""The clerks' handbook shows the pictures that its command makes, and no others; each is small enough to travel."""

import re

from PIL import Image

from modellregion.cli.handbook import BYTES_MAX, PICTURES, WIDTH
from modellregion.site.configuration import ROOT

HANDBOOK = ROOT / "docs" / "clerks.md"
FOLDER = ROOT / "docs" / "pictures"


def test_each_picture_is_shown_once_with_words_and_is_small() -> None:
    shown = re.findall(r"!\[([^\]]+)\]\(pictures/([a-z-]+)\.webp\)", HANDBOOK.read_text(encoding="utf-8"))
    made = [picture.name for picture in PICTURES]
    assert sorted(name for _, name in shown) == sorted(made)
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(made)
    for words, name in shown:
        path = FOLDER / f"{name}.webp"
        assert path.stat().st_size <= BYTES_MAX, name
        with Image.open(path) as picture:
            assert picture.width == WIDTH, name
        assert len(words) > 5, name


def test_links_within_the_handbook_lead_somewhere() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
