"""Books on shelves for the tests of stock."""

import datetime
from pathlib import Path

from conftest import NOW, Person
from pymarc import Field, Leader, Record

from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import imports
from lienthu.catalogue.tests.builders import field, write
from lienthu.stock.models import Stocktaking
from lienthu.stock.services import scanning, stocktakings
from lienthu.stock.services.scanning import Answer

HOUR = datetime.timedelta(hours=1)
LATER = NOW + HOUR


def book(number: str, title: str, *copies: tuple[str, str], year: str = "2020", shelf: str = "KHO") -> bytes:
    """A record with copies, each `(barcode, call number)`."""
    record = Record(force_utf8=True)
    record.leader = Leader("00000nam a2200000 a 4500")
    record.add_field(Field("001", data=number))
    record.add_field(Field("008", data=f"200101s{year}    vm            000 0 vie d"))
    record.add_field(field("245", ("a", title)))
    record.add_field(field("260", ("a", "Hà Nội"), ("b", "Văn học"), ("c", year)))
    for barcode, call_number in copies:
        record.add_field(field("852", ("b", shelf), ("h", call_number), ("p", barcode)))
    data: bytes = record.as_marc()
    return data


def shelves(folder: Path, person: Person, *books: bytes) -> dict[str, Copy]:
    """The library's copies by barcode, once these books are taken in."""
    path = write(folder, f"{person.library.code}-{len(list(folder.iterdir()))}.mrc", *books)
    imports.import_file(path=path, library=person.library, actor=None, at=NOW, index=False)
    return {copy.barcode: copy for copy in Copy.objects.filter(owner=person.library).select_related("record")}


def two_shelves(folder: Path, person: Person) -> dict[str, Copy]:
    """Five copies of four titles, on the shelves of literature and of history."""
    return shelves(
        folder,
        person,
        book("1", "Truyện Kiều", ("A1", "895.922 TR527K"), ("A2", "895.922 TR527K")),
        book("2", "Số đỏ", ("A3", "895.923 S450Đ")),
        book("3", "Đại Việt sử ký toàn thư", ("A4", "959.7 Đ103V")),
        book("4", "Việt Nam sử lược", ("A5", "959.702 V308N")),
    )


def opened(person: Person, **part: object) -> Stocktaking:
    return stocktakings.open_stocktaking(
        library=person.library, name="Kiểm kê 2026", part=stocktakings.Part(**part), actor=person.user, at=NOW
    )


def scan(
    taking: Stocktaking, person: Person, code: str, *, in_order: bool = False, at: datetime.datetime = LATER
) -> Answer:
    return scanning.scan(stocktaking=taking, code=code, in_order=in_order, actor=person.user, at=at)


def ended(taking: Stocktaking, person: Person, **said: object) -> stocktakings.Closing:
    minutes = stocktakings.Minutes(**({"held_on": NOW.date(), "number": "01/BB-KK"} | said))  # type: ignore[arg-type]
    return stocktakings.close(stocktaking=taking, minutes=minutes, actor=person.user, at=LATER + HOUR)
