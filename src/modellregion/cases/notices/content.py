"""What people write of a notice: addressee and parts. Kept sealed, compared as a whole."""

from collections.abc import Mapping

import msgspec

from modellregion.cases.notices.models import Notice
from modellregion.kernel.sealed_fields import opened as opened_field
from modellregion.kernel.sealed_fields import sealed_for
from modellregion.packages.api import NoticeKind

TEXT_LENGTH_MAX = 20_000
ADDRESS_LINES_MAX = 6
ADDRESS_LINES_MIN = 3


class Content(msgspec.Struct, frozen=True):
    """The free parts of a notice."""

    addressee: str = ""
    parts: dict[str, str] = {}

    def text(self, part: str) -> str:
        """Return what a part says."""
        return self.parts.get(part, "")

    @property
    def fits_a_window(self) -> bool:
        """Whether the addressee can be read through the window of an envelope."""
        return ADDRESS_LINES_MIN <= len(self.addressee.splitlines()) <= ADDRESS_LINES_MAX


def written(kind: NoticeKind, entered: Mapping[str, str]) -> Content:
    """Return what was typed, in the kind's own parts only; line ends as one sign, nothing else is changed."""
    return Content(
        addressee="\n".join(
            line.strip() for line in _lines(entered.get("anschrift", "")).splitlines() if line.strip()
        )[:500],
        parts={part.id: _lines(entered.get(f"teil-{part.id}", ""))[:TEXT_LENGTH_MAX] for part in kind.parts},
    )


def sealed(row: Notice, content: Content) -> bytes:
    """Return a content as its notice keeps it."""
    return sealed_for(row, "content", msgspec.json.encode(content))


def opened(row: Notice) -> Content:
    """Return what people wrote of a notice; what was erased is empty."""
    text = opened_field(row, "content")
    return msgspec.json.decode(text, type=Content) if text else Content()


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
