"""Rotation to remote and border communes in Lạng Sơn: twelve communes and a border post, bad roads, no network."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Person

from lienthu.cli.tests.journeys.story import (
    Clock,
    body,
    booked,
    check_finds_nothing,
    colleague,
    deposit_at,
    one_custodian_at_every_instant,
    owners,
)
from lienthu.ledger.models import Kind
from lienthu.rotation.models import DepositSite, Placement
from lienthu.rotation.queries import network
from lienthu.rotation.services import placements, returning, uses
from lienthu.rotation.services.steps import Word
from lienthu.rotation.tests.builders import ALL, box, packed, shelved, site
from lienthu.sync.tests.builders import phone

pytestmark = [pytest.mark.django_db, pytest.mark.once]
COMMUNES = (
    "Bắc Xa", "Bính Xá", "Kiên Mộc", "Bảo Lâm", "Thanh Loà", "Mẫu Sơn", "Yên Khoái", "Tú Mịch", "Tam Gia", "Đào Viên",
    "Trùng Khánh", "Tân Thanh",
)  # fmt: skip
CARRIER, HOUR = Word(name="Hoàng Văn Thụ", position="Thủ thư"), datetime.timedelta(hours=1)


class Border:
    """The library of the province, a commune library at each end of the road, and a set of three books for each."""

    def __init__(self, person: Callable[..., Person], folder: Path, clock: Clock) -> None:
        self.clock, self.officer = clock, person("LANGSON", "Thư viện tỉnh Lạng Sơn", kind="rotation")
        library = self.officer.library
        self.copies = shelved(folder, self.officer, 14)
        self.communes = [
            deposit_at(
                self.officer, body(f"LS-{n:02}", f"Thư viện xã {name}", "library", library), f"Xã {name}", clock,
                latitude=21.6 + n / 30, longitude=106.7 + n / 40, audiences=["minorities"], languages=["tai"],
            )
            for n, name in enumerate(COMMUNES)
        ]  # fmt: skip
        self.post = site(self.officer, "Đồn Biên phòng Chi Ma", kind="border_post")
        self.boxes = [box(self.officer, f"BG-{n:02}") for n in range(13)]
        for n, each in enumerate(self.boxes):
            packed(self.officer, each, self.copies[3 * n : 3 * n + 3])

    def goes(self, number: int, deposit: DepositSite) -> Placement:
        """Planned and sent today."""
        asked = {"begins_on": self.clock.today, "ends_on": self.clock.today + datetime.timedelta(days=120)}
        common = {"actor": self.officer.user, "at": self.clock.at}
        made = placements.plan(
            book_set=self.boxes[number], deposit=deposit, staff=[CARRIER.name, "Nông Thị Mai"], **asked, **common
        )
        return placements.dispatch(placement=made, word=CARRIER, **common)


@pytest.fixture
def border(person: Callable[..., Person], tmp_path: Path, clock: Clock) -> Border:
    return Border(person, tmp_path, clock)


def out_to_the_communes(story: Border) -> list[Placement]:
    """Twelve boxes leave; the road to Mẫu Sơn is cut, and that box comes back and goes again a week later."""
    under_way = [story.goes(n, deposit) for n, deposit in enumerate(story.communes)]
    story.clock.to(2)
    cut = under_way.pop(5)
    common = {"actor": story.officer.user, "at": story.clock.at}
    returning.turn_back(placement=cut, reason="Sạt lở đường lên Mẫu Sơn", **common)
    for each in under_way:
        placements.receive(placement=each, seen=ALL, word=Word(name="Thủ thư xã"), **common)
    story.clock.to(9)
    again = story.goes(5, story.communes[5])
    story.clock.to(10)
    placements.receive(placement=again, seen=ALL, word=Word(name="Thủ thư xã"), actor=None, at=story.clock.at)
    return [*under_way, again]


def with_the_soldiers(story: Border) -> Placement:
    """At the border post there is no network: a phone counts reading and visitors for days, and sends them twice."""
    there = story.goes(12, story.post)
    placements.receive(placement=there, seen=ALL, word=Word(name="Thượng uý Lý"), actor=None, at=story.clock.at)
    carrier = colleague(story.officer.library, "circulation", "Nông Thị Mai")  # who plans rotation does not lend
    device = phone(carrier, site=story.post.site, ago=datetime.timedelta(days=3))
    bundle = device.take(story.post.site)
    assert len(bundle["copies"]["rows"]) == 3
    at = story.clock.at
    story.clock.to(14)
    for day in range(1, 4):
        for row in bundle["copies"]["rows"]:
            device.act("in_house_use", at=at + day * 24 * HOUR, barcode=row[1], copy=row[0])
        device.act("visit", at=at + day * 24 * HOUR, age_band="adult", quantity=5)
    device.send()
    told = device.hand_in()
    assert {each["outcome"] for each in told.values()} == {"applied"}, told
    return there


def home_again(story: Border, placed: list[Placement]) -> None:
    common = {"actor": story.officer.user, "at": story.clock.at}
    for each in placed:
        returning.count(placement=each, seen=ALL, word=Word(name="Thủ thư xã"), **common)
        returning.bring_back(placement=each, seen=ALL, word=CARRIER, **common)


def network_of(story: Border) -> network.Network:
    """As the officer's page has it today."""
    day = story.clock.today
    libraries = network.libraries_of(story.officer.user, story.officer.library, day)
    return network.network(libraries, day, network.Period(day - datetime.timedelta(days=200), day))


def test_twelve_communes_and_a_border_post_are_served_and_nothing_is_lost_on_bad_roads_without_a_network(
    border: Border,
) -> None:
    before = owners(border.copies)
    placed = out_to_the_communes(border)
    placed.append(with_the_soldiers(border))
    border.clock.to(40)
    for n, deposit in enumerate(border.communes):
        told = uses.Totals(
            first_on=border.clock.today - datetime.timedelta(days=20), last_on=border.clock.today, loans_adult=n + 1,
            loans_child=4, uses=2, visits_child=10,
        )  # fmt: skip
        uses.record_totals(
            deposit=deposit, totals=told, by="Thủ thư xã", means="staff", actor=border.officer.user, at=border.clock.at
        )
    border.clock.to(125)
    seen = {row.deposit.site.name: row.standing for row in network_of(border).sites}
    assert (seen["Xã Bắc Xa"], seen["Xã Mẫu Sơn"], seen["Đồn Biên phòng Chi Ma"]) == ("overdue", "due", "due")
    assert [row.deposit.site.name for row in network_of(border).refused] == ["Xã Mẫu Sơn"]
    home_again(border, placed)
    assert {row.standing for row in network_of(border).sites} == {"empty"}
    assert booked(Kind.ROTATION_ROUND) == 13
    assert [booked(kind) for kind in (Kind.ROTATION_SENT, Kind.ROTATION_RECEIVED, Kind.ROTATION_RETURNED)] == [39] * 3
    assert booked(Kind.CHECK_OUT) == sum(range(1, 13)) + 12 * 4
    assert (booked(Kind.IN_HOUSE_USE), booked(Kind.IN_HOUSE_USE, site=border.post.site_id)) == (12 * 2 + 9, 9)
    assert (booked(Kind.VISIT), booked(Kind.VISIT, age_band="adult")) == (12 * 10 + 15, 15)
    assert owners(border.copies) == before
    assert one_custodian_at_every_instant(border.copies)
    assert check_finds_nothing()
