import pytest
from django.test import Client
from django.urls import reverse

from lienthu.accounts.models import Role, User
from lienthu.federation.tests.builders import organisation

from .test_permissions import staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "sen trắng nở bên sông"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_desk_shows_only_what_this_person_may_do() -> None:
    library = organisation("LIB", name="Thư viện tỉnh Sóc Trăng")
    director = signed_in(staff("lan", "director", library)).get(reverse("accounts:home")).content.decode()
    cataloguer = signed_in(staff("mai", "cataloguer", library)).get(reverse("accounts:home")).content.decode()
    people = f'href="{reverse("accounts:people")}"'
    assert people in director
    assert people not in cataloguer
    assert "Thư viện tỉnh Sóc Trăng" in cataloguer


def test_somebody_without_a_role_is_told_whom_to_ask() -> None:
    response = signed_in(User.objects.create_user(username="new")).get(reverse("accounts:home"))
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


def test_a_director_takes_somebody_on_below_but_not_beside_or_above() -> None:
    top = organisation("TOP")
    library, sister = organisation("LIB", top), organisation("SISTER", top)
    organisation("CHILD", library)
    director = staff("lan", "director", library)
    client, page = signed_in(director), reverse("accounts:add_person")
    facts = {"full_name": "Mai", "username": "mai", "password": PASSWORD, "kind": "cataloguer"}
    for code in ("", top.code, sister.code):
        assert client.post(page, {**facts, "organisation": code}).status_code == 422
    assert User.objects.count() == 1
    assert client.post(page, {**facts, "organisation": "CHILD"}).status_code == 302
    mai = User.objects.get(username="mai")
    assert [(role.kind, str(role.organisation)) for role in mai.roles.all()] == [("cataloguer", "CHILD")]
    shown = client.get(reverse("accounts:people")).content.decode()
    assert "Mai" in shown


def test_a_role_is_taken_by_whoever_answers_for_it_but_never_from_oneself() -> None:
    library, sister = organisation("LIB"), organisation("SISTER")
    director, other = staff("lan", "director", library), staff("mai", "director", sister)
    mine, theirs = Role.objects.get(user=director), Role.objects.get(user=other)
    client = signed_in(director)
    assert client.post(reverse("accounts:take_role", args=[theirs.pk])).status_code == 403
    assert client.post(reverse("accounts:take_role", args=[mine.pk])).status_code == 302
    assert Role.objects.count() == 2
    below = staff("hoa", "cataloguer", library)
    client.post(reverse("accounts:take_role", args=[below.roles.get().pk]))
    assert not below.roles.exists()


def test_a_refused_person_is_refused_at_the_field_it_is_about() -> None:
    staff("mai", "director", None)
    client = signed_in(staff("lan", "system", None))
    facts = {"full_name": "Mai", "username": "mai", "password": PASSWORD, "kind": "cataloguer", "organisation": ""}
    response = client.post(reverse("accounts:add_person"), facts)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"username"}
