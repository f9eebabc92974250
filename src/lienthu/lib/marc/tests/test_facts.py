"""What is taken out of a record, and the copies that it states."""

import pytest

from lienthu.lib.marc.copies import KNOWN, CopyMapping, copies_of, detect_layout
from lienthu.lib.marc.extract import facts_of
from lienthu.lib.marc.facts import CopyFacts, Facts
from lienthu.lib.marc.identifiers import isbn13, issn, lccn, oclc
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.tests.samples import BOOK


def facts(*fields: tuple[str, str], leader: str = BOOK.leader) -> Facts:
    return facts_of(Record(leader, list(fields)))


def test_a_book_has_its_facts_without_punctuation_between_elements() -> None:
    assert facts_of(BOOK) == Facts(
        kind="book",
        carrier="print",
        title="Đất rừng phương Nam : truyện",
        parts=(),
        responsibility="Đoàn Giỏi",
        authors=("Đoàn, Giỏi, 1925-1989",),
        edition="Tái bản lần thứ 3",
        place="Hà Nội",
        publisher="Kim Đồng",
        year=2019,
        extent="303tr.",
        languages=("vie",),
        isbns=("9786042134408",),
        issns=(),
        numbers=(),
        subjects=("Văn học thiếu nhi – Việt Nam",),
        series=("Tủ sách vàng ; 5",),
        ddc=("895.92234|23",),
        uniform_title="",
        summary="",
        links=(),
    )


def test_an_empty_record_states_nothing() -> None:
    assert facts(("001", "x")) == Facts(
        "book", "", "", (), "", (), "", "", "", None, "", (), (), (), (), (), (), (), "", "", ()
    )


def test_parts_keep_their_order_and_parallel_titles_their_sign() -> None:
    found = facts(("245", "10\x1faNgữ văn 6.\x1fnTập 1,\x1fpSách giáo viên =\x1fbLiterature /\x1fcNguyễn A"))
    assert (found.title, found.parts) == ("Ngữ văn 6 = Literature", ("Tập 1", "Sách giáo viên"))
    assert facts(("245", "10\x1faTắt đèn =\x1fbWhen the light's out")).title == "Tắt đèn = When the light's out"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\x1faTolkien, J. R. R.", "Tolkien, J. R. R."),
        ("\x1faNguyễn, Du,\x1fd1765-1820.", "Nguyễn, Du, 1765-1820"),
        ("\x1faNam Cao.", "Nam Cao"),
        ("\x1faKing, Martin Luther,\x1fcJr.", "King, Martin Luther, Jr."),
        ("\x1faTô Hoài,\x1fetác giả", "Tô Hoài"),
        ("\x1faVerne, Jules.\x1ftHai vạn dặm", ""),
    ],
)
def test_names_are_as_written_without_relators_and_works(name: str, shown: str) -> None:
    assert facts(("700", "1 " + name)).authors == ((shown,) if shown else ())


@pytest.mark.parametrize(
    ("general", "statement", "year"),
    [
        ("200101s2019    vm", "2018", 2019),
        ("200101m19uu9999vm", "[19--]", None),
        ("", "In lần 2, 2005.", 2005),
        ("200101n", "©1998-2001", 1998),
        ("", "Quý 3", None),
        ("200101s0019    vm", "", None),
    ],
)
def test_the_year_is_a_plain_one_or_none(general: str, statement: str, year: int | None) -> None:
    assert facts(("008", general), ("260", f"  \x1fc{statement}")).year == year


def test_publication_is_read_from_264_with_second_indicator_1() -> None:
    found = facts(("264", " 4\x1fc©2001"), ("264", " 1\x1faHuế :\x1fbThuận Hóa,\x1fc[2002]"))
    assert (found.place, found.publisher) == ("Huế", "Thuận Hóa")


@pytest.mark.parametrize(
    ("fields", "leader", "kind", "carrier"),
    [
        ([("007", "cr |||"), ("300", "  \x1fa1 nguồn")], "nam", "book", "online"),
        ([("338", "  \x1faonline resource\x1fbcr")], "nam", "book", "online"),
        ([("338", "  \x1favolume")], "nam", "book", "print"),
        ([("245", "00\x1faX\x1fh[microform]")], "nam", "book", "microform"),
        ([("008", "200101s2019    vm      o     000 0 vie  ")], "nam", "book", "online"),
        ([("008", "200101s2019    vm      f     000 0 vie  ")], "nam", "book", "braille"),
        ([("008", "200101s2019    vm            000 0 vie  ")], "nam", "book", "print"),
        ([("300", "  \x1fa303 tr.")], "nam", "book", "print"),
        ([("300", "  \x1fa1 CD-ROM")], "nam", "book", "electronic"),
        ([], "nas", "serial", ""),
        ([], "naa", "article", ""),
        ([("007", "sd f")], "njm", "audio", "audio"),
        ([], "ngm", "video", "video"),
        ([], "nem", "map", ""),
        ([], "ncm", "score", ""),
        ([], "ntm", "manuscript", "manuscript"),
        ([], "nmm", "computer", ""),
        ([], "nom", "kit", ""),
        ([], "nkm", "image", ""),
        ([], "nrm", "other", ""),
    ],
)
def test_kind_and_carrier(fields: list[tuple[str, str]], leader: str, kind: str, carrier: str) -> None:
    found = facts(("001", "x"), *fields, leader=f"00000{leader} a2200000 a 4500")
    assert (found.kind, found.carrier) == (kind, carrier)


def test_languages_come_from_008_and_041_once_each() -> None:
    general = ("008", "200101s2019    vm            000 0 vie  ")
    assert facts(general, ("041", "1 \x1favie\x1faeng\x1fhfre")).languages == ("vie", "eng")
    assert facts(("041", "0 \x1faengfrevie")).languages == ("eng", "fre", "vie")
    assert facts(("008", "200101s2019    vm            000 0 und  ")).languages == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("978-604-2-13440-8", "9786042134408"),
        ("0855275103 (pbk)", "9780855275105"),
        ("080442957X", "9780804429573"),
        ("0-8044-2957-x :", "9780804429573"),
        ("9786042134409", ""),
        ("0855275104", ""),
        ("ISBN 978 604 213440 8", "9786042134408"),
        ("", ""),
        ("65000đ", ""),
        ("1234567890123", ""),
        ("٩٧٨٦٠٤٢١٣٤٤٠٨", ""),
        ("9786042134408đ", ""),
    ],
)
def test_isbns_are_checked_and_raised_to_13_digits(text: str, number: str) -> None:
    assert isbn13(text) == number


def test_other_numbers_are_normalised_and_named_by_their_scheme() -> None:
    assert issn("0866-7276") == "0866-7276"
    assert issn("0866-7277") == ""
    assert issn("2434-561x") == "2434-561X"
    assert lccn("  85-2 ") == "85000002"
    assert lccn("n 78890351 ") == "n78890351"
    assert lccn("rubbish") == ""
    assert oclc("(OCoLC)ocm00302717 ") == "302717"
    assert oclc("(DLC)302717") == ""
    found = facts(
        ("010", "  \x1fa   00055556 "),
        ("035", "  \x1fa(OCoLC)233996037"),
        ("024", "3 \x1fa8935278605546"),
        ("024", "7 \x1fa10.1000/x-1\x1f2doi"),
        ("024", "8 \x1faunknown"),
    )
    assert found.numbers == ("lccn:00055556", "oclc:233996037", "ean:8935278605546", "doi:10.1000/x-1")


def test_subjects_series_and_links() -> None:
    found = facts(
        ("600", "14\x1faHồ, Chí Minh,\x1fd1890-1969\x1fxThơ."),
        ("653", "  \x1faTruyện\x1faThơ"),
        ("830", " 0\x1faBộ sách ;\x1fv3."),
        ("856", "40\x1fuhttp://a\x1fuhttp://b"),
        ("240", "10\x1faTruyện Kiều.\x1flAnh"),
    )
    assert found.subjects == ("Hồ, Chí Minh, 1890-1969 – Thơ", "Truyện", "Thơ")
    assert (found.series, found.links, found.uniform_title) == (
        ("Bộ sách ; 3",),
        ("http://a", "http://b"),
        "Truyện Kiều",
    )


def copies(*fields: tuple[str, str], mapping: CopyMapping | None = None) -> tuple[CopyFacts, ...]:
    return copies_of(Record(BOOK.leader, list(fields)), mapping)


@pytest.mark.parametrize(
    ("field", "copy"),
    [
        (
            ("952", "  \x1fp3001\x1foV23 N\x1faCTY\x1fcKD\x1fi77\x1f11"),
            CopyFacts("3001", "V23 N", "CTY KD", "77", "lost", ""),
        ),
        (("952", "  \x1fp3001\x1foV23\x1faCTY\x1f70"), CopyFacts("3001", "V23", "CTY", "", "available", "")),
        (("852", "4 \x1fbBR1\x1fjFIC DOE\x1fp3002"), CopyFacts("3002", "FIC DOE", "BR1", "", "available", "")),
        (
            ("852", "0 \x1faTVQG\x1fbKho\x1fh895.9\x1fiN12\x1fp9"),
            CopyFacts("9", "895.9 N12", "Kho", "", "available", ""),
        ),
        (("945", "  \x1fi3003\x1faPZ\x1flmain\x1fs-"), CopyFacts("3003", "PZ", "main", "", "available", "")),
        (
            ("949", "  \x1fi3004\x1faPZ 7\x1flSTACKS\x1fmGREEN\x1fsđang mượn"),
            CopyFacts("3004", "PZ 7", "STACKS GREEN", "", "on_loan", ""),
        ),
        (("876", "  \x1fp3005\x1fa12\x1fjLost"), CopyFacts("3005", "", "", "12", "lost", "")),
        (("995", "  \x1ff3006\x1fkR HUG\x1fbBM"), CopyFacts("3006", "R HUG", "BM", "", "available", "")),
    ],
)
def test_copies_are_read_from_the_layouts_that_are_known(field: tuple[str, str], copy: CopyFacts) -> None:
    assert copies(field) == (copy,)


def test_accession_numbers_counted_in_852_become_copies() -> None:
    found = copies(("852", "  \x1fa100\x1fbKho mượn\x1fj(3): VL1001-3"))
    assert [(copy.accession_number, copy.place) for copy in found] == [(f"VL100{at}", "Kho mượn") for at in (1, 2, 3)]


def test_a_shelving_field_that_tells_no_copy_makes_none() -> None:
    assert copies(("852", "  \x1faDLC\x1fbc-GenColl")) == ()
    assert copies(("245", "10\x1faX")) == ()


def test_a_library_may_say_where_its_copies_are() -> None:
    mapping = CopyMapping(
        "ours", "930", barcode="x", place="l", status="s", values={"M": "lost"}, flags={"w": "withdrawn"}
    )
    assert CopyMapping.from_dict(mapping.as_dict()) == mapping
    fields = (("930", "  \x1fx1\x1flA\x1fsM"), ("930", "  \x1fx2\x1fw1"), ("952", "  \x1fp3"))
    assert [(copy.barcode, copy.status) for copy in copies(*fields, mapping=mapping)] == [
        ("1", "lost"),
        ("2", "withdrawn"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x"},
        {"name": "x", "tag": "95"},
        {"name": "x", "tag": "952", "colour": "red"},
        {"name": "x", "tag": "952", "values": {"1": "eaten"}},
        {"name": "x", "tag": "952", "barcode": "p", "note": "p"},
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_in_words(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        CopyMapping.from_dict(wrong)


def test_the_layout_of_a_file_is_the_one_that_most_records_follow() -> None:
    koha = Record(BOOK.leader, [("952", "  \x1fp1")])
    other = Record(BOOK.leader, [("949", "  \x1fi1")])
    assert detect_layout([koha, other, koha]) == KNOWN[0]
    assert detect_layout([Record(BOOK.leader, [("245", "10\x1faX")])]) is None


@pytest.mark.parametrize(
    ("extent", "carrier"),
    [
        ("1 tệp PDF (234 tr.)", "online"),
        ("1 e-book", "online"),
        ("1 online resource (x, 20 pages)", "online"),
        ("234 tr.", "print"),
    ],
)
def test_an_e_book_may_be_told_by_its_extent_alone(extent: str, carrier: str) -> None:
    record = Record(
        "00000nam a2200000 a 4500",
        [
            ("001", "1"),
            ("008", "200101s2020    vm            000 0 vie d"),
            ("245", "10\x1faA"),
            ("300", f"  \x1fa{extent}"),
        ],
    )
    assert facts_of(record).carrier == carrier
