"""Makes thank_you.docx, the template of the letter of thanks: `python -m lienthu.stock.documents.make_thank_you`.

Form: Nghị định 30/2020/NĐ-CP, annex I (margins, sizes, places of the parts). A library may change the file in Word;
what stands in {{ }} is filled in.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
CENTRE, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


def make() -> Any:
    """The template as a document."""
    document = Document()
    _page(document)
    _heading(document)
    _text(document, "THƯ CẢM ƠN", size=14, bold=True, align=CENTRE, before=14)
    _text(document, "Về việc tặng sách cho {{ library_name }}", size=14, bold=True, align=CENTRE, after=10)
    _text(document, "Kính gửi: {{ donor }}{% if address %}, {{ address }}{% endif %}.", size=14, align=CENTRE, after=8)
    for words in (
        "Ngày {{ given_on }}, {{ library_name }} đã nhận được {{ copies }} bản sách ({{ titles }} tên) do {{ donor }} "
        "trao tặng{% if value %}, tổng giá trị ước tính {{ value }} đồng{% endif %}. Danh mục kèm theo dưới đây.",
        "Số sách đã được vào sổ đăng ký cá biệt và sẽ phục vụ bạn đọc của thư viện. "
        "{{ library_name }} trân trọng cảm ơn tấm lòng của {{ donor }} và mong tiếp tục nhận được sự quan tâm, "
        "đồng hành trong việc phát triển văn hóa đọc.",
    ):
        _text(document, words, align=JUSTIFY, indent=12.7, after=6)
    _list(document)
    _signature(document)
    return document


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.alignment = CENTRE
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = header.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._r.append(element)


def _heading(document: Any) -> None:
    """Issuing body under its parent on the left, Quốc hiệu on the right; number, place and day below."""
    table = document.add_table(rows=2, cols=2)
    table.autofit = False
    _widths(table, (68, 97))
    left, right = table.rows[0].cells
    _into(left, "{{ parent }}", size=12)
    _into(left, "{{ library }}", size=12, bold=True, line=18)
    _into(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    _into(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True, line=52)
    left, right = table.rows[1].cells
    _into(left, "Số: {{ number }}", size=13)
    _into(right, "{{ place }}, {{ day }}", size=13, italic=True)


def _list(document: Any) -> None:
    table = document.add_table(rows=4, cols=6)
    table.style, table.autofit = "Table Grid", False
    heads = ("STT", "Tên sách", "Tác giả", "Năm XB", "Số bản", "Giá trị (đồng)")
    cells = ("{{ l.rank }}", "{{ l.title }}", "{{ l.author }}", "{{ l.year }}", "{{ l.count }}", "{{ l.value }}")
    table.rows[1].cells[0].text = "{%tr for l in lines %}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    _widths(table, (12, 66, 38, 14, 14, 21))
    for number, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        _into(table.rows[0].cells[number], head, size=12, bold=True)
        align = RIGHT if number > 3 else None if number in (1, 2) else CENTRE
        _into(table.rows[2].cells[number], cell, size=12, align=align)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)


def _widths(table: Any, widths: Sequence[int]) -> None:
    """In mm, said of the columns too: Word reads the cells, LibreOffice the columns."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _signature(document: Any) -> None:
    _text(document, "", size=6)
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _into(left, "Nơi nhận:", size=12, bold=True, italic=True, align=None)
    _into(left, "- Như trên;", size=11, align=None)
    _into(left, "- Lưu: VT.", size=11, align=None)
    _into(right, "{{ position }}", size=14, bold=True)
    for _space in range(3):
        _into(right, "", size=14)
    _into(right, "{{ signed_by }}", size=14, bold=True)


def _into(
    cell: Any, words: str, *, size: int, bold: bool = False, italic: bool = False, align: Any = CENTRE, line: int = 0
) -> None:
    """A paragraph in a cell; `line`: with a rule of so many mm below it."""
    first = cell.paragraphs[0]
    paragraph = first if not first.runs and len(cell.paragraphs) == 1 and not first.text else cell.add_paragraph()
    paragraph.alignment = align
    _run(paragraph, words, size=size, bold=bold, italic=italic)
    _close(paragraph)
    if line:
        rule = cell.add_paragraph()
        rule.alignment = CENTRE
        _run(rule, "_" * round(line / 2.1), size=10, bold=False, italic=False)
        _close(rule)
        rule.paragraph_format.line_spacing = Pt(6)


def _text(
    document: Any,
    words: str,
    *,
    size: int = 14,
    bold: bool = False,
    align: Any = None,
    indent: float = 0,
    before: int = 0,
    after: int = 0,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    _run(paragraph, words, size=size, bold=bold, italic=False)
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.first_line_indent = Pt(before), Pt(after), Mm(indent)


def _run(paragraph: Any, words: str, *, size: int, bold: bool, italic: bool) -> None:
    run = paragraph.add_run(words)
    run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)


def _close(paragraph: Any) -> None:
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)


if __name__ == "__main__":
    make().save(str(Path(__file__).with_name("thank_you.docx")))
