"""MARC records for the tests, made by an independent writer (pymarc)."""

from pathlib import Path

from pymarc import Field, Indicators, Leader, Record, Subfield

KIEU = {"title": "Truyện Kiều", "author": "Nguyễn, Du, 1765-1820", "isbn": "9786043072716", "publisher": "Văn học"}


def field(tag: str, *pairs: tuple[str, str]) -> Field:
    return Field(
        tag, indicators=Indicators(" ", " "), subfields=[Subfield(code, value) for code, value in pairs if value]
    )


def marc(
    number: str,
    *,
    title: str,
    author: str = "",
    isbn: str = "",
    publisher: str = "",
    year: str = "2020",
    edition: str = "",
    pages: str = "",
    part: str = "",
    status: str = "n",
    barcodes: tuple[str, ...] = (),
) -> bytes:
    """One record in ISO 2709, UTF-8."""
    record = Record(force_utf8=True)
    record.leader = Leader(f"00000{status}am a2200000 a 4500")
    if number:
        record.add_field(Field("001", data=number))
    record.add_field(Field("008", data=f"200101s{year}    vm            000 0 vie d"))
    if isbn:
        record.add_field(field("020", ("a", isbn)))
    if author:
        record.add_field(field("100", ("a", author)))
    record.add_field(field("245", ("a", title), ("n", part)))
    if edition:
        record.add_field(field("250", ("a", edition)))
    record.add_field(field("260", ("a", "Hà Nội"), ("b", publisher), ("c", year)))
    if pages:
        record.add_field(field("300", ("a", pages)))
    for barcode in barcodes:
        record.add_field(field("852", ("b", "KHO"), ("h", "895.922"), ("p", barcode)))
    data: bytes = record.as_marc()
    return data


def write(folder: Path, name: str, *records: bytes) -> Path:
    """A file of these records."""
    path = folder / name
    path.write_bytes(b"".join(records))
    return path
