"""Walks through an XML message: each child is asked for by name, what nobody asked for is said."""

from collections.abc import Iterator

from lxml import etree

from modellregion.packages.files import PackageError, PackageFinding

TEXT_MAX = 100_000


def refused(sentence: str, file: str = "") -> PackageError:
    """Return the error that refuses a whole file with one sentence."""
    return PackageError([PackageFinding(file, "", sentence)])


def tidy(text: str | None) -> str:
    """Return a text with the line breaks of Unix and without blanks around it."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


class Source:
    """An element of a message. ``place`` names it in sentences; ``notes`` collects what is left out."""

    def __init__(self, element: etree._Element, place: str, notes: list[str]) -> None:
        """Sort the children by their local name; comments do not count."""
        self.element, self.place, self.notes = element, place, notes
        self._children: dict[str, list[etree._Element]] = {}
        for child in element.iterchildren(etree.Element):
            self._children.setdefault(etree.QName(child).localname, []).append(child)
        self._asked: set[str] = set()

    def text(self, name: str) -> str:
        """Return the text of a child, nothing when it is absent.

        :raises PackageError: when the child stands there twice; of several of which one is filled in that one counts.
        """
        self._asked.add(name)
        found = self._children.get(name, [])
        texts = [tidy(child.text) for child in found]
        filled = [text for text in texts if text]
        if len(found) > 1:
            if len(filled) != 1:
                raise refused(f"{self.place}: <{name}> stands there {len(found)} times, it may stand once.")
            self.notes.append(f"{self.place}: <{name}> stands there twice; the empty one was left out.")
        return filled[0][:TEXT_MAX] if filled else ""

    def needed(self, name: str) -> str:
        """Return the text of a child.

        :raises PackageError: when it is absent or empty.
        """
        if text := self.text(name):
            return text
        raise refused(f"{self.place}: <{name}> is missing or empty.")

    def texts(self, name: str) -> list[str]:
        """Return the texts of all children of a name that have one."""
        return [text for child in self.children(name) if (text := tidy(child.element.text))]

    def code(self, name: str) -> str:
        """Return the code in a child (``<typ><code>K</code></typ>``)."""
        child = self.child(name)
        return child.text("code") if child is not None else ""

    def child(self, name: str) -> "Source | None":
        """Return a child.

        :raises PackageError: when there are two.
        """
        found = list(self.children(name))
        if len(found) > 1:
            raise refused(f"{self.place}: <{name}> stands there {len(found)} times, it may stand once.")
        return found[0] if found else None

    def children(self, name: str) -> "Iterator[Source]":
        """Yield the children of a name."""
        self._asked.add(name)
        for element in self._children.get(name, []):
            yield Source(element, self.place, self.notes)

    def attribute(self, name: str) -> str:
        """Return an attribute."""
        return tidy(self.element.get(name))

    def unasked(self) -> list[str]:
        """Return the names of children that nobody asked for."""
        return [name for name in self._children if name not in self._asked]

    def leave_out_the_rest(self) -> None:
        """Say which children nobody asked for and have something in them."""
        for name in self.unasked():
            if any(tidy("".join(map(str, child.itertext()))) for child in self._children[name]):
                self.notes.append(f"{self.place}: <{name}> has no place here and was left out.")
