import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from lienthu.cli.tests.running import environment, lienthu
from lienthu.common.tests import databases

DUMP = """
import sys, json, django
django.setup()
from django.core import serializers
from django.apps import apps
models = [m for m in apps.get_models() if m._meta.label not in ("sessions.Session",)]
for model in sorted(models, key=lambda m: m._meta.label):
    rows = serializers.serialize("python", model.objects.order_by("pk"))
    # Sorted, because PostgreSQL keeps the keys of a JSON value in an order of its own.
    print(model._meta.label, json.dumps(rows, sort_keys=True, default=repr))
"""
CHECK = """
from lienthu.cli import frame
print(frame.main(["check"]))
"""
FILL = """
import django, datetime
django.setup()
from django.utils import timezone
from lienthu.accounts.models import User
from lienthu.common.models import Job
from lienthu.federation.services.organisations import add_organisation
add_organisation(code="AG", name="Thư viện tỉnh An Giang", actor=None, at=timezone.now())
user = User.objects.create_user("minh", password="mật khẩu dài", full_name="Trần Thị Minh")
at = datetime.datetime(2026, 1, 5, 8, 0, 0, 123456, tzinfo=datetime.UTC)
Job.objects.create(kind="x", arguments={"đ": ["ỡ", None, 1.5, True]}, asked_at=at, asked_by=user, result={"a": None})
Job.objects.create(kind="y\\tz\\n\\\\N", asked_at=at.replace(microsecond=0))
from lienthu.common.models import AuditEntry
AuditEntry.objects.create(at=at, actor=user, action="a.b", thing="t", thing_id="1", before=None, after={"q": "“”\\t"})
"""


def python(home: Path, code: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(home, DJANGO_SETTINGS_MODULE="lienthu.settings", **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def filled(empty_hub: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub with people, organisations, odd texts and an upload; every row of it; and a backup of it."""

    def fill(folder: Path) -> None:
        home = Path(shutil.copytree(empty_hub, folder / "hub", symlinks=True))
        python(home, FILL)
        upload = home / "uploads" / "imports" / "tệp.mrc"
        upload.parent.mkdir(parents=True)
        upload.write_bytes(bytes(range(256)))
        (folder / "rows").write_text(python(home, DUMP), encoding="utf-8")
        made = lienthu(home, "backup", str(folder / "hub.backup"))
        assert made.returncode == 0, made.stderr

    return databases.once(databases.shared_folder(tmp_path_factory), "filled", fill)


@pytest.fixture(scope="session")
def held(filled: Path) -> str:
    return (filled / "rows").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def kept(filled: Path) -> Path:
    return filled / "hub.backup"


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled / "hub", tmp_path / "home", symlinks=True))


def test_a_hub_comes_back_from_a_backup_as_it_was_although_somebody_wrote_meanwhile(
    home: Path, held: str, tmp_path: Path
) -> None:
    file, back = tmp_path / "hub.backup", tmp_path / "back"
    with closing(sqlite3.connect(home / "lienthu.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM common_job")
        made = lienthu(home, "backup", str(file), "--json")
        writer.execute("ROLLBACK")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout) == {"file": str(file), "bytes": file.stat().st_size}
    assert file.stat().st_mode & 0o077 == 0
    restored = lienthu(back, "restore", str(file), "--json")
    assert restored.returncode == 0, restored.stderr
    assert python(back, DUMP + CHECK) == held + "0\n"
    assert (back / "uploads" / "imports" / "tệp.mrc").read_bytes() == bytes(range(256))
    assert (back / "secret_key").read_text() == (home / "secret_key").read_text()
    again = lienthu(back, "restore", str(file))
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)


def test_a_backup_that_was_cut_short_is_refused_and_may_be_tried_again(kept: Path, tmp_path: Path) -> None:
    back = tmp_path / "back"
    short = tmp_path / "short.backup"
    short.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    refused = lienthu(back, "restore", str(short))
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert lienthu(back, "restore", str(kept)).returncode == 0


@pytest.mark.postgres
def test_a_hub_moves_from_sqlite_to_postgresql_and_back(
    kept: Path, held: str, tmp_path: Path, postgres_url: str
) -> None:
    server = {"LIENTHU_DATABASE_URL": _database(postgres_url, "moved")}
    moved = tmp_path / "moved"
    done = lienthu(moved, "restore", str(kept), **server)
    assert done.returncode == 0, done.stderr
    second, home_again = tmp_path / "second.backup", tmp_path / "again"
    made = lienthu(moved, "backup", str(second), **server)
    assert made.returncode == 0, made.stderr
    done = lienthu(home_again, "restore", str(second))
    assert done.returncode == 0, done.stderr
    assert python(home_again, DUMP) == held
    added = lienthu(moved, "organisation", "add", "BT", "--name", "Thư viện tỉnh Bến Tre", **server)
    assert added.returncode == 0, added.stderr


def _database(server: str, name: str) -> str:
    """A new, empty database on the server."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.replace("/postgres?", f"/{name}?")
