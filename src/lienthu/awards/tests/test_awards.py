"""A season of emulation: points from the ledger and from proofs, the council's, votes, a decision, honours."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lienthu.awards import checks, rules
from lienthu.awards.errors import AwardRefused
from lienthu.awards.models import Decision, Line, Proposal, Season, Sheet
from lienthu.awards.queries.seasons import honours, table
from lienthu.awards.services import deciding, scoring
from lienthu.awards.services.scoring import Yard
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Kind
from lienthu.ledger.services import Activity
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking

DAY = NOW.date()
MEDAL = "Kỷ niệm chương “Vì sự nghiệp VHTTDL”"


def test_a_figure_gives_its_share_of_the_points_and_never_more() -> None:
    assert rules.points_of(14, full_at=40, most=20) == Decimal("7.00")
    assert rules.points_of(900, full_at=40, most=20) == Decimal("20.00")
    assert rules.points_of(1, full_at=3, most=10) == Decimal("3.33")
    assert rules.points_of(5, full_at=0, most=10) == 0


def test_the_councils_points_hold_where_it_gave_any() -> None:
    lines = [rules.Points(Decimal(8), None), rules.Points(Decimal(9), Decimal(0)), rules.Points(None, Decimal(5))]
    assert rules.sums(lines) == (Decimal(17), Decimal(13))
    assert rules.ranked({1: Decimal(5), 2: Decimal(9), 3: Decimal(5)}) == [(2,), (1, 3)]


@pytest.mark.parametrize(("votes", "carries"), [(4, True), (3, False)])
def test_who_is_absent_did_not_vote_for_it(votes: int, carries: bool) -> None:
    assert rules.carried(votes, 7, 50) is carries


def season(host: Person) -> Season:
    facts = {
        "name": "Thi đua năm 2026", "first_on": DAY.replace(day=1), "last_on": DAY, "due_on": DAY,
        "scale": [{"name": "Xuất sắc", "number": 1, "medal": "", "least": "15"}], "council": 7, "needs": 50,
    }  # fmt: skip
    yards = [Yard("Xe lưu động", 20, "trip", 4), Yard("Sáng kiến", 10)]
    return scoring.keep_season(library=host.library, facts=facts, criteria=yards, actor=host.user, at=NOW)


@pytest.fixture
def host(person: Callable[..., Person]) -> Person:
    return person("OURS", "Thư viện tỉnh Hà Nam", kind="director")


def filled(row: Season, host: Person, own: str = "6") -> Sheet:
    sheet = scoring.open_sheet(season=row, library=host.library, actor=host.user, at=NOW)
    typed = row.criteria.get(kind="")
    scoring.claim(sheet=sheet, points={typed.pk: (Decimal(own), "Sáng kiến số 3")}, actor=host.user, at=NOW)
    return scoring.hand_in(sheet=sheet, actor=host.user, at=NOW)


@pytest.mark.django_db
def test_points_come_from_the_ledger_and_grades_from_what_the_council_lets_stand(host: Person) -> None:
    trip = Activity(kind=Kind.TRIP, at=NOW, host=host.library.pk, quantity=3)
    ledger.append(trip, actor=None)
    row = season(host)
    sheet = filled(row, host)
    figure = Line.objects.get(sheet=sheet, criterion__kind="trip")
    assert (figure.figure, figure.own) == (3, Decimal("15.00"))
    with pytest.raises(AwardRefused) as refusal:
        scoring.claim(sheet=sheet, points={}, actor=None, at=NOW)
    assert refusal.value.code == "closed"
    typed = row.criteria.get(kind="")
    with pytest.raises(AwardRefused) as refusal:
        scoring.judge(sheet=sheet, points={typed.pk: (Decimal(2), "")}, actor=None, at=NOW)
    assert refusal.value.code == "no_reason"
    scoring.judge(sheet=sheet, points={typed.pk: (Decimal(2), "Chưa áp dụng")}, actor=None, at=NOW)
    (place,), _given = table(row)
    assert (place.own, place.held) == (Decimal("21.00"), Decimal("17.00"))
    scoring.move(season=row, to="council", actor=None, at=NOW)
    scoring.move(season=row, to="decided", actor=None, at=NOW)
    sheet.refresh_from_db()
    assert sheet.grade == "Xuất sắc"
    assert list(checks.problems()) == []


@pytest.mark.django_db
@pytest.mark.once
def test_a_medal_is_given_by_a_decision_after_the_vote_and_the_honours_name_who_agreed(host: Person) -> None:
    row = season(host)
    words: Any = {"season": row, "library": host.library, "merits": "20 năm phục vụ", "actor": None, "at": NOW}
    medals = [
        deciding.propose(sort="medal", award=MEDAL, person=name, agreed=agreed, **words)
        for name, agreed in (("Dương Thị Thu Hồng", True), ("Trần Văn Tiến", False))
    ]
    with pytest.raises(AwardRefused) as refusal:
        deciding.propose(sort="medal", award=MEDAL, person="Dương Thị Thu Hồng", **words)
    assert refusal.value.code == "twice"
    paper: Any = {
        "library": host.library, "proposals": medals, "number": "700/QĐ-BVHTTDL", "issuer": "Bộ VHTTDL",
        "signed_on": DAY, "signer": "", "signer_title": "", "about": "", "actor": None, "at": NOW,
    }  # fmt: skip
    with pytest.raises(AwardRefused) as refusal:
        deciding.decide(**paper)
    assert refusal.value.code == "not_carried"
    for each in medals:
        deciding.vote(proposal=each, votes_for=6, votes_against=0, voted_on=DAY, actor=None, at=NOW)
    decision = deciding.decide(**paper)
    assert {each.person for each in honours(host.library)} == {"Dương Thị Thu Hồng", ""}
    assert list(checks.problems()) == []
    deciding.void(decision=decision, reason="Nhầm số", actor=None, at=NOW)
    assert honours(host.library) == []
    assert set(Proposal.objects.values_list("state", flat=True)) == {"carried"}
    register = Holder(organisation=host.library)
    booking.say_issuer(holder=register, sign="TV", body="Thư viện tỉnh", actor=None, at=NOW)
    own = {**paper, "register": register, "number": "", "issuer": "", "signed_on": NOW.date()}
    drawn = deciding.decide(**own)
    assert (drawn.number, drawn.issuer) == ("01/QĐ-TV", register.name(DAY))
    deciding.void(decision=drawn, reason="Sai tên", actor=None, at=NOW)
    assert deciding.decide(**own).number == "02/QĐ-TV"


@pytest.mark.django_db
@pytest.mark.once
def test_a_candidate_and_the_council_do_their_work_on_pages(host: Person) -> None:
    client = Client()
    client.force_login(host.user)
    day = datetime.date(2099, 12, 31)
    told = {
        "name": "Thi đua 2099", "first_on": "1/1/2099", "last_on": "31/12/2099", "due_on": f"{day:%d/%m/%Y}",
        "criteria": "Chuyến xe; 20; trip; 40\nSáng kiến; 10", "scale": "Xuất sắc; 1; từ 5",
        "council": "5", "needs": "50",
    }  # fmt: skip
    assert client.post("/staff/awards/seasons/new/", {**told, "criteria": "Chuyến xe; 20; bay; 4"}).status_code == 422
    page = client.post("/staff/awards/seasons/new/", told)["Location"]
    assert client.get(f"{page}sheet/").status_code == 200
    client.post(f"{page}sheet/")
    line = Line.objects.get(criterion__kind="")
    sheet = f"/staff/awards/sheets/{line.sheet_id}/"
    client.post(f"{sheet}proofs/", {"line": str(line.pk), "file": SimpleUploadedFile("m.pdf", b"%PDF-1.7 minh chung")})
    wrong = client.post(sheet, {f"p{line.criterion_id}": "11"})
    assert (wrong.status_code, wrong.context["form"][f"p{line.criterion_id}"].value()) == (422, "11")
    client.post(sheet, {f"p{line.criterion_id}": "8,5", "hand_in": "1"})
    proof = client.get(f"/staff/awards/proofs/{line.proofs.get().pk}/")
    assert b"".join(proof.streaming_content).endswith(b"minh chung")  # type: ignore[attr-defined]
    client.post(f"{sheet}proposals/", {"sort": "commendation", "award": "Giấy khen", "merits": "Thành tích năm"})
    client.post(f"{page}to/council/")
    client.post(f"{sheet}council/", {f"p{line.criterion_id}": "8", f"n{line.criterion_id}": "Thiếu minh chứng"})
    client.post(f"{page}to/decided/")
    proposal = Proposal.objects.get()
    vote = {"votes_for": "4", "votes_against": "0", "voted_on": "30/12/2099"}
    client.post(f"/staff/awards/proposals/{proposal.pk}/vote/", vote)
    words = {
        "register": "elsewhere",
        "number": "12/QĐ",
        "issuer": "Sở",
        "signed_on": "31/12/2099",
        "proposals": [str(proposal.pk)],
    }
    assert client.post(f"{page}decisions/new/", {**words, "number": ""}).status_code == 422
    own = {**words, "register": f"o-{host.library.pk}", "number": ""}
    assert "signed_on" in client.post(f"{page}decisions/new/", own).context["form"].errors  # a day to come
    assert client.post(f"{page}decisions/new/", words).status_code == 302
    paper = client.post(f"/staff/awards/decisions/{Decision.objects.get().pk}/papers/")
    assert paper.content.startswith(b"%PDF")
    assert Sheet.objects.get().grade == "Xuất sắc"
    for address in ("/staff/awards/", page, sheet, f"{sheet}council/", "/staff/"):
        assert client.get(address).status_code == 200, address
    assert client.get(f"{page}change/").status_code == 200
