"""The staff's pages of hours, holidays and closings."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from conftest import Person, colleague
from django.test import Client
from django.urls import reverse

from lienthu.accounts.models import Role, User
from lienthu.calendars.models import SpecialDay, Timetable
from lienthu.calendars.queries import opening
from lienthu.common import audit
from lienthu.federation.models import OrganisationParent

from .builders import MORNING, hours, library, site, special

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MONDAY = date(2026, 3, 2)
PAGES = ("month", "year", "hours", "special_days", "add_hours", "add_special_day")


@pytest.fixture
def head(person: Callable[..., Person]) -> Person:
    """The director of a library."""
    return person("OURS", "Thư viện tỉnh An Giang", kind=Role.Kind.DIRECTOR)


@pytest.fixture
def desk(head: Person) -> Person:
    """A librarian of the same library, who may look."""
    return colleague(head, Role.Kind.CIRCULATION, "desk")


def visit(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def text_of(client: Client, name: str, **query: object) -> str:
    answer = client.get(reverse(f"calendars:{name}"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def written(**cells: str) -> dict[str, str]:
    """What is entered into the week: `written(MO_morning="7:30 11h30")`."""
    found = {}
    for name, text in cells.items():
        begin, end = text.split()
        cell = name.replace("_", "-")
        found |= {f"{cell}-from": begin, f"{cell}-to": end}
    return found


def test_a_week_is_filled_in_changed_and_removed_with_its_history(head: Person) -> None:
    client, page = visit(head), reverse("calendars:add_hours")
    entered = written(MO_morning="7:30 11h30", MO_afternoon="13h30 17", SA_evening="18:00 20:00")
    copied = client.post(page, {**entered, "do": "like_monday"})
    assert copied.status_code == 200
    assert not Timetable.objects.exists()
    assert copied.context["form"]["FR-afternoon-to"].value() == "17"
    entered |= {name.replace("MO", day): text for day in ("TU", "WE", "TH", "FR") for name, text in entered.items()}
    assert client.post(page, {**entered, "do": "keep"}).status_code == 302
    row = Timetable.objects.get()
    rules = sorted((span.rule, f"{span.opens:%H:%M}-{span.closes:%H:%M}") for span in row.spans.all())
    assert rules == [
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "07:30-11:30"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "13:30-17:00"),
        ("FREQ=WEEKLY;BYDAY=SA", "18:00-20:00"),
    ]
    assert "Thứ Hai – thứ Sáu" in text_of(client, "hours")
    assert '<dt>Chủ nhật</dt><dd class="tabular">đóng cửa</dd>' in text_of(client, "hours")
    change = reverse("calendars:change_hours", args=[row.pk])
    shown = client.get(change)
    assert shown.context["form"]["WE-morning-from"].value() == "07:30"
    client.post(change, {**written(SU_morning="8 11"), "name": "Giờ mùa hè", "do": "keep"})
    assert [day.is_open for day in opening(head.library.pk).days(date(2026, 3, 1), MONDAY)] == [True, False]
    assert "thứ Hai – thứ Sáu 07:30–11:30" in client.get(change).content.decode()
    client.post(reverse("calendars:remove_hours", args=[row.pk]))
    assert opening(head.library.pk).is_open(MONDAY)
    actions = audit.AuditEntry.objects.filter(thing="calendars.timetable").values_list("action", flat=True)
    assert sorted(actions) == ["timetable.kept", "timetable.kept", "timetable.removed"]


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({}, "__all__"),
        ({"MO-morning-from": "7:30"}, "MO-morning-to"),
        (written(MO_morning="11 7"), "MO-morning-to"),
        (written(MO_morning="bảy mười"), "MO-morning-from"),
        (written(MO_morning="7 12", MO_afternoon="11 17"), "__all__"),
        ({**written(MO_morning="7 12"), "valid_from": "02/03/2026", "last_day": "01/03/2026"}, "last_day"),
        ({**written(MO_morning="7 12"), "valid_from": "mai"}, "valid_from"),
    ],
)
def test_hours_that_cannot_be_are_refused_where_they_are_wrong(
    head: Person, entered: dict[str, str], field: str
) -> None:
    answer = visit(head).post(reverse("calendars:add_hours"), {**entered, "do": "keep"})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Timetable.objects.exists()


def test_what_is_not_of_every_week_stays_when_the_week_is_changed(head: Person) -> None:
    row = hours(head.library, ("FREQ=MONTHLY;BYDAY=1SA", MORNING))
    client, page = visit(head), reverse("calendars:change_hours", args=[row.pk])
    assert "thứ Bảy đầu tiên của tháng" in client.get(page).content.decode().lower().replace("thứ bảy", "thứ Bảy")
    client.post(page, {**written(MO_morning="7 12"), "do": "keep"})
    assert {span.rule for span in row.spans.all()} == {"FREQ=MONTHLY;BYDAY=1SA", "FREQ=WEEKLY;BYDAY=MO"}


def test_pages_say_what_is_inherited_from_where_and_own_hours_begin_from_it(head: Person) -> None:
    province = library("PROV")
    OrganisationParent.objects.create(organisation=head.library, parent=province)
    above = hours(province)
    client = visit(head)
    for name in ("month", "hours"):
        assert "Thư viện PROV" in text_of(client, name)
    assert client.get(reverse("calendars:change_hours", args=[above.pk])).status_code == 403
    begun = client.get(reverse("calendars:add_hours"), {"like": str(above.pk)})
    assert begun.context["form"]["MO-morning-from"].value() == "07:30"


def closings() -> Iterator[tuple[str, dict[str, str], list[date]]]:
    yield "once", {"first_on": "02/03/2026", "last_on": "03/03/2026"}, [MONDAY, date(2026, 3, 3)]
    yield "rule", {"which": "1", "weekday": "MO"}, [MONDAY, date(2026, 4, 6)]
    yield (
        "solar",
        {"first_day": "19", "first_month": "5", "last_day": "19", "last_month": "5", "kept_until": "31/12/2026"},
        [date(2026, 5, 19)],
    )
    yield (
        "lunar",
        {"first_day": "-2", "first_month": "12", "last_day": "6", "last_month": "1"},
        [date(2026, 2, 15), date(2026, 2, 22)],
    )


@pytest.mark.parametrize(("repeats", "facts", "days"), list(closings()))
def test_each_kind_of_closing_is_written_down_shown_and_changed(
    head: Person, repeats: str, facts: dict[str, str], days: list[date]
) -> None:
    client = visit(head)
    asked = {"reason": "Kiểm kê cuối năm", "place": "library", "hours": "", **facts}
    answer = client.post(f"{reverse('calendars:add_special_day')}?repeats={repeats}", asked)
    assert answer.status_code == 302, answer.context["form"].errors
    assert [opening(head.library.pk).day(day).reason for day in days] == ["Kiểm kê cuối năm"] * len(days)
    assert "Kiểm kê cuối năm" in text_of(client, "special_days") or days[-1] < date(2026, 11, 1)
    row = SpecialDay.objects.get(organisation=head.library)
    page = reverse("calendars:change_special_day", args=[row.pk])
    again = {name: client.get(page).context["form"][name].value() for name in asked}
    assert client.post(page, {**asked, "hours": "8-10"}).status_code == 302
    assert opening(head.library.pk).is_open(days[0])
    assert {name: str(value or "") for name, value in again.items() if name in ("which", "weekday", "first_day")} == {
        name: asked[name] for name in asked if name in ("which", "weekday", "first_day")
    }
    assert "Kiểm kê cuối năm" in text_of(client, "month", month=f"{days[0]:%Y-%m}")
    client.post(reverse("calendars:remove_special_day", args=[row.pk]))
    assert not SpecialDay.objects.filter(organisation=head.library).exists()


@pytest.mark.parametrize(
    ("repeats", "changed", "field"),
    [
        ("once", {"first_on": ""}, "first_on"),
        ("once", {"last_on": "01/03/2026"}, "last_on"),
        ("once", {"last_on": "01/03/2030"}, "last_on"),
        ("once", {"hours": "sáng"}, "hours"),
        ("once", {"reason": " "}, "reason"),
        ("once", {"place": "hub"}, "place"),
        ("solar", {"first_day": "31", "first_month": "4", "last_day": "1", "last_month": "5"}, "first_day"),
        ("solar", {"first_day": "1", "first_month": "4", "last_day": "-1", "last_month": "5"}, "last_day"),
        ("rule", {"which": "9", "weekday": "MO"}, "which"),
    ],
)
def test_a_closing_on_no_day_is_refused_at_its_field(
    head: Person, repeats: str, changed: dict[str, str], field: str
) -> None:
    asked = {"reason": "Bão", "place": "library", "hours": "", "first_on": "02/03/2026", **changed}
    answer = visit(head).post(f"{reverse('calendars:add_special_day')}?repeats={repeats}", asked)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not SpecialDay.objects.filter(organisation=head.library).exists()


def test_only_a_hand_over_the_whole_hub_changes_public_holidays(head: Person) -> None:
    row = SpecialDay.objects.get(reason="Quốc khánh")
    page = reverse("calendars:change_special_day", args=[row.pk])
    assert visit(head).get(page).status_code == 403
    user = User.objects.create_user(username="system")
    Role.objects.create(user=user, kind=Role.Kind.SYSTEM, organisation=None)
    asked = {"reason": "Quốc khánh", "place": "hub", "hours": ""}
    asked |= {"first_day": "2", "first_month": "9", "last_day": "3", "last_month": "9"}
    client = visit(Person(user, head.library))
    assert client.post(page, asked).status_code == 302
    assert not opening(head.library.pk).is_open(date(2026, 9, 3))
    assert opening(head.library.pk).is_open(date(2026, 9, 1))


def test_a_site_has_a_calendar_of_its_own(head: Person) -> None:
    place = site(head.library)
    special(head.library, MONDAY, at=place, reason="Sửa phòng đọc")
    client = visit(head)
    assert "Sửa phòng đọc" in text_of(client, "month", month="2026-03", site=place.pk)
    assert "Sửa phòng đọc" not in text_of(client, "month", month="2026-03")
    assert client.get(reverse("calendars:month"), {"site": site(library("ELSE")).pk}).status_code == 404


def test_the_desk_looks_and_changes_nothing_and_a_sister_library_comes_to_none_of_it(
    head: Person, desk: Person, sister_library: Person
) -> None:
    own, closed = hours(head.library), special(head.library, MONDAY)
    for name in ("month", "year", "hours", "special_days"):
        assert reverse("calendars:add_special_day") not in text_of(visit(desk), name)
    closed_to = [reverse("calendars:add_hours"), reverse("calendars:add_special_day")]
    closed_to += [reverse(f"calendars:{verb}_hours", args=[own.pk]) for verb in ("change", "remove")]
    closed_to += [reverse(f"calendars:{verb}_special_day", args=[closed.pk]) for verb in ("change", "remove")]
    sister_library.user.roles.create(kind=Role.Kind.DIRECTOR, organisation=sister_library.library)
    for address in closed_to:
        assert visit(desk).post(address).status_code == 403
        if any(part.isdigit() for part in address.split("/")):
            assert visit(sister_library).post(address).status_code == 403
    assert Timetable.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("asked", ["2026-13", "x", "99999-01", "0000-01", "2026-"])
def test_a_month_that_is_none_is_this_month(head: Person, asked: str) -> None:
    assert 'aria-current="date"' in text_of(visit(head), "month", month=asked)


def test_the_month_tells_the_lunar_days_and_the_year_its_name(head: Person) -> None:
    text = text_of(visit(head), "month", month="2026-02")
    for shown in ("năm Ất Tỵ – Bính Ngọ", "Tết Âm lịch", "</span>1/1</span>", "toàn hệ thống"):
        assert shown in text, shown
    assert "Giỗ Tổ Hùng Vương" in text_of(visit(head), "year", month="2026-01")


def test_lunar_days_are_told_as_one_says_them(head: Person) -> None:
    special(head.library, repeats="lunar", first=(12, -1), last=(1, 4))
    special(head.library, repeats="lunar", first=(12, -2), last=(1, 15))
    page = text_of(visit(head), "special_days")
    assert "từ ngày cuối tháng Chạp đến mùng 4 tháng Giêng (âm lịch), hằng năm" in page
    assert "từ ngày áp cuối tháng Chạp đến ngày 15 tháng Giêng (âm lịch), hằng năm" in page
