"""Hubs made once and copied: a start of the program costs a second or two, and most tests need one to begin with."""

import shutil
from pathlib import Path

import pytest

from lienthu.cli.tests.running import lienthu
from lienthu.common.tests import databases


@pytest.fixture(scope="session")
def empty_hub(tmp_path_factory: pytest.TempPathFactory, made_sqlite: Path) -> Path:
    """A hub as `init` makes it. Do not write to it: copy it."""

    def fill(folder: Path) -> None:
        shutil.copy(made_sqlite, folder)
        done = lienthu(folder, "init")
        assert done.returncode == 0, done.stderr

    return databases.once(databases.shared_folder(tmp_path_factory), "hub", fill)


@pytest.fixture
def home(empty_hub: Path, tmp_path: Path) -> Path:
    """An empty hub of the test's own."""
    return Path(shutil.copytree(empty_hub, tmp_path / "home", symlinks=True))
