"""Contents that people file: PDFs of all sorts, pictures, e-mails."""

import io
from email.message import EmailMessage
from typing import Any

import pikepdf
from PIL import Image


def blank_pdf(pages: int = 1, **protection: Any) -> bytes:
    """Return a PDF of blank pages, perhaps with a password."""
    document, target = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 280))
    document.save(target, **protection)
    return target.getvalue()


def written_pdf(*lines: str, xfa: bool = False) -> bytes:
    """Return a PDF of one page that says ``lines`` in a font that is not embedded, as many programs make them."""
    document, target = pikepdf.new(), io.BytesIO()
    page = document.add_blank_page(page_size=(400, 300))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=document.make_indirect(font)))
    said = " T* ".join(f"({line}) Tj" for line in lines)
    page.Contents = pikepdf.Stream(document, f"BT /F 14 Tf 18 TL 30 250 Td {said} ET".encode("latin-1"))
    if xfa:
        form = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pikepdf.Stream(document, b"<xdp/>"))
        document.Root.AcroForm = document.make_indirect(form)
    document.save(target)
    return target.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """Return a picture."""
    target = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(target, kind)
    return target.getvalue()


def email(
    subject: str = "Frage",
    text: str = "Guten Tag",
    *,
    sender: str = "Erika Beispiel <erika@beispiel.example>",
    date: str | None = "Mon, 04 May 2026 09:30:00 +0200",
    message_id: str = "<1@beispiel.example>",
    references: str = "",
    attachments: dict[str, bytes] | None = None,
) -> bytes:
    """Return an e-mail as programs save it."""
    return _email(subject, text, sender, date, message_id, references, attachments or {}).as_bytes()


def nested_email(depth: int) -> bytes:
    """Return an e-mail that holds an e-mail that holds …; the innermost says »im Innersten«."""
    message = _email("Innerste", "ganz im Innersten", "a@beispiel.example", None, "<0@x.example>", "", {})
    for level in range(1, depth + 1):
        outer = _email(
            f"Ebene {level}", f"Text {level}", "a@beispiel.example", None, f"<{level}@x.example>", "", {}
        )
        outer.add_attachment(message)
        message = outer
    return message.as_bytes()


def _email(
    subject: str,
    text: str,
    sender: str,
    date: str | None,
    message_id: str,
    references: str,
    attachments: dict[str, bytes],
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "amt@paderborn.example", subject
    if date is not None:
        message["Date"] = date
    if message_id:
        message["Message-ID"] = message_id
    if references:
        message["References"] = references
    message.set_content(text)
    for name, content in attachments.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message
