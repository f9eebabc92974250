"""What of a foreign record becomes ours, and what of ours stays when one is put over it."""

import pytest

from lienthu.cataloguing.rules.asking import elsewhere_query, is_index, question, union_query
from lienthu.cataloguing.rules.known_targets import KNOWN
from lienthu.cataloguing.rules.taking_over import as_marc21, expanded, overlaid, read_tags, taken_over
from lienthu.lib.foreign import Clause, clauses
from lienthu.lib.marc.record import Record
from lienthu.lib.z3950 import read_address

LEADER = "00000cam  2200000 i 4500"
FOREIGN = Record(
    LEADER,
    [
        ("001", "12345"),
        ("003", "DLC"),
        ("005", "20200101000000.0"),
        ("008", "200101s2020    vm            000 0 vie  "),
        ("020", "  \x1fa9786043072716"),
        ("035", "  \x1fa(OCoLC)777"),
        ("035", "  \x1fa12345"),
        ("040", "  \x1faDLC\x1fbeng\x1fcDLC"),
        ("245", "10\x1faTruyện Kiều"),
        ("590", "  \x1faTheir note"),
        ("650", " 0\x1faPoetry"),
        ("690", "  \x1faTheir heading"),
        ("852", "  \x1fbTheir shelf"),
        ("856", "40\x1fuhttp://example.org/"),
        ("880", "10\x1f6245-01\x1fa傳翹"),
        ("949", "  \x1faTheir barcode"),
        ("952", "  \x1faTheir copy"),
    ],
)


def fields(record: Record, tag: str) -> list[str]:
    return list(record.all(tag))


def test_what_is_local_stays_where_it_was() -> None:
    ours = taken_over(FOREIGN, agency="AG")
    assert [tag for tag, _content in ours.fields] == ["008", "020", "035", "035", "040", "245", "650", "856", "880"]
    assert ours.leader == "00000nam a2200000 i 4500"


def test_its_number_and_agencies_are_kept_as_where_it_came_from() -> None:
    ours = taken_over(FOREIGN, agency="AG")
    assert fields(ours, "035") == ["  \x1fa(DLC)12345", "  \x1fa(OCoLC)777"]
    assert fields(ours, "040") == ["  \x1faDLC\x1fbeng\x1fcDLC\x1fdAG"]
    assert fields(taken_over(Record(ours.leader, ours.fields), agency="AG"), "040") == fields(ours, "040")


def test_a_record_without_agencies_gets_those_that_are_known() -> None:
    bare = Record(LEADER, [("001", "7"), ("245", "00\x1faX")])
    ours = taken_over(bare, agency="AG", from_agency="BT")
    assert fields(ours, "035") == ["  \x1fa(BT)7"]
    assert fields(ours, "040") == ["  \x1faBT\x1fcBT\x1fdAG"]
    unknown = taken_over(bare, agency="AG")
    assert fields(unknown, "035") == []
    assert fields(unknown, "040") == ["  \x1fdAG"]


OURS = Record(
    "00000nam a2200000   4500",
    [
        ("001", "LT1"),
        ("003", "AG"),
        ("005", "20260101000000.0"),
        ("035", "  \x1fa(X)1"),
        ("082", "04\x1fa895.9221"),
        ("245", "10\x1faTruyen Kieu"),
        ("520", "  \x1faOur summary"),
        ("690", "  \x1faAn Giang"),
        ("852", "  \x1fbOur shelf"),
        ("952", "  \x1faOur copy"),
    ],
)


def test_putting_one_over_ours_keeps_what_is_ours() -> None:
    merged = overlaid(OURS, taken_over(FOREIGN, agency="AG"), protected={"082", "520"})
    for tag in ("001", "003", "005", "082", "520", "690", "852", "952"):
        assert fields(merged, tag) == fields(OURS, tag), tag
    for tag in ("245", "650", "856", "020"):
        assert fields(merged, tag) == fields(FOREIGN, tag), tag
    assert sorted(fields(merged, "035")) == ["  \x1fa(DLC)12345", "  \x1fa(OCoLC)777", "  \x1fa(X)1"]
    assert [tag for tag, _content in merged.fields] == sorted(tag for tag, _content in merged.fields)
    assert merged.leader[5] == "n"


def test_what_is_not_protected_and_not_theirs_goes_and_the_difference_shows_it() -> None:
    merged = overlaid(OURS, taken_over(FOREIGN, agency="AG"), protected=())
    assert fields(merged, "520") == []
    assert fields(merged, "082") == []


def test_a_protected_field_that_we_lack_is_taken() -> None:
    merged = overlaid(OURS, taken_over(FOREIGN, agency="AG"), protected=expanded(["6XX"], OURS))
    assert fields(merged, "650") == [" 0\x1faPoetry"]


def test_tags_are_read_with_signs_for_any_figure() -> None:
    assert read_tags("082, 520;6xx 082") == (["082", "520", "6XX"], [])
    assert read_tags("245a 52 abc") == ([], ["245A", "52", "ABC"])
    assert expanded(["6XX", "520"], OURS) == {"690", "520"}


def test_a_unimarc_record_is_turned_and_says_so() -> None:
    unimarc = Record(
        "00000nam  2200000   450 ",
        [
            ("001", "FRBNF1"), ("010", "  \x1fa978-604-307-271-6"),
            ("100", "  \x1fa20200101d2020    m  y0frey50      ba"),
            ("101", "0 \x1favie"), ("200", "1 \x1faTruyện Kiều\x1ffNguyễn Du"),
            ("210", "  \x1faHà Nội\x1fcVăn học\x1fd2020"),
            ("700", " 1\x1faNguyễn\x1fbDu"), ("801", " 0\x1faFR\x1fbBnF"),
        ],
    )  # fmt: skip
    record, turned = as_marc21(unimarc)
    assert turned
    assert fields(record, "245") == ["  \x1faTruyện Kiều\x1fcNguyễn Du"]
    assert fields(record, "100") == ["  \x1faNguyễn, Du"]
    assert len(record.leader) == 24
    assert as_marc21(FOREIGN) == (FOREIGN, False)


def test_what_is_typed_becomes_one_question_of_words() -> None:
    asked = question({"isbn": " 978-604-307-271-6 ", "title": "Truyện Kiều (thơ)", "year": "in 2020", "any": ""})
    assert asked is not None
    assert list(clauses(asked)) == [
        Clause("isbn", "9786043072716"), Clause("title", "Truyện"), Clause("title", "Kiều"), Clause("title", "thơ"),
        Clause("year", "2020"),
    ]  # fmt: skip
    assert question({"title": " ?! ", "year": "x"}) is None
    assert len(list(clauses(question({"any": "a " * 100})))) == 8  # type: ignore[arg-type]
    assert union_query({"isbn": "8043072716", "title": "Kiều", "author": "Du", "year": "2020"}).endswith(
        "title:Kiều author:Du year:2020"
    )


def test_one_box_says_isbn_or_words() -> None:
    assert elsewhere_query("978-604-307-271-6") == "isbn=9786043072716"
    assert elsewhere_query("đất rừng") == "any=%C4%91%E1%BA%A5t+r%E1%BB%ABng"


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.key)
def test_every_known_catalogue_can_be_asked(known) -> None:
    assert known.indexes
    assert all(is_index(known.kind, text) for text in known.indexes.values())
    if known.kind == "z3950":
        assert read_address(known.address).port
