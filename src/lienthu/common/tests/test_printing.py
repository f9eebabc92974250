import io
import zipfile
from pathlib import Path

import pytest

from lienthu.common import printing


@pytest.fixture
def room(tmp_path: Path, settings) -> Path:
    """A house with one room whose documents a test writes; the house's own forms are at their place."""
    package = Path(settings.PACKAGE)
    (tmp_path / "common").symlink_to(package / "common")
    settings.PACKAGE = tmp_path
    documents = tmp_path / "room" / "documents"
    documents.mkdir(parents=True)
    return documents


def test_a_template_becomes_a_pdf_that_carries_its_fonts(room: Path) -> None:
    (room / "minutes.typ").write_text(
        '#import "/common/documents/form.typ": *\n#show: administrative\n'
        '#title-of("Biên bản kiểm kê")\n#given.name #text(font: "Be Vietnam Pro")[ữễặ]'
    )
    made = printing.pdf("room/minutes", {"name": "Nguyễn Nhật Ánh"})
    assert made.startswith(b"%PDF-")
    assert b"FontFile" in made


def test_a_word_template_is_filled_and_signs_of_xml_in_the_data_stay_text(room: Path) -> None:
    from docx import Document

    template = Document()
    template.add_paragraph("Kính gửi {{ name }}")
    template.save(str(room / "letter.docx"))
    made = printing.docx("room/letter", {"name": "Bà <Ánh> & con"})
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert "Bà &lt;Ánh&gt; &amp; con" in parts.read("word/document.xml").decode()
