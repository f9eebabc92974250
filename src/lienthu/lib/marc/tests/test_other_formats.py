"""MARC-in-JSON, records as lines, CDS/ISIS, UNIMARC."""

import json
from pathlib import Path
from typing import Any

import pytest

from lienthu.lib.marc.canonical import digest
from lienthu.lib.marc.extract import facts_of
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.source import Bad, Parsed, open_source
from lienthu.lib.marc.tests.samples import BOOK, MARC, SHARED, read, record_of, results, written
from lienthu.lib.marc.write import to_iso2709, to_json

ONE: dict[str, Any] = to_json(BOOK)


def as_tagged(value: dict[str, Any]) -> dict[str, Any]:
    """The variant with "tag", "code" and "value" spelt out."""
    fields: list[dict[str, Any]] = []
    for item in value["fields"]:
        ((tag, held),) = item.items()
        if isinstance(held, str):
            fields.append({"tag": tag, "value": held})
        else:
            pairs = [{"code": code, "value": text} for part in held["subfields"] for code, text in part.items()]
            fields.append({"tag": tag, "ind1": held["ind1"], "ind2": held["ind2"], "subfields": pairs})
    return {"leader": value["leader"], "fields": fields}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ONE),
        json.dumps([ONE], indent=2),
        json.dumps(ONE) + "\n" + "\n",
        json.dumps(as_tagged(ONE)),
        json.dumps({"parsedRecord": {"id": "x", "content": ONE}}),
        json.dumps({"content": json.dumps(ONE)}),
        json.dumps({"source": "x", "records": [{"localId": "1", "marcPayload": ONE}]}),
        "\ufeff" + json.dumps(ONE),
    ],
    ids=["object", "array", "line", "tagged", "folio", "text", "records", "mark"],
)
def test_marc_in_json_is_read_in_its_variants(tmp_path: Path, text: str) -> None:
    source, found = read(written(tmp_path, text.encode(), "a.json"))
    assert source.format == "json"
    assert [digest(record_of(result, source)) for result in found] == [digest(BOOK)]


def test_a_bad_object_does_not_stop_the_array(tmp_path: Path) -> None:
    good = json.dumps(ONE)
    _, found = read(
        written(tmp_path, f'[{good},\n{{"leader": "x", "fields": [}},\n{good},\n{{"a": 1}}]'.encode(), "a.json")
    )
    assert [result.code if isinstance(result, Bad) else "good" for result in found] == [
        "good",
        "json-malformed",
        "good",
        "json-not-marc",
    ]


def test_a_long_array_is_cut_into_blocks_without_losing_a_record(tmp_path: Path) -> None:
    many = [{**ONE, "fields": [{"001": f"vn{at}"}, *ONE["fields"][1:]]} for at in range(2500)]
    source, found = read(written(tmp_path, json.dumps(many, ensure_ascii=False).encode(), "a.json"))
    assert [result.control_number for result in found if isinstance(result, Parsed)] == [
        f"vn{at}" for at in range(2500)
    ]
    assert len(list(source.blocks())) > 2


ALEPH = """\
000000001 LDR   L 00000nam^a2200000^a^4500
000000001 001   L vn1
000000001 24510 L $$aTắt đèn /$$cNgô Tất Tố.
000000002 LDR   L 00000nam^a2200000^a^4500
000000002 24510 L $$aChí Phèo
000000002 DEL   L $$aY
"""
MAKER = """\
=LDR  00000nam  2200000 a 4500
=001  vn1
=245  10$aTắt đèn giá 5{dollar} /
$cNgô Tất Tố.

=LDR  00000nam  2200000 a 4500
=245  10$aChí Phèo
"""
LINE = """\
LEADER 00000nam a2200000 a 4500
001 vn1
245 10$aTắt đèn /$cNgô Tất Tố.

LEADER 00000nam a2200000 a 4500
245 10$aChí Phèo
"""


@pytest.mark.parametrize(("text", "format"), [(ALEPH, "alephseq"), (MAKER, "marcmaker"), (LINE, "marcline")])
def test_records_as_lines_of_text_are_read(tmp_path: Path, text: str, format: str) -> None:
    source, found = read(written(tmp_path, text.encode(), "a.txt"))
    assert source.format == format
    first, second = found
    assert isinstance(first, Parsed)
    assert isinstance(second, Parsed)
    assert (first.control_number, first.facts.responsibility) == ("vn1", "Ngô Tất Tố")
    assert first.facts.title == ("Tắt đèn giá 5$" if format == "marcmaker" else "Tắt đèn")
    assert (second.facts.title, second.deleted) == ("Chí Phèo", format == "alephseq")


def test_a_line_out_of_form_is_refused_with_its_record_only(tmp_path: Path) -> None:
    text = ALEPH.replace("24510 L $$aTắt đèn", "245")
    _, found = read(written(tmp_path, text.encode(), "a.txt"))
    assert [type(result) for result in found] == [Bad, Parsed]


def isis(fields: list[tuple[int, str]], *, mark: str = "#", folded: bool = True, encoding: str = "cp850") -> bytes:
    """A record as CDS/ISIS exports it."""
    data = [text.encode(encoding) + mark.encode() for _, text in fields]
    directory, start = "", 0
    for (tag, _), text in zip(fields, data, strict=True):
        directory += f"{tag:03}{len(text):04}{start:05}"
        start += len(text)
    base = 25 + len(directory)
    body = f"{base + start + 1:05}0000000{base:05}0004500{directory}{mark}".encode() + b"".join(data) + mark.encode()
    return b"".join(body[at : at + 80] + b"\r\n" for at in range(0, len(body), 80)) if folded else body


CDS = [
    (24, "Etudes et témoignages"),
    (26, "^aParis^bUnesco^c1965"),
    (30, "^a224 p.^billus."),
    (70, "Franco, C.M."),
    (69, "<plants><water>"),
]


@pytest.mark.parametrize("folded", [True, False])
def test_the_sample_base_of_cds_isis_is_read_by_its_tags(tmp_path: Path, folded: bool) -> None:
    source, found = read(written(tmp_path, isis(CDS, folded=folded) * 30, "cds.iso"))
    assert (source.format, source.encoding, len(found)) == ("isis", "cp850", 30)
    result = found[29]
    assert isinstance(result, Parsed)
    facts = result.facts
    assert (facts.title, facts.place, facts.publisher, facts.year) == ("Etudes et témoignages", "Paris", "Unesco", 1965)
    assert (facts.authors, facts.subjects, facts.extent) == (("Franco, C.M.",), ("plants", "water"), "224 p.")


def test_a_base_with_tags_of_its_own_asks_for_a_mapping_and_takes_it(tmp_path: Path) -> None:
    path = written(tmp_path, isis([(11, "Tat den"), (33, "^xNgo Tat To")]), "own.iso")
    _, found = read(path)
    assert isinstance(found[0], Bad)
    assert found[0].code == "isis-unknown-tags"
    source = open_source(path, columns={"11": "title", "33^x": "author"})
    (result,) = results(source)
    assert isinstance(result, Parsed)
    assert (result.facts.title, result.facts.authors) == ("Tat den", ("Ngo Tat To",))


def test_a_base_with_the_tags_of_marc_is_read_as_marc(tmp_path: Path) -> None:
    _, found = read(written(tmp_path, isis([(1, "7"), (245, "10^aTat den^cNgo Tat To"), (300, "^a200 tr.")]), "m.iso"))
    assert isinstance(found[0], Parsed)
    assert (found[0].control_number, found[0].facts.title, found[0].facts.extent) == ("7", "Tat den", "200 tr.")


def test_lilacs_articles_keep_their_journal_and_language() -> None:
    if not SHARED.exists():
        pytest.skip("NOT TESTED: the sample files are not on this machine")
    source = open_source(MARC / "isis" / "lilacs30__lilacs30.iso")
    first = next(results(source))
    assert isinstance(first, Parsed)
    assert first.facts.kind == "article"
    assert first.facts.series[0].startswith("Dement. neuropsychol")
    assert first.facts.languages == ("eng",) or first.facts.languages == ("por",)
    assert first.facts.title
    assert first.control_number == "538905"


UNIMARC = Record(
    "00000nam  2200000   450 ",
    [
        ("001", "fr1"),
        ("010", "  \x1fa2-07-010796-5\x1fbrel."),
        ("100", "  \x1fa19750228d1974    m  y0frey50      ba"),
        ("101", "0 \x1fafre"),
        ("200", "1 \x1faLes misérables\x1feroman\x1ffVictor Hugo\x1fhTome 1\x1fiFantine"),
        ("205", "  \x1fa2e éd."),
        ("210", "  \x1faParis\x1fcGallimard\x1fd1974"),
        ("215", "  \x1fa450 p.\x1fd18 cm"),
        ("225", "2 \x1faFolio\x1fv12"),
        ("606", "  \x1faHistoire\x1fyFrance\x1fz19e siècle"),
        ("676", "  \x1fa843.8\x1fv22"),
        ("700", " 1\x1faHugo\x1fbVictor\x1ff1802-1885"),
        ("702", " 1\x1faAllem\x1fbMaurice"),
        ("995", "  \x1ff30001\x1fkR HUG\x1fbBM\x1fcBM"),
    ],
)


def test_unimarc_is_recognised_and_its_facts_are_those_of_marc_21(tmp_path: Path) -> None:
    source, found = read(written(tmp_path, to_iso2709(UNIMARC), "u.mrc"))
    assert source.format == "unimarc"
    result = found[0]
    assert isinstance(result, Parsed)
    facts = result.facts
    assert (facts.kind, facts.title, facts.parts) == ("book", "Les misérables : roman", ("Tome 1", "Fantine"))
    assert (facts.responsibility, facts.authors) == ("Victor Hugo", ("Hugo, Victor, 1802-1885", "Allem, Maurice"))
    assert (facts.edition, facts.place, facts.publisher, facts.year) == ("2e éd.", "Paris", "Gallimard", 1974)
    assert (facts.isbns, facts.languages, facts.extent) == (("9782070107964",), ("fre",), "450 p.")
    assert (facts.series, facts.ddc) == (("Folio ; 12",), ("843.8|22",))
    assert facts.subjects == ("Histoire – France – 19e siècle",)
    assert [(copy.barcode, copy.call_number, copy.place) for copy in result.copies] == [("30001", "R HUG", "BM BM")]


def test_marc_21_with_a_field_200_of_its_own_stays_marc_21() -> None:
    assert facts_of(Record(BOOK.leader, [*BOOK.fields, ("200", "  \x1falocal")])) == facts_of(BOOK)


@pytest.mark.parametrize(
    ("format", "encoding", "read_as"),
    [
        ("MARC21", "UTF8", ("iso2709", "utf-8")),
        ("auto", "ABC", ("iso2709", "tcvn3")),
        ("mrc", "Windows-1258", ("iso2709", "cp1258")),
    ],
)
def test_formats_and_encodings_go_by_the_names_that_people_use(
    tmp_path: Path, format: str, encoding: str, read_as: tuple[str, str]
) -> None:
    path = tmp_path / "a.mrc"
    path.write_bytes(to_iso2709(Record("00000nam a2200000 a 4500", [("001", "1"), ("245", "10\x1faTitle")])))
    source = open_source(path, format=format, encoding=encoding)
    assert (source.format, source.encoding) == read_as
