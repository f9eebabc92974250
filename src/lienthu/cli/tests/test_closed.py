"""Everything of the staff's side is closed to whoever is not let in: walked over every address that there is.

A room need do nothing for its addresses to be asked as nobody and as somebody without a role. That another library's
staff read nothing of ours cannot be told from an address alone: a room gives pages about our own things in
`tests/closed.py`, `addresses(ours) -> Iterable[str]`, and they are asked as our sister library too.
"""

import importlib.util
import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Person
from django.http import HttpResponseForbidden, HttpResponseNotFound
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import RegexPattern

from lienthu.accounts.models import User
from lienthu.catalogue.search.backend import get_backend
from lienthu.common import rooms

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Not for staff: the public site, a reader's own pages (which sign readers in by themselves), the screen of a computer
# that is lent (which knows its computer by the address), the page of a deposit site's custodian, a return filled in and
# delegates registered without an account (by a signed address),
# the page of a travelling device (the same for everybody: what is in it comes later). Devices prove themselves by a
# signature: sync/tests/test_protocol.py.
PUBLIC = {
    "portal",
    "site",
    "own",
    "own_notices",
    "own_holds",
    "kiosk",
    "at_site",
    "return_link",
    "delegate_link",
    "training_link",  # what a unit, a participant or a certificate has at its signed address: training/tests
    "device",
    "device_api",
    "referee_link",  # a referee of a sports day and a judge of a contest, by a signed address as well
    "judge_link",
    "consent_link",  # an entrant or a guardian: contests/tests
}
# Open to whoever comes: the probe, and signing in itself.
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
# A public computer has its key in the address, and without one nothing is there: visits/tests/test_kiosk.py.
OPEN_TO_ALL |= {"kiosk:page", "kiosk:state", "kiosk:start", "kiosk:end"}
LOST_PASSWORD = "account_reset_password"
# Open to everybody on the staff, also without a role: one's own day and account.
OWN = {"accounts:home", "accounts:working", "codes"}
SIGN_IN = "/staff/sign-in/"
# Wagtail's pages stand behind one door (website/gate.py), which asks before any of them: some are enough.
EDITOR, SOME = "/staff/website/editor/", ("pages/", "images/", "login/", "users/", "account/", "api/main/pages/")
SAMPLES = {"int": "1", "slug": "x", "str": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def addresses(*, public: bool = False) -> Iterator[tuple[str, str]]:
    """Full name and a sample address of every pattern in Vietnamese: of the staff's side, or of those for readers."""
    yield from _below(get_resolver(), "/", "", public)


def _below(resolver: URLResolver, prefix: str, space: str, public: bool) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            name = f"{entry.namespace}:" if entry.namespace else ""
            if entry.namespace is None or (entry.namespace in PUBLIC) == public:
                yield from _below(entry, prefix + _sample(entry), space + name, public)
        elif public and not space:
            continue
        elif not (prefix + _sample(entry)).startswith(EDITOR) or _sample(entry) in ("", *SOME):
            yield f"{space}{entry.name}", prefix + _sample(entry)


def _sample(entry: URLPattern | URLResolver) -> str:
    """The pattern with something in the place of each argument; of a choice its first."""
    text = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found.group(1) or "str"], str(entry.pattern))
    if not isinstance(entry.pattern, RegexPattern):
        return text
    choice = re.sub(r"\(\?P<\w+>([^()]*)\)", r"\1", str(entry.pattern).strip("^$")).replace("\\", "")
    return "/".join(re.sub(r"\[.*|\.\+", "x-x", part.split("|")[0]) for part in choice.split("/"))


def is_open_to_all(name: str) -> bool:
    return name in OPEN_TO_ALL or name.startswith(LOST_PASSWORD)


def has_arguments(address: str) -> bool:
    return any(part in {"1", "x"} or part.startswith(("x.", "1.")) for part in address.split("/"))


def asked(client: Client, address: str) -> list[Any]:
    return [client.get(address), client.post(address)]


@pytest.fixture
def refused_in_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal is its number: the page around it, a thousand times the same, is looked at in portal/tests."""
    monkeypatch.setattr("lienthu.urls.handler403", lambda request, exception: HttpResponseForbidden())
    monkeypatch.setattr("lienthu.urls.handler404", lambda request, exception: HttpResponseNotFound())


def test_the_walk_meets_every_room() -> None:
    met = {name.partition(":")[0] for name, _address in addresses()}
    assert {"accounts", "catalogue", "federation"} <= met
    assert len(list(addresses())) > 100
    for name, address in addresses():
        assert resolve(address), name


def test_nobody_comes_in_anywhere_without_signing_in() -> None:
    let_in, client = [], Client()
    for name, address in addresses():
        if not is_open_to_all(name):
            answers = [(answer.status_code, answer.get("Location", "")) for answer in asked(client, address)]
            sent_away = [(302, place) for status, place in answers if status == 302 and place.startswith(SIGN_IN)]
            if not sent_away or any(answer not in sent_away and answer[0] != 405 for answer in answers):
                let_in.append((name, address, answers))
    assert let_in == []


def test_no_public_page_lets_run_what_is_written_into_it() -> None:
    client, loose = Client(), []
    met = [
        each for each in addresses(public=True) if not has_arguments(each[1])
    ]  # others are not there without a thing
    assert len(met) > 10
    for name, address in met:
        policy = client.get(address).get("Content-Security-Policy", "")
        if "script-src 'self';" not in policy or "style-src 'self';" not in policy or "unsafe" in policy:
            loose.append((name, address, policy))
    assert loose == []


def test_somebody_without_a_role_comes_to_their_own_account_only(outsider: User, refused_in_a_word: None) -> None:
    client = Client()
    client.force_login(outsider)
    let_in = []
    for name, address in addresses():
        if not is_open_to_all(name) and name not in OWN and not name.startswith(("account_", "mfa_")):
            answers = [answer.status_code for answer in asked(client, address)]
            # What is said of a thing that is not there may come first: then nothing is told either.
            closed = {403, 404} if has_arguments(address) else {403}
            if not closed & set(answers) or not set(answers) <= closed | {405}:
                let_in.append((name, address, answers))
    assert let_in == []


def test_a_sister_library_reads_nothing_that_is_ours(
    our_library: Person, sister_library: Person, refused_in_a_word: None
) -> None:
    get_backend().create()
    having = [room.name for room in rooms.ours() if importlib.util.find_spec(f"{room.name}.tests.closed")]
    assert {"lienthu.accounts", "lienthu.catalogue"} <= set(having)
    our_library.user.roles.create(kind="director", organisation=our_library.library)
    sister_library.user.roles.create(kind="director", organisation=sister_library.library)
    ours, sister = Client(), Client()
    ours.force_login(our_library.user)
    sister.force_login(sister_library.user)
    for room in having:
        for address in importlib.import_module(f"{room}.tests.closed").addresses(our_library):
            assert ours.get(address).status_code == 200, address
            for answer in asked(sister, address):
                assert answer.status_code in {403, 404, 405}, (address, answer.status_code)
