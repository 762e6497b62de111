"""Finds the receipt in a file that somebody brings: the JSON itself, or a PDF that carries it."""

from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from modellregion.journal.proofs.receipts import FILE_NAME, Fault, Receipt, ReceiptError, read_receipt


def receipt_in(content: bytes) -> Receipt:
    """Return the receipt in a file.

    :raises ReceiptError: when there is none.
    """
    return read_receipt(_attached(content) if content.lstrip()[:5] == b"%PDF-" else content)


def _attached(content: bytes) -> bytes:
    try:
        found = PdfReader(BytesIO(content)).attachments.get(FILE_NAME, [])
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError, RecursionError, OSError) as error:
        raise ReceiptError(Fault.UNREADABLE, f"the PDF cannot be read: {error}") from error
    if not found:
        raise ReceiptError(Fault.UNREADABLE, "the PDF carries no receipt")
    return bytes(found[0])
