"""Exporting and importing again changes nothing, whatever the record came from."""

import io
import unicodedata
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.marc import iso2709, marcjson, marcxml
from lienthu.lib.marc.canonical import control_number, digest
from lienthu.lib.marc.copies import copies_of
from lienthu.lib.marc.extract import facts_of
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.source import Parsed, parse
from lienthu.lib.marc.tests.samples import BOOK, name_of, opened, read, results, shared_files, written
from lienthu.lib.marc.write import FORMATS, to_iso2709, to_json, to_marcxml, write_all


def again(record: Record) -> dict[str, Record]:
    """The record written and read in each format."""
    return {
        "iso2709": iso2709.parse(to_iso2709(record), encoding="utf-8"),
        "marcxml": marcxml.parse(to_marcxml(record).encode(), encoding="utf-8"),
        "json": marcjson.parse(orjson.dumps(to_json(record))),
    }


def test_every_sample_survives_every_writer_with_the_same_digest() -> None:
    compared = 0
    for path in shared_files():
        source = opened(path)
        for result in results(source, most=4) if source else ():
            if not isinstance(result, Parsed):
                continue
            record = parse(result.raw, format=source.format, encoding=source.encoding, columns=source.columns)
            assert (digest(record), control_number(record)) == (result.digest, result.control_number)
            for format, back in again(record).items():
                assert digest(back) == result.digest, (name_of(path), result.position, format)
                assert control_number(back) == result.control_number, (name_of(path), result.position, format)
                compared += 1
    assert compared > 2500


@pytest.mark.parametrize("format", FORMATS)
def test_a_whole_file_is_written_and_read_with_facts_and_copies(format: str, tmp_path: Path) -> None:
    other = Record(BOOK.leader, [("001", "vn2"), *BOOK.fields[1:]])
    stream = io.BytesIO()
    assert write_all([BOOK, other], format, stream) == 2
    source, found = read(written(tmp_path, stream.getvalue(), "out" + FORMATS[format]))
    assert source.format == format
    assert source.encoding == "utf-8"
    for record, result in zip((BOOK, other), found, strict=True):
        assert isinstance(result, Parsed)
        assert result.digest == digest(record)
        assert result.facts == facts_of(record)
        assert result.copies == copies_of(record)


def test_another_export_format_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="choose one of iso2709, marcxml, json"):
        write_all([BOOK], "docx", io.BytesIO())


def test_a_record_beyond_what_iso_2709_can_count_is_written_whole_and_read_back() -> None:
    long = Record(BOOK.leader, [*BOOK.fields, *(("500", "  \x1fa" + "ghi chú " * 2000) for _ in range(10))])
    data = to_iso2709(long)
    assert len(data) > 99_999
    assert data[:5] == b"99999"
    assert iso2709.parse(data, encoding="utf-8").fields == long.fields


def test_composed_and_decomposed_letters_give_one_digest() -> None:
    apart = Record(BOOK.leader, [(tag, unicodedata.normalize("NFD", content)) for tag, content in BOOK.fields])
    assert apart.fields != BOOK.fields
    assert digest(apart) == digest(BOOK)


@pytest.mark.parametrize(
    ("position", "matters"),
    [(0, False), (5, True), (8, True), (9, False), (12, False), (17, True), (19, True), (20, False)],
)
def test_only_what_the_leader_says_of_the_work_is_in_the_digest(position: int, matters: bool) -> None:
    leader = BOOK.leader[:position] + "x" + BOOK.leader[position + 1 :]
    assert (digest(Record(leader, BOOK.fields)) != digest(BOOK)) == matters


def test_the_order_of_fields_and_their_tags_are_in_the_digest() -> None:
    assert digest(Record(BOOK.leader, BOOK.fields[::-1])) != digest(BOOK)
    assert digest(Record(BOOK.leader, [("002", "vn1"), *BOOK.fields[1:]])) != digest(BOOK)


def test_a_mark_that_opens_a_subfield_does_not_melt_into_its_code() -> None:
    record = Record(BOOK.leader, [("245", "10\x1fa\u0301e\x1fb\u0302")])
    for format, back in again(record).items():
        assert [part[0] for part in back.fields[0][1].split("\x1f")[1:]] == ["a", "b"], format
        assert digest(back) == digest(record), format


TEXT = st.text(max_size=12)
TAGS = st.from_regex(r"[0-9A-Za-z]{3}", fullmatch=True)
CONTENTS = st.one_of(TEXT, st.lists(TEXT, min_size=1, max_size=5).map("\x1f".join))
RECORDS = st.builds(Record, st.text(max_size=26), st.lists(st.tuples(TAGS, CONTENTS), min_size=1, max_size=6))


@settings(max_examples=60, deadline=None)
@given(RECORDS)
def test_whatever_text_a_record_holds_it_survives_every_writer(record: Record) -> None:
    for format, back in again(record).items():
        assert digest(back) == digest(record), format
        assert control_number(back) == control_number(record), format
        assert facts_of(back) == facts_of(record), format
