"""Everything of the staff's side is closed to whoever is not let in: walked over every address that there is.

A room need do nothing for its addresses to be asked as nobody and as somebody without a role. That another library's
staff read nothing of ours cannot be told from an address alone: a room gives pages about our own things in
`tests/closed.py`, `addresses(ours) -> Iterable[str]`, and they are asked as our sister library too.
"""

import importlib.util
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Person
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lienthu.accounts.models import User
from lienthu.catalogue.search.backend import get_backend

pytestmark = pytest.mark.django_db

# Open to whoever comes: the public site, the probe, and signing in itself.
OPEN_TO_ALL = {
    "health",
    "account_login",
    "account_logout",
    "account_inactive",
    "mfa_login_webauthn",
    "mfa_authenticate",
}
OPEN_TO_ALL |= {"accounts:sign_in", "accounts:sign_out", "openid_connect_login", "openid_connect_callback"}
OPEN_TO_ALL |= {"socialaccount_login_cancelled"}
LOST_PASSWORD = "account_reset_password"
# Open to everybody on the staff, also without a role: one's own day and account.
OWN = {"accounts:home", "accounts:working"}
SAMPLES = {"int": "1", "slug": "x", "str": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def addresses() -> Iterator[tuple[str, str]]:
    """Full name and a sample address of every pattern in Vietnamese, the public site left out."""
    yield from _below(get_resolver(), "/", "")


def _below(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "portal":
                name = f"{entry.namespace}:" if entry.namespace else ""
                yield from _below(entry, prefix + _sample(entry), space + name)
        else:
            yield f"{space}{entry.name}", prefix + _sample(entry)


def _sample(entry: URLPattern | URLResolver) -> str:
    """The pattern with something in the place of each argument."""
    text = str(entry.pattern)
    for name, converter in getattr(entry.pattern, "converters", {}).items():
        kind = next((key for key, value in SAMPLES.items() if type(converter).__name__.lower().startswith(key)), "str")
        for written in (f"<{kind}:{name}>", f"<{name}>", *(f"<{other}:{name}>" for other in SAMPLES)):
            text = text.replace(written, SAMPLES[kind])
    assert "<" not in text or text.startswith("^"), f"the walk knows no sample for {text}"
    return text


def is_open_to_all(name: str) -> bool:
    return name in OPEN_TO_ALL or name.startswith(LOST_PASSWORD)


def asked(client: Client, address: str) -> list[Any]:
    return [client.get(address), client.post(address)]


def test_the_walk_meets_every_room() -> None:
    met = {name.partition(":")[0] for name, _address in addresses()}
    assert {"accounts", "catalogue", "federation"} <= met
    assert len(list(addresses())) > 50


def test_nobody_comes_in_anywhere_without_signing_in() -> None:
    for name, address in addresses():
        if is_open_to_all(name):
            continue
        answers = asked(Client(), address)
        for answer in answers:
            assert answer.status_code in {302, 405}, (name, address, answer.status_code)
            if answer.status_code == 302:
                assert answer["Location"].startswith(reverse("account_login")), (name, address, answer["Location"])
        assert any(answer.status_code == 302 for answer in answers), name


def test_somebody_without_a_role_comes_to_their_own_account_only(outsider: User) -> None:
    client = Client()
    client.force_login(outsider)
    for name, address in addresses():
        if is_open_to_all(name) or name in OWN or name.startswith(("account_", "mfa_")):
            continue
        for answer in asked(client, address):
            assert answer.status_code in {403, 405}, (name, address, answer.status_code)


def test_a_sister_library_reads_nothing_that_is_ours(our_library: Person, sister_library: Person) -> None:
    get_backend().create()
    ours_only = [app.name for app in apps.get_app_configs() if app.name.startswith("lienthu.")]
    rooms = [name for name in ours_only if importlib.util.find_spec(f"{name}.tests.closed")]
    assert {"lienthu.accounts", "lienthu.catalogue"} <= set(rooms)
    our_library.user.roles.create(kind="director", organisation=our_library.library)
    sister_library.user.roles.create(kind="director", organisation=sister_library.library)
    ours, sister = Client(), Client()
    ours.force_login(our_library.user)
    sister.force_login(sister_library.user)
    for room in rooms:
        for address in importlib.import_module(f"{room}.tests.closed").addresses(our_library):
            assert ours.get(address).status_code == 200, address
            for answer in asked(sister, address):
                assert answer.status_code in {403, 404, 405}, (address, answer.status_code)
