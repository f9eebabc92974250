"""Libraries with books, for the tests of gifts and exchanges."""

from pathlib import Path

from conftest import NOW, Person

from lienthu.catalogue.models import Copy
from lienthu.catalogue.tests.builders import marc
from lienthu.cataloguing.models import AccessionSeries
from lienthu.cataloguing.services import accessions
from lienthu.federation.models import Federation, Membership
from lienthu.federation.services.federations import found_federation
from lienthu.sharing.models import Gift, Round
from lienthu.sharing.rules.lists import pasted
from lienthu.sharing.services import gifts, handing, offering
from lienthu.stock.tests.builders import shelves

TODAY = NOW.date()
TERMS = handing.Terms(on=TODAY, document="25/QĐ-TVT", document_on=TODAY)


def shelf(folder: Path, person: Person, **titles: int) -> dict[str, Copy]:
    """The library's copies by barcode: of QT, `kieu=2` makes QT.kieu1 and QT.kieu2."""
    code = person.library.code
    books = [
        marc(
            f"{code}-{name}",
            title=TITLES[name][0],
            author=TITLES[name][1],
            barcodes=tuple(f"{code}.{name}{n}" for n in range(1, count + 1)),
        )
        for name, count in titles.items()
    ]
    return shelves(folder, person, *books)


TITLES = {
    "kieu": ("Truyện Kiều", "Nguyễn Du"), "so_do": ("Số đỏ", "Vũ Trọng Phụng"),
    "dia_chi": ("Địa chí An Giang", "Trần Thanh Phương"), "quang_tri": ("Quảng Trị đất và người", "Lê Đức Thọ"),
    "hue": ("Cố đô Huế", "Thái Văn Kiểm"), "nghe_an": ("Nghệ An ký", "Bùi Dương Lịch"),
}  # fmt: skip


def series(person: Person, prefix: str = "CC.") -> AccessionSeries:
    return accessions.add_series(
        library=person.library, name="Kho chung", prefix=prefix, width=5, yearly=False, site=None, first=1,
        actor=None, at=NOW,
    )  # fmt: skip


def gift(giver: Person, recipient: Person | None, text: str, **more: str) -> Gift:
    """A gift with its list, which all can go on."""
    said = gifts.Said(
        recipient=recipient.library if recipient else None, recipient_name="" if recipient else "Đồn biên phòng",
        on=TODAY, occasion="Tặng sách huyện đảo Cồn Cỏ", **more,
    )  # fmt: skip
    made = gifts.begin(library=giver.library, said=said, actor=giver.user, at=NOW)
    added = gifts.add(gift=made, wanted=pasted(text), actor=giver.user, at=NOW)
    assert not added.refused, added.refused
    return made


def federation(*members: Person) -> Federation:
    made = found_federation(code="LH", name="Liên hiệp Thư viện Bắc Miền Trung", actor=None, at=NOW)
    for member in members:
        Membership.objects.create(federation=made, organisation=member.library)
    return made


def offered(held: Round, person: Person, text: str) -> None:
    added = offering.offer_all(held=held, library=person.library, wanted=pasted(text), actor=person.user, at=NOW)
    assert not added.refused, added.refused
