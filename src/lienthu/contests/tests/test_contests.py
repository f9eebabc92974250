"""A contest of two rounds, judged blind, approved, with a certificate; what is public only with consent."""

import datetime
import io
from typing import Any

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lienthu.common.models import Certificate
from lienthu.common.tests.test_recordings import film
from lienthu.contests import checks
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Contest, Entry, Medium, Performance, Prize, Round
from lienthu.contests.services import contests, judging
from lienthu.contests.services.contests import Who, Yard
from lienthu.ledger.models import Kind
from lienthu.ledger.queries import total
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking

pytestmark = pytest.mark.django_db
YEAR = {"since": datetime.date(2026, 1, 1), "until": datetime.date(2027, 1, 1)}
CHILD = Who("Lò Thị Mẩy", datetime.date(2015, 9, 2), "Trường THCS Cao Bồ", "Lò Văn Páo")
DAY = datetime.date(2026, 1, 4)


def contest(host: Person) -> Contest:
    facts = {
        "kind": "story", "name": "Kể chuyện theo sách 2026", "first_on": DAY, "is_public": True,
        "scale": [{"name": "Giải Nhất", "number": 1, "medal": "gold", "least": ""}], "ties": ["first_criterion"],
        "signer": "Lê Văn Nam", "signer_title": "Phó Giám đốc",
    }  # fmt: skip
    yards = [Yard("Nội dung", 60), Yard("Thể hiện", 40)]
    return contests.keep_contest(library=host.library, facts=facts, criteria=yards, actor=host.user, at=NOW)


def round_(of: Contest, host: Person, **facts: Any) -> Round:
    words = {"name": "Vòng chung khảo", "library": host.library, "on": DAY, **facts}
    return contests.keep_round(contest=of, facts=words, actor=host.user, at=NOW)


def entered(where: Round, host: Person, title: str, *people: Who) -> Entry:
    words: Any = {"library": host.library, "title": title, "book": "", "text": "", "people": people or (CHILD,)}
    return contests.enter(round_=where, **words, actor=host.user, at=NOW)


def judged(where: Round, *points: tuple[str, int]) -> None:
    """One judge; each title gets its points for the first criterion, 20 for the second."""
    judge = judging.appoint(round_=where, name="Nhà văn Hà", actor=None, at=NOW)
    judging.begin(round_=where, actor=None, at=NOW)
    first, second = where.contest.criteria.all()
    for title, value in points:
        row = Performance.objects.get(round=where, entry__title=title)
        judging.score(judge=judge, performance=row, points={first.pk: value, second.pk: 20}, at=NOW)  # type: ignore[dict-item]
    judging.hand_in(judge=judge, at=NOW)
    judging.close(round_=where, actor=None, at=NOW)


def test_the_best_of_a_round_go_on_and_the_last_round_gives_the_prizes(host: Person) -> None:
    of = contest(host)
    last = round_(of, host)
    first = round_(of, host, name="Vòng tỉnh", into=last, goes_on=1)
    with pytest.raises(ContestRefused) as refusal:
        contests.keep_round(contest=of, row=last, facts={"into": first, "goes_on": 1}, actor=None, at=NOW)
    assert refusal.value.code == "ring"
    entered(first, host, "Dế Mèn")
    entered(first, host, "Tắt đèn")
    judged(first, ("Dế Mèn", 55), ("Tắt đèn", 40))
    register = Holder(organisation=host.library)
    booking.say_issuer(holder=register, sign="TV", body="Thư viện tỉnh", actor=None, at=NOW)
    numbered: Any = {"round_": first, "number": "", "register": register, "actor": None, "at": NOW}
    assert judging.approve(**numbered).decision == "01/QĐ-TV"
    judging.undo_approval(round_=first, reason="Nhầm", actor=None, at=NOW)
    assert judging.approve(**numbered).decision == "02/QĐ-TV"
    (through,) = last.performances.all()
    assert through.entry.title == "Dế Mèn"
    assert Prize.objects.count() == 0
    judged(last, ("Dế Mèn", 50))
    judging.approve(round_=last, number="", actor=host.user, at=NOW)
    assert total([Kind.CONTEST], **YEAR, hosts=[host.library.pk]) == 2
    assert total([Kind.PRIZE], **YEAR, owners=[host.library.pk]) == 1
    with pytest.raises(ContestRefused) as refusal:
        judging.undo_approval(round_=first, reason="Nhầm", actor=None, at=NOW)
    assert refusal.value.code == "judging"
    judging.undo_approval(round_=last, reason="Chấm lại", actor=None, at=NOW)
    assert total([Kind.PRIZE, Kind.CONTEST], **YEAR) == 1
    assert list(checks.problems()) == []


@pytest.mark.once
def test_equals_at_the_edge_wait_for_a_person(host: Person) -> None:
    of = contest(host)
    last = round_(of, host)
    first = round_(of, host, name="Vòng tỉnh", into=last, goes_on=1)
    entered(first, host, "Dế Mèn")
    entered(first, host, "Tắt đèn")
    judged(first, ("Dế Mèn", 50), ("Tắt đèn", 50))
    with pytest.raises(ContestRefused) as refusal:
        judging.approve(round_=first, number="", actor=None, at=NOW)
    assert refusal.value.code == "shared"
    chosen = Performance.objects.get(round=first, entry__title="Tắt đèn")
    judging.decide(performance=chosen, goes_on=True, reason="Ban giám khảo biểu quyết 3/3", actor=None, at=NOW)
    judging.approve(round_=first, number="", actor=None, at=NOW)
    assert [each.entry.title for each in last.performances.all()] == ["Tắt đèn"]


def photograph() -> bytes:
    """A JPEG that says where it was taken."""
    stream = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "20.8,106.6"
    Image.new("RGB", (8, 8), "red").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def test_equals_are_parted_by_the_jurys_word_and_an_earlier_round_may_give_prizes_of_its_own(host: Person) -> None:
    of = contest(host)
    last = round_(of, host)
    prizes = [{"name": "Giải Nhất cụm", "number": 1, "medal": "", "least": ""}]
    first = round_(of, host, name="Cụm 1", into=last, goes_on=1, scale=prizes)
    for title in ("Tắt đèn", "Chí Phèo", "Dế Mèn"):
        entered(first, host, title)
    judged(first, ("Tắt đèn", 50), ("Chí Phèo", 50), ("Dế Mèn", 40))
    with pytest.raises(ContestRefused, match="bằng điểm"):
        judging.approve(round_=first, number="", actor=None, at=NOW)
    alone, chosen = (first.performances.get(entry__title=title) for title in ("Dế Mèn", "Chí Phèo"))
    with pytest.raises(ContestRefused):
        judging.put_first(performance=alone, reason="Hay hơn", actor=None, at=NOW)
    judging.put_first(performance=chosen, reason="Ban giám khảo biểu quyết 2/3", actor=None, at=NOW)
    assert list(first.performances.order_by("place").values_list("entry__title", "place", "goes_on")) == [
        ("Chí Phèo", 1, True), ("Tắt đèn", 2, False), ("Dế Mèn", 3, False),
    ]  # fmt: skip
    judging.approve(round_=first, number="", actor=None, at=NOW)
    assert Prize.objects.get().name == "Giải Nhất cụm"
    assert list(checks.problems()) == []


@pytest.mark.once
def test_a_judge_sees_numbers_and_the_public_nobody_who_has_not_agreed(host: Person) -> None:
    client, phone, public = Client(), Client(), Client()
    client.force_login(host.user)
    of = contest(host)
    last = round_(of, host)
    told = {"round": str(last.pk), "title": "Dế Mèn phiêu lưu ký", "people": "Lò Thị Mẩy; 2/9/2015; THCS; Lò Văn Páo"}
    page = client.post(f"/staff/contests/contests/{of.pk}/entries/", told)["Location"]
    picture = SimpleUploadedFile("anh.jpg", photograph())
    client.post(f"{page}files/", {"file": picture, "caption": "Lò Thị Mẩy kể chuyện"})
    medium = Medium.objects.get()
    kept = b"".join(client.get(f"/staff/contests/files/{medium.pk}/").streaming_content)  # type: ignore[attr-defined]
    assert b"106.6" not in kept
    assert not dict(Image.open(io.BytesIO(kept)).getexif())
    client.post(f"{page}files/", {"file": SimpleUploadedFile("anh.jpg", b"<svg onload=alert(1)>")})
    assert Medium.objects.count() == 1
    told_of_film = {"file": SimpleUploadedFile("phim.mp4", film()), "poster": SimpleUploadedFile("b.jpg", photograph())}
    client.post(f"{page}files/", told_of_film)
    reel = Medium.objects.get(content_type="video/mp4")
    piece = client.get(f"/staff/contests/files/{reel.pk}/", headers={"range": "bytes=4-7"})
    assert (piece.status_code, b"".join(piece.streaming_content)) == (206, b"ftyp")  # type: ignore[attr-defined]
    assert client.get(f"/staff/contests/files/{reel.pk}/?poster=1")["Content-Type"] == "image/jpeg"
    where = f"/staff/contests/rounds/{last.pk}/"
    for name in ("Nhà văn Hà", "Nhà giáo Sơn"):
        client.post(f"{where}judges/", {"name": name})
    client.post(f"{where}to/begin/")
    addresses = [link.partition("testserver")[2] for _judge, link in client.get(where).context["judges"]]
    row = Performance.objects.get()
    keys = [f"c{each.pk}" for each in of.criteria.all()]
    for address, points in zip(addresses, ("50,5", "20"), strict=True):
        seen = phone.get(f"{address}{row.pk}/").content.decode() + phone.get(address).content.decode()
        assert row.code in seen
        for hidden in ("Lò Thị Mẩy", "THCS", "Bạc Liêu", "50.5"):
            assert hidden not in seen.replace("50,5", "50.5") or points == "50,5"
        wrong = phone.post(f"{address}{row.pk}/", {keys[0]: "61", keys[1]: "30"})
        assert (wrong.status_code, wrong.context["form"][keys[0]].value()) == (422, "61")
        phone.post(f"{address}{row.pk}/", {keys[0]: points, keys[1]: "30"})
        phone.post(f"{address}done/")
    client.post(f"{where}to/close/")
    client.post(f"{where}to/approve/", {"register": "elsewhere", "number": "12/QĐ-TV"})
    row.refresh_from_db()
    assert str(row.score) == "65.25"
    results = f"/hoi-thi/{of.pk}/"
    assert "Giải Nhất" in public.get(results).content.decode()
    assert '<option value="author">' in public.get(results).content.decode()  # of the search in the header
    assert "Lò Thị Mẩy" not in public.get(results).content.decode()
    for giver in ("self", "guardian"):
        assert public.get(f"/hoi-thi/anh/{medium.pk}/").status_code == 404
        own = client.get(page).context["people"][0]["address"].partition("testserver")[2]
        assert phone.post(own, {"giver": giver, "granted": "yes", "signed_by": "Páo"}).status_code == 422
        phone.post(own, {"giver": giver, "granted": "yes", "signed_by": "Lò Văn Páo"})
    assert "Lò Thị Mẩy" in public.get(results).content.decode()
    assert public.get(f"/hoi-thi/anh/{medium.pk}/").status_code == 200
    assert public.get(f"/hoi-thi/anh/{reel.pk}/", headers={"range": "bytes=-4"}).status_code == 206
    assert phone.get(f"{own}{reel.pk}/").status_code == 200
    phone.post(own, {"giver": "guardian", "granted": "no", "signed_by": "Lò Văn Páo"})
    assert "Lò Thị Mẩy" not in public.get(results).content.decode()
    assert public.get(f"/hoi-thi/anh/{medium.pk}/").status_code == 404
    paper = client.post(f"/staff/contests/prizes/{Prize.objects.get().pk}/certificate/")
    assert paper.content.startswith(b"%PDF")
    given = Certificate.objects.get()
    assert (given.signer, given.signer_title) == ("Lê Văn Nam", "Phó Giám đốc")
    assert client.get("/staff/contests/contests/new/").context["form"]["signer"].value() == "Lê Văn Nam"
    for address in (page, f"{page}change/", where, f"/staff/contests/contests/{of.pk}/change/", "/staff/contests/"):
        assert client.get(address, follow=True).status_code == 200
