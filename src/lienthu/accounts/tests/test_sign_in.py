"""Signing in: by name or address, with a second factor, and what happens to whoever guesses."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.tests.builders import organisation

from .codes import code_of
from .test_pages import signed_in
from .test_permissions import staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "sen trắng nở bên sông"
NEW = "mùa nước nổi 2026"
SIGN_IN = "/staff/sign-in/"


def enter(client: Client, login: str = "lan", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def confirmed(user: User) -> Client:
    """Signed in, and the password given once more."""
    client = signed_in(user)
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def with_app(user: User) -> tuple[str, list[str]]:
    """Add an app to the account; its secret, and the recovery codes that came with it."""
    client = confirmed(user)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    codes = client.get(answer["Location"]).context["unused_codes"]
    return secret, codes


def inside(client: Client) -> bool:
    return client.get(reverse("accounts:home")).status_code == 200


def test_a_person_signs_in_and_lands_on_the_page_that_was_asked_for() -> None:
    staff("lan", "director", organisation("LIB"))
    client = Client()
    asked = reverse("federation:tree")
    response = client.get(asked)
    assert response["Location"] == f"{SIGN_IN}?next={asked}"
    assert enter(client, next=asked)["Location"] == asked
    assert client.get(asked).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(asked).status_code == 302


def test_the_way_back_never_leads_to_another_host() -> None:
    staff("lan", "director", None)
    assert enter(Client(), next="https://example.com/")["Location"] == reverse("accounts:home")


def test_the_address_of_mail_stands_for_the_name() -> None:
    User.objects.filter(pk=staff("lan", "director", None).pk).update(email="lan@example.vn")
    client = Client()
    enter(client, "Lan@Example.vn")
    assert inside(client)


def test_a_wrong_password_is_told_in_words_and_opens_nothing() -> None:
    staff("lan", "director", None)
    client = Client()
    text = enter(client, password="x").content.decode()
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in text

    assert not inside(client)


def test_neither_an_unknown_name_nor_a_closed_account_is_told_apart_or_let_in() -> None:
    person = staff("lan", "director", None)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in enter(Client(), "nobody").content.decode()
    client = Client()
    enter(client)
    assert not inside(client)


def test_signing_out_is_not_done_by_a_link() -> None:
    client = signed_in(staff("lan", "director", None))
    assert client.get(reverse("account_logout")).status_code == 200
    assert inside(client)


def test_nobody_signs_up() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    for address in ("/staff/sign-up/", "/staff/signup/", "/accounts/signup/"):
        assert Client().get(address).status_code == 404


# --- guessing


def test_the_sixth_guess_waits_and_is_told_how_long_even_with_the_right_password() -> None:
    staff("lan", "director", None)
    client = Client()
    for _guess in range(4):
        assert enter(client, password="x").status_code == 200
    answer = enter(client, "LAN", password="x")
    assert answer.status_code == 429
    assert "Hãy đợi 15 phút rồi thử lại." in answer.content.decode()
    assert enter(client).status_code == 429
    assert not inside(client)


def test_the_wait_is_kept_in_the_database_gets_shorter_and_ends() -> None:
    staff("lan", "director", None)
    for _guess in range(5):
        enter(Client(), password="x")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=12, seconds=30))
    answer = enter(Client(), password="x")
    assert "Hãy đợi 3 phút rồi thử lại." in answer.content.decode()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    client = Client()
    enter(client)
    assert inside(client)


def test_who_guesses_shuts_out_neither_colleagues_nor_the_person_elsewhere() -> None:
    staff("lan", "director", None)
    staff("mai", "director", None)
    for _guess in range(6):
        enter(Client(REMOTE_ADDR="203.0.113.7"), password="x")
    colleague, elsewhere = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")
    enter(colleague, "mai")
    enter(elsewhere)
    assert inside(colleague)
    assert inside(elsewhere)


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_tells(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    staff("lan", "director", None)
    for _guess in range(5):
        enter(Client(headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}), password="x")
    assert enter(Client(headers={"X-Forwarded-For": "203.0.113.7"})).status_code == 429
    assert enter(Client(headers={"X-Forwarded-For": "203.0.113.7, 203.0.113.9"})).status_code == 302


def test_no_password_is_kept_of_a_failed_attempt() -> None:
    staff("lan", "director", None)
    enter(Client(), password="điều bí mật")
    kept = AccessAttempt.objects.get()
    assert "bí mật" not in kept.post_data + kept.get_data
    assert "password" in kept.post_data


# --- the second factor


def test_with_an_app_the_password_alone_opens_nothing() -> None:
    secret, _codes = with_app(staff("lan", "director", None))
    client = Client()
    assert enter(client)["Location"] == reverse("mfa_authenticate")
    assert not inside(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Mã không đúng." in answer.content.decode()
    assert not inside(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert inside(client)


def test_a_recovery_code_opens_once() -> None:
    _secret, codes = with_app(staff("lan", "director", None))
    assert len(codes) == 10
    for expected in (True, False):
        client = Client()
        enter(client)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert inside(client) is expected


def test_codes_are_not_guessed() -> None:
    secret, _codes = with_app(staff("lan", "director", None))
    client = Client()
    enter(client)
    for _guess in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert "Nhập sai mã quá nhiều lần. Hãy đợi năm phút rồi thử lại." in answer.content.decode()
    assert not inside(client)


def test_nothing_about_signing_in_changes_before_the_password_is_given_again() -> None:
    client = signed_in(staff("lan", "director", None))
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name))["Location"].startswith(reverse("account_reauthenticate")), name
    client.post(reverse("account_reauthenticate"), {"password": "x"})
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_what_one_changes_about_signing_in_stands_in_the_audit_without_any_secret(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person = staff("lan", "director", None)
    with django_capture_on_commit_callbacks(execute=True):
        secret, codes = with_app(person)
    client = confirmed(person)
    client.post(reverse("mfa_deactivate_totp"))
    entries = audit.entries_of(person)
    told = [entry.action for entry in entries if entry.actor == person]
    assert told.count("second_factor.added") == 2
    assert told.count("second_factor.removed") == 2
    kept = " ".join(f"{entry.before} {entry.after}" for entry in entries)
    assert secret not in kept
    assert codes[0] not in kept


@pytest.mark.parametrize(
    ("wish", "opens", "asks"), [("off", True, False), ("remind", True, True), ("require", False, False)]
)
def test_a_director_is_asked_for_a_second_factor_as_the_hub_wishes(
    settings: Any, wish: str, opens: bool, asks: bool
) -> None:
    settings.SECOND_FACTOR = wish
    library = organisation("LIB")
    client = signed_in(staff("lan", "director", library))
    home = client.get(reverse("accounts:home"))
    assert (home.status_code == 200) is opens
    if opens:
        assert ("Bảo vệ tài khoản bằng lớp thứ hai" in home.content.decode()) is asks
    else:
        assert home["Location"] == reverse("mfa_index")
        assert client.get(home["Location"]).status_code == 200
        assert client.get(reverse("portal:home")).status_code != 302
        with_app(User.objects.get(username="lan"))
        assert inside(client)
    assert inside(signed_in(staff("mai", "circulation", library)))


# --- passwords


def test_the_password_is_changed_by_its_owner_alone() -> None:
    person = staff("lan", "director", None)
    client, other = signed_in(person), signed_in(person)
    new = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    page = reverse("account_change_password")
    assert "Mật khẩu hiện tại không đúng." in client.post(page, {**new, "oldpassword": "?"}).content.decode()
    assert client.post(page, new).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert inside(client)
    assert not inside(other)
    assert audit.entries_of(person)[0].action == "staff.password_changed"


def test_a_lost_password_is_not_asked_for_on_a_hub_without_mail() -> None:
    assert Client().get(reverse("account_reset_password")).status_code == 404
    assert reverse("account_reset_password") not in Client().get(SIGN_IN).content.decode()


def test_a_lost_password_is_set_anew_by_a_link_that_works_once(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.vn"
    person = staff("lan", "director", None)
    User.objects.filter(pk=person.pk).update(email="lan@example.vn")
    assert reverse("account_reset_password") in Client().get(SIGN_IN).content.decode()
    Client().post(reverse("account_reset_password"), {"email": "nobody@example.vn"})
    assert mail.outbox == []
    Client().post(reverse("account_reset_password"), {"email": "lan@example.vn"})
    (message,) = mail.outbox
    assert message.subject == "Mật khẩu mới cho Liên Thư"
    found = re.search(r"https?://testserver(\S+)", str(message.body))
    assert found
    client = Client()
    form = client.get(found.group(1), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)
    again = Client().get(found.group(1), follow=True)
    assert "Liên kết đã được dùng hoặc đã quá hạn." in again.content.decode()
