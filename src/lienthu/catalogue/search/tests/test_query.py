"""The language of the search box."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.search.query import (
    And,
    Everything,
    FieldName,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    Years,
    isbn13,
    leaves,
    parse,
)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("*", Everything()),
        ("kiều", Word("kiều")),
        ("truyện kiều", And((Word("truyện"), Word("kiều")))),
        ('"truyện kiều"', Phrase("truyện kiều")),
        ("“truyện kiều”", Phrase("truyện kiều")),
        ('"truyện kiều', Phrase("truyện kiều")),
        ("kiề*", Word("kiề", prefix=True)),
        ("kiều -phim", And((Word("kiều"), Not(Word("phim"))))),
        ("kiều NOT phim", And((Word("kiều"), Not(Word("phim"))))),
        ("kiều OR thuý", Or((Word("kiều"), Word("thuý")))),
        ("kiều | thuý vân", Or((Word("kiều"), And((Word("thuý"), Word("vân")))))),
        ("kiều AND vân", And((Word("kiều"), Word("vân")))),
        ("(kiều OR vân) thuý", And((Or((Word("kiều"), Word("vân"))), Word("thuý")))),
        ("tg:du", Word("du", "author")),
        ("author:du", Word("du", "author")),
        ('NXB:"kim đồng"', Phrase("kim đồng", "publisher")),
        ("Tác giả: Nguyễn Du nd:kiều", And((Word("Nguyễn", "author"), Word("Du", "author"), Word("kiều", "title")))),
        ("1990..2000", Years(1990, 2000)),
        ("..1975", Years(None, 1975)),
        ("2020.. toán", And((Years(2020, None), Word("toán")))),
        ("năm:1990", Years(1990, 1990)),
        ("978-604-1-23456-7", Word("9786041234567", "isbn")),
        ("isbn:0-306-40615-2", Word("9780306406157", "isbn")),
        ('"978 604 1 23456 7"', Word("9786041234567", "isbn")),
        ("8935278605546", Or((Word("8935278605546", "isbn"), Word("8935278605546")))),
        ("ddc:895.92", Word("895.92", "ddc")),
        ("phân loại:895", Word("895", "ddc")),
        ("đề tài:lúa", Word("lúa", "subject")),
    ],
)
def test_the_box_is_read_as_its_language_says(text: str, tree: Node) -> None:
    assert parse(text).root == tree


@pytest.mark.parametrize(
    "text",
    ["Truyện Kiều: khảo đính", "Hà Nội - Huế", "TO BE OR NOT TO BE", "Việt Nam: 1975", "a: b", "50% + 1", "C++ & C#"],
)
def test_a_pasted_title_is_only_words(text: str) -> None:
    root = parse(text).root
    assert isinstance(root, And)
    assert all(isinstance(node, Word) and node.field == "any" and not node.prefix for node in root.nodes)


def test_signs_without_a_word_ask_for_no_title_rather_than_for_all() -> None:
    assert parse("???").root == Word("???")


def test_a_decomposed_field_name_is_understood() -> None:
    assert parse(unicodedata.normalize("NFD", "tác giả: du")).root == Word("du", "author")


def test_only_the_last_word_is_unfinished_while_the_reader_types() -> None:
    assert parse("mắt bi", prefix=True).root == And((Word("mắt"), Word("bi", prefix=True)))
    assert parse("mắt biếc", field="title").root == And((Word("mắt", "title"), Word("biếc", "title")))


def test_brackets_that_do_not_match_are_left_out() -> None:
    assert parse(")) kiều ((").root == Word("kiều")
    assert parse("(((kiều").root == Word("kiều")


def test_a_word_beneath_more_brackets_than_are_read_is_still_a_word() -> None:
    assert list(leaves(parse("(" * 20 + "kiều" + ")" * 20).root)) == [Word("kiều")]


def test_isbns_of_both_lengths_are_one_number_and_wrong_ones_are_none() -> None:
    assert isbn13("0-306-40615-2") == isbn13("978-0-306-40615-7") == "9780306406157"
    assert isbn13("080442957X") == "9780804429573"
    assert isbn13("0-306-40615-3") is None
    assert isbn13("97803064061576") is None
    assert isbn13("٠٣٠٦٤٠٦١٥٢") is None


PIECES = st.sampled_from([*'"“()-|* \x00', "kiều", "tg:", "nhan đề: ", " OR ", " NOT ", "..", "1990", "isbn:", "ddc:"])


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join)), st.booleans())
def test_nothing_that_is_typed_makes_the_parser_fail(text: str, prefix: bool) -> None:
    query = parse(text, prefix=prefix)
    assert "\x00" not in query.text
    assert parse(query.text, prefix=prefix).root == query.root
    assert all(leaf.text for leaf in leaves(query.root))


@given(
    st.lists(
        st.text("abcxyzàáạảãâầấậẩẫăằắặẳẵèêềếệểễìíịỉĩôồốộổỗơờớợởỡùưừứựửữỳýỵỷỹđ", min_size=1, max_size=8), min_size=2
    )
)
def test_plain_words_are_all_asked_for_in_their_order(words: list[str]) -> None:
    assert [leaf.text for leaf in leaves(parse(" ".join(words)).root)] == words


@given(
    st.lists(
        st.text("abkKơƠ019Xx", min_size=1, max_size=4)
        | st.sampled_from(
            ["OR", "AND", "NOT", "or", "9786041234567", "0306406152", "030640615X", "12345678", "2001", "năm"]
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["any", "title", "isbn", "ddc"]),
    st.booleans(),
)
def test_words_alone_are_read_as_words_in_brackets_are(words: list[str], field: FieldName, starred: bool) -> None:
    typed = " ".join(words) + ("*" if starred else "")
    assert parse(typed, field=field).root == parse(f"({typed})", field=field).root


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("year:2015", 2015, 2015),
        ("year:2010..2015", 2010, 2015),
        ("năm:2010-2015", 2010, 2015),
        ("year:2010..", 2010, None),
    ],
)
def test_years_in_their_field_may_be_a_range(typed: str, low: int, high: int | None) -> None:
    assert parse(typed).root == Years(low, high)
