"""Spreadsheets as Vietnamese libraries keep them."""

import csv
import io
import re
from pathlib import Path
from unicodedata import normalize

import openpyxl
import orjson
import pytest

from lienthu.lib.marc.copies import CopyMapping, expand
from lienthu.lib.marc.source import Bad, Parsed, UnreadableFile, open_source, read_block
from lienthu.lib.marc.tabular import TARGETS, guess_columns, peek
from lienthu.lib.marc.tests.samples import SHARED, read, results, written
from lienthu.lib.vietnamese import encode, is_syllable

HEADER = [
    "STT",
    "Số ĐKCB",
    "Nhan đề",
    "Tác giả",
    "Lần XB",
    "Nơi XB",
    "NXB",
    "Năm XB",
    "Số trang",
    "Khổ",
    "ISBN",
    "Môn loại",
    "Giá tiền",
    "Ghi chú",
]
ROWS = [
    [
        "1",
        "VL.001-VL.003",
        "Đất rừng phương Nam",
        "Đoàn Giỏi",
        "Tái bản lần thứ 3",
        "Hà Nội",
        "Nxb. Kim Đồng",
        "2019",
        "303tr.",
        "21cm",
        "9786042134408",
        "895.92234",
        "65.000đ",
        "Sách tặng",
    ],
    [
        "2",
        "VL.010; VL.012",
        "Truyện Kiều",
        "Nguyễn, Du",
        "",
        "H.",
        "Văn học",
        "1996",
        "254",
        "19cm",
        "",
        "895.9221",
        "",
        "",
    ],
]
GUESS = {
    "Số ĐKCB": "accession_number",
    "Nhan đề": "title",
    "Tác giả": "author",
    "Lần XB": "edition",
    "Nơi XB": "place",
    "NXB": "publisher",
    "Năm XB": "year",
    "Số trang": "extent",
    "Khổ": "size",
    "ISBN": "isbn",
    "Môn loại": "ddc",
    "Giá tiền": "price",
    "Ghi chú": "note",
}


def table(rows: list[list[str]], mark: str = ",") -> str:
    return "\r\n".join(mark.join(f'"{cell}"' if mark in cell else cell for cell in row) for row in rows) + "\r\n"


def check(found: list[Parsed | Bad]) -> None:
    first, second = found
    assert isinstance(first, Parsed)
    assert isinstance(second, Parsed)
    facts = first.facts
    assert (facts.title, facts.authors, facts.edition) == ("Đất rừng phương Nam", ("Đoàn Giỏi",), "Tái bản lần thứ 3")
    assert (facts.place, facts.publisher, facts.year) == ("Hà Nội", "Nxb. Kim Đồng", 2019)
    assert (facts.extent, facts.isbns, facts.ddc) == ("303tr.", ("9786042134408",), ("895.92234",))
    assert facts.carrier == "print"
    assert [copy.accession_number for copy in first.copies] == ["VL.001", "VL.002", "VL.003"]
    assert [copy.accession_number for copy in second.copies] == ["VL.010", "VL.012"]
    assert second.facts.authors == ("Nguyễn, Du",)
    assert second.facts.extent == "254 tr."


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_with_any_separator_in_any_unicode(tmp_path: Path, mark: str, encoding: str) -> None:
    source, found = read(written(tmp_path, table([HEADER, *ROWS], mark).encode(encoding), "list.csv"))
    assert (source.format, source.columns) == ("csv", GUESS)
    check(found)


@pytest.mark.parametrize("encoding", ["vni", "viscii", "cp1258"])
def test_a_table_in_an_encoding_of_before_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    source, found = read(written(tmp_path, encode(table([HEADER, *ROWS]), encoding), "list.csv"))
    assert source.encoding == encoding
    check(found)


def test_a_table_in_tcvn3_is_read_though_its_capitals_are_lost(tmp_path: Path) -> None:
    source, found = read(written(tmp_path, encode(table([HEADER, *ROWS]), "tcvn3"), "list.csv"))
    assert source.encoding == "tcvn3"
    assert isinstance(found[0], Parsed)
    assert found[0].facts.title.lower() == "đất rừng phương nam"


def test_excels_separator_line_and_lines_inside_a_cell_are_understood(tmp_path: Path) -> None:
    data = 'sep=;\r\nNhan đề;Tóm tắt\r\n"Tắt đèn";"dòng một\ndòng hai; và ""ba"""\r\n'
    _, found = read(written(tmp_path, data.encode(), "list.csv"))
    assert isinstance(found[0], Parsed)
    assert len(found) == 1
    assert found[0].facts.summary == 'dòng một dòng hai; và "ba"'


def workbook(tmp_path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.create_sheet("Trống", 0)
    for row in rows:
        book.worksheets[1].append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_from_its_first_filled_sheet_and_below_its_titles(tmp_path: Path) -> None:
    numbers: list[list[object]] = [
        [int(cell) if cell.isdigit() and len(cell) < 5 else cell for cell in row] for row in ROWS
    ]
    source, found = read(workbook(tmp_path, [["THƯ VIỆN HUYỆN CAI LẬY"], ["DANH MỤC SÁCH"], list(HEADER), *numbers]))
    assert (source.format, source.columns) == ("xlsx", GUESS)
    check(found)


def test_a_workbook_typed_in_an_old_font_is_read(tmp_path: Path) -> None:
    typed = [[encode(cell, "vni").decode("cp1252", "replace") for cell in row] for row in [HEADER, *ROWS]]
    source, found = read(workbook(tmp_path, [list(row) for row in typed]))
    assert source.encoding == "vni"
    check(found)


def real_rows() -> list[tuple[str, str]]:
    """Titles and authors as shops write them, composed and without stray blanks."""
    if not SHARED.exists():
        pytest.skip(f"NOT TESTED: the sample files are not on this machine ({SHARED})")
    with (SHARED / "vietnamese-books.csv").open(encoding="utf-8") as stream:
        rows = [(tidy(row["title"]), tidy(row["author"])) for row in csv.DictReader(stream)]
    assert len(rows) > 30_000
    return [row for row in rows if row[0]]


def tidy(text: str) -> str:
    return " ".join(normalize("NFC", text).split())


def cells_of(path: Path) -> tuple[str, list[tuple[str, str]]]:
    source = open_source(path)
    raws = [raw for block in source.blocks() for raw in block.payload if isinstance(raw, bytes)]
    return source.encoding, [(row["Title"], row.get("Author", "")) for row in map(orjson.loads, raws)]


@pytest.mark.parametrize("encoding", ["utf-8", "vni", "viscii", "vps", "cp1258", "tcvn3"])
def test_real_titles_and_authors_are_read_as_they_were_written(tmp_path: Path, encoding: str) -> None:
    stream, held = bytearray(b"Title;Author\n"), []
    for row in real_rows()[::3]:
        line = io.StringIO()
        csv.writer(line, delimiter=";", lineterminator="\n").writerow(row)
        try:
            data = line.getvalue().encode() if encoding == "utf-8" else encode(line.getvalue(), encoding)
        except UnicodeEncodeError:
            continue
        stream += data
        held.append(row)
    assert len(held) > 9_600
    found_encoding, found = cells_of(written(tmp_path, bytes(stream), "list.csv"))
    assert found_encoding == encoding
    if encoding == "tcvn3":  # it has no capitals with a tone
        held, found = lower(held), lower(found)
    assert [(was, now) for was, now in zip(held, found, strict=True) if was != now] == []


def lower(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(title.lower(), author.lower()) for title, author in rows]


@pytest.mark.parametrize(
    "rows",
    [
        [("Chí Phèo", "Nam Cao"), ("Quê", "Tô Hoài"), ("Ao làng", "Ngô Hoàng")],  # letters that Latin-1 has too
        [("Dế mèn phiêu lưu ký", "Tô Hoài"), ("Quê", "Lý Hoàng")],
        [("L'été à la plage", "Noël Hervé"), ("Le père Goriot", "Honoré de Balzac"), ("Là où", "Thérèse")],
        [("Thôi", "Tô Hoài")],
    ],
)
@pytest.mark.parametrize("kind", ["list.csv", "list.xlsx"])
def test_unicode_that_could_be_taken_for_a_font_is_left_alone(
    tmp_path: Path, rows: list[tuple[str, str]], kind: str
) -> None:
    if kind == "list.xlsx":
        path = workbook(tmp_path, [["Title", "Author"], *(list(row) for row in rows)])
    else:
        path = written(tmp_path, "".join(";".join(row) + "\n" for row in [("Title", "Author"), *rows]).encode(), kind)
    assert cells_of(path) == ("utf-8", rows)


def in_font(text: str, encoding: str) -> str:
    return encode(text, encoding).decode("cp1252", "replace")


def test_a_real_workbook_in_unicode_comes_through_untouched(tmp_path: Path) -> None:
    rows = real_rows()[::40]
    assert cells_of(workbook(tmp_path, [["Title", "Author"], *(list(row) for row in rows)])) == ("utf-8", rows)


@pytest.mark.parametrize("encoding", ["vni", "tcvn3"])
@pytest.mark.parametrize("kind", ["list.csv", "list.xlsx"])
def test_unicode_cells_that_hold_a_fonts_letters_are_repaired(tmp_path: Path, encoding: str, kind: str) -> None:
    rows = [
        ("Đất rừng phương Nam", "Đoàn Giỏi"),
        ("Những ngày thơ ấu", "Nguyên Hồng"),
        ("Dế mèn phiêu lưu ký", "Tô Hoài"),
        ("Số phận con người", "Phạm Hoàng"),
    ]
    typed = [("Title", "Author"), *((in_font(title, encoding), in_font(author, encoding)) for title, author in rows)]
    if kind == "list.xlsx":
        path = workbook(tmp_path, [list(row) for row in typed])
    else:
        path = written(tmp_path, "".join(";".join(row) + "\n" for row in typed).encode(), kind)
    assert cells_of(path) == (encoding, rows)


def test_one_column_in_a_font_is_repaired_and_its_neighbours_are_not(tmp_path: Path) -> None:
    rows = [row for row in real_rows() if row[1] and all(map(is_syllable, re.split("[ ,;]+", row[1])))][:60]
    typed = [["Title", "Author"], *([title, in_font(author, "vni")] for title, author in rows)]
    assert cells_of(workbook(tmp_path, [list(row) for row in typed])) == ("utf-8", rows)


def test_headings_in_english_and_without_marks_are_recognised() -> None:
    assert guess_columns(["Title", "Author", "Publisher", "Publication year", "Call number", "Barcode"], []) == {
        "Title": "title",
        "Author": "author",
        "Publisher": "publisher",
        "Publication year": "year",
        "Call number": "call_number",
        "Barcode": "barcode",
    }
    assert guess_columns(["TEN SACH", "TAC GIA", "Kho"], [["Tắt đèn", "Ngô Tất Tố", "Kho mượn"]]) == {
        "TEN SACH": "title",
        "TAC GIA": "author",
        "Kho": "location",
    }
    assert guess_columns(["Nhà xuất bản (NXB)", "Năm xuất bản", "Tùng thư", "Từ khóa", "Ngôn ngữ", "Số lượng"], []) == {
        "Nhà xuất bản (NXB)": "publisher",
        "Năm xuất bản": "year",
        "Tùng thư": "series",
        "Từ khóa": "subject",
        "Ngôn ngữ": "language",
        "Số lượng": "copies",
    }


def test_every_target_that_is_guessed_exists() -> None:
    assert set(guess_columns([*HEADER, "Title"], []).values()) <= TARGETS.keys()


def test_a_mapping_by_hand_goes_before_the_guess(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\nx,Tat den\n", "list.csv")
    with pytest.raises(UnreadableFile, match="column mapping"):
        open_source(path)
    assert peek(path, format="csv").header == ["a", "b"]
    source = open_source(path, columns={"b": "title", "a": "control_number"})
    found = [result for result in results(source) if isinstance(result, Parsed)]
    assert [(result.control_number, result.facts.title) for result in found] == [("x", "Tat den")]


def test_rows_without_a_title_or_with_too_many_cells_are_kept_with_their_reason(tmp_path: Path) -> None:
    data = "Nhan đề,Tác giả\nTắt đèn,Ngô Tất Tố\n,Nam Cao\n\nLão Hạc, truyện,Nam Cao\nChí Phèo,Nam Cao\n"
    _, found = read(written(tmp_path, data.encode(), "list.csv"))
    assert [result.code if isinstance(result, Bad) else "good" for result in found] == [
        "good",
        "row-no-title",
        "row-too-long",
        "good",
    ]


def test_a_number_of_copies_without_accession_numbers_makes_so_many_copies(tmp_path: Path) -> None:
    data = "Nhan đề,Số bản,Kho\nTắt đèn,3,Kho đọc\nChí Phèo,1,Kho đọc\n"
    _, found = read(written(tmp_path, data.encode(), "list.csv"))
    assert [[copy.place for copy in result.copies] for result in found if isinstance(result, Parsed)] == [
        ["Kho đọc"] * 3,
        ["Kho đọc"],
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("VL.001-VL.003", ["VL.001", "VL.002", "VL.003"]),
        ("a; b; c", ["a", "b", "c"]),
        ("(3): 1001-3", ["1001", "1002", "1003"]),
        ("VL998 - VL1001", ["VL998 - VL1001"]),
        ("VL12", ["VL12"]),
        ("A1-B3", ["A1-B3"]),
        ("", []),
        ("D.9-7", ["D.9-7"]),
        ("M.0009–M.0011", ["M.0009", "M.0010", "M.0011"]),
    ],
)
def test_accession_numbers_in_lists_and_ranges_are_told_apart(text: str, numbers: list[str]) -> None:
    assert expand(text) == numbers


def test_the_sample_of_ten_thousand_titles_is_read_without_a_mapping() -> None:
    if not SHARED.exists():
        pytest.skip("NOT TESTED: the sample files are not on this machine")
    source = open_source(SHARED / "vietnamese-books.csv")
    block = next(source.blocks())
    assert source.columns is not None
    assert source.columns["title"] == "title"
    assert block.records == 1000


def test_a_librarys_mapping_of_copies_does_not_hide_those_of_a_table(tmp_path: Path) -> None:
    source = open_source(written(tmp_path, "Nhan đề,Số ĐKCB\nTắt đèn,VL.7\n".encode(), "list.csv"))
    (result,) = read_block(next(source.blocks()), copies=CopyMapping("ours", "852", barcode="p"))
    assert isinstance(result, Parsed)
    assert [copy.accession_number for copy in result.copies] == ["VL.7"]
