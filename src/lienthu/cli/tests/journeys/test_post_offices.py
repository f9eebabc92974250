"""The coordination in Hà Nam: the provincial library with the provincial post office, with district libraries and with
commune libraries. Sets go out by the post, on to a commune library, to a district, and home."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Person

from lienthu.catalogue.models import Copy
from lienthu.circulation.services import loans, marks
from lienthu.cli.tests.journeys.story import (
    Clock,
    Desk,
    body,
    booked,
    check_finds_nothing,
    colleague,
    deposit_at,
    one_custodian_at_every_instant,
    owners,
    planned,
)
from lienthu.ledger.models import Kind
from lienthu.patrons.tests.builders import patron
from lienthu.rotation.models import DepositSite, Placement
from lienthu.rotation.queries.network import SiteRow
from lienthu.rotation.services import links
from lienthu.rotation.tests.builders import box, packed, shelved
from lienthu.visits.services import counts

pytestmark = pytest.mark.django_db


class Province:
    """The provincial library, its partners in the tree, two sets of eight books, and a site at each partner."""

    def __init__(self, person: Callable[..., Person], folder: Path, clock: Clock) -> None:
        self.clock = clock
        self.officer = person("HANAM", "Thư viện tỉnh Hà Nam", kind="rotation")
        library = self.officer.library
        district = body("BINHLUC", "Thư viện huyện Bình Lục", "library", library)
        commune = body("ANNOI", "Thư viện xã An Nội", "library", district)
        post = body("BDHANAM", "Bưu điện tỉnh Hà Nam", "post_office")  # no part of the library
        office = body("BDVHX-DOISON", "Bưu điện – văn hoá xã Đọi Sơn", "post_office", post)
        self.commune_desk = colleague(commune, "circulation", "Nguyễn Thị Lan")
        self.reader = patron(commune, "Trần Văn Bình", card="AN-001")
        self.copies = shelved(folder, self.officer, 8)
        self.at_post = deposit_at(self.officer, office, office_name := "Điểm BĐ–VHX Đọi Sơn", clock)
        assert self.at_post.site.name == office_name
        self.at_commune = deposit_at(self.officer, commune, "Tủ sách xã An Nội", clock)
        self.at_district = deposit_at(self.officer, district, "Phòng đọc Bình Lục", clock)
        self.boxes = [box(self.officer, code) for code in ("LC-01", "LC-02")]
        for n, each in enumerate(self.boxes):
            packed(self.officer, each, self.copies[12 * n : 12 * n + 8])
        self.desk = Desk(self.officer)

    def sent(self, number: int, deposit: DepositSite, days: int = 90) -> Placement:
        made = planned(self.desk, self.clock, self.boxes[number].pk, deposit, days, "Lê Văn Cường")
        self.desk.sends("rotation:dispatch", made.pk, name="Lê Văn Cường", position="Thủ thư")
        return made


@pytest.fixture
def province(person: Callable[..., Person], tmp_path: Path, clock: Clock) -> Province:
    return Province(person, tmp_path, clock)


def at_the_post_office(story: Province) -> Placement:
    """The clerk confirms on a phone without an account, writes uses down, tells totals; one book did not come."""
    box_ = story.sent(0, story.at_post)
    one_time = links.for_receipt(placement=box_, actor=story.officer.user, at=story.clock.at)
    clerk, missing = Desk(), box_.lines.order_by("pk")[7]
    story.clock.to(2)
    token = links.token(one_time)
    answer = clerk.sends(
        "at_site:receive", token, box_.pk, some="1", name="Phạm Thị Sen", **{f"missing__{missing.copy_id}": "on"}
    )
    assert "Thư viện đã biết sách đến nơi" in answer
    story.clock.to(3)
    question = box_.questions.get()
    story.desk.sends("rotation:question_answer", question.pk, answer="at_depot", reason="Còn trên giá kho")
    page = links.token(links.for_site(deposit=story.at_post, actor=story.officer.user, at=story.clock.at))
    line = box_.lines.order_by("pk")[0]
    for kind, band in (("loan", "child"), ("read", "child"), ("loan", "adult")):
        clerk.sends("at_site:use", page, line=line.pk, kind=kind, band=band)
    story.clock.to(40)
    clerk.sends(
        "at_site:totals", page, first_on=story.clock.said(4), last_on=story.clock.said(39), loans_adult="11",
        loans_child="20", uses="14", visits_adult="30", visits_child="45",
    )  # fmt: skip
    return box_


def on_to_the_commune_library(story: Province, before: Placement) -> Placement:
    """The box goes straight on. The commune's own desk lends two of its books, and one is still out at the count."""
    story.clock.to(60)
    story.desk.sends("rotation:count", before.pk, name="Phạm Thị Sen", position="Giao dịch viên")
    story.clock.to(61)
    story.desk.sends(
        "rotation:move_on", before.pk, deposit=story.at_commune.pk, ends_on=story.clock.said(120),
        staff="Lê Văn Cường", name="Phạm Thị Sen",
    )  # fmt: skip
    onward = Placement.objects.order_by("-pk")[0]
    assert (onward.came_from_id, onward.state) == (before.pk, "sent")
    story.clock.to(62)
    story.desk.sends("rotation:receive", onward.pk, name="Nguyễn Thị Lan", position="Thủ thư xã")
    lent, kept, read = (line.copy for line in onward.lines.select_related("copy").order_by("pk")[:3])
    host = story.commune_desk
    place = {"library": host.library, "site": story.at_commune.site, "actor": host.user}
    loans.check_out(copy=lent, patron=story.reader, at=story.clock.to(63), **place)
    loans.check_out(copy=kept, patron=story.reader, at=story.clock.at, **place)
    marks.use_in_house(copy=read, at=story.clock.at, **place)
    counts.count(age_band="adult", quantity=6, at=story.clock.at, **place)
    loans.check_in(copy=lent, at=story.clock.to(70), **place)
    story.clock.to(118)
    story.desk.sends("rotation:count", onward.pk, name="Nguyễn Thị Lan")
    question = onward.questions.get()
    assert (question.kind, question.copy_id) == ("on_loan", kept.pk)
    story.clock.to(119)
    story.desk.sends("rotation:bring_back", onward.pk, name="Lê Văn Cường")
    loans.check_in(copy=kept, at=story.clock.to(121), **place)
    story.desk.sends("rotation:question_answer", question.pk, answer="at_depot", reason="Bưu tá mang về")
    return onward


def at_the_district_library(story: Province) -> None:
    box_ = story.sent(1, story.at_district, 60)
    story.clock.to(122)
    story.desk.sends("rotation:receive", box_.pk, name="Đỗ Văn Hải", position="Thủ thư huyện")
    story.clock.to(150)
    story.desk.sends(
        "rotation:site_act", story.at_district.pk, do="totals", first_on=story.clock.said(122),
        last_on=story.clock.said(149), loans_adult="9", uses="5", visits_adult="12",
    )  # fmt: skip
    story.desk.sends("rotation:count", box_.pk, name="Đỗ Văn Hải")
    story.desk.sends("rotation:bring_back", box_.pk, name="Lê Văn Cường")


def network_of(story: Province) -> list[SiteRow]:
    """What the network page shows of the sites."""
    answer = story.desk.client.get("/staff/rotation/network/", {"since": story.clock.said(0)})
    return [row for row, _library in answer.context["sites"]]


def test_books_go_by_the_post_office_to_a_commune_and_a_district_and_every_figure_is_in_the_ledger(
    province: Province,
) -> None:
    before = owners(province.copies)
    first = at_the_post_office(province)
    on_to_the_commune_library(province, first)
    at_the_district_library(province)
    assert booked(Kind.ROTATION_ROUND) == 3
    assert booked(Kind.ROTATION_SENT) == 7 + 7 + 8  # the one that never left is taken back
    assert booked(Kind.ROTATION_RECEIVED) == 7 + 7 + 8
    assert booked(Kind.ROTATION_RETURNED) == 7 + 8
    assert booked(Kind.CHECK_OUT) == (2 + 11 + 20) + 2 + 9
    assert booked(Kind.CHECK_OUT, age_band="child") == 21
    assert booked(Kind.IN_HOUSE_USE) == (1 + 14) + 1 + 5
    assert booked(Kind.VISIT) == 75 + 6 + 12
    for deposit, uses in ((province.at_post, 48), (province.at_commune, 3), (province.at_district, 14)):
        assert booked(Kind.CHECK_OUT, site=deposit.site_id) + booked(Kind.IN_HOUSE_USE, site=deposit.site_id) == uses
    assert owners(province.copies) == before
    assert one_custodian_at_every_instant(province.copies)
    home = Copy.objects.filter(pk__in=[copy.pk for copy in province.copies])
    assert set(home.values_list("custodian", flat=True)) == {province.officer.library.pk}
    rows = {row.deposit.site.name: row for row in network_of(province)}
    assert {name: (row.placed, row.uses, str(row.per_book)) for name, row in rows.items()} == {
        "Điểm BĐ–VHX Đọi Sơn": (7, 48, "6.9"),
        "Phòng đọc Bình Lục": (8, 14, "1.8"),
        "Tủ sách xã An Nội": (7, 3, "0.4"),
    }
    assert {row.standing for row in rows.values()} == {"empty"}
    assert check_finds_nothing()


def test_a_post_office_beside_the_library_is_offered_as_a_host_on_the_page(province: Province) -> None:
    """It stands below the provincial post office, not below the library."""
    assert "Bưu điện – văn hoá xã Đọi Sơn" in province.desk.reads("rotation:site_add")
