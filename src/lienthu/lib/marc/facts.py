"""What the house wants to know of a record: the facts that are matched, shown and searched."""

from typing import NamedTuple


class Facts(NamedTuple):
    """The facts of one source record, for display (NFC, ISBD punctuation at the ends taken off, nothing folded).

    A fact that the record does not state is empty ("" or () or None), never guessed. Source: MARC 21 Format for
    Bibliographic Data; the field behind each fact stands beside it. The order is stored: append, never reorder.
    """

    # book, serial, article, score, map, video, audio, image, kit, computer, manuscript, other (leader 06/07, 007)
    kind: str
    # print, online, audio, video, microform, electronic, braille, manuscript, "" (007, 008/23, 338, 245 $h, 300 $a)
    carrier: str
    title: str  # 245 $a $b, joined as "main : rest"
    parts: tuple[str, ...]  # 245 $n $p, in order: ("Tập 1", "Đất phương Nam")
    responsibility: str  # 245 $c
    authors: tuple[str, ...]  # 100 110 111, then 700 710 711 without $t; "Nguyễn, Du, 1765-1820" as written
    edition: str  # 250 $a $b
    place: str  # 260/264_1 $a
    publisher: str  # 260/264_1 $b
    year: int | None  # 008/07-10 when it is a plain year, else the first year in 260/264 $c
    extent: str  # 300 $a
    languages: tuple[str, ...]  # ISO 639-2 codes: 008/35-37, then 041 $a
    isbns: tuple[str, ...]  # 13 digits, valid check digit, 020 $a (a 10-digit number is raised to 13)
    issns: tuple[str, ...]  # "1234-5678", valid, 022 $a
    # other identifiers with their scheme: "lccn:2001012345", "oclc:12345", "ean:8935…", "doi:10…"
    numbers: tuple[str, ...]
    subjects: tuple[str, ...]  # 600-655, subdivisions joined by " – "
    series: tuple[str, ...]  # 490 $a $v, 8xx where there is no 490
    ddc: tuple[str, ...]  # 082 $a without prime marks; edition after "|" when $2 is given: "895.9223|23"
    uniform_title: str  # 130, 240 $a
    summary: str  # 520 $a of the first
    links: tuple[str, ...]  # 856 $u


class CopyFacts(NamedTuple):
    """One copy as a member's record states it (852, 949, 952, 876 …, read by the library's mapping)."""

    barcode: str
    call_number: str
    place: str  # the member's own code or name of the branch or shelf
    accession_number: str  # số ĐKCB
    status: str  # available, on_loan, lost, withdrawn, in_process; "available" when the record is silent
    note: str
