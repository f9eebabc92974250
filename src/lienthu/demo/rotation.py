"""Books that travel in the demonstration: sites along the border, three sets (there, on its way, planned), a plan."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.demo.network import Member
from lienthu.federation.models import Organisation
from lienthu.rotation.models import BookSet, DepositSite, PlacementLine, SiteTally
from lienthu.rotation.rules.numbers import months_after
from lienthu.rotation.services import links, placements, plans, sets, sites, uses
from lienthu.rotation.services.sites import NewHost
from lienthu.rotation.services.steps import Seen, Word

LIBRARY, BOOKS = "AG", 24
Kind = Organisation.Kind
STAFF = ["Cán Bộ Luân Chuyển (trình diễn)", "Thủ Thư (trình diễn)"]
SENDER = Word(name="Cán Bộ Luân Chuyển (trình diễn)", position="Thủ thư")


class Place(NamedTuple):
    """A real place with an invented custodian; how far it is from Long Xuyên is about right."""

    name: str
    kind: Organisation.Kind
    latitude: float
    longitude: float
    audiences: list[str]
    languages: list[str]
    custodian: str
    minutes: int
    km: int


PLACES = (
    Place("Bưu điện – văn hoá xã Vĩnh Xương", Kind.POST_OFFICE, 10.8936, 105.1786, ["farmers", "pupils"], [],
          "Chị Bưởi (trình diễn)", 110, 75),
    Place("Tủ sách Đồn Biên phòng Vĩnh Xương", Kind.BORDER_POST, 10.9061, 105.1802, ["soldiers"], [],
          "Đại uý Nam (trình diễn)", 115, 77),
    Place("Trường THCS Châu Lăng", Kind.SCHOOL, 10.4417, 104.9897, ["pupils", "children"], ["khm"],
          "Cô Sen (trình diễn)", 95, 58),
    Place("Chùa Xvayton, Tri Tôn", Kind.PAGODA, 10.4203, 105.0004, ["minorities", "everybody"], ["khm"],
          "Sư Thạch (trình diễn)", 85, 52),
)  # fmt: skip
SETS = (("LC-01", "Nhà nông và học sinh"), ("LC-02", "Biên giới"), ("LC-03", "Tuổi thơ"))


@transaction.atomic
def build(*, libraries: Sequence[Member], at: datetime, today: datetime) -> None:
    """Safe to repeat: where there is a set already, nothing is done."""
    library = next((member.library for member in libraries if member.library.code == LIBRARY), None)
    depot = library.sites.order_by("pk").first() if library else None
    if library is None or depot is None or BookSet.objects.filter(library=library).exists():
        return
    actor = User.objects.filter(username="luan-chuyen").first()
    deposits = [_site(place, library, actor, at) for place in PLACES]
    boxes = [
        sets.add_set(library=library, code=code, name=name, depot=depot, target=BOOKS, actor=actor, at=at)
        for code, name in SETS
    ]
    for box, deposit in zip(boxes, deposits, strict=False):
        _pack(box, deposit, actor, today - timedelta(days=62))
    _rounds(boxes, deposits, actor, today)
    _plan(library, actor, today)


def _site(place: Place, library: Organisation, actor: User | None, at: datetime) -> DepositSite:
    return sites.add_deposit_site(
        library=library, host=NewHost(name=place.name, kind=place.kind),
        place={"name": place.name, "latitude": place.latitude, "longitude": place.longitude},
        facts={
            "custodian_name": place.custodian, "custodian_phone": "0900 000 000", "audiences": place.audiences,
            "languages": place.languages, "capacity": 150, "travel_minutes": place.minutes, "travel_km": place.km,
            "opening": "Thứ Hai đến thứ Sáu, 7:00 đến 11:00",
        },
        actor=actor, at=at,
    )  # fmt: skip


def _pack(box: BookSet, deposit: DepositSite, actor: User | None, at: datetime) -> None:
    found = sets.proposal(book_set=box, deposit=deposit, books=BOOKS, at=at)
    sets.pack_all(book_set=box, numbers=[book.copy for book in found.books], actor=actor, at=at)


def _rounds(boxes: list[BookSet], deposits: list[DepositSite], actor: User | None, today: datetime) -> None:
    """The first box is due back soon with a question about it, the second is on its way, the third is planned."""
    day = timezone.localdate(today)
    for number, (box, deposit) in enumerate(zip(boxes, deposits, strict=False)):
        if not box.contents.exists():
            continue
        went = today - timedelta(days=(60, 1, 0)[number])
        made = placements.plan(
            book_set=box, deposit=deposit, begins_on=timezone.localdate(went),
            ends_on=day + timedelta(days=(5, 80, 90)[number]), staff=STAFF, actor=actor, at=went,
        )  # fmt: skip
        if number == 2:
            return
        placements.dispatch(placement=made, word=SENDER, actor=actor, at=went)
        if number == 1:
            links.for_receipt(placement=made, actor=actor, at=went)
            continue
        last = made.lines.order_by("-pk").values_list("copy", flat=True)[0]
        word = Word(name=deposit.custodian_name, position="Nhân viên bưu cục")
        seen = Seen({last: PlacementLine.Found.MISSING}) if made.lines.count() > 1 else Seen()
        placements.receive(placement=made, seen=seen, word=word, actor=actor, at=went + timedelta(minutes=150))
        _use(deposit, actor, today)


def _plan(library: Organisation, actor: User | None, today: datetime) -> None:
    """The rounds of a year, which the worker works out as soon as the demonstration is served."""
    first = months_after(timezone.localdate(today).replace(day=1), 1)
    made = plans.draft(
        library=library, name=f"Luân chuyển từ {first:%m/%Y}", first_on=first, rounds=4, months=3, seconds=10,
        staff=STAFF, actor=actor, at=today,
    )  # fmt: skip
    plans.ask(plan=made, actor=actor, at=today)


def _use(deposit: DepositSite, actor: User | None, today: datetime) -> None:
    day = timezone.localdate(today)
    totals = uses.Totals(
        first_on=day - timedelta(days=31), last_on=day - timedelta(days=1), loans_adult=38, loans_child=64, uses=21,
        visits_adult=55, visits_child=90,
    )  # fmt: skip
    uses.record_totals(
        deposit=deposit, totals=totals, by=deposit.custodian_name, means=SiteTally.Means.STAFF, actor=actor, at=today
    )
    for text in ("Sách trồng lúa chất lượng cao", "Truyện cổ tích cho thiếu nhi"):
        sites.wish(deposit=deposit, text=text, by=deposit.custodian_name, actor=actor, at=today)
