"""Sports days: the day of 15/11/2019 from the entries to the medals, and what is refused on the way."""

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse

from lienthu.contests import checks
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Athlete, Match, Prize, Sport
from lienthu.contests.queries import sports as queries
from lienthu.contests.queries.boards import why_not
from lienthu.contests.services import days, draws, results, teams
from lienthu.ledger.models import Kind
from lienthu.ledger.queries import total

from . import builders
from .builders import BEFORE, DAY, THEN
from .conftest import House

pytestmark = pytest.mark.django_db
YEAR = {"since": DAY.replace(month=1, day=1), "until": DAY.replace(year=2020, month=1, day=1)}


def test_the_sports_day_of_2019_is_played_from_the_entries_to_the_medals(house: House) -> None:
    day = builders.sports_day(house.host, house.federation)
    tug = builders.sport(day, "Kéo co")
    ball = builders.sport(day, "Bóng chuyền hơi")
    shuttle = builders.sport(day, "Cầu lông đôi nam nữ")
    for sport, people in ((tug, 8), (ball, 6), (shuttle, 2)):
        builders.entered(sport, house.members, people)
        builders.drawn(sport)
    assert Athlete.objects.filter(day=day).count() == 104
    for name, sport in (("Sân 1", tug), ("Sân 2", ball), ("Sân 3", ball), ("Sân 4", ball), ("Nhà thi đấu", shuttle)):
        builders.court(day, name, sport)
    found = draws.lay_out(day=day, actor=house.host.user, at=BEFORE)
    assert why_not(day, found.timetable) == []
    assert found.provisional  # the same people play everything: later rounds are placed for certain as they are known
    placed = [each for each in Match.objects.filter(sport__day=day) if each.begins_at]
    assert len(placed) == 12 + 22 + 12
    builders.play(tug)
    ten = THEN.replace(hour=3)
    again = draws.lay_out(day=day, actor=house.host.user, at=ten)
    assert not Match.objects.filter(sport=ball, begins_at__lt=ten).exists()
    assert again.timetable.why == ()
    for sport in (ball, shuttle):
        builders.play(sport)
    for sport in (tug, ball, shuttle):
        results.award(sport=sport, actor=house.host.user, at=THEN)
    days.hold(day=day, actor=house.host.user, at=NOW)
    names = list(Prize.objects.filter(sport=tug).values_list("name", flat=True))
    assert names == ["Giải Nhất", "Giải Nhì", "Giải Ba", "Giải Ba", *["Giải Khuyến khích"] * 4]
    assert total([Kind.PRIZE], **YEAR) == 24
    assert total([Kind.PRIZE], **YEAR, owners=[house.host.library.pk]) == 3
    assert total([Kind.CONTEST], **YEAR, hosts=[house.host.library.pk]) == 1
    best = queries.medal_table(day)[0]
    assert (best.member, best.medals) == (house.host.library.pk, (3, 0, 0))
    assert list(checks.problems()) == []
    page = Client().get(reverse("portal:sports_day", args=[day.pk])).content.decode()
    assert "An OURS" in page  # agreed to be named
    assert "Bình OURS" not in page
    honours = Client().get(reverse("portal:library", args=["OURS"])).content.decode()
    assert "Giải Nhất" in honours
    assert reverse("portal:sports_day", args=[day.pk]) in honours
    results.undo_award(sport=tug, reason="Nhầm kết quả", actor=house.host.user, at=NOW)
    assert total([Kind.PRIZE], **YEAR) == 16
    with pytest.raises(ContestRefused) as refusal:
        days.undo_hold(day=day, reason="Nhầm", actor=house.host.user, at=NOW)
    assert refusal.value.code == "prizes"
    assert list(checks.problems()) == []


def small(house: House, name: str = "Cầu lông đơn", number: int = 4) -> Sport:
    day = builders.sports_day(house.host, house.federation)
    sport = builders.sport(day, name, teams_each=1)
    builders.entered(sport, house.members[:number], sport.least)
    return sport


@pytest.mark.once
def test_the_same_person_is_written_down_once_and_plays_in_one_team_of_a_sport(house: House) -> None:
    sport = small(house, number=1)
    doubles = builders.sport(sport.day, "Cầu lông đôi nam nữ", teams_each=2)
    member = house.members[0]
    words = {"sport": doubles, "library": member, "actor": None, "at": BEFORE}
    teams.keep_team(number=1, names=["an ours", "Bình"], **words)
    assert Athlete.objects.filter(day=sport.day).count() == 2
    with pytest.raises(ContestRefused) as refusal:
        teams.keep_team(number=2, names=["AN  OURS", "Châu"], **words)
    assert refusal.value.code == "in_two_teams"
    with pytest.raises(ContestRefused) as refusal:
        teams.keep_team(number=2, names=["Châu"], **words)
    assert refusal.value.code == "team_size"
    with pytest.raises(ContestRefused) as refusal:
        teams.keep_team(number=1, names=[], **{**words, "at": THEN})
    assert refusal.value.code == "too_late"
    teams.keep_team(number=1, names=[], **words)
    assert Athlete.objects.filter(day=sport.day).count() == 1


def test_a_result_moves_the_winner_on_and_stands_once_the_next_match_is_played(house: House) -> None:
    sport = builders.drawn(small(house))
    first, second, final = sport.matches.all()
    with pytest.raises(ContestRefused) as refusal:
        builders.enter(final)
    assert refusal.value.code == "not_known"
    for text, code in (("25-20", "unread"), ("25-25 25-20", "unread"), ("x", "unread"), ("25-1 1-25 1-25", "")):
        if code:
            with pytest.raises(ContestRefused):
                results.enter(match=first, text=text, name="T", actor=None, at=THEN)
        else:
            results.enter(match=first, text=text, name="T", actor=None, at=THEN)
    results.enter(match=second, text="", absent=1, name="T", actor=None, at=THEN)
    final.refresh_from_db()
    assert (final.home_id, final.away_id) == (first.away_id, second.away_id)
    builders.enter(final)
    with pytest.raises(ContestRefused) as refusal:
        results.take_back(match=first, name="T", actor=None, at=THEN)
    assert refusal.value.code == "rests"
    results.take_back(match=Match.objects.get(pk=final.pk), name="T", actor=None, at=THEN)
    results.take_back(match=Match.objects.get(pk=first.pk), name="T", actor=None, at=THEN)
    final.refresh_from_db()
    assert final.home_id is None
    with pytest.raises(ContestRefused) as refusal:
        results.award(sport=sport, actor=None, at=THEN)
    assert refusal.value.code == "not_over"


@pytest.mark.once
def test_who_agreed_to_be_named_takes_it_back_after_the_draw_and_the_organiser_writes_a_late_team(house: House) -> None:
    sport = small(house, number=2)
    client = Client()
    client.force_login(house.host.user)
    late = {"library": house.members[2].code, "number": 1, "names": "Châu +"}
    address = reverse("contests:late_team", args=[sport.pk])
    assert client.post(address, {**late, "library": "KHONGCO"}).status_code == 422
    assert client.post(address, late).status_code == 302
    assert Athlete.objects.get(full_name="Châu").agreed
    builders.drawn(sport)
    ours = Athlete.objects.get(library=house.host.library)
    assert ours.agreed
    page = client.get(reverse("contests:own_teams", args=[sport.day_id])).content.decode()
    assert "An OURS" in page
    client.post(reverse("contests:own_named", args=[sport.day_id]))
    ours.refresh_from_db()
    assert not ours.agreed
    assert Athlete.objects.get(full_name="Châu").agreed  # another member's people are not asked here


@pytest.mark.once
def test_a_draw_can_be_made_again_with_its_number_and_is_taken_back_only_before_play(house: House) -> None:
    sport = builders.drawn(small(house, number=5), "2019")
    before = list(sport.matches.values_list("key", "home_id", "away_id"))
    draws.undo_draw(sport=sport, reason="Một đội rút", actor=None, at=BEFORE)
    assert list(builders.drawn(sport, "2019").matches.values_list("key", "home_id", "away_id")) == before
    with pytest.raises(ContestRefused):
        teams.seed(sport=sport, strengths={}, actor=None, at=BEFORE)
    match = next(each for each in sport.matches.all() if each.home_id and each.away_id)
    builders.enter(match)
    with pytest.raises(ContestRefused) as refusal:
        draws.undo_draw(sport=sport, reason="Muộn", actor=None, at=THEN)
    assert refusal.value.code == "played"


@pytest.mark.once
def test_a_day_that_is_too_short_says_why_and_keeps_what_stood(house: House) -> None:
    sport = builders.drawn(small(house, number=5))
    builders.court(sport.day, "Sân 1", sport, hours=((7, 8),))
    found = draws.lay_out(day=sport.day, actor=None, at=BEFORE)
    (why,) = [each for each in why_not(sport.day, found.timetable) if "Sân 1" in each]
    assert "115" in why and "60" in why  # four matches of 25 minutes with a change of 5 between
    assert not sport.matches.exclude(begins_at=None).exists()


@pytest.mark.once
def test_an_organiser_a_delegation_and_a_referee_do_their_work_on_pages(house: House, host: Person) -> None:
    client = Client()
    client.force_login(host.user)
    entered = {
        "name": "Giao lưu thể thao", "first_on": "15/11/2030", "last_on": "15/11/2030", "rest": "20", "change": "5",
        "entries_until": "10/11/2030", "federation": str(house.federation.pk),
    }  # fmt: skip
    assert client.get("/staff/contests/days/new/").context["form"]["federation"].value() == house.federation.pk
    page = client.post("/staff/contests/days/new/", entered)["Location"]
    form = client.get(f"{page}sports/new/?usual=3").context["form"]
    words = {name: form.initial.get(name, field.initial) for name, field in form.fields.items()}
    words = {name: value for name, value in words.items() if value is not None and value is not False}
    answer = client.post(f"{page}sports/new/", words)
    assert answer.status_code == 302, answer.context["form"].errors
    sport = Sport.objects.get()
    assert (sport.name, sport.scale[0]["medal"], sport.ties[0]) == ("Cầu lông đơn", "gold", "head_to_head")
    hours = {"name": "Sân 1", "sports": [str(sport.pk)], "hours": "7:30-11:30\n16/11/2030 13h-17h"}
    assert client.post(f"{page}courts/new/", hours).status_code == 302
    client.post(f"{page}teams/", {f"t{sport.pk}-1-names": "Lê Thị Hoa +", f"t{sport.pk}-2-names": "Trần An"})
    assert [str(each) for each in Athlete.objects.filter(agreed=True)] == ["Lê Thị Hoa"]
    client.post(f"/staff/contests/sports/{sport.pk}/seeds/", {f"s-{sport.teams.all()[0].pk}": "1"})
    client.post(f"/staff/contests/sports/{sport.pk}/draw/", {"seed_number": "88"})
    client.post(f"{page}timetable/")
    match = Match.objects.get()
    assert match.court is not None
    client.post(f"{page}referees/", {"name": "Trần Văn Sơn"})
    address = client.get(page).context["referees"][0][1].partition("testserver")[2]
    phone = Client()
    assert "Lê Thị Hoa" not in phone.get(address).content.decode()  # teams, not people
    wrong = phone.post(f"{address}{match.pk}/", {"score": "21-x"})
    assert (wrong.status_code, wrong.context["form"]["score"].value()) == (422, "21-x")
    assert phone.post(f"{address}{match.pk}/", {"score": "21-10 21-15"})["Location"].endswith(address)
    match.refresh_from_db()
    assert (match.home_score, match.entered_by) == (2, "Trần Văn Sơn")
    client.post(f"/staff/contests/sports/{sport.pk}/prizes/")
    assert Prize.objects.count() == 2
    client.post(f"/staff/contests/sports/{sport.pk}/undo/prizes/", {"reason": "Nhầm"})
    assert Prize.objects.filter(undone_at=None).count() == 0
    days.close_referee(referee=sport.day.referees.get(), actor=host.user, at=NOW)
    assert phone.get(address).status_code == 404
    assert client.get(f"{page}change/").status_code == 200
    assert client.get("/staff/contests/").status_code == 200
    assert client.get("/hoi-thao/1000000/").status_code == 404
