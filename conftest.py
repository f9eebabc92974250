"""What every test shares: a data folder and index of its own, three people, and what is left out where it cannot."""

import datetime
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from lienthu.accounts.models import User
    from lienthu.federation.models import Organisation

pytest_plugins = ("lienthu.lib.foreign.tests.servers",)  # foreign servers of Z39.50 and SRU
NOW = datetime.datetime(2026, 1, 5, 8, 0, tzinfo=datetime.UTC)
SHARED = Path(__file__).resolve().parent.parent / "shared" / "data"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "our_library", "sister_library", "outsider"}


def pytest_configure() -> None:
    """How Hypothesis runs: a machine that is busy with other things is no fault of ours."""
    from hypothesis import HealthCheck, settings

    gc.disable()  # until everything is imported, none of which can go

    settings.register_profile(
        "hub", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    )
    settings.load_profile("hub")


def pytest_collection_finish() -> None:
    """What was imported stays until the end: looking through it again and again takes a tenth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    chromium = shutil.which("chromium")
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")
        if item.get_closest_marker("browser") and not chromium:
            item.add_marker(pytest.mark.skip(reason="no chromium here: as root, apt-get install chromium"))
        if "shared_data" in fixtures and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason=f"the shared test data is not here: {SHARED}"))
    yield
    # First those that need a server, then those that need a browser: one process starts either for most of them, and
    # none of the longest is begun when the others are done.
    items.sort(key=lambda item: [item.get_closest_marker(mark) is None for mark in ("postgres", "browser")])


def pytest_sessionfinish() -> None:
    """End the browser, where a test has started one."""
    started = sys.modules.get("lienthu.common.tests.browser")
    if started:
        started.close()


@pytest.fixture(scope="session")
def made_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table, as a new hub has it. Copy it."""
    from lienthu.common.tests import databases

    return databases.sqlite(databases.shared_folder(tmp_path_factory))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_test_environment: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """The worker's own copy of a database that is made already, where Django would look through all migrations again.

    SQLite in a file, as a hub has it: in memory, threads that share it meet locks that no hub knows. Tests that commit
    leave the database as they found it: with the rows that a new hub has.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from lienthu.common.tests import databases

    if connection.vendor == "sqlite":
        name = str(shutil.copy(request.getfixturevalue("made_sqlite"), tmp_path_factory.mktemp("database")))
    else:
        name = databases.copy(databases.shared_folder(tmp_path_factory), os.environ["LIENTHU_DATABASE_URL"])
    connection.close()
    connection.settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        kept = databases.keep_rows()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: databases.as_when_new(kept))
        yield


@pytest.fixture(autouse=True)
def hub_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own, and in it an index of its own."""
    from django.conf import settings
    from django.core.cache import caches
    from django.test import override_settings

    from lienthu.catalogue.queries import directory

    home = tmp_path / "hub"
    home.mkdir()
    for kept in caches.all(initialized_only=True):
        kept.clear()
    directory.forget()
    # A second would be over within a test on a busy machine, and with it the number of its statements another.
    monkeypatch.setattr("lienthu.website.known.SECONDS", 600)
    with override_settings(  # all at once: each by itself would be told to everybody and lie above the others
        HOME=home,
        SEARCH_INDEX=home / "index",
        UPLOADS=home / "uploads",
        MEDIA_ROOT=home / "uploads",
        STATIC_ROOT=home / "static",
        STORAGES={
            **settings.STORAGES,
            # Without the names by content, which need a gathered folder; WhiteNoise then serves from the rooms.
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield home


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files; the test that asks for it is skipped, loudly, where it is absent."""
    return SHARED


@dataclass(frozen=True)
class Person:
    """Somebody on a library's staff, and that library."""

    user: "User"
    library: "Organisation"


@pytest.fixture
def person(db: None) -> Callable[..., Person]:
    """Make a member of staff: `person("HUE", "Thư viện Huế", kind="cataloguer")`."""
    from lienthu.accounts.models import Role, User
    from lienthu.federation.services.organisations import add_organisation

    def make(code: str, name: str, kind: str = Role.Kind.CATALOGUER) -> Person:
        library = add_organisation(code=code, name=name, actor=None, at=NOW)
        user = User.objects.create_user(username=code.lower(), password=f"password of {code}", full_name=code)
        Role.objects.create(user=user, kind=kind, organisation=library)
        return Person(user, library)

    return make


def colleague(of: Person, kind: str, username: str, full_name: str = "") -> Person:
    """Somebody else of the same library, who may do other things."""
    from lienthu.accounts.models import Role, User

    user = User.objects.create_user(username=username, full_name=full_name)
    Role.objects.create(user=user, kind=kind, organisation=of.library)
    return Person(user, of.library)


def client_of(person: Person) -> "Client":
    """A browser without scripts in which the person has signed in."""
    from django.test import Client

    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def signed_in() -> "Callable[[Person], Client]":
    return client_of


@pytest.fixture
def our_library(person: Callable[..., Person]) -> Person:
    """A cataloguer of the library that the test is about."""
    return person("OURS", "Thư viện tỉnh An Giang")


@pytest.fixture
def sister_library(person: Callable[..., Person]) -> Person:
    """A cataloguer of another library of the federation."""
    return person("SISTER", "Thư viện tỉnh Bến Tre")


@pytest.fixture
def outsider(db: None) -> "User":
    """Somebody who can sign in and has no role anywhere."""
    from lienthu.accounts.models import User

    return User.objects.create_user(username="outsider", password="password of an outsider")  # noqa: S106


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL server of the tests' own, for tests that move between engines."""
    from lienthu.cli import postgres

    with postgres.server(durable=False) as url:
        yield url


@pytest.fixture
def postgres_hub(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database of the test's own on that server, with every table in it."""
    from lienthu.common.tests import databases

    name = databases.copy(tmp_path_factory.getbasetemp(), postgres_url)
    return databases.on_server(postgres_url, name)
