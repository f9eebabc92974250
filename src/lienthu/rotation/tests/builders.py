"""A library with a depot, its sites, its sets and books enough to travel."""

import datetime
from typing import Any

from conftest import NOW, Person
from pymarc import Field, Leader, Record

from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import imports
from lienthu.catalogue.tests.builders import field, write
from lienthu.federation.models import Organisation, Site
from lienthu.federation.services.sites import add_site
from lienthu.rotation.models import BookSet, DepositSite, Placement
from lienthu.rotation.services import placements, sets, sites
from lienthu.rotation.services.sites import NewHost
from lienthu.rotation.services.steps import Seen, Word

DAY = datetime.timedelta(days=1)
TODAY = NOW.date()
SENDER, KEEPER = Word(name="Lê Văn Cường", position="Thủ thư"), Word(name="Trần Thị Bưởi", position="Nhân viên bưu cục")
ALL = Seen()


def shelved(folder: Any, person: Person, titles: int, copies: int = 3, prefix: str = "B") -> list[Copy]:
    """Books of the library, `copies` of each title: B1-1, B1-2, …"""
    records = []
    for number in range(1, titles + 1):
        record = Record(force_utf8=True)
        record.leader = Leader("00000nam a2200000 a 4500")
        record.add_field(Field("001", data=f"{prefix}{number}"))
        record.add_field(Field("008", data="200101s2020    vm            000 0 vie d"))
        record.add_field(field("082", ("a", f"{number % 10}95.922")))
        record.add_field(field("245", ("a", f"Sách số {prefix}{number}")))
        record.add_field(field("650", ("a", "Nông nghiệp" if number % 2 else "Thiếu nhi")))
        for rank in range(1, copies + 1):
            record.add_field(field("852", ("b", "KHO"), ("h", "895.922"), ("p", f"{prefix}{number}-{rank}")))
        records.append(record.as_marc())
    path = write(folder, f"{person.library.code}-{prefix}.mrc", *records)
    imports.import_file(path=path, library=person.library, actor=None, at=NOW, index=False)
    return list(Copy.objects.filter(owner=person.library, barcode__startswith=prefix).order_by("pk"))


def depot(person: Person) -> Site:
    known = person.library.sites.first()
    return known or add_site(organisation=person.library, name="Kho lưu động", actor=None, at=NOW)


def box(person: Person, code: str = "LC-01") -> BookSet:
    return sets.add_set(
        library=person.library, code=code, name=f"Bộ {code}", depot=depot(person), actor=person.user, at=NOW
    )


def site(person: Person, name: str = "Bưu điện – văn hoá xã Tân Lập", **facts: Any) -> DepositSite:
    kind = facts.pop("kind", Organisation.Kind.POST_OFFICE)
    known = {"capacity": 200, "custodian_name": "Trần Thị Bưởi", "custodian_phone": "0900 000 000"} | facts
    return sites.add_deposit_site(
        library=person.library, host=NewHost(name=name, kind=kind), place={"name": name}, facts=known,
        actor=person.user, at=NOW,
    )  # fmt: skip


def packed(person: Person, book_set: BookSet, copies: list[Copy]) -> None:
    done = sets.pack_all(book_set=book_set, numbers=[copy.pk for copy in copies], actor=person.user, at=NOW)
    assert not done.refused, done.refused


def planned(person: Person, book_set: BookSet, deposit: DepositSite, **said: Any) -> Placement:
    asked: dict[str, Any] = {"begins_on": TODAY, "ends_on": TODAY + 90 * DAY, "staff": ["Lê Văn Cường"]} | said
    return placements.plan(book_set=book_set, deposit=deposit, actor=person.user, at=NOW, **asked)


def sent(person: Person, book_set: BookSet, deposit: DepositSite) -> Placement:
    made = planned(person, book_set, deposit)
    return placements.dispatch(placement=made, word=SENDER, actor=person.user, at=NOW)


def there(person: Person, book_set: BookSet, deposit: DepositSite, seen: Seen = ALL) -> Placement:
    made = sent(person, book_set, deposit)
    return placements.receive(placement=made, seen=seen, word=KEEPER, actor=None, at=NOW + DAY)
