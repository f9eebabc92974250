"""What holds for every record."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.marc.facts import Facts
from lienthu.lib.matching import (
    COMPONENTS,
    SENTENCES,
    Comparison,
    compare,
    explain,
    from_code,
    keys,
    pack,
    prepare,
    unpack,
)
from lienthu.lib.matching.distance import within
from lienthu.lib.matching.tests.builders import EMPTY, kieu

WORDS = (
    *("truyện kiều", "ngữ văn", "tập 1", "2", "ii", "quyển", "(tái bản 2020)", "- :", "/", "bìa cứng", "hoà bình"),
    *("nguyễn du", "1765", "sách giáo viên", "combo", "the", "of war", ";", "[", ")", ".", "& x"),
)
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.text(max_size=20)
records: st.SearchStrategy[Facts] = st.builds(
    EMPTY._replace,
    kind=st.sampled_from(("book", "serial", "map", "other", "")),
    carrier=st.sampled_from(("print", "online", "audio", "")),
    title=texts,
    parts=st.lists(texts, max_size=2).map(tuple),
    responsibility=texts,
    authors=st.lists(texts, max_size=3).map(tuple),
    edition=texts,
    publisher=texts,
    year=st.none() | st.integers(1900, 2030),
    extent=texts,
    languages=st.sampled_from(((), ("vie",), ("eng", "vie"), ("und",))),
    isbns=st.sampled_from(((), ("9786041000018",), ("9786042000024",))),
    numbers=st.sampled_from(((), ("lccn:2001012345",), ("oclc:1", "ean:9786041000018"))),
)


@settings(max_examples=200, deadline=None)
@given(records, records)
def test_a_comparison_is_the_same_from_both_sides(a: Facts, b: Facts):
    assert compare(prepare(a), prepare(b)) == compare(prepare(b), prepare(a))


@settings(max_examples=200, deadline=None)
@given(records, records)
def test_a_code_holds_the_whole_comparison(a: Facts, b: Facts):
    found = compare(prepare(a), prepare(b))
    assert from_code(found.code) == found
    assert len(found.code) <= 60
    assert tuple(found.components) == COMPONENTS
    assert explain(found)


@settings(max_examples=200, deadline=None)
@given(records)
def test_a_record_with_an_isbn_is_the_same_as_itself(a: Facts):
    prepared = prepare(a._replace(isbns=("9786041000018",), title="Truyện Kiều"))
    assert compare(prepared, prepared).decision == "same"


@settings(max_examples=200, deadline=None)
@given(records)
def test_composition_and_case_change_no_key_and_no_decision(a: Facts):
    loud = a._replace(title=unicodedata.normalize("NFD", a.title), authors=tuple(map(str.upper, a.authors)))
    assert keys(prepare(a)) == keys(prepare(loud))


@settings(max_examples=100, deadline=None)
@given(records)
def test_a_prepared_record_survives_the_way_to_another_process(a: Facts):
    prepared = prepare(a)
    assert unpack(pack(prepared)) == prepared


names = st.lists(st.sampled_from(("Nguyễn", "Thị", "Minh", "Khai", "Hồ", "Xuân")), min_size=2, max_size=4, unique=True)


@given(names.flatmap(lambda words: st.tuples(st.just(words), st.permutations(words))))
def test_a_name_is_the_same_in_every_order(orders: Any):
    written, shuffled = (" ".join(name) for name in orders)
    found = compare(prepare(kieu(authors=(written,))), prepare(kieu(authors=(shuffled,))))
    assert found.components["responsibility"] == "agree"


@given(st.text("abcd", max_size=9), st.text("abcd", max_size=9), st.integers(0, 3))
def test_the_bounded_distance_is_the_whole_one(a: str, b: str, bound: int):
    assert within(a, b, bound) == (_distance(a, b) <= bound)


def _distance(a: str, b: str) -> int:
    rows = [list(range(len(b) + 1))]
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


@pytest.mark.parametrize("text", ["", "S", "S aaa:id", "X aaaaaaaaaaa:id", "S aaaaaaaaaax:id", "S aaaaaaaaaaa"])
def test_a_text_that_is_no_code_is_refused(text: str):
    with pytest.raises(ValueError, match="not the code of a comparison"):
        from_code(text)


def test_every_reason_and_component_has_a_sentence():
    for component in COMPONENTS:
        for state in ("agree", "differ"):
            assert SENTENCES[f"{component}.{state}"].endswith(".")
    assert explain(Comparison("same", "a" * 11, ("id",)))[0] == SENTENCES["id"]
