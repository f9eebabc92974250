"""Whoever answers for staff: roles, closing, helping to sign in; and how far that goes."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from lienthu.accounts import queries, services
from lienthu.accounts.errors import StaffRefused
from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.federation.tests.builders import organisation

from .test_pages import signed_in
from .test_permissions import BY, staff
from .test_sign_in import NEW, PASSWORD, enter, inside

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ACTS = ("close_account", "reopen_account", "reset_second_factor", "lift_wait", "set_password", "set_email")


def act(client: Client, name: str, person: User, **facts: str) -> int:
    return client.post(reverse(f"accounts:{name}", args=[person.pk]), facts).status_code


def ours() -> tuple[Organisation, User, Client]:
    """A library, its director and the director's browser."""
    library = organisation("LIB")
    director = staff("lan", "director", library)
    return library, director, signed_in(director)


def test_a_closed_account_ends_its_sessions_and_opens_again_with_its_roles() -> None:
    library, director, client = ours()
    mai = staff("mai", "circulation", library)
    session = signed_in(mai)
    assert inside(session)
    act(client, "close_account", mai)
    assert not inside(session)
    act(client, "reopen_account", mai)
    fresh = Client()
    enter(fresh, "mai")
    assert inside(fresh)
    assert [role.kind for role in mai.roles.all()] == ["circulation"]
    told = [(entry.action, entry.actor) for entry in audit.entries_of(mai)[:2]]
    assert told == [("staff.reopened", director), ("staff.closed", director)]


def test_a_lost_phone_is_helped_by_removing_the_second_factor() -> None:
    library, _director, client = ours()
    mai = staff("mai", "circulation", library)
    TOTP.activate(mai, "JBSWY3DPEHPK3PXP")
    assert "Gỡ vì mất điện thoại" in client.get(reverse("accounts:person", args=[mai.pk])).content.decode()
    act(client, "reset_second_factor", mai)
    assert not Authenticator.objects.filter(user=mai).exists()
    entry = audit.entries_of(mai)[0]
    assert (entry.action, entry.before) == ("staff.second_factor_reset", {"second_factor": ["totp"]})


def test_a_wait_is_lifted() -> None:
    library, _director, client = ours()
    mai = staff("mai", "circulation", library)
    for _guess in range(5):
        enter(Client(), "mai", "x")
    assert queries.waits(mai)
    assert "đang phải chờ" in client.get(reverse("accounts:person", args=[mai.pk])).content.decode()
    act(client, "lift_wait", mai)
    assert not queries.waits(mai)
    fresh = Client()
    enter(fresh, "mai")
    assert inside(fresh)
    assert audit.entries_of(mai)[0].action == "staff.wait_lifted"


def test_a_lost_password_is_replaced_and_never_written_down() -> None:
    library, _director, client = ours()
    mai = staff("mai", "circulation", library)
    act(client, "set_password", mai, password="123")
    assert User.objects.get(pk=mai.pk).check_password(PASSWORD)
    act(client, "set_password", mai, password=NEW)
    assert User.objects.get(pk=mai.pk).check_password(NEW)
    entry = audit.entries_of(mai)[0]
    assert (entry.action, entry.before, entry.after) == ("staff.password_set", None, None)


def test_one_address_opens_one_account() -> None:
    library, _director, client = ours()
    mai, hoa = staff("mai", "circulation", library), staff("hoa", "cataloguer", library)
    act(client, "set_email", mai, email="Mai@Example.vn")
    assert User.objects.get(pk=mai.pk).email == "mai@example.vn"
    page = client.post(reverse("accounts:set_email", args=[hoa.pk]), {"email": "mai@example.vn"}, follow=True)
    assert "Đã có cán bộ đăng nhập bằng địa chỉ mai@example.vn." in page.content.decode()
    assert User.objects.get(pk=hoa.pk).email == ""
    with pytest.raises(StaffRefused):
        services.set_email(user=hoa, email="mai@example.vn", **BY)


def test_a_role_more_is_given_and_never_to_oneself() -> None:
    library, director, client = ours()
    mai = staff("mai", "circulation", library)
    facts = {"kind": "cataloguer", "organisation": "LIB"}
    assert act(client, "give_role", mai, **facts) == 302
    assert sorted(role.kind for role in mai.roles.all()) == ["cataloguer", "circulation"]
    assert act(client, "give_role", director, **facts) == 403


def test_a_director_gives_no_role_that_reaches_beyond_the_library() -> None:
    library, _director, client = ours()
    mai = staff("mai", "circulation", library)
    organisation("BESIDE")
    for kind, over in (("system", "LIB"), ("secretary", "LIB"), ("cataloguer", "BESIDE"), ("cataloguer", "")):
        act(client, "give_role", mai, kind=kind, organisation=over)
        facts = {"full_name": "A", "username": "a", "password": NEW, "kind": kind, "organisation": over}
        assert client.post(reverse("accounts:add_person"), facts).status_code == 422, (kind, over)
    assert [role.kind for role in mai.roles.all()] == ["circulation"]
    system = signed_in(staff("hung", "system", None))
    act(system, "give_role", mai, kind="system", organisation="LIB")
    assert mai.roles.filter(kind="system").exists()


def test_nobody_comes_to_what_a_colleague_holds_elsewhere_by_helping_them_sign_in() -> None:
    library, director, client = ours()
    mai = staff("mai", "circulation", library)
    services.give_role(user=mai, kind="director", organisation=organisation("BESIDE"), **BY)
    page = client.get(reverse("accounts:person", args=[mai.pk])).content.decode()
    assert "Và có vai trò ở nơi khác" in page
    assert "Khóa tài khoản" not in page
    assert "BESIDE" not in page
    for name in ACTS:
        assert act(client, name, mai, password=NEW, email="x@example.vn") == 403, name
    mai.refresh_from_db()
    assert mai.is_active
    assert mai.check_password(PASSWORD)
    for name in ACTS:
        assert act(client, name, director, password=NEW, email="x@example.vn") == 403, name


def test_the_staff_of_a_sister_library_are_closed() -> None:
    _library, _director, client = ours()
    theirs = staff("mai", "circulation", organisation("SISTER"))
    assert client.get(reverse("accounts:person", args=[theirs.pk])).status_code == 403
    assert "Cán bộ mai" not in client.get(reverse("accounts:people")).content.decode()
    for name in (*ACTS, "give_role"):
        facts = {"password": NEW, "email": "x@example.vn", "kind": "cataloguer", "organisation": "LIB"}
        assert act(client, name, theirs, **facts) == 403, name


def test_a_director_finds_people_by_a_part_of_the_name_without_marks() -> None:
    library, _director, client = ours()
    User.objects.filter(pk=staff("mai", "circulation", library).pk).update(full_name="Nguyễn Thị Tuyết Mai")
    page = client.get(reverse("accounts:people"), {"q": "tuyet"})
    assert [str(person) for person, _roles, _protected in page.context["rows"]] == ["Nguyễn Thị Tuyết Mai"]
    assert 'class="empty"' in client.get(reverse("accounts:people"), {"q": "nobody"}).content.decode()
