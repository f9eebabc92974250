"""Administrative documents in Word, in the form that the law asks for, which their authors go on writing in.

Source: Nghị định 30/2020/NĐ-CP, annex I. Times New Roman is named, not carried: Word has it, LibreOffice has its twin.
"""

import io
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from copy import deepcopy
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from lienthu.lib.vietnamese.lines import even_lines, printable

FONT = "Times New Roman"
BODY = 13
APART = 6  # points between paragraphs, the decree's least
WIDTH = 162  # mm between the margins
HIGHEST = Mm(80)  # a picture
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"  # fixed by the decree, whatever language the page is read in
ISSUER = 68  # mm of the head for who issues
LETTER, CAPITAL = 2.15, 2.6  # mm that a bold letter of 13 points takes, and a capital of 12
TITLE = 72  # letters that fit into a line of what the document is about
HEAD, HEAD_BOLD = 25, 23  # capitals of 12 points that fit into a line of the head's 68 mm
MOTTO = "Độc lập - Tự do - Hạnh phúc"


class Paper:
    """A document that is written from the top down, and then `saved`."""

    def __init__(self, *, parent: str, body: str, number: str, place_and_day: str) -> None:
        self._document: Any = Document()
        self._document.core_properties.author = body
        self._document.core_properties.comments = ""
        self._document.core_properties.language = "vi-VN"
        self._drop_thumbnail()
        self._set_up(self._document.sections[0])
        self._head(parent, body, number, place_and_day)

    def another(self, *, parent: str, body: str, number: str, place_and_day: str) -> None:
        """Begin the next document of the same file, on a page of its own that is page 1 again."""
        self._set_up(self._document.add_section(WD_SECTION.NEW_PAGE))
        self._head(parent, body, number, place_and_day)

    def title(self, name: str, about: str = "") -> None:
        """The kind of document in capitals, and what it is about below it."""
        self._document.core_properties.title = " ".join(part for part in (name, about) if part)[:255]
        self._line(name.upper(), size=14, bold=True, align=CENTRE, before=12)
        lines = even_lines(about, TITLE)
        for line in lines:
            self._line(line, size=BODY, bold=True, align=CENTRE, after=0)
        self._rule(self._document.add_paragraph(), len(lines[-1] if lines else name) * LETTER, WIDTH)

    def heading(self, text: str) -> None:
        self._line(text, bold=True, before=8).paragraph_format.keep_with_next = True

    def chapter(self, text: str, level: int) -> None:
        """A numbered heading in the document's outline, which stays with what follows: level 1 to 3."""
        size, before = (14 if level == 1 else BODY), (8 if level < 3 else 4)
        line = self._line(text, size=size, bold=True, before=before)
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.left_indent = Mm(0 if level == 1 else 10)
        line._p.get_or_add_pPr().append(_element("w:outlineLvl", val=str(level - 1)))

    def caption(self, text: str) -> None:
        """What a table or a drawing below it is, in the middle of the line."""
        line = self._line(text, bold=True, align=CENTRE, before=6)
        line.paragraph_format.keep_with_next = True

    def notes(self, lines: Iterable[str]) -> None:
        """Small and slanted, below a table."""
        for line in lines:
            self._line(line, size=11, italic=True)

    def drawing(self, image: bytes, about: str, *, width: int = WIDTH - 6) -> None:
        """A PNG in the middle of the line, `width` mm wide, within both margins; `about`: for those who hear it."""
        line = self._line("", align=CENTRE)
        line.paragraph_format.keep_with_next = True
        drawn = line.add_run().add_picture(io.BytesIO(image), width=Mm(width))
        drawn._inline.docPr.set("descr", about)

    def text(self, text: str) -> None:
        """A paragraph of the body, its first line set in by 1 cm, both edges straight."""
        line = self._line(text, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
        line.paragraph_format.first_line_indent = Mm(10)

    def picture(self, data: bytes, caption: str) -> None:
        """A JPEG or PNG across two thirds of the page, not too high, and below it what it shows."""
        line = self._document.add_paragraph()
        line.alignment, line.paragraph_format.keep_with_next = CENTRE, True
        shown = line.add_run().add_picture(io.BytesIO(data), width=Mm(WIDTH * 2 // 3))
        if shown.height > HIGHEST:
            shown.width, shown.height = round(shown.width * HIGHEST / shown.height), HIGHEST
        shown._inline.docPr.set("descr", caption)
        self._line(caption, size=12, italic=True, align=CENTRE, after=8)

    def points(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._line(f"- {line}").paragraph_format.left_indent = Mm(10)

    def table(
        self, heads: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[float], *,
        numeric: Collection[int] = (), strong: Collection[int] = (),
    ) -> None:  # fmt: skip
        """Widths in mm; whole numbers stand to the right, and what is in the columns `numeric`; rows `strong` are bold.

        The headings come again on each page, and no row is cut by one. A strong last row stands with the two above it.
        """
        table = self._document.add_table(rows=1, cols=len(heads))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for cell, text in zip(table.rows[0].cells, heads, strict=True):
            self._write(cell.paragraphs[0], text, size=11, bold=True, align=CENTRE)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        repeat = OxmlElement("w:tblHeader")
        repeat.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeat)
        _set_widths(table, widths)
        _set_edges(table)
        # A row takes Word's library 10 ms to make, and a list has 700: one of each sort is made, the others are copies.
        made: dict[tuple[bool, ...], Any] = {}
        last: deque[Any] = deque(maxlen=3)
        for number, row in enumerate(rows):
            sort = (number in strong, *(isinstance(value, int) or at in numeric for at, value in enumerate(row)))
            if sort not in made:
                made[sort] = self._row(table, sort[1:], widths, bold=sort[0])
            copied = deepcopy(made[sort])
            for text, value in zip(copied.iter(qn("w:t")), row, strict=True):
                said = f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
                text.text = printable(said)
            table._tbl.append(copied)
            last.append(copied)
        if last and len(table._tbl.tr_lst) - 2 in strong:
            for row in list(last)[:-1]:
                for line in row.iter(qn("w:p")):
                    Paragraph(line, table).paragraph_format.keep_with_next = True
        self._line("", size=6).paragraph_format.line_spacing = Pt(6)

    def _row(self, table: Any, numbers: Sequence[bool], widths: Sequence[float], *, bold: bool) -> Any:
        """The XML of a row that is in no table, with something in each cell."""
        row = table.add_row()
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        for cell, number, width in zip(row.cells, numbers, widths, strict=True):
            self._write(cell.paragraphs[0], "0", size=11, bold=bold, align=RIGHT if number else LEFT)
            cell.width = Mm(width)
        table._tbl.remove(row._tr)
        return row._tr

    def signatures(
        self, groups: Sequence[tuple[str, Sequence[str]]], *, hint: str = "", notes: Sequence[str] = ()
    ) -> None:
        """Side by side: in what capacity, and the names of those who sign, with room for their hands.

        `hint`: below each capacity, how one signs; `notes`: below the names of each group, in order.
        """
        if self._document.paragraphs:
            self._document.paragraphs[-1].paragraph_format.keep_with_next = True  # as in `ending`
        table = self._document.add_table(rows=1, cols=len(groups))
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        for turn, (cell, (capacity, names)) in enumerate(zip(table.rows[0].cells, groups, strict=True)):
            self._write(cell.paragraphs[0], capacity.upper(), bold=True, align=CENTRE)
            if hint:
                self._write(cell.add_paragraph(), hint, size=12, italic=True, align=CENTRE)
            for name in names or ("",):
                for _space in range(3):
                    self._write(cell.add_paragraph(), "", align=CENTRE)
                self._write(cell.add_paragraph(), name, bold=True, align=CENTRE)
            if turn < len(notes) and notes[turn]:
                self._write(cell.add_paragraph(), notes[turn], size=11, italic=True, align=CENTRE)

    def ending(self, label: str, recipients: Sequence[str], capacity: Sequence[str], name: str) -> None:
        """Recipients on the left, the one who signs on the right, on one page and not apart from the text above."""
        if not capacity and not name:  # who signs stands above already
            if recipients:
                self.recipients(label, recipients)
            return
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True  # a signature never stands alone
        self._line("", size=6).paragraph_format.keep_with_next = True
        table = self._document.add_table(rows=1, cols=2)
        table.autofit = False
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        _set_widths(table, (80, WIDTH - 80))
        left, right = table.rows[0].cells
        self._write(left.paragraphs[0], label, size=12, bold=True, italic=True)
        for line in recipients:
            self._write(left.add_paragraph(), f"- {line}", size=11)
        self._write(right.paragraphs[0], capacity[0].upper() if capacity else "", bold=True, align=CENTRE)
        for line in capacity[1:]:
            self._write(right.add_paragraph(), line.upper(), bold=True, align=CENTRE)
        for _space in range(5):
            self._write(right.add_paragraph(), "", align=CENTRE)
        self._write(right.add_paragraph(), name, bold=True, align=CENTRE)

    def recipients(self, label: str, lines: Iterable[str]) -> None:
        self._line(label, size=12, bold=True, italic=True, before=10)
        for line in lines:
            self._line(f"- {line}", size=11)

    def saved(self) -> bytes:
        stream = io.BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def _drop_thumbnail(self) -> None:
        """The picture of an empty page that Word's library puts into each document."""
        links = self._document.part.package.rels
        for key in [key for key, link in links.items() if link.reltype.endswith("/thumbnail")]:
            del links[key]

    def _set_up(self, section: Any) -> None:
        """A4, the decree's margins, the page's number at the top from the second page on."""
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(18)
        section.different_first_page_header_footer = True
        if len(self._document.sections) > 1:  # its header is the first section's; its pages count from 1
            section._sectPr.append(_element("w:pgNumType", start="1"))
            return
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(BODY)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        style.element.rPr.append(_element("w:lang", val="vi-VN"))
        number = section.header.paragraphs[0]
        field = _element("w:fldSimple", instr="PAGE")
        self._write(number, "2", align=CENTRE)  # what programs show that work no fields out, upright and of 13 points
        field.append(number.runs[0]._r)
        number._p.append(field)

    def _head(self, parent: str, body: str, number: str, place_and_day: str) -> None:
        table = self._document.add_table(rows=2, cols=2)
        table.autofit = False
        _set_widths(table, (ISSUER, WIDTH - ISSUER))
        issuer, state = table.rows[0].cells
        for text, bold, most in ((parent, False, HEAD), (body, True, HEAD_BOLD)):
            for line in even_lines(text.upper(), most):
                empty = not issuer.paragraphs[0].runs
                at = issuer.paragraphs[0] if empty else issuer.add_paragraph()
                self._write(at, line, size=12, bold=bold, align=CENTRE)
        written = max(map(len, even_lines(body, HEAD_BOLD)), default=0)
        self._rule(issuer.add_paragraph(), written * CAPITAL, ISSUER - 4)
        self._write(state.paragraphs[0], STATE, size=12, bold=True, align=CENTRE)
        motto = state.add_paragraph()
        self._write(motto, MOTTO, size=13, bold=True, align=CENTRE)
        _underlined(motto)
        left, right = table.rows[1].cells
        self._write(left.paragraphs[0], number, align=CENTRE)
        self._write(right.paragraphs[0], place_and_day, italic=True, align=CENTRE)

    def _line(
        self, text: str, *, size: int = BODY, bold: bool = False, italic: bool = False, align: Any = LEFT,
        before: int = 0, after: int = APART,
    ) -> Any:  # fmt: skip
        line = self._document.add_paragraph()
        self._write(line, text, size=size, bold=bold, italic=italic, align=align)
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(after)
        return line

    def _rule(self, paragraph: Any, written: float, room: int) -> None:
        """An empty paragraph, all of it a line below the name of who issues, or below the title.

        It is between a third and a half as long as what is `written` above it; both in mm.
        """
        self._write(paragraph, " ", size=2, align=CENTRE)
        _underlined(paragraph, round((room - min(written, room) * 0.4) / 2))
        paragraph.paragraph_format.line_spacing, paragraph.paragraph_format.space_after = Pt(3), Pt(6)

    def _write(
        self,
        paragraph: Any,
        text: str,
        *,
        size: int = BODY,
        bold: bool = False,
        italic: bool = False,
        align: Any = LEFT,
    ) -> None:
        paragraph.alignment = align
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(printable(text))
        run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    """In mm, of the columns as well as of their cells: LibreOffice reads the one, Word the other."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def _set_edges(table: Any) -> None:
    """1.4 mm from the sides of a cell to its words, as in PDF: Word's own 1.9 cost a table of eight columns a name."""
    edges = _element("w:tblCellMar")
    for side in ("left", "right"):
        edges.append(_element(f"w:{side}", w="79", type="dxa"))
    table._tbl.tblPr.insert_element_before(edges, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _underlined(paragraph: Any, inset: int = 16) -> None:
    """A thin line below a paragraph, `inset` mm from both sides, as the decree draws it."""
    borders = _element("w:pBdr")
    borders.append(_element("w:bottom", val="single", sz="4", space="1", color="000000"))
    after = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")  # the schema's order
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *after)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(inset)
