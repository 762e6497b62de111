"""Files that somebody prepared, each named by what was done to it: what our own check says of them, and that it always ends."""

import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from modellregion.kernel.clock import SYSTEM_CLOCK, FixedClock
from modellregion.kernel.tenancy import tenant
from modellregion.seals import pades
from modellregion.seals.api import (
    SealKeyError,
    Trouble,
    UncheckableError,
    Verdict,
    check_seals,
    seal_pdf,
    use_certificate,
)
from modellregion.seals.identities import load
from tests.support.contents import blank_pdf, written_pdf
from tests.support.people import staff
from tests.support.pki import Provider, make_authority

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed() -> bytes:
    return _seal(written_pdf("Bescheid"))


def _seal(content: bytes) -> bytes:
    clerk = staff()
    with tenant(clerk):
        return seal_pdf(clerk, content, name="Stadt Paderborn", reason="Bescheid")


def _verdicts(content: bytes) -> list[Verdict]:
    return [one.verdict for one in check_seals(staff().municipality, content)]


def _added(content: bytes, change: str) -> bytes:
    """Append a revision to a sealed file, as anybody can with a program for PDFs."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    form = writer.root["/AcroForm"]
    field = form["/Fields"][0]
    match change:
        case "the field's value taken away":
            del field["/V"]
            writer.update_container(field)
        case "the field moved":
            field[generic.NameObject("/Rect")] = generic.ArrayObject(
                [generic.NumberObject(n) for n in (0, 0, 600, 800)]  # type: ignore[no-untyped-call]
            )
            writer.update_container(field)
        case "an XFA form":
            form[generic.NameObject("/XFA")] = generic.TextStringObject("<xdp:xdp/>")
            writer.update_container(form)
        case "a script that opens":
            action = {
                "/S": generic.NameObject("/JavaScript"),
                "/JS": generic.TextStringObject("app.alert(1)"),
            }
            writer.root[generic.NameObject("/OpenAction")] = generic.DictionaryObject(  # type: ignore[no-untyped-call]
                {generic.NameObject(name): value for name, value in action.items()}
            )
            writer.update_root()  # type: ignore[no-untyped-call]
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


@pytest.mark.parametrize("change", ["the field moved", "an XFA form", "a script that opens"])
def test_what_is_added_behind_the_seal_is_a_change(sealed: bytes, change: str) -> None:
    assert _verdicts(sealed) == [Verdict.GENUINE]
    assert _verdicts(_added(sealed, change)) == [Verdict.CHANGED]


def test_a_seal_that_was_taken_out_again_is_none(sealed: bytes) -> None:
    with pytest.raises(UncheckableError) as told:
        check_seals(staff().municipality, _added(sealed, "the field's value taken away"))
    assert told.value.trouble in {Trouble.NO_SEAL, Trouble.DAMAGED}


def test_a_stranger_s_second_signature_over_the_first_is_told_as_a_stranger_s(
    sealed: bytes, tmp_path: Path
) -> None:
    make_authority(tmp_path, "http://127.0.0.1:9")
    stranger = load(Provider("", tmp_path).seal_file)
    both = pades.seal(sealed, stranger, name="Stadt Paderborn", reason="Bescheid")
    first, second = check_seals(staff().municipality, both)
    assert (first.verdict, second.verdict) == (Verdict.GENUINE, Verdict.OTHER)
    assert second.proof is None, "of what is not ours the journal says nothing"


@pytest.mark.parametrize("days", [-2, 301], ids=["before", "after"])
def test_a_clock_that_is_off_seals_nothing_outside_the_certificate_s_life(tmp_path: Path, days: int) -> None:
    """The certificate began a day ago and lasts 300: a machine that believes another day says so and makes no letter."""
    make_authority(tmp_path, "http://127.0.0.1:9")
    use_certificate(staff(), Provider("", tmp_path).seal_file)
    clerk = staff(clock=FixedClock(SYSTEM_CLOCK.now() + timedelta(days=days)))
    with tenant(clerk), pytest.raises(SealKeyError, match="not now"):
        seal_pdf(clerk, written_pdf("Bescheid"), name="Stadt Paderborn", reason="Bescheid")
    assert _verdicts(_seal(written_pdf("Bescheid"))) == [Verdict.GENUINE]


class TestHeavyFiles:
    def test_ten_thousand_pages(self) -> None:
        content = io.BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            for _ in range(9_999):
                pdf.pages.append(pdf.pages[0])
            pdf.save(content)
        assert _verdicts(_seal(content.getvalue())) == [Verdict.GENUINE]

    @pytest.mark.parametrize("place", ["/Prev", "/XRefStm"])
    def test_a_table_of_contents_that_leads_to_itself(self, place: str) -> None:
        plain = blank_pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
        start = plain.rindex(b"xref", 0, plain.rindex(b"startxref"))
        cyclic = plain.replace(b"trailer <<", f"trailer << {place} {start}".encode())
        assert cyclic != plain
        with pytest.raises(UncheckableError) as told:
            check_seals(staff().municipality, cyclic)
        assert told.value.trouble in {Trouble.DAMAGED, Trouble.NO_SEAL}
