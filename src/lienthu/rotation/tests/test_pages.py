"""The staff's pages: from an empty hub to a box that is home again, and the papers on the way."""

import io
from collections.abc import Callable

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from lienthu.catalogue.models import Copy
from lienthu.common.tests.builders import photograph, says_nothing
from lienthu.common.today import Asked, items_for
from lienthu.rotation.models import BookSet, DepositSite, Placement, RotationRule
from lienthu.rotation.services import placements, returning, sites
from lienthu.rotation.tests.builders import DAY, TODAY, box, depot, packed, planned, sent, site, there

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, ours: Person) -> Client:
    depot(ours)
    client.force_login(ours.user)
    return client


def go(client: Client, name: str, *numbers: int, said: dict[str, object] | None = None) -> str:
    """The page, or where the form leads; every one of them is to be had."""
    address = reverse(f"rotation:{name}", args=numbers)
    answer = client.post(address, said, follow=True) if said is not None else client.get(address)
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content.decode())


def test_every_page_says_what_to_do_first(signed_in: Client) -> None:
    for name in ("placements", "sets", "sites", "questions", "rules", "rare", "plan", "set_add", "site_add"):
        assert "<h1" in go(signed_in, name)


def test_a_round_by_the_pages_alone(signed_in: Client, ours: Person, books: list[Copy]) -> None:
    page = go(
        signed_in, "site_add",
        said={
            "host": "new", "host_name": "Đồn Biên phòng Vĩnh Xương", "host_kind": "border_post",
            "name": "Tủ sách Đồn Vĩnh Xương", "capacity": "150", "audiences": ["soldiers"], "languages": ["khm"],
            "custodian_name": "Đại uý Nguyễn Văn Nam", "latitude": "10.9", "longitude": "105.2",
        },
    )  # fmt: skip
    assert "Tủ sách Đồn Vĩnh Xương" in page
    deposit = DepositSite.objects.get()
    assert (deposit.site.organisation.kind, deposit.languages) == ("border_post", ["khm"])
    go(signed_in, "set_add", said={"code": "lc-07", "name": "Biên giới", "depot": depot(ours).pk, "target": "100"})
    made = BookSet.objects.get()
    assert made.code == "LC-07"
    for code in ("B1-1", "B2-1"):
        assert "Đã đóng vào bộ." in go(signed_in, "pack", made.pk, said={"code": code})
    assert "Không đóng vào bộ." in go(signed_in, "pack", made.pk, said={"code": "KHONG"})
    today = timezone.localdate()
    go(
        signed_in, "plan",
        said={
            "book_set": made.pk, "deposit": deposit.pk, "begins_on": f"{today:%d/%m/%Y}", "staff": "Lê Văn Cường",
            "ends_on": f"{today.replace(year=today.year + 1):%d/%m/%Y}",
        },
    )  # fmt: skip
    assert not Placement.objects.exists()  # a year is too long, and the page says which rule
    placement = planned(ours, made, deposit, begins_on=today, ends_on=today + 80 * (timezone.timedelta(days=1)))
    assert "Gửi thùng sách" in go(signed_in, "placement", placement.pk)
    go(signed_in, "dispatch", placement.pk, said={"name": "Lê Văn Cường", "position": "Thủ thư"})
    paper = SimpleUploadedFile("bien-ban.png", photograph("PNG"), content_type="image/png")
    said = {"name": "Nguyễn Văn Nam", "on_paper": "on", "paper": paper, "codes": "KHONGCO"}
    page = go(signed_in, "receive", placement.pk, said=said)
    assert "bien-ban.png" in page
    word = placement.confirmations.get(kind="receipt")
    assert (word.means, word.copies) == ("paper", 2)
    kept = signed_in.get(reverse("rotation:paper", args=[placement.pk, placement.papers.get().pk]))
    assert says_nothing(b"".join(kept.streaming_content))
    question = placement.questions.get()
    go(signed_in, "question_answer", question.pk, said={"answer": "set_aside"})
    page = go(signed_in, "placement_act", placement.pk, said={"do": "recall", "on": f"{today:%d/%m/%Y}"})
    assert "Thư gửi người phụ trách điểm" in page
    go(signed_in, "count", placement.pk, said={"name": "Nguyễn Văn Nam"})
    go(signed_in, "bring_back", placement.pk, said={"name": "Lê Văn Cường"})
    assert Placement.objects.get().state == "returned"
    answer = signed_in.get(reverse("rotation:minutes_docx", args=[placement.pk]) + "?way=back")
    text = "\n".join(line.text for line in Document(io.BytesIO(answer.content)).paragraphs)
    assert "Đã kiểm đếm: 2 bản" in text
    assert signed_in.get(reverse("rotation:sets") + "?q=lc-07").status_code == 302
    assert set(Copy.objects.filter(barcode__in=("B1-1", "B2-1")).values_list("status", flat=True)) == {"packed"}
    assert "Tủ sách Đồn Vĩnh Xương" in go(signed_in, "set", made.pk)


@pytest.mark.once
def test_the_minutes_name_both_sides_and_list_every_book(
    signed_in: Client, ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:6])
    placement = there(ours, box, post_office)
    answer = signed_in.get(reverse("rotation:minutes_docx", args=[placement.pk]))
    document = Document(io.BytesIO(answer.content))
    text = "\n".join(line.text for line in document.paragraphs)
    assert "BIÊN BẢN BÀN GIAO" in text
    assert "Lê Văn Cường" in text
    assert "Trần Thị Bưởi" in text
    assert len(document.tables[-1].rows) == 7
    answer = signed_in.get(reverse("rotation:minutes_pdf", args=[placement.pk]))
    assert answer.content.startswith(b"%PDF")
    for name in ("label", "manifest"):
        assert signed_in.get(reverse(f"rotation:{name}", args=[box.pk])).content.startswith(b"%PDF")


def test_the_page_of_a_copy_tells_where_it_has_been(
    signed_in: Client, ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    there(ours, box, post_office)
    page = signed_in.get(reverse("cataloguing:copy", args=[books[0].pk])).content.decode()
    assert "Những nơi đã qua" in page
    assert "Gửi đi cùng bộ sách" in page
    assert "Bưu điện – văn hoá xã Tân Lập" in page


def test_the_home_tells_what_is_not_confirmed_and_what_is_late(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    placement = sent(ours, box, post_office)
    asked = Asked(ours.user, ours.library, None, timezone.localdate())
    assert "thùng sách đã gửi chưa được xác nhận nhận" in [str(item.label) for item in items_for(asked)]
    Placement.objects.filter(pk=placement.pk).update(state="in_place")
    late = [item for item in items_for(asked) if str(item.label) == "bộ sách đã quá hạn thu về"]
    assert [item.count for item in late] == [1]


def test_who_calls_a_box_back_has_the_words_for_the_custodian_and_a_box_turned_back_says_why(
    signed_in: Client, ours: Person, books: list[Copy], post_office: DepositSite
) -> None:
    first, other = box(ours), box(ours, "LC-02")
    packed(ours, first, books[:2])
    placement = there(ours, first, post_office)
    placements.recall(placement=placement, on=TODAY + DAY * 20, actor=ours.user, at=NOW)
    page = signed_in.get(reverse("rotation:placement", args=[placement.pk])).content.decode()
    assert "sms:0900000000?body=Ng%C3%A0y" in page
    packed(ours, other, books[4:6])
    gone = sent(ours, other, site(ours, "Trường Phú Lộc"))
    returning.turn_back(placement=gone, reason="Trường đóng cửa sửa chữa", actor=ours.user, at=NOW)
    page = signed_in.get(reverse("rotation:placement", args=[gone.pk])).content.decode()
    assert "Trường đóng cửa sửa chữa" in page.partition('id="history"')[0]


def test_a_commune_library_sees_the_box_that_it_hosts_and_comes_to_its_own_page(
    client: Client, ours: Person, sister: Person, person: Callable[..., Person], books: list[Copy]
) -> None:
    commune = person("XA", "Thư viện xã Tân Lập", kind="circulation")
    where = sites.add_deposit_site(
        library=ours.library, host=commune.library, place={"name": "Phòng đọc xã Tân Lập"}, facts={"capacity": 100},
        actor=ours.user, at=NOW,
    )  # fmt: skip
    first = box(ours)
    packed(ours, first, books[:3])
    sent(ours, first, where)
    client.force_login(commune.user)
    page = go(client, "hosted")
    assert "Bộ LC-01" in page
    asked = Asked(commune.user, commune.library, None, timezone.localdate())
    assert [item.count for item in items_for(asked) if "đang đến" in str(item.label)] == [1]
    assert (
        "Sách đang trên đường"
        in client.post(reverse("rotation:hosted_site", args=[where.pk]), follow=True).content.decode()
    )
    other = person("KHAC", "Thư viện xã khác", kind="circulation")
    client.force_login(other.user)
    assert "Bộ LC-01" not in go(client, "hosted")
    assert client.post(reverse("rotation:hosted_site", args=[where.pk])).status_code == 404


def test_rules_are_entered_by_who_is_in_charge_only(signed_in: Client, ours: Person) -> None:
    said = {
        "key": "months_at_site", "value": "4", "scope": "library", "valid_from": "01/01/2027", "source": "QĐ 5",
        "article": "Điều 2",
    }  # fmt: skip
    assert signed_in.post(reverse("rotation:rules"), said).status_code == 403
    ours.user.roles.create(kind="director", organisation=ours.library)
    ours.user._prefetched_objects_cache = {}
    go(signed_in, "rules", said=said)
    assert RotationRule.objects.get().value == 4
    assert signed_in.post(reverse("rotation:rules"), {**said, "scope": "all"}).status_code == 200
    assert RotationRule.objects.count() == 1


@pytest.mark.once
def test_a_sister_library_sees_nothing_of_our_rounds(
    client: Client, ours: Person, sister: Person, books: list[Copy]
) -> None:
    made, deposit = box(ours), site(ours)
    placement = planned(ours, made, deposit)
    client.force_login(sister.user)
    for name, number in (("set", made.pk), ("site", deposit.pk), ("placement", placement.pk), ("pack", made.pk)):
        assert client.get(reverse(f"rotation:{name}", args=[number])).status_code == 403
    assert str(made) not in client.get(reverse("rotation:sets")).content.decode()
