from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from lienthu.accounts import services
from lienthu.accounts.errors import StaffRefused
from lienthu.accounts.models import Role, User
from lienthu.accounts.permissions import ACTIONS, SOMEWHERE, allowed, can
from lienthu.common import audit
from lienthu.federation import services as federation
from lienthu.federation.models import Organisation
from lienthu.federation.tests.builders import AT, REFORM, organisation

pytestmark = pytest.mark.django_db
BY = {"actor": None, "at": AT}


def staff(username: str, kind: str, over: Organisation | None) -> User:
    return services.create_staff(
        username=username,
        full_name=f"Cán bộ {username}",
        password="sen trắng nở bên sông",
        kind=kind,
        organisation=over,
        **BY,
    )


def test_a_role_reaches_over_its_organisation_and_everything_below_and_no_further() -> None:
    province = organisation("PROVINCE")
    district = organisation("DISTRICT", province)
    village = organisation("VILLAGE", district)
    sister = organisation("SISTER", province)
    person = staff("lan", "director", district)
    assert can(person, "federation.edit", district)
    assert can(person, "federation.edit", village)
    assert not can(person, "federation.edit", province)
    assert not can(person, "federation.edit", sister)
    assert not can(person, "federation.edit", None)
    assert can(person, "federation.edit", SOMEWHERE)


def test_a_role_without_an_organisation_reaches_over_the_whole_hub() -> None:
    person = staff("hung", "system", None)
    assert can(person, "federation.edit", organisation("ANY"))
    assert can(person, "federation.edit", None)


def test_the_reach_follows_the_tree_of_the_day() -> None:
    old, new = organisation("OLD"), organisation("NEW")
    library = organisation("LIB", old)
    federation.move(organisation=library, parent=new, on=REFORM, **BY)
    person = staff("lan", "director", new)
    assert can(person, "federation.edit", library, day=REFORM)
    assert not can(person, "federation.edit", library, day=date(2025, 6, 30))


def test_a_closed_library_is_still_in_the_reach_of_whom_it_stood_under() -> None:
    top = organisation("TOP")
    library = organisation("LIB", top)
    federation.close(organisation=library, on=REFORM, **BY)
    assert can(staff("lan", "director", top), "catalogue.read", library)
    assert not can(staff("mai", "director", organisation("ELSE")), "catalogue.read", library)


def test_whatever_is_not_said_is_refused() -> None:
    library = organisation("LIB")
    director = staff("lan", "director", library)
    nobody = User.objects.create_user(username="nobody")
    assert not can(director, "federation.abolish", library)
    assert not can(director, "federation.govern", library)
    for over in (library, None, SOMEWHERE):
        assert not can(nobody, "federation.read", over)
        assert not allowed(AnonymousUser(), "federation.read", over)
    assert not allowed(director, "federation.edit", Role.objects.get(user=director))


def test_neither_the_superuser_flag_nor_an_inactive_account_opens_anything() -> None:
    library = organisation("LIB")
    root = User.objects.create_superuser(username="root")
    gone = staff("gone", "system", None)
    gone.is_active = False
    gone.save()
    assert not root.has_perm("federation.edit", library)
    assert not allowed(root, "federation.edit", library)
    assert not allowed(gone, "federation.edit", library)


def test_every_role_has_its_actions() -> None:
    assert set(ACTIONS) == set(Role.Kind.values)


def test_a_role_given_twice_is_held_once() -> None:
    person = staff("lan", "system", None)
    services.give_role(user=person, kind="system", organisation=None, **BY)
    assert person.roles.count() == 1
    assert [entry.action for entry in audit.entries_of(person)] == ["role.given", "staff.added"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"username": "LAN"}, "user_name_taken"),
        ({"username": "lan anh"}, "bad_user_name"),
        ({"password": "12345"}, "weak_password"),
        ({"kind": "emperor"}, "unknown_role"),
    ],
)
def test_staff_that_cannot_be_taken_on_are_refused_and_nothing_is_left_behind(facts: dict[str, str], code: str) -> None:
    staff("lan", "director", None)
    given = {"username": "mai", "full_name": "Mai", "password": "sen trắng nở bên sông", "kind": "director", **facts}
    with pytest.raises(StaffRefused) as refusal:
        services.create_staff(**given, organisation=None, **BY)
    assert refusal.value.code == code
    assert User.objects.count() == 1
