"""Numbers as the decree writes them; words of a Word document."""

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
        with pytest.raises(DocumentRefused):
            symbols.read(wrong)


def test_the_words_of_a_word_document_are_read_and_of_nothing_else() -> None:
    written, stream = Word(), io.BytesIO()
    written.add_paragraph("Luân chuyển sách về cơ sở")
    written.save(stream)
    assert reading.words_of(stream.getvalue()) == "Luân chuyển sách về cơ sở"
    assert reading.words_of(b"%PDF-1.7") == ""
