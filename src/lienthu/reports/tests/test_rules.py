"""Texts with fields, figures in words, numbers of headings and documents."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.common.content import (
    Chart,
    Content,
    Frame,
    Heading,
    Paragraph,
    Points,
    Table,
    from_json,
    place_and_day,
    to_json,
)
from lienthu.indicators.rules import periods
from lienthu.reports.errors import TextRefused
from lienthu.reports.queries.templates import shipped
from lienthu.reports.rules import layouts, saying
from lienthu.reports.rules.numbering import headings, named
from lienthu.reports.rules.saying import Said
from lienthu.reports.rules.texts import (
    Block,
    ChartKind,
    Field,
    Grid,
    Line,
    Passage,
    Placed,
    Reference,
    What,
    Words,
    joined,
    parse,
    sections,
)

KNOWN = ("visits.physical", "visits.child", "uses", "cards.issued")


def test_what_is_pasted_from_word_keeps_its_lists_and_tables() -> None:
    pasted = "•\tMột\n\uf0b7\tHai\n-Ba\no\tBốn\n1.\tNăm\n2.\tSáu\nTên\tLượt\nHà\xa0Nam\t{uses}\n\tx\tthừa\n-5 độ\x0bBảy"
    found = parse(pasted, KNOWN)
    points = [line.parts[0] for line in found.lines if isinstance(line, Line) and line.is_point]
    assert points == [Words("Một"), Words("Hai"), Words("Ba"), Words("Bốn")]
    assert [line.parts[0] for line in found.lines if isinstance(line, Line) and not line.is_point] == [
        Words("1.\tNăm"), Words("2.\tSáu"), Words("-5 độ"), Words("Bảy"),
    ]  # fmt: skip
    (grid,) = (line for line in found.lines if isinstance(line, Grid))
    assert [len(row) for row in grid.rows] == [3, 3, 3]
    assert grid.rows[1] == ((Words("Hà Nam"),), (Field("uses"),), ())
    assert list(found.fields()) == [Field("uses")]


def messages(text: str) -> str:
    return " / ".join(f"{problem.line}: {problem.message}" for problem in parse(text, KNOWN).problems)


def test_a_line_is_words_fields_and_passages() -> None:
    found = parse("Đón {visits.physical} lượt[[, {uses:change} so với năm trước]].\n\n- {missing}", KNOWN)
    assert found.problems == ()
    assert found.lines == (
        Line((
            Words("Đón "), Field("visits.physical"), Words(" lượt"),
            Passage((Words(", "), Field("uses", What.CHANGE), Words(" so với năm trước"))), Words("."),
        )),
        Line((Field("missing"),), is_point=True),
    )  # fmt: skip


def test_tables_charts_and_lists_stand_on_lines_of_their_own() -> None:
    found = parse("{table: visits.physical, uses}\n{ chart: years uses }\n{difficulties}", KNOWN)
    assert found.problems == ()
    assert found.lines == (
        Placed(Block.TABLE, ("visits.physical", "uses")), Placed(Block.CHART, ("uses",), ChartKind.YEARS),
        Placed(Block.DIFFICULTIES),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("một\n{visits.phisical}", "2: "),
        ("{visits.phisical}", "visits.physical"),
        ("{uses:chang}", "of_target"),
        ("Đón {uses", "{"),
        ("[[Đón {uses}", "]]"),
        ("Xem {table: uses} dưới", "{table: uses}"),
        ("{table: nowhere}", "nowhere"),
        ("{table}", "visits.physical"),
        ("{chart: days uses}", "months"),
        ("{}", "{}"),
        ("Xem mục {difficulties:section}.", "[[ ]]"),
        ("[[Xem mục {table:section}]]", "{table:section}"),
    ],
)
def test_what_cannot_be_read_is_told_by_line_with_what_to_do(text: str, said: str) -> None:
    assert said in messages(text)


@given(st.text(alphabet="ab{}[]:. \n-,#uses", max_size=60))
def test_no_text_brings_the_reader_down_and_none_of_its_words_is_lost(text: str) -> None:
    found = parse(text, KNOWN)
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(found.lines) == len(lines)


def test_the_program_s_own_templates_have_no_problem_and_are_put_together_again() -> None:
    from lienthu.indicators.services.loads import shipped as indicators

    codes = [str(row["code"]) for row in indicators()]
    for shape in shipped().values():
        assert [problem for each in sections(shape.body) for problem in parse(each.text, codes).problems] == [], (
            shape.key
        )
        assert sections(joined(sections(shape.body))) == sections(shape.body)
        assert shape.recipients[-1].startswith("Lưu: "), shape.key
    assert {shape.kind for shape in shipped().values()} == {"annual", "interim", "term", "plan"}


def test_headings_are_numbered_anew_below_each_one_above() -> None:
    marks = list(headings([0, 1, 2, 3, 3, 2, 1, 2]))
    assert marks == ["", "I.", "1.", "a)", "b)", "2.", "II.", "1."]
    assert list(headings([1] * 9))[-6:] == ["IV.", "V.", "VI.", "VII.", "VIII.", "IX."]


def test_the_text_calls_a_section_by_its_number_below_those_above_it() -> None:
    assert named([0, 1, 2, 2, 3, 1]) == ["", "I", "I.1", "I.2", "I.2.a", "II"]
    found = parse("[[Khó khăn nêu tại mục {difficulties:section}.]]", KNOWN)
    assert found.problems == ()
    assert found.lines == (
        Line((Passage((Words("Khó khăn nêu tại mục "), Reference(Block.DIFFICULTIES), Words("."))),)),
    )


def test_figures_are_said_as_offices_say_them() -> None:
    said = Said(Decimal(91178), target=Decimal(88000), before=Decimal(84037))
    assert [saying.field(said, what) for what in What][:5] == ["91.178", "88.000", "103,6%", "84.037", "tăng 8,5%"]
    fewer = Said(Decimal(6), before=Decimal(8))
    assert saying.field(fewer, What.VALUE) == "06"
    assert saying.field(fewer, What.CHANGE) == "giảm 25%"
    assert saying.field(Said(Decimal(8), before=Decimal(8)), What.CHANGE) == "không thay đổi"
    assert saying.field(Said(Decimal(0)), What.VALUE) == "0"
    assert saying.field(Said(Decimal("0.449"), decimals=2), What.VALUE) == "0,45"


def test_what_is_not_available_is_never_said_to_be_nought() -> None:
    assert [saying.field(Said(None), what) for what in What] == [None] * len(What)
    assert saying.field(Said(Decimal(5), target=Decimal(0), before=Decimal(0)), What.OF_TARGET) is None
    assert saying.in_table(None) == saying.signed_change(Decimal(5), Decimal(0)) == "–"


@pytest.mark.parametrize(
    ("code", "name", "after"),
    [
        ("2017", "năm 2017", "năm 2018"),
        ("2018-6M", "6 tháng đầu năm 2018", "6 tháng cuối năm 2018"),
        ("2018-9M", "9 tháng đầu năm 2018", "quý IV năm 2018"),
        ("2018-Q1", "quý I năm 2018", "quý II năm 2018"),
        ("2020-01-01..2022-12-31", "giai đoạn 2020 - 2022", "giai đoạn 2023 - 2025"),
        ("2020-06-15..2020-06-20", "giai đoạn từ 15/06/2020 đến 20/06/2020", "giai đoạn từ 21/06/2020 đến 26/06/2020"),
    ],
)
def test_periods_are_named_and_followed_by_the_next(code: str, name: str, after: str) -> None:
    assert saying.period(periods.read(code)) == name
    assert saying.period(saying.following(periods.read(code))) == after


def test_days_are_written_as_the_decree_has_it() -> None:
    assert place_and_day("Hà Nam", date(2018, 1, 5)) == "Hà Nam, ngày 05 tháng 01 năm 2018"
    assert place_and_day("Hà Nam", date(2018, 3, 15)) == "Hà Nam, ngày 15 tháng 3 năm 2018"


def test_content_survives_being_kept() -> None:
    frame = Frame("Sở", "Thư viện", "05/BC-TV", "Hà Nam", "Báo cáo", "Tổng kết", ["Lưu: VT"], ["Giám đốc"], "A")
    content = Content(frame, [
        Heading(1, "I. Một", 3), Paragraph("Chữ"), Points(["một"]), Table("Bảng", ["TT"], [["1"]], [100], [0]),
        Chart("Biểu đồ", "lượt", ["2017"], [["Thực hiện", [1.0, None]]]),  # type: ignore[list-item]
    ])  # fmt: skip
    assert from_json(to_json(content)) == content


def test_a_layout_is_read_or_the_line_is_named() -> None:
    text = (
        "name: Biểu 1\ntitle: BIỂU\ncolumn: Thực hiện | value\n\nI | BẠN ĐỌC\n1 | Lượt | lượt | uses @ age_band=child\n"
    )
    layout = layouts.read(text, KNOWN)
    assert layout.rows[0].cell is None
    assert layout.rows[1].cell == layouts.Cell("uses", "age_band", "child")
    for wrong, line in (("uses @ shoe=1", "6"), ("nowhere", "6"), ("", "6")):
        with pytest.raises(TextRefused, match=line):
            layouts.read(text.replace("uses @ age_band=child", wrong), KNOWN)
