"""The pages on which due dates are moved."""

import pytest
from conftest import Person
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.calendars.tests.builders import special
from lienthu.catalogue.models import Copy
from lienthu.circulation.models import DueShift, Loan
from lienthu.circulation.services import due_shifts, loans
from lienthu.circulation.tests.builders import DAY, desk
from lienthu.patrons.models import Patron

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FROM_TO = {"due_from": "19/01/2026", "due_to": "19/01/2026", "reason": "Bão số 5"}


def visit(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def test_a_director_sees_what_would_be_moved_moves_it_and_takes_it_back(
    ours: Person, director: Person, reader: Patron, shelf: list[Copy]
) -> None:
    for copy in shelf[:3]:
        loans.check_out(copy=copy, patron=reader, **desk(ours))
    client, page = visit(director), reverse("circulation:add_shift")
    asked = {**FROM_TO, "places": [f"l{ours.library.pk}"], "how": "days", "add_days": "7"}
    seen = client.post(page, {**asked, "do": "preview"}).content.decode()
    for shown in ("3 lượt mượn sẽ được dời", "Nguyễn Thị Hoa", "Truyện Kiều", "26/01/2026"):
        assert shown in seen, shown
    assert {timezone.localdate(each.due_at).day for each in Loan.objects.all()} == {19}
    done = client.post(page, {**asked, "do": "shift"}, follow=True).content.decode()
    assert "Bão số 5" in done
    assert {timezone.localdate(each.due_at).day for each in Loan.objects.all()} == {26}
    row = DueShift.objects.get()
    assert "Bão số 5" in client.get(reverse("circulation:shifts")).content.decode()
    client.post(reverse("circulation:undo_shift", args=[row.pk]))
    assert {timezone.localdate(each.due_at).day for each in Loan.objects.all()} == {19}
    again = client.post(reverse("circulation:undo_shift", args=[row.pk]), follow=True).content.decode()
    assert "Chỉ hoàn tác được" in again


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"places": []}, "places"),
        ({"due_to": "18/01/2026"}, "due_to"),
        ({"due_from": "hôm nay"}, "due_from"),
        ({"how": "days", "add_days": ""}, "add_days"),
        ({"how": "day", "to_day": ""}, "to_day"),
        ({"how": "day", "to_day": "19/01/2026", "do": "shift"}, "to_day"),
        ({"places": ["l999999"]}, "places"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_moved_is_refused_at_its_field(
    ours: Person, director: Person, changed: dict[str, object], field: str
) -> None:
    asked = {**FROM_TO, "places": [f"l{ours.library.pk}"], "how": "closed", "do": "preview"}
    answer = visit(director).post(reverse("circulation:add_shift"), {**asked, **changed})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}


def test_another_librarys_loans_are_not_offered_and_the_desk_may_not_move_any(
    ours: Person, sister: Person, director: Person
) -> None:
    text = visit(director).get(reverse("circulation:add_shift")).content.decode()
    assert "Thư viện huyện Châu Thành" in text
    assert "Ba Tri" not in text
    assert visit(ours).get(reverse("circulation:add_shift")).status_code == 403


def test_a_shift_under_way_shows_how_far_it_is_and_goes_on_where_it_was_given_up(
    ours: Person, director: Person, reader: Patron, shelf: list[Copy], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lienthu.common import jobs
    from lienthu.common.models import Job

    monkeypatch.setattr(due_shifts, "AT_ONCE", 0)
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    client = visit(director)
    asked = {**FROM_TO, "places": [f"l{ours.library.pk}"], "how": "days", "add_days": "7", "do": "shift"}
    text = client.post(reverse("circulation:add_shift"), asked, follow=True).content.decode()
    assert 'hx-trigger="every 1s"' in text
    row = DueShift.objects.get()
    page = reverse("circulation:shift", args=[row.pk])
    assert "<progress" in client.get(page, headers={"HX-Request": "true"}).content.decode()
    Job.objects.update(state=Job.State.FAILED, error="Mất điện")
    assert "Mất điện" in client.get(page).content.decode()
    client.post(reverse("circulation:go_on_with_shift", args=[row.pk]))
    assert jobs.work_here() == 1
    assert client.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert DueShift.objects.get().state == DueShift.State.DONE


def test_loans_that_fall_due_on_closed_days_are_todays_work_of_the_director(
    ours: Person, director: Person, reader: Patron, shelf: list[Copy]
) -> None:
    now = timezone.now()
    Patron.objects.update(expires_on=timezone.localdate() + 99 * DAY)
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours, at=now))
    home = reverse("accounts:home")
    words = "lượt mượn đến hạn vào ngày thư viện đóng cửa"
    assert words not in visit(director).get(home).content.decode()
    special(ours.library, timezone.localdate(loan.due_at), reason="Lũ")
    assert words in visit(director).get(home).content.decode()
    assert words not in visit(ours).get(home).content.decode()
    text = visit(director).get(reverse("calendars:special_days")).content.decode()
    assert "Có 1 lượt mượn" in text
