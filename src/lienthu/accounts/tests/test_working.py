"""Where somebody works today, and what waits for them there."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from lienthu.accounts import services
from lienthu.accounts.models import User
from lienthu.accounts.permissions import at_work
from lienthu.accounts.queries import working_library, working_site
from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.federation import services as federation
from lienthu.federation.models import Organisation, Site, Tier
from lienthu.federation.tests.builders import AT, organisation

from .test_pages import signed_in
from .test_permissions import BY, staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def asked_by(user: Any, **session: object) -> Any:
    request = RequestFactory().get("/staff/anything/?page=2")
    request.user, request.session = user, SessionStore()
    request.session.update(session)
    return request


def site(library: Organisation, name: str, kind: str = "main") -> Site:
    return federation.add_site(organisation=library, name=name, kind=kind, **BY)


def with_two_roles() -> tuple[User, Organisation, Organisation]:
    one, other = organisation("ONE"), organisation("OTHER")
    person = staff("lan", "circulation", one)
    services.give_role(user=person, kind="cataloguer", organisation=other, **BY)
    return person, one, other


def test_whoever_has_roles_over_one_library_works_there_at_its_main_building() -> None:
    library = organisation("LIB")
    organisation("BELOW", library)
    main = site(library, "Trụ sở")
    site(library, "Kho", "store")
    request = asked_by(staff("lan", "circulation", library))
    assert working_library(request) == library
    assert working_site(request) == main


def test_nobody_works_anywhere_without_a_role_or_without_signing_in() -> None:
    for user in (AnonymousUser(), User.objects.create_user(username="new")):
        assert working_library(asked_by(user)) is None
        assert working_site(asked_by(user)) is None


def test_whoever_has_roles_over_several_libraries_chooses_one_for_the_session() -> None:
    person, one, other = with_two_roles()
    branch = site(other, "Chi nhánh", "branch")
    site(other, "Trụ sở")
    assert working_library(asked_by(person)) is None
    client = signed_in(person)
    page = reverse("accounts:working")
    answer = client.post(page, {"library": "OTHER", "site": branch.pk, "next": "/staff/people/"})
    assert answer["Location"] == "/staff/people/"
    assert "Chi nhánh" in client.get(reverse("accounts:home")).content.decode()
    chosen = asked_by(person, **client.session)
    assert (working_library(chosen), working_site(chosen)) == (other, branch)
    client.post(page, {"library": "ONE"})
    assert working_library(asked_by(person, **client.session)) == one


def test_a_page_that_needs_a_library_says_so_and_offers_the_upper_tiers_first() -> None:
    person, one, other = with_two_roles()
    top, below = (Tier.objects.create(key=f"t{rank}", name=f"Cấp {rank}", rank=rank) for rank in (90, 91))
    Organisation.objects.filter(pk=one.pk).update(tier=below)
    Organisation.objects.filter(pk=other.pk).update(tier=top)
    page = signed_in(person).get(reverse("accounts:working"), {"next": "/staff/people/"}).content.decode()
    assert "là của một thư viện" in page
    assert page.index('value="OTHER"') < page.index('value="ONE"')


def test_a_library_beside_cannot_be_chosen_and_a_role_taken_ends_the_choice() -> None:
    person, one, other = with_two_roles()
    organisation("BESIDE")
    client = signed_in(person)
    assert client.post(reverse("accounts:working"), {"library": "BESIDE"}).status_code == 403
    assert client.post(reverse("accounts:working"), {"library": "NONE"}).status_code == 404
    client.post(reverse("accounts:working"), {"library": "OTHER"})
    services.take_role(role=person.roles.get(organisation=other), actor=None, at=AT)
    assert working_library(asked_by(User.objects.get(pk=person.pk), **client.session)) == one


def test_the_site_of_another_library_is_not_taken_with_the_library() -> None:
    person, one, other = with_two_roles()
    client = signed_in(person)
    for foreign in (str(site(other, "Trụ sở").pk), "x", "9" * 30):
        client.post(reverse("accounts:working"), {"library": "ONE", "site": foreign})
        request = asked_by(person, **client.session)
        assert (working_library(request), working_site(request)) == (one, None)


def test_the_way_back_never_leads_to_another_host() -> None:
    person, _one, _other = with_two_roles()
    answer = signed_in(person).post(reverse("accounts:working"), {"library": "ONE", "next": "https://example.com/"})
    assert answer["Location"] == reverse("accounts:home")


def test_a_library_below_is_found_by_a_part_of_its_name_without_marks() -> None:
    top = organisation("TOP", name="Thư viện tỉnh")
    organisation("BELOW", top, name="Thư viện huyện Châu Đốc")
    client = signed_in(staff("lan", "director", top))
    page = reverse("accounts:working")
    assert "Châu Đốc" in client.get(page, {"q": "chau doc"}).content.decode()
    text = client.get(page, {"q": "ha noi"}).content.decode()
    assert "Châu Đốc" not in text
    assert 'class="empty"' in text


def test_a_view_at_work_asks_for_the_place_first_and_for_the_right_there() -> None:
    person, one, other = with_two_roles()

    @at_work("circulation.lend")
    def desk(request: Any) -> HttpResponse:
        return HttpResponse(str(working_library(request)))

    answer = desk(asked_by(person))
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('accounts:working')}?next=%2Fstaff%2Fanything%2F%3Fpage%3D2"
    assert desk(asked_by(person, working_library=one.pk)).content == b"ONE"
    for request in (asked_by(person, working_library=other.pk), asked_by(User.objects.create_user("new"))):
        with pytest.raises(PermissionDenied):
            desk(request)
    assert "sign-in" in desk(asked_by(AnonymousUser()))["Location"]


# --- today


def gathered(asked: Asked) -> Iterator[TodayItem]:
    """What a room would have: late, urgent, nothing, somewhere else."""

    def item(label: str, urgency: Urgency, count: int | None, over: object = asked.library) -> TodayItem:
        return TodayItem(label, "/x/", "circulation.lend", over, urgency, count)  # type: ignore[arg-type]

    yield item("can wait", Urgency.SOON, 3)
    yield item("somebody waits", Urgency.NOW, 1)
    yield item("nothing of this", Urgency.NOW, 0)
    yield item("not counted", Urgency.TODAY, None)
    yield item("not ours", Urgency.NOW, 9, Organisation.objects.get(code="SISTER"))
    yield item("over the hub", Urgency.NOW, 9, None)


def test_todays_work_is_shown_by_urgency_and_only_what_one_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps.get_app_config("stock"), "today", f"{__name__}.gathered", raising=False)
    organisation("SISTER")
    library = organisation("LIB")
    shown = signed_in(staff("lan", "circulation", library)).get(reverse("accounts:home"))
    labels = [item.label for item in shown.context["items"]]
    assert labels == ["somebody waits", "not counted", "can wait"]
    cataloguer = signed_in(staff("mai", "cataloguer", library)).get(reverse("accounts:home"))
    assert cataloguer.context["items"] == []
    assert 'class="empty"' in cataloguer.content.decode()


def test_a_building_that_has_its_librarys_name_is_named_once() -> None:
    library = organisation("LIB", name="Thư viện tỉnh")
    other = organisation("OTHER", name="Thư viện huyện")
    person = staff("lan", "circulation", library)
    services.give_role(user=person, kind="circulation", organisation=other, **BY)
    client, address = signed_in(person), reverse("accounts:working")
    main, branch = site(library, "Thư viện tỉnh"), site(library, "Chi nhánh Châu Đốc", "branch")
    page = client.get(address).content.decode()
    assert 'Làm việc ở đây<span class="visually-hidden"> – Thư viện tỉnh</span>' in page
    assert "Chi nhánh Châu Đốc<span" in page
    for place, shown in ((main, "Thư viện tỉnh"), (branch, "Thư viện tỉnh · Chi nhánh Châu Đốc")):
        client.post(address, {"library": "LIB", "site": place.pk})
        assert f" </span>{shown}</span></a>" in client.get(address).content.decode()
    federation.rename(organisation=library, name="Thư viện tỉnh", short_name="Thư viện", on=AT.date(), **BY)
    client.post(address, {"library": "LIB", "site": main.pk})
    assert " </span>Thư viện</span></a>" in client.get(address).content.decode()
