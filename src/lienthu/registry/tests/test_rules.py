"""Numbers as the decree writes them; words of a Word document and of a PDF."""

import io

import pytest
from docx import Document as Word

from lienthu.registry.errors import DocumentRefused
from lienthu.registry.rules import reading, symbols


@pytest.mark.parametrize(
    ("number", "kind", "issuer", "written"),
    [(9, "NQ", "LHTV", "09/NQ-LHTV"), (164, "KH", "TV", "164/KH-TV"), (7, "", "LHTV-VP", "07/LHTV-VP")],
)
def test_a_number_below_10_has_a_zero_before_it(number: int, kind: str, issuer: str, written: str) -> None:
    assert symbols.written(number, kind, issuer) == written


def test_a_symbol_is_read_however_it_is_typed() -> None:
    read = symbols.read(" 5 / bc-tv ")
    assert (read.number, symbols.issuer_of(read, "BC")) == (5, "TV")
    assert symbols.issuer_of(symbols.read("9/TTr-LHTV"), "TTr") == "LHTV"
    for wrong in ("BC-TV", "0/BC-TV", "5 BC TV"):
        with pytest.raises(DocumentRefused) as refusal:
            symbols.read(wrong)
        assert refusal.value.context["field"] == "symbol"  # as everything about a document's number


def test_the_words_of_a_word_document_are_read_and_of_nothing_else() -> None:
    written, stream = Word(), io.BytesIO()
    written.add_paragraph("Luân chuyển sách về cơ sở")
    written.save(stream)
    assert reading.words_of(stream.getvalue()) == "Luân chuyển sách về cơ sở"
    assert reading.words_of(b"%PDF-1.7") == ""


def pdf_with(words: str) -> bytes:
    """One page with a line of plain letters."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    return made + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, start)


def test_the_words_of_a_pdf_are_read_and_a_broken_one_has_none() -> None:
    whole = pdf_with("Luan chuyen sach ve co so")
    assert reading.words_of_pdf(whole, 1000) == "Luan chuyen sach ve co so"
    assert reading.words_of_pdf(b"%PDF-1.7", 1000) == ""
    assert reading.words_of_pdf(whole.replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), 1000) == ""  # a page that is itself
