"""The form view of a record: what it shows, what it writes, and that it never touches what it does not show."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.cataloguing.rules.punctuation import bare, punctuated
from lienthu.cataloguing.rules.sheets import Typed, applied, entries, new_record, unseen
from lienthu.cataloguing.rules.taking_over import own_copy
from lienthu.cataloguing.rules.worksheets import BOOK, WORKSHEETS, sheet_for
from lienthu.lib.marc.coded import NEW_LEADER
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.validation import validate

ON = date(2026, 1, 5)
GENERAL = "260105s2020    vm            000 0 vie d"
KIEU = Record(
    NEW_LEADER,
    [
        ("001", "LT1"),
        ("008", GENERAL),
        ("020", "  \x1fa9786043072716\x1fqbìa cứng\x1fc95000 đ"),
        ("100", "0 \x1faNguyễn Du,\x1fd1765-1820"),
        ("245", "10\x1faTruyện Kiều =\x1fbThe tale of Kieu /\x1fcNguyễn Du\x1f6880-01"),
        ("260", "  \x1faHà Nội :\x1fbVăn học :\x1fbPhương Nam,\x1fc2020"),
        ("264", " 4\x1fc©2020"),
        ("650", " 4\x1faThơ\x1fzViệt Nam\x1fy19"),
        ("880", "10\x1f6245-01\x1fa傳翹"),
        ("998", "xx\x1fqlạ"),
    ],
)  # fmt: skip


def typed(record: Record, **changes: tuple[str, ...]) -> list[Typed]:
    """The whole form sent back as it was shown, with these groups' first entries otherwise."""
    found = []
    for key, shown in entries(BOOK, record).items():
        for number, entry in enumerate(shown):
            values = changes[key] if key in changes and number == 0 else entry.values
            found.append(Typed(key, entry.at, values))
    return found


def content(record: Record, tag: str) -> str | None:
    return record.first(tag)


def test_the_form_shows_plain_words_without_the_punctuation_between_them() -> None:
    shown = entries(BOOK, KIEU)
    assert shown["title"][0].values == ("Truyện Kiều", "The tale of Kieu", "", "", "Nguyễn Du")
    assert shown["imprint"][0].values == ("Hà Nội", "Văn học", "2020")
    assert shown["imprint"][0].rest == (("b", "Phương Nam,"),)
    assert shown["author"][0].values == ("Nguyễn Du", "1765-1820")
    assert shown["series"][0].at == -1


def test_sending_the_form_back_changes_nothing() -> None:
    assert applied(BOOK, KIEU, typed(KIEU)) == KIEU


def test_a_changed_title_keeps_its_mark_and_everything_else() -> None:
    changed = applied(BOOK, KIEU, typed(KIEU, title=("Kim Vân Kiều", "The tale of Kieu", "", "", "Nguyễn Du")))
    assert content(changed, "245") == "10\x1faKim Vân Kiều =\x1fbThe tale of Kieu /\x1fcNguyễn Du\x1f6880-01"
    assert [field for field in changed.fields if field[0] != "245"] == [
        field for field in KIEU.fields if field[0] != "245"
    ]


def test_new_words_are_punctuated_and_emptied_ones_go() -> None:
    volume = applied(BOOK, KIEU, typed(KIEU, title=("Truyện Kiều", "", "Tập 1", "Gặp gỡ", "Nguyễn Du")))
    assert content(volume, "245") == "10\x1faTruyện Kiều.\x1fnTập 1,\x1fpGặp gỡ /\x1fcNguyễn Du\x1f6880-01"
    priced = applied(BOOK, KIEU, typed(KIEU, isbn=("9786043072716", "")))
    assert content(priced, "020") == "  \x1fa9786043072716\x1fqbìa cứng"
    without = applied(BOOK, KIEU, typed(KIEU, author=("", "")))
    assert content(without, "100") is None
    assert (content(without, "245") or "")[:1] == "0"


def test_a_year_that_is_typed_is_coded_too() -> None:
    later = applied(BOOK, KIEU, typed(KIEU, imprint=("Hà Nội", "Văn học", "2021")))
    assert content(later, "008") == GENERAL[:7] + "2021" + GENERAL[11:]
    assert content(later, "260") == "  \x1faHà Nội :\x1fbVăn học :\x1fbPhương Nam,\x1fc2021"


def test_an_entry_that_is_removed_takes_its_whole_field_along() -> None:
    entry = entries(BOOK, KIEU)["subject"][0]
    gone = applied(BOOK, KIEU, [Typed("subject", entry.at, entry.values, gone=True)])
    assert content(gone, "650") is None
    assert len(gone.fields) == len(KIEU.fields) - 1


def test_what_the_form_has_no_place_for_is_told() -> None:
    assert [KIEU.fields[at][0] for at in unseen(BOOK, KIEU)] == ["264", "880", "998"]


def test_a_book_typed_from_nothing_is_a_sound_record() -> None:
    begun = new_record(BOOK, agency="HUE", on=ON)
    words = {
        "isbn": ("9786043072716", "95000 đ"),
        "title": ("Truyện Kiều", "truyện thơ", "", "", "Nguyễn Du"),
        "author": ("Nguyễn Du", "1765-1820"),
        "others": ("Đào Duy Anh", "chú giải"),
        "imprint": ("Hà Nội", "Văn học", "2020"),
        "extent": ("300 tr.", "", "21 cm", ""),
        "class": ("895.9221", "NG-D", "23"),
        "subject": ("Thơ", "", "Việt Nam", ""),
    }
    record = applied(BOOK, begun, typed(begun, **words))
    assert validate(record, on=ON) == []
    assert record.fields == [
        ("008", "260105s2020    vm            000 0 vie d"),
        ("020", "  \x1fa9786043072716\x1fc95000 đ"),
        ("040", "  \x1faHUE\x1fbvie"),
        ("082", "04\x1fa895.9221\x1fbNG-D\x1f223"),
        ("100", "0 \x1faNguyễn Du,\x1fd1765-1820"),
        ("245", "10\x1faTruyện Kiều :\x1fbtruyện thơ /\x1fcNguyễn Du"),
        ("260", "  \x1faHà Nội :\x1fbVăn học,\x1fc2020"),
        ("300", "  \x1fa300 tr. ;\x1fc21 cm"),
        ("650", " 4\x1faThơ\x1fzViệt Nam"),
        ("700", "0 \x1faĐào Duy Anh,\x1fechú giải"),
    ]  # fmt: skip


@pytest.mark.parametrize("key", WORKSHEETS)
def test_every_form_begins_a_record_that_wants_only_its_words(key: str) -> None:
    record = new_record(WORKSHEETS[key], agency="HUE", on=ON)
    codes = {finding.code for finding in validate(record, on=ON)}
    assert codes <= {"no-title", "no-publication", "no-extent", "no-class"}
    assert sheet_for(record).key in (key, "book")


@pytest.mark.parametrize("sheet", WORKSHEETS.values(), ids=WORKSHEETS)
def test_no_two_boxes_of_a_form_write_the_same_place(sheet: object) -> None:
    assert sheet in WORKSHEETS.values()
    groups = sheet.groups()  # type: ignore[attr-defined]
    assert len({group.key for group in groups}) == len(groups)
    for group in groups:
        codes = [box.code for box in group.boxes]
        assert len(set(codes)) == len(codes)


SUBFIELDS = st.lists(
    st.tuples(st.sampled_from("abcdenptxyz6"), st.text("aă =:/;,.1", max_size=6)), min_size=1, max_size=5
).map(lambda parts: "".join(f"\x1f{code}{text}" for code, text in parts))
FIELDS = st.lists(
    st.tuples(st.sampled_from(["020", "100", "245", "260", "264", "490", "500", "650", "700", "856", "949", "999"]),
              SUBFIELDS.map(lambda text: "1 " + text)),
    max_size=8,
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(FIELDS, st.sampled_from(list(WORKSHEETS.values())))
def test_no_record_loses_anything_in_any_form(fields: list[tuple[str, str]], sheet: object) -> None:
    record = Record(NEW_LEADER, fields)
    sent = [
        Typed(key, entry.at, tuple(" ".join(value.split()) for value in entry.values))
        for key, shown in entries(sheet, record).items()  # type: ignore[arg-type]
        for entry in shown
    ]
    assert applied(sheet, record, sent) == record  # type: ignore[arg-type]


def test_punctuation_is_left_out_where_the_leader_says_so() -> None:
    parts = [("a", "Truyện Kiều"), ("c", "Nguyễn Du")]
    assert punctuated("245", parts, [], "00000nam a2200000 c 4500") == parts
    assert punctuated("245", parts, [], NEW_LEADER) == [("a", "Truyện Kiều /"), ("c", "Nguyễn Du")]
    assert bare("500", "Có tranh : màu ;") == "Có tranh : màu ;"


def test_a_record_taken_over_leaves_what_is_the_others_own() -> None:
    theirs = Record("00000cam a2200000 i 4500", [*KIEU.fields, ("035", "  \x1fa(X)1"), ("852", "  \x1fpB1")])
    ours = own_copy(theirs)
    assert [tag for tag, _content in ours.fields] == ["008", "020", "100", "245", "260", "264", "650", "880"]
    assert ours.leader[5] == "n"
