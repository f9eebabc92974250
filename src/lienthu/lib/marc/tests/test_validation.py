"""A record held against the schema: what is found, where, and that each fix answers what it was offered for."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.lib.marc.coded import NEW_LEADER, new_general, positions, with_positions
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.schema import kind_of_008, marc21
from lienthu.lib.marc.validation import FIXES, SENTENCES, Finding, apply, validate
from lienthu.lib.marc.written import content_of, indicators_of, text_of, with_added

ON = date(2026, 1, 5)
GENERAL = "260105s2020    vm            000 0 vie d"
SOUND = [
    ("001", "LT1"),
    ("008", GENERAL),
    ("020", "  \x1fa9786043072716\x1fc95000 đ"),
    ("082", "04\x1fa895.9221\x1f223"),
    ("100", "0 \x1faNguyễn Du"),
    ("245", "10\x1faTruyện Kiều /\x1fcNguyễn Du"),
    ("260", "  \x1faHà Nội :\x1fbVăn học,\x1fc2020"),
    ("300", "  \x1fa300 tr. ;\x1fc21 cm"),
    ("650", " 4\x1faThơ\x1fzViệt Nam"),
]  # fmt: skip


def record(*changed: tuple[str, str], without: str = "", leader: str = NEW_LEADER) -> Record:
    """The sound record with these fields in place of those of their tags, or beside them, in order."""
    given_tags = {tag for tag, _content in changed}
    kept = [field for field in SOUND if field[0] not in given_tags and field[0] != without]
    return Record(leader, sorted([*kept, *changed], key=lambda field: field[0]))


def findings(given_record: Record) -> dict[str, Finding]:
    return {finding.code: finding for finding in validate(given_record, on=ON)}


def test_nothing_is_said_of_a_sound_record() -> None:
    assert validate(record(), on=ON) == []


CASES = [
    ("no-title", record(without="245"), "245", "error"),
    ("no-title", record(("245", "10\x1fbthơ")), "245", "error"),
    ("no-control-data", record(without="008"), "008", "warning"),
    ("no-publication", record(without="260"), "260", "note"),
    ("no-extent", record(without="300"), "300", "note"),
    ("no-class", record(without="082"), "082", "note"),
    ("no-host", record(leader=NEW_LEADER[:7] + "a" + NEW_LEADER[8:]), "773", "warning"),
    ("is-a-part", record(("773", "0 \x1ftTạp chí Sông Hương")), "LDR", "warning"),
    ("bad-tag", record(("24", "10\x1faTruyện Kiều")), "24", "error"),
    ("unknown-tag", record(("248", "  \x1fax")), "248", "warning"),
    ("repeated", record(("100", "0 \x1faNguyễn Du"), ("100", "0 \x1faTố Như")), "100", "warning"),
    ("repeated", record(("245", "10\x1faA"), ("245", "10\x1faB")), "245", "error"),
    ("empty-field", record(("500", "  ")), "500", "note"),
    ("bad-indicator", record(("260", "7 \x1faHà Nội\x1fc2020")), "260", "warning"),
    ("bad-indicator", record(("245", "1x\x1faTruyện Kiều")), "245", "warning"),
    ("title-entry", record(("245", "00\x1faTruyện Kiều")), "245", "note"),
    ("no-title-entry", record(without="100"), "245", "note"),
    ("unknown-subfield", record(("300", "  \x1fa300 tr.\x1fx5")), "300", "warning"),
    ("repeated-subfield", record(("245", "10\x1faA\x1faB")), "245", "warning"),
    ("missing-subfield", record(("650", " 4\x1fzViệt Nam")), "650", "warning"),
    ("empty-subfield", record(("300", "  \x1fa300 tr.\x1fb")), "300", "note"),
    ("spaces", record(("300", "  \x1fa300  tr. ")), "300", "note"),
    ("isbn", record(("020", "  \x1fa9786043072717")), "020", "warning"),
    ("issn", record(("022", "  \x1fa1859-1532")), "022", "warning"),
    ("length", record(("008", GENERAL[:30])), "008", "warning"),
    ("bad-code", record(("008", GENERAL[:33] + "9" + GENERAL[34:])), "008", "warning"),
    ("bad-code", record(leader=NEW_LEADER[:5] + "q" + NEW_LEADER[6:]), "LDR", "warning"),
    ("year-differs", record(("260", "  \x1faHà Nội\x1fc1999")), "008", "warning"),
    ("unimarc", Record(NEW_LEADER, [("200", "1 \x1faTruyện Kiều")]), "", "note"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "given_record", "tag", "severity"), CASES, ids=[f"{c[0]} {c[2]}" for c in CASES])
def test_each_trouble_is_found_in_its_place(code: str, given_record: Record, tag: str, severity: str) -> None:
    found = findings(given_record)[code]
    assert (found.tag, found.severity) == (tag, severity)
    assert "%" not in SENTENCES[code] % found.values
    if found.at >= 0:
        assert given_record.fields[found.at][0] == tag


@pytest.mark.parametrize("given_record", [case[1] for case in CASES])
def test_a_fix_answers_what_it_was_offered_for(given_record: Record) -> None:
    before = validate(given_record, on=ON)
    for finding in before:
        if finding.fix is None:
            continue
        assert FIXES[finding.fix.code] % finding.fix.values
        after = validate(apply(given_record, finding.fix), on=ON)
        assert [each[:5] for each in after].count(finding[:5]) < [each[:5] for each in before].count(finding[:5])


def test_every_sentence_is_tried() -> None:
    assert {case[0] for case in CASES} == set(SENTENCES)


def test_a_wrong_isbn_goes_to_z_and_stays_readable() -> None:
    fixed = findings(record(("020", "  \x1fa604-307-271-X\x1fc95000 đ")))["isbn"].fix
    assert fixed is not None
    assert fixed.content == "  \x1fz604-307-271-X\x1fc95000 đ"


def test_fields_of_the_librarys_own_are_left_alone() -> None:
    own = record(("952", "  \x1fpB1\x1foabc"), ("690", "x9\x1faĐịa chí\x1f912"), ("599", "  \x1fq1"))
    assert validate(own, on=ON) == []


def test_a_general_field_is_built_from_what_the_record_says() -> None:
    fix = findings(record(without="008"))["no-control-data"].fix
    assert fix is not None
    assert fix.content == "260105s2020    vm            000 0 vie d"
    assert len(fix.content) == 40


@pytest.mark.parametrize("kind", ["at", "am", "as", "gm", "jm", "im", "em", "mm", "pc", "km"])
def test_a_new_general_field_of_every_kind_is_sound(kind: str) -> None:
    leader = NEW_LEADER[:6] + kind + NEW_LEADER[8:]
    for element, text in positions("008", new_general(leader, ON), leader):
        assert element.values.allows(text), element


def test_positions_are_set_and_the_kind_of_record_brings_its_own() -> None:
    film = with_positions(record(), {"LDR_06": "g", "008_35-37": "eng", "008_22": "j"}, ON)
    assert kind_of_008(film.leader) == "VM"
    general = film.first("008")
    assert general is not None
    assert (general[18:21], general[33], general[35:38], len(general)) == ("---", "v", "eng", 40)
    assert general[7:11] == "2020"
    child = with_positions(record(), {"008_22": "j", "008_00-05": "999999", "nonsense": "x"}, ON)
    assert child.first("008") == GENERAL[:22] + "j" + GENERAL[23:]


def test_the_schema_says_everything_in_both_languages() -> None:
    assert len(marc21()) > 170
    for field in marc21().values():
        labels = [field.label, *(sub.label for sub in (field.subfields or {}).values())]
        for element in (*field.positions, *(each for kind in field.types.values() for each in kind)):
            labels += [element.values.label, *element.values.codes.values()]
        for codes in field.indicators:
            labels += [codes.label, *codes.codes.values()] if codes else []
        assert all(label.en and label.vi for label in labels), field.tag


def test_the_positions_of_a_control_field_do_not_overlap() -> None:
    for kind in marc21()["008"].types:
        elements = marc21()["008"].elements(kind)
        assert all(one.end <= other.start for one, other in itertools.pairwise(elements)), kind
        assert elements[-1].end == 40


# --- as a cataloguer writes it

VALUES = st.text(st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="\ufffe\uffff"), max_size=20)


@given(
    st.text(" 0123456789x", min_size=2, max_size=2),
    st.lists(st.tuples(st.sampled_from("abc9z"), VALUES), min_size=1, max_size=5),
)
def test_a_field_written_out_reads_back_the_same(indicators: str, parts: list[tuple[str, str]]) -> None:
    content = "\x1f".join([indicators, *(code + text for code, text in parts)])
    assert content_of("245", indicators_of(content), text_of("245", content)) == content


@pytest.mark.parametrize(
    ("tag", "indicators", "text", "content"),
    [
        ("245", "10", "Truyện Kiều", "10\x1faTruyện Kiều"),
        ("245", "1", "$aGiá $$5$b$$", "1 \x1faGiá $5\x1fb$"),
        ("260", "##", "  $aHà Nội", "  \x1faHà Nội"),
        ("001", "##", "LT$1", "LT$1"),
        ("500", "", "", "  "),
        ("245", "10", "$a", "10\x1fa"),
    ],
)
def test_what_is_written_is_understood(tag: str, indicators: str, text: str, content: str) -> None:
    assert content_of(tag, indicators, text) == content


def test_a_new_field_goes_behind_the_last_of_its_kind() -> None:
    tags = [tag for tag, _content in with_added(record(), "246", "3 \x1faKim Vân Kiều").fields]
    assert tags == ["001", "008", "020", "082", "100", "245", "246", "260", "300", "650"]
