"""``notices.toml``: the notices (Bescheide) that people draft and sign, and the package's text modules (Textbausteine)."""

from typing import Annotated, Literal

from msgspec import Meta

from modellregion.packages.schema.base import Entry, Id, Sentence

Remedy = Literal["court", "objection", "uninstructed", "none"]
"""Court action (Klage), objection (Widerspruch), a remedy without instruction (§ 58 Abs. 2 VwGO), no remedy at all."""


class PartEntry(Entry, frozen=True, kw_only=True):
    """A part of the notice that a person writes: reasons, conditions."""

    id: Id
    label: Sentence
    hint: str = ""
    norm: Annotated[str, Meta(description="Warum dieser Teil da ist, zum Beispiel § 39 Abs. 1 VwVfG.")] = ""
    required: bool = False


class NoticeEntry(Entry, frozen=True, kw_only=True):
    """A notice: its template in ``notices/``, what it decides, its remedy, who signs it."""

    id: Annotated[Id, Meta(description="Zugleich der Name der Vorlage in notices/.")]
    title: Sentence
    result: Annotated[
        Literal["", "certify", "refuse"],
        Meta(description="Welches Ergebnis der Vorgang mit der Schlusszeichnung hat; leer: keines."),
    ] = ""
    remedy: Remedy
    remedy_basis: Annotated[
        str, Meta(description="Warum der Widerspruch hier doch vorgesehen ist; bei objection nötig.")
    ] = ""
    legal_bases: Annotated[
        list[str], Meta(description="Normen aus package.toml, auf die der Bescheid sich stützt.")
    ] = []
    signed_by: Annotated[Literal["clerk", "lead"], Meta(description="Wer schlusszeichnen darf.")] = "lead"
    four_eyes: Annotated[bool, Meta(description="Wer zuletzt schrieb, darf nicht schlusszeichnen.")] = False
    with_fee: Annotated[bool, Meta(description="Ob der Bescheid die Gebühr festsetzt.")] = False
    retrieval: Annotated[
        bool, Meta(description="Ob er auf der Statusseite abgerufen werden darf (§ 41 Abs. 2a VwVfG).")
    ] = True
    parts: list[PartEntry] = []


class ModuleEntry(Entry, frozen=True, kw_only=True):
    """A text module; names in braces, such as {nummer} or {feld:taetigkeit}, are filled from the case."""

    id: Id
    title: Sentence
    part: Annotated[str, Meta(description="Der Teil, für den er gedacht ist; leer: jeder.")] = ""
    text: Sentence


class Notices(Entry, frozen=True, kw_only=True):
    """The whole file ``notices.toml``."""

    notices: list[NoticeEntry] = []
    modules: list[ModuleEntry] = []
