"""Sites: written down with their host, changed, closed; wishes and questions get their answers from people."""

import datetime

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse

from lienthu.calendars.models import Timetable
from lienthu.calendars.queries import opening
from lienthu.catalogue.models import Copy
from lienthu.federation.models import Organisation, Site
from lienthu.federation.services.sites import add_site
from lienthu.rotation.errors import QuestionRefused, SiteRefused
from lienthu.rotation.models import BookSet, DepositSite, PlacementLine, Question, Wish
from lienthu.rotation.services import questions, sites
from lienthu.rotation.services.steps import Seen
from lienthu.rotation.tests.builders import DAY, TODAY, packed, sent, site, there

pytestmark = pytest.mark.django_db


def test_a_new_host_stands_below_the_library_and_need_be_no_library(ours: Person, post_office: DepositSite) -> None:
    host = post_office.site.organisation
    assert (host.kind, host.code) == (Organisation.Kind.POST_OFFICE, "OURS-D1")
    assert host.parents.get().parent == ours.library
    assert post_office.site.kind == Site.Kind.DEPOSIT
    assert site(ours, "Trường học", kind="school").site.organisation.code == "OURS-D2"


def test_a_place_that_is_known_can_take_sets_once(ours: Person) -> None:
    branch = add_site(organisation=ours.library, name="Phòng đọc thiếu nhi", actor=None, at=NOW)
    said = {"library": ours.library, "site": branch, "facts": {"capacity": 50}, "actor": ours.user, "at": NOW}
    assert sites.make_deposit(**said).host_id == ours.library.pk
    with pytest.raises(SiteRefused):
        sites.make_deposit(**said)


def test_a_prison_never_tells_who_reads_what(ours: Person) -> None:
    prison = site(ours, "Trại giam Z30", kind="prison")
    with pytest.raises(SiteRefused) as refused:
        sites.change_deposit_site(deposit=prison, place={}, facts={"totals_only": False}, actor=ours.user, at=NOW)
    assert refused.value.code == "totals_only"
    changed = sites.change_deposit_site(
        deposit=prison, place={"name": "Trại giam Z30A"}, facts={"capacity": 90}, actor=ours.user, at=NOW
    )
    assert (changed.site.name, changed.capacity) == ("Trại giam Z30A", 90)


def test_a_site_with_a_set_is_not_closed(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    sent(ours, box, post_office)
    with pytest.raises(SiteRefused):
        sites.close(deposit=post_office, on=TODAY + 9 * DAY, actor=ours.user, at=NOW)
    school = site(ours, "Trường học", kind="school")
    sites.close(deposit=school, on=TODAY + 9 * DAY, actor=ours.user, at=NOW)
    open_then = DepositSite.objects.open_on(TODAY + 9 * DAY)
    assert list(open_then) == [post_office]


def test_a_wish_is_answered_once(ours: Person, post_office: DepositSite) -> None:
    wish = sites.wish(deposit=post_office, text="  Sách   nuôi cá tra ", by="Bưởi", actor=None, at=NOW)
    assert wish.text == "Sách nuôi cá tra"
    answered = sites.answer_wish(wish=wish, state=Wish.State.MET, answer="Bộ LC-02", actor=ours.user, at=NOW)
    assert answered.answered_by == ours.user
    with pytest.raises(SiteRefused):
        sites.answer_wish(wish=wish, state=Wish.State.DECLINED, answer="", actor=ours.user, at=NOW)


def test_a_question_is_handed_over_and_answered_once_and_by_what_fits_it(
    ours: Person, sister: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    placement = there(ours, box, post_office, Seen({books[0].pk: PlacementLine.Found.MISSING}))
    asked = placement.questions.get()
    questions.hand_over(question=asked, owner=sister.user, actor=ours.user, at=NOW + DAY)
    assert Question.objects.get().owner == sister.user
    with pytest.raises(QuestionRefused):
        questions.answer(question=asked, answer=Question.Answer.TAKEN_IN, actor=ours.user, at=NOW + DAY)
    questions.answer(question=asked, answer=Question.Answer.AT_SITE, actor=ours.user, at=NOW + DAY)
    assert Copy.objects.get(pk=books[0].pk).custodian_id == post_office.host_id
    with pytest.raises(QuestionRefused):
        questions.answer(question=asked, answer=Question.Answer.LOST, actor=ours.user, at=NOW + DAY)


def test_hours_of_a_site_are_rules_that_due_dates_keep_to(
    client: Client, ours: Person, post_office: DepositSite
) -> None:
    client.force_login(ours.user)
    address, site = reverse("rotation:site_act", args=[post_office.pk]), post_office.site
    said = {"do": "hours", "days": ["TU", "SA"], "opens": "7:30", "closes": "11h"}
    assert ": 07:30–11:00" in client.post(address, said, follow=True).content.decode()
    monday = datetime.date(2026, 1, 5)
    days = opening(site.organisation_id, site.pk).days(monday, monday + datetime.timedelta(days=6))
    assert [day.is_open for day in days] == [False, True, False, False, False, True, False]
    assert "giờ sớm trước" in client.post(address, said | {"closes": "6:00"}).content.decode()
    client.post(address, {"do": "hours"})
    assert not Timetable.objects.exists()
