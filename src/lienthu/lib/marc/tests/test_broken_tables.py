"""Tables whose quotation marks or characters are broken: nothing in them is lost, and what can be read is read."""

import csv
import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.marc.canonical import digest
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.separated import Rows, Shape, lines
from lienthu.lib.marc.source import Bad, Parsed, UnreadableFile, parse
from lienthu.lib.marc.tests.samples import read, record_of, written
from lienthu.lib.marc.tests.test_fuzz import mutated
from lienthu.lib.vietnamese import encode

HEADING = "Nhan đề,Tác giả,Năm XB,Tóm tắt\n"


def outcome(tmp_path: Path, body: str, heading: str = HEADING) -> list[str]:
    """The titles that were read, and the code and bytes of what was not."""
    _, found = read(written(tmp_path, (heading + body).encode(), "list.csv"))
    return [
        result.facts.title if isinstance(result, Parsed) else f"{result.code}: {result.raw.decode()}"
        for result in found
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (  # no other quotation mark to the end of the file
            '"Tắt đèn,Ngô Tất Tố,1939,\nChí Phèo,Nam Cao,1941,\nLão Hạc,Nam Cao,1943,\n',
            ['table-malformed: "Tắt đèn,Ngô Tất Tố,1939,\n', "Chí Phèo", "Lão Hạc"],
        ),
        (  # rows that leave out their last cells
            '"Tắt đèn,Ngô Tất Tố,1939\nChí Phèo,Nam Cao,1941\n',
            ['table-malformed: "Tắt đèn,Ngô Tất Tố,1939\n', "Chí Phèo"],
        ),
        (  # another row has a cell in quotation marks
            '"Tắt đèn,Ngô Tất Tố,1939,\nChí Phèo,Nam Cao,1941,\nLão Hạc,"Cao, Nam",1943,\n',
            ['table-malformed: "Tắt đèn,Ngô Tất Tố,1939,\n', "Chí Phèo", "Lão Hạc"],
        ),
        (  # another row has one that happens to close it properly
            'Một,a,1,\n"Hai,b,2,\nBa,c,3,\nĐĩa 5",d,4,\nNăm,e,5,\n',
            ["Một", 'table-malformed: "Hai,b,2,\n', "Ba", 'Đĩa 5"', "Năm"],
        ),
        (  # every cell stands in quotation marks, and one of them is missing
            '"Một","a","1","x\n"Hai","b","2","y"\n"Ba,"c","3","z"\n"Bốn","d","4",""\n',
            ['table-malformed: "Một","a","1","x\n', "Hai", 'table-malformed: "Ba,"c","3","z"\n', "Bốn"],
        ),
        (  # several lines in the cell that is not closed: they are no rows
            'Một,a,1,"dòng một\ndòng hai, rồi\nHai,b,2,\n',
            ['table-malformed: Một,a,1,"dòng một\ndòng hai, rồi\n', "Hai"],
        ),
        (  # one after the other
            '"Một,a,1,x\n"Hai,b,2,y\nBa,c,3,z\nBốn,d,4,"t\nu"\n',
            ['table-malformed: "Một,a,1,x\n', 'table-malformed: "Hai,b,2,y\n', "Ba", "Bốn"],
        ),
        ('Một,a,1,x\nHai,b,2,"y', ["Một", 'table-malformed: Hai,b,2,"y']),
    ],
)
def test_a_quotation_mark_that_is_not_closed_costs_its_own_row_only(
    tmp_path: Path, body: str, expected: list[str]
) -> None:
    assert outcome(tmp_path, body) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "dòng một\ndòng hai, rồi, và\n\ndòng bốn",
        'nói "xin chào"\nrồi, "đi"\n',
        "a\nb\nc",
        "1. Mở đầu, tr. 5; 2. Kết, tr. 9\n3. Phụ lục, bảng, hình, tr. 11",
    ],
)
@pytest.mark.parametrize("place", [0, 2, 3])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_cells_of_several_lines_stay_whole(tmp_path: Path, cell: str, place: int, quoting: int) -> None:
    table = [["Nhan đề", "Tác giả", "Năm XB", "Tóm tắt"]]
    table += [[f"Tên {number}", "a", "2001", "t"] for number in range(8)]
    table[3][place] = cell
    stream = io.StringIO()
    csv.writer(stream, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    _, found = read(written(tmp_path, stream.getvalue().encode(), "list.csv"))
    assert len(found) == 8
    assert all(isinstance(result, Parsed) for result in found)


def test_a_quotation_mark_inside_a_long_cell_is_read_as_it_was(tmp_path: Path) -> None:
    assert outcome(tmp_path, 'Một,a,1,"nói\n"xin chào" rồi"\nHai,b,2,\n') == ["Một", "Hai"]
    assert outcome(tmp_path, '"Tắt đèn" tái bản,a,1,\nĐĩa 5",b,2,\n') == ["Tắt đèn tái bản", 'Đĩa 5"']


def test_a_table_of_one_column_goes_on_after_a_broken_row(tmp_path: Path) -> None:
    assert outcome(tmp_path, '"Một\nHai\nBa\n', "Nhan đề\n") == ['table-malformed: "Một\n', "Hai", "Ba"]


def test_a_broken_row_among_very_many_swallows_none_of_them(tmp_path: Path) -> None:
    # Longer, before and after that row, than a cell may be.
    many = [f"Tên sách số {number},Tác giả,2001,{'lời kể dài ' * 40}\n" for number in range(5_000)]
    many[2_500] = '"' + many[2_500]
    assert len("".join(many[2_500:])) > 1 << 20
    _, found = read(written(tmp_path, (HEADING + "".join(many)).encode(), "list.csv"))
    assert [result.raw for result in found if isinstance(result, Bad)] == [many[2_500].encode()]
    assert len(found) == len(many)


def test_after_a_broken_row_nothing_that_is_no_row_is_taken_for_one(tmp_path: Path) -> None:
    body = 'Một,a,1,"dòng\n' + "lời văn\n" * 250 + "Hai,b,2,\n"
    found = outcome(tmp_path, body)
    assert found[-1] == "Hai"
    assert all(text.startswith("table-malformed") for text in found[:-1])
    assert "".join(text.removeprefix("table-malformed: ") for text in found[:-1]) + "Hai,b,2,\n" == body


@pytest.mark.parametrize("encoding", ["utf-8", "vni", "tcvn3", "viscii", "cp1258"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_rejected_row_is_the_bytes_that_stand_in_the_file(tmp_path: Path, encoding: str, end: str) -> None:
    rows = [
        "Nhan đề;Tác giả;Tóm tắt", "Tắt đèn;Ngô Tất Tố;truyện", ';Nam Cao;"truyện\nngắn, hay"', "Lão Hạc; truyện;b;c;d",
        "Đất rừng phương Nam;Đoàn Giỏi;truyện dài", '"Chí Phèo;Nam Cao;truyện', "Những ngày thơ ấu;Nguyên Hồng;",
    ]  # fmt: skip
    data = [
        (row + "\n").replace("\n", end).encode()
        if encoding == "utf-8"
        else encode((row + "\n").replace("\n", end), encoding)
        for row in rows
    ]
    source, found = read(written(tmp_path, b"".join(data), "list.csv"))
    assert source.encoding == encoding
    rejected = [(result.code, result.raw) for result in found if isinstance(result, Bad)]
    assert rejected == [("row-no-title", data[2]), ("row-too-long", data[3]), ("table-malformed", data[5])]
    for _, raw in rejected:
        with pytest.raises(Refused):
            parse(raw, format="csv", encoding=source.encoding, columns=source.columns)


def test_one_damaged_character_does_not_spoil_the_rows_around_it(tmp_path: Path) -> None:
    damaged = "Lão Hạc ở đồng bằng".encode().replace("đ".encode(), b"\xc4", 1) + b",Nam Cao,1943,\n"
    old = encode("Những ngày thơ ấu,Nguyên Hồng,1938,truyện của một người\n", "tcvn3")
    data = f"{HEADING}Tắt đèn,Ngô Tất Tố,1939,\n".encode() + damaged + old + "Chí Phèo,Nam Cao,1941,\n".encode()
    source, found = read(written(tmp_path, data, "list.csv"))
    assert source.encoding == "utf-8"
    assert [result.code if isinstance(result, Bad) else result.facts.title for result in found] == [
        "Tắt đèn",
        "broken-utf8",
        "Những ngày thơ ấu",
        "Chí Phèo",
    ]
    assert isinstance(found[1], Bad)
    assert found[1].raw == damaged


def test_lines_may_end_as_old_macs_ended_them(tmp_path: Path) -> None:
    _, found = read(written(tmp_path, b"Title,Author\rOne,A\rTwo,B\r", "list.csv"))
    assert [result.facts.title for result in found if isinstance(result, Parsed)] == ["One", "Two"]


def rows_of(data: bytes, width: int) -> Iterator[bytes]:
    return (row.raw for row in Rows(lines(data, None, "utf-8"), Shape(",", width, spaced=False, stated=False)))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.text(alphabet='ab,"; ', min_size=1, max_size=8)
        .filter(lambda text: text.strip(' ",'))
        .map(lambda t: t + "x"),
        max_size=12,
    ),
    st.integers(1, 4),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_line_is_in_exactly_one_row(table: list[str], width: int, end: str) -> None:
    data = "".join(line + end for line in table).encode()
    assert b"".join(rows_of(data, width)) == data


def test_a_cell_longer_than_any_is_a_row_that_cannot_be_read(tmp_path: Path) -> None:
    long = '"' + "x" * (1 << 21) + '",a,1,\n'
    assert outcome(tmp_path, "Một,a,1,\n" + long + "Hai,b,2,\n") == ["Một", "table-malformed: " + long, "Hai"]


@pytest.mark.parametrize("encoding", ["utf-8", "vni", "cp1258"])
def test_a_damaged_table_is_still_read_or_refused(tmp_path: Path, encoding: str) -> None:
    rows = [f'Tên sách thứ {number},"Nguyễn, Du",19{number},"Đất rừng\nphương ""Nam"""\n' for number in range(10, 60)]
    data = (HEADING + "".join(rows)).encode() if encoding == "utf-8" else encode(HEADING + "".join(rows), encoding)
    chance = random.Random(encoding)  # noqa: S311
    for at in range(40):
        try:
            source, found = read(written(tmp_path, mutated(data, chance), f"{at}.csv"))
        except UnreadableFile as refusal:
            assert "\n" not in str(refusal)
            continue
        for result in found:
            if isinstance(result, Parsed):
                assert digest(record_of(result, source)) == result.digest
            else:
                assert result.raw[:1] not in (b"\x00", b"{")
