"""ISO 2709 as it really comes: wrong lengths, wrong flags, things between records."""

import gzip
import zipfile
from pathlib import Path

import pytest

from lienthu.lib.marc import iso2709
from lienthu.lib.marc.canonical import digest
from lienthu.lib.marc.marc8 import decode_marc8
from lienthu.lib.marc.problems import REASONS
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.source import Bad, Parsed, UnreadableFile, open_source
from lienthu.lib.marc.tests.samples import BOOK, read, record_of, written
from lienthu.lib.marc.write import to_iso2709
from lienthu.lib.vietnamese import encode

ONE = to_iso2709(BOOK)
TITLE = "Đất rừng phương Nam : truyện"


def numbered(count: int) -> list[Record]:
    return [Record(BOOK.leader, [("001", f"vn{at}"), *BOOK.fields[1:]]) for at in range(count)]


def in_bytes(record: Record, encoding: str, *, flag: bytes = b" ") -> bytes:
    """The record as a system of before Unicode wrote it, with lengths that are right."""
    fields = [
        (tag, b"\x1f".join(encode(part, encoding) for part in content.split("\x1f")) + b"\x1e")
        for tag, content in record.fields
    ]
    directory, start = b"", 0
    for tag, data in fields:
        directory += f"{tag}{len(data):04}{start:05}".encode()
        start += len(data)
    base = 25 + len(directory)
    head = f"{base + start + 1:05}nam ".encode() + flag + f"22{base:05} a 4500".encode()
    return head + directory + b"\x1e" + b"".join(data for _, data in fields) + b"\x1d"


def only(path: Path, **options: str) -> Parsed | Bad:
    _, found = read(path, **options)
    assert len(found) == 1
    return found[0]


def test_a_record_comes_with_its_bytes_number_facts_and_copies(tmp_path: Path) -> None:
    result = only(written(tmp_path, ONE))
    assert isinstance(result, Parsed)
    assert (result.raw, result.control_number, result.deleted) == (ONE, "vn1", False)
    assert result.digest == digest(BOOK)
    assert result.facts.title == TITLE
    assert [copy.barcode for copy in result.copies] == ["VN0001"]


def test_status_d_in_the_leader_means_deleted(tmp_path: Path) -> None:
    result = only(written(tmp_path, ONE[:5] + b"d" + ONE[6:]))
    assert isinstance(result, Parsed)
    assert result.deleted


@pytest.mark.parametrize("flag", [b"a", b" "])
def test_utf8_is_read_with_and_without_its_flag(tmp_path: Path, flag: bytes) -> None:
    source, found = read(written(tmp_path, ONE[:9] + flag + ONE[10:]))
    assert source.encoding == "utf-8"
    assert isinstance(found[0], Parsed)
    assert found[0].facts.title == TITLE
    assert found[0].digest == digest(BOOK)


@pytest.mark.parametrize("flag", [b"a", b" "])
@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "vps", "cp1258"])
def test_a_file_in_an_encoding_of_before_unicode_is_recognised(tmp_path: Path, encoding: str, flag: bytes) -> None:
    records = numbered(5)
    data = b"".join(in_bytes(record, encoding, flag=flag) for record in records)
    source, found = read(written(tmp_path, data))
    assert source.encoding == encoding
    assert [record_of(result, source).first("001") for result in found] == [f"vn{at}" for at in range(5)]
    title = record_of(found[0], source).first("245")
    assert title is not None
    assert title.lower() == BOOK.first("245").lower()  # type: ignore[union-attr]


def test_records_in_utf8_and_in_tcvn3_may_stand_in_one_file(tmp_path: Path) -> None:
    data = ONE + b"".join(in_bytes(record, "tcvn3") for record in numbered(4))
    source, found = read(written(tmp_path, data))
    assert source.encoding == "tcvn3"
    assert [result.facts.subjects for result in found if isinstance(result, Parsed)] == [
        ("Văn học thiếu nhi – Việt Nam",)
    ] * 5


def test_the_encoding_may_be_said_by_hand(tmp_path: Path) -> None:
    record = Record(BOOK.leader, [("245", "10\x1faLà")])
    result = only(written(tmp_path, in_bytes(record, "tcvn3")), encoding="tcvn3")
    assert isinstance(result, Parsed)
    assert result.facts.title == "Là"


def test_utf8_with_damage_is_refused_rather_than_guessed_at(tmp_path: Path) -> None:
    result = only(written(tmp_path, ONE.replace("rừng".encode(), "rừng".encode()[:3] + b"\xff" + b"ng")))
    assert isinstance(result, Bad)
    assert result.code == "broken-utf8"
    assert result.reason.startswith(REASONS["broken-utf8"])


def test_marc8_with_vietnamese_marks_is_read() -> None:
    assert decode_marc8(b"Nguy\xe3\xe4en Du, Truy\xe3\xf2en Ki\xe3\xe1eu") == "Nguyễn Du, Truyện Kiều"
    assert decode_marc8(b"Ph\xbd\xbcng \xb3\xf2\xbc") == "Phương đợ"
    assert decode_marc8(b"\x1b(N\x4d\x49\x52\x1b(B = mir") == "мир = mir"


@pytest.mark.parametrize(
    "between",
    [b"", b"\n", b"\r\n", b"\x1a", b"\x00\x00", b"\n\n  \n"],
    ids=["nothing", "lf", "crlf", "eof", "nul", "blank"],
)
def test_what_stands_between_records_is_passed_over_and_not_counted(tmp_path: Path, between: bytes) -> None:
    data = between.join(to_iso2709(record) for record in numbered(3)) + between
    _, found = read(written(tmp_path, data))
    assert [result.control_number for result in found if isinstance(result, Parsed)] == ["vn0", "vn1", "vn2"]
    assert [result.raw for result in found] == [to_iso2709(record) for record in numbered(3)]


def test_lengths_that_count_characters_instead_of_bytes_do_no_harm(tmp_path: Path) -> None:
    texts = [(tag, content + "\x1e") for tag, content in BOOK.fields]
    directory, start = "", 0
    for tag, text in texts:
        directory += f"{tag}{len(text):04}{start:05}"
        start += len(text)
    head = f"00300nam a22{25 + len(directory):05} a 4500{directory}\x1e"
    result = only(written(tmp_path, (head + "".join(text for _, text in texts) + "\x1d").encode()))
    assert isinstance(result, Parsed)
    assert result.digest == digest(BOOK)


@pytest.mark.parametrize("wrong", [b"00000", b"99999", b"     ", b"x1234"])
def test_a_wrong_record_length_does_no_harm(tmp_path: Path, wrong: bytes) -> None:
    _, found = read(written(tmp_path, ONE + wrong + ONE[5:] + ONE))
    assert [result.digest for result in found if isinstance(result, Parsed)] == [digest(BOOK)] * 3


def test_fields_that_lie_in_another_order_than_the_directory_keep_their_tags() -> None:
    head, *data, end = ONE.split(b"\x1e")
    entries = [head[at : at + 12] for at in range(24, len(head), 12)]
    shuffled = head[:24] + b"".join(entries[::-1]) + b"\x1e" + b"\x1e".join(data) + b"\x1e" + end
    assert iso2709.parse(shuffled, encoding="utf-8").fields == BOOK.fields[::-1]


def test_a_field_terminator_inside_a_field_is_told_by_the_directory() -> None:
    inside = Record(BOOK.leader, [("500", "  \x1fabefore-after"), ("520", "  \x1faothers")])
    data = to_iso2709(inside).replace(b"-", b"\x1e")
    assert iso2709.parse(data, encoding="utf-8").fields == [("500", "  \x1fabeforeafter"), ("520", "  \x1faothers")]


def test_a_second_length_before_the_leader_is_passed_over() -> None:
    assert iso2709.parse(ONE[:5] + ONE, encoding="utf-8").fields == BOOK.fields


def test_the_last_record_needs_no_terminator_if_it_is_whole(tmp_path: Path) -> None:
    _, found = read(written(tmp_path, ONE + ONE[:-1]))
    assert [type(result) for result in found] == [Parsed, Parsed]


def test_a_last_record_that_was_cut_off_is_kept_and_explained(tmp_path: Path) -> None:
    _, found = read(written(tmp_path, ONE + ONE[:-90]))
    assert isinstance(found[0], Parsed)
    assert isinstance(found[1], Bad)
    assert (found[1].code, found[1].raw) == ("cut-off", ONE[:-90])


def test_a_bad_record_never_stops_a_file(tmp_path: Path) -> None:
    broken = ONE[:30] + b"\x1e" + ONE[31:]
    _, found = read(written(tmp_path, ONE + broken + b"garbage of some length, not a record\x1d" + b"x\x1d" + ONE))
    assert [result.code if isinstance(result, Bad) else "good" for result in found] == [
        "good",
        "broken-directory",
        "not-marc",
        "too-short",
        "good",
    ]


@pytest.mark.parametrize(
    ("kind", "code"),
    [(b"z", "authority"), (b"u", "holdings"), (b"v", "holdings"), (b"w", "classification"), (b"q", "community")],
)
def test_records_that_describe_no_book_are_told_apart(tmp_path: Path, kind: bytes, code: str) -> None:
    result = only(written(tmp_path, ONE[:6] + kind + ONE[7:]))
    assert isinstance(result, Bad)
    assert result.code == code


def test_a_packed_file_is_read_as_if_it_were_not(tmp_path: Path) -> None:
    archive = tmp_path / "file.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inside.mrc", ONE * 3)
    for path in (archive, written(tmp_path, gzip.compress(ONE * 3), "file.mrc.gz")):
        source, found = read(path)
        assert len(found) == 3
        assert list(source.blocks())[-1].reached == source.size == path.stat().st_size


def test_a_packed_file_that_is_damaged_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        open_source(written(tmp_path, gzip.compress(ONE * 3)[:-30], "file.mrc.gz"))


def test_blocks_are_of_bounded_size_and_hold_every_record_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, b"".join(to_iso2709(record) for record in numbered(6000)))
    source, found = read(path)
    blocks = list(source.blocks())
    assert len(blocks) > 2
    assert all(len(block.payload) <= 2 << 20 for block in blocks)
    assert [result.control_number for result in found if isinstance(result, Parsed)] == [
        f"vn{at}" for at in range(6000)
    ]


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.mrc", "empty"),
        (b" \r\n\x00", "a.mrc", "empty"),
        (b"%PDF-1.7 ...", "a.mrc", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "a.xml", "picture"),
        (b"\x00\x01\x02" * 200, "base.mst", "export the base in ISIS"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "list.xls", "XLSX"),
        (b"<html><body>", "a.xml", "web page"),
        (b"just a letter to a friend", "a.txt", "not a file of records"),
        (b"{}", "a.json", "without MARC records"),
        (b"002@ \x1f0Aau\x1e003@ \x1f001", "a.dat", "PICA"),
        (b"<a><b/></a>", "a.xml", "without a single record"),
    ],
)
def test_a_file_that_is_no_file_of_records_is_refused_with_advice(
    tmp_path: Path, data: bytes, name: str, says: str
) -> None:
    with pytest.raises(UnreadableFile, match=says) as refusal:
        open_source(written(tmp_path, data, name))
    assert str(refusal.value).startswith(name)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("option", [{"format": "docx"}, {"encoding": "utf-7"}])
def test_an_unknown_format_or_encoding_is_refused_with_the_choices(tmp_path: Path, option: dict[str, str]) -> None:
    with pytest.raises(UnreadableFile, match="choose auto or one of"):
        open_source(written(tmp_path, ONE), **option)
