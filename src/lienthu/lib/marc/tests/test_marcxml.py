"""MARCXML in its dresses, and what attacks and accidents do to it."""

from pathlib import Path

import pytest

from lienthu.lib.marc.canonical import digest
from lienthu.lib.marc.source import Bad, Parsed, UnreadableFile, open_source
from lienthu.lib.marc.tests.samples import BOOK, read, record_of, written
from lienthu.lib.marc.write import to_marcxml

ONE = to_marcxml(BOOK)
NAMESPACE = "http://www.loc.gov/MARC21/slim"
PREFIXED = ONE.replace("</", "</marc:").replace("<marc:", "<").replace("<", "<marc:").replace("<marc:/", "</")


def codes(found: list[Parsed | Bad]) -> list[str]:
    return [result.code if isinstance(result, Bad) else "good" for result in found]


def wrapped(*records: str) -> bytes:
    return f'<?xml version="1.0"?><collection xmlns="{NAMESPACE}">{"".join(records)}</collection>'.encode()


@pytest.mark.parametrize(
    "text",
    [
        wrapped(ONE).decode(),
        ONE,
        f"<collection>{ONE}</collection>",
        f'<marc:collection xmlns:marc="{NAMESPACE}">{PREFIXED}</marc:collection>',
        f"<OAI-PMH><ListRecords><record><header><identifier>x</identifier></header><metadata>{ONE}</metadata></record>"
        "</ListRecords></OAI-PMH>",
        f"<zs:searchRetrieveResponse xmlns:zs='urn:x'><zs:records><zs:record><zs:recordData>{ONE}</zs:recordData>"
        "</zs:record></zs:records></zs:searchRetrieveResponse>",
        ONE.replace("<record>", '<record xsi:type="x" type="Bibliographic">'),
        f"<collection><!-- <record><leader/></record> -->{ONE}</collection>",
    ],
    ids=["collection", "bare", "no namespace", "prefix", "oai", "sru", "undeclared prefix", "comment"],
)
def test_a_record_is_found_in_whatever_it_is_wrapped_in(tmp_path: Path, text: str) -> None:
    source, found = read(written(tmp_path, text.encode(), "a.xml"))
    assert codes(found) == ["good"]
    assert digest(record_of(found[0], source)) == digest(BOOK)
    assert found[0].raw.startswith((b"<record", b"<marc:record"))


def test_utf16_and_declared_encodings_are_read(tmp_path: Path) -> None:
    utf16 = written(tmp_path, f'<?xml version="1.0" encoding="UTF-16"?>{ONE}'.encode("utf-16"), "a.xml")
    assert codes(read(utf16)[1]) == ["good"]
    latin = f'<?xml version="1.0" encoding="ISO-8859-1"?>{ONE}'.replace("Đất rừng phương Nam", "Là thé").encode(
        "ascii", "xmlcharrefreplace"
    )
    source, found = read(written(tmp_path, latin.replace(b"L&#224;", b"L\xe0"), "b.xml"))
    assert source.encoding == "latin-1"
    assert isinstance(found[0], Parsed)
    assert found[0].facts.title.startswith("Là thé")


def test_a_malformed_record_in_the_middle_is_kept_and_the_rest_goes_on(tmp_path: Path) -> None:
    broken = ONE.replace("</subfield>", "", 1)
    _, found = read(written(tmp_path, wrapped(ONE, broken, ONE), "a.xml"))
    assert codes(found) == ["good", "xml-malformed", "good"]
    assert found[1].raw == broken.encode()


def test_a_record_without_its_end_tag_does_not_swallow_the_next(tmp_path: Path) -> None:
    _, found = read(written(tmp_path, wrapped(ONE, ONE.removesuffix("</record>"), ONE), "a.xml"))
    assert codes(found) == ["good", "xml-malformed", "good"]


def test_a_file_that_was_cut_off_gives_its_whole_records(tmp_path: Path) -> None:
    _, found = read(written(tmp_path, wrapped(ONE, ONE)[:-60], "a.xml"))
    assert codes(found) == ["good", "xml-malformed"]


def test_damaged_characters_are_refused_in_their_record_only(tmp_path: Path) -> None:
    data = wrapped(ONE, "@", ONE).replace(b"@", ONE.encode().replace("ừ".encode(), b"\xe1\xbb"))
    assert codes(read(written(tmp_path, data, "a.xml"))[1]) == ["good", "broken-utf8", "good"]


@pytest.mark.parametrize(
    ("written_as", "means"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Tom & Jerry", "Tom & Jerry"),
        ("caf&eacute;", "café"),
        ("&#7841;", "ạ"),
        ("&#x1EA1;", "ạ"),
        ("a&#1;b", "ab"),
        ("a\x01b", "ab"),
        ("x &com; y", "x &com; y"),
        ("a &lt; b", "a < b"),
        ("<![CDATA[a < b]]>", "a < b"),
    ],
)
def test_characters_spelt_out_are_what_they_stand_for(tmp_path: Path, written_as: str, means: str) -> None:
    text = ONE.replace("Đất rừng phương Nam :", written_as)
    _, found = read(written(tmp_path, text.encode(), "a.xml"))
    assert isinstance(found[0], Parsed)
    assert found[0].facts.title == f"{means} : truyện"


def test_entities_of_a_document_type_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = written(tmp_path, b"the secret", "secret.txt")
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    document_type = f'<!DOCTYPE x [<!ENTITY file SYSTEM "file://{secret}"><!ENTITY l0 "ha">{laughs}]>'
    text = document_type + f"<collection>{ONE.replace('truyện', '&file;&l11;!')}</collection>"
    _, found = read(written(tmp_path, text.encode(), "a.xml"))
    assert isinstance(found[0], Parsed)
    assert found[0].facts.title == "Đất rừng phương Nam : &file;&l11;!"


def test_turbomarc_is_read(tmp_path: Path) -> None:
    text = (
        "<collection><r><l>00000nam a2200000   4500</l><c001>7</c001>"
        '<d245 i1="1" i2="0"><sa>Tên</sa></d245></r></collection>'
    )
    _, found = read(written(tmp_path, text.encode(), "a.xml"))
    assert isinstance(found[0], Parsed)
    assert (found[0].control_number, found[0].facts.title) == ("7", "Tên")


def test_a_deletion_told_by_an_oai_server_is_kept_with_its_reason(tmp_path: Path) -> None:
    text = (
        '<OAI-PMH><record><header status="deleted"><identifier>9</identifier></header></record>'
        f"<record><metadata>{ONE}</metadata></record></OAI-PMH>"
    )
    assert codes(read(written(tmp_path, text.encode(), "a.xml"))[1]) == ["oai-deleted", "good"]


def test_xml_of_another_kind_is_no_file_of_records(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="XML without MARC records"):
        open_source(written(tmp_path, b"<list><record><name>x</name></record></list>", "a.xml"))


def test_records_cut_by_the_edges_of_blocks_are_whole(tmp_path: Path) -> None:
    path = written(tmp_path, wrapped(*[ONE.replace("vn1", f"vn{at}") for at in range(2500)]), "a.xml")
    _, found = read(path)
    assert [result.control_number for result in found if isinstance(result, Parsed)] == [
        f"vn{at}" for at in range(2500)
    ]
