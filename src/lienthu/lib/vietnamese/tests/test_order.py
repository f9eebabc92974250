import random
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.vietnamese import name_sort_key, nfc, sort_key, sort_text
from lienthu.lib.vietnamese.order import name_parts

WORDS = ["hoa", "hoà", "Hoa", "hoàn", "an", "ân", "đa", "da", "2", "10", "02", "-", "lễ", "Lê-nin", "zero", "文", "é"]
TEXTS = st.one_of(st.text(max_size=10), st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join))


@pytest.mark.parametrize(
    "ordered",
    [
        ["hoa", "hoa hồng", "hoa lan", "hoà an", "hoàn", "hoạn"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["an", "ăn", "ân", "ba", "da", "đa", "e", "ê", "fa", "ga", "ja", "o", "ô", "ơ", "u", "ư", "va", "wa", "y", "z"],
        ["1984", "Tập 1", "Tập 02", "Tập 2", "Tập 10", "Tập 100", "Tập hai"],
        ["Lê-nin", "Lê Nin bàn về thơ", "lễ"],
        ["hoa", "Hoa", "HOA"],
        ["đời", "Đời", "đời sống"],
        ["thuỷ", "Thủy thủ"],
        ["bản 99999999999999999", "bản 100000000000000000", "bản a"],
    ],
)
def test_texts_stand_in_vietnamese_order(ordered: list[str]) -> None:
    shuffled = ordered.copy()
    random.Random(2).shuffle(shuffled)  # noqa: S311
    assert sorted(shuffled, key=sort_key) == ordered


@given(TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_order_is_total_and_the_string_agrees_with_it(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (nfc(one) == nfc(other))
    if sort_text(one) < sort_text(other):
        assert sort_key(one) < sort_key(other)
    if sort_text(one).encode() < sort_text(other).encode():
        assert sort_text(one) < sort_text(other)
    assert sort_key(normalize("NFD", one)) == sort_key(one)


@given(st.lists(st.sampled_from(WORDS), max_size=4), st.lists(st.sampled_from(WORDS), min_size=1, max_size=2))
@settings(max_examples=100, deadline=None)
def test_a_text_comes_before_what_begins_with_it(beginning: list[str], rest: list[str]) -> None:
    short, long = " ".join(beginning), " ".join(beginning + rest)
    assert sort_text(short) <= sort_text(long)


def test_the_key_of_latin_text_is_plain_ascii() -> None:
    key = sort_text("Đất phương Nam – Œuvre, Łódź, tập 12")
    assert key.isascii()
    assert key.isprintable()
    assert " " not in key


def test_people_stand_by_given_name_then_middle_then_family() -> None:
    ordered = ["Nguyễn An", "Lê Văn An", "Trần Văn An", "Phạm Thị Bình", "Bùi Đức", "Vũ Trọng Phụng"]
    shuffled = ordered.copy()
    random.Random(3).shuffle(shuffled)  # noqa: S311
    assert sorted(shuffled, key=name_sort_key) == ordered


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Nguyễn Văn An", ("Nguyễn", "Văn", "An")),
        ("Nguyễn, Du, 1765-1820", ("Nguyễn", "", "Du")),
        ("Phụng, Vũ Trọng", ("Vũ", "Trọng", "Phụng")),
        ("Nguyễn, Thị Minh Khai", ("Nguyễn", "Thị Minh", "Khai")),
        ("Lê, Nguyễn", ("Lê", "", "Nguyễn")),
        ("Voltaire", ("", "", "Voltaire")),
        ("", ("", "", "")),
    ],
)
def test_a_name_is_taken_apart_in_either_order(name: str, parts: tuple[str, str, str]) -> None:
    assert name_parts(name) == parts
