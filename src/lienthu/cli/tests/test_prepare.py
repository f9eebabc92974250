"""The bootstrap on a machine with nothing but Python, in a copy of the repository's bare bones."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lienthu.cli.tests.running import ROOT

UNKNOWN = f"no-such-package-of-liên-thư==1.0 --hash=sha256:{'0' * 64}\n".replace("ê", "e").replace("ư", "u")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> "tuple[Path, subprocess.CompletedProcess[str]]":
    """A repository whose program only says which words reached it, and its first start."""
    root = tmp_path_factory.mktemp("prepared") / "clone with a space"
    package = root / "src" / "lienthu" / "cli"
    package.mkdir(parents=True)
    shutil.copy(ROOT / "lienthu", root)
    shutil.copy(ROOT / "src" / "lienthu" / "cli" / "prepare.py", package)
    (root / "src" / "lienthu" / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("import sys; print(sys.argv[1:]); sys.exit(7)")
    (root / "requirements.lock").write_text("# nothing\n")
    (root / "requirements-dev.lock").write_text("# nothing\n")
    return root, start(root, "search", "truyện kiều")


@pytest.fixture
def clone(first: "tuple[Path, subprocess.CompletedProcess[str]]", tmp_path: Path) -> Path:
    """The same after its first start, to be changed."""
    return Path(shutil.copytree(first[0], tmp_path / "clone with a space", symlinks=True))


def start(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "LIENTHU_", "PYTHON"))}
    environment = {**kept, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run([root / "lienthu", *words], env=environment, capture_output=True, text=True, check=False)


def test_the_first_start_makes_the_environment_and_the_second_says_nothing(
    first: "tuple[Path, subprocess.CompletedProcess[str]]",
) -> None:
    root, made = first
    assert (made.returncode, made.stdout) == (7, "['search', 'truyện kiều']\n"), made.stderr
    assert "making the Python environment" in made.stderr
    again = start(root, "search", "truyện kiều")
    assert (again.returncode, again.stdout, again.stderr) == (7, made.stdout, "")


def test_a_package_that_cannot_be_fetched_is_one_clear_line_and_the_next_start_tries_again(clone: Path) -> None:
    (clone / "requirements.lock").write_text(UNKNOWN)
    for _attempt in range(2):
        failed = start(clone, "--version")
        assert (failed.returncode, failed.stdout) == (2, "")
        last = failed.stderr.splitlines()[-1]
        assert last.startswith("lienthu: the packages could not be fetched (")
        assert "Check the network" in last
        assert "Traceback" not in failed.stderr
    (clone / "requirements.lock").write_text("# nothing\n")
    assert start(clone).returncode == 7


def test_only_tests_need_the_development_lock(clone: Path) -> None:
    (clone / "requirements-dev.lock").write_text(UNKNOWN)
    assert start(clone, "init").returncode == 7
    assert start(clone, "test").returncode == 2


def test_the_system_s_own_python_goes_before_others_on_the_path(
    first: "tuple[Path, subprocess.CompletedProcess[str]]",
) -> None:
    systems = Path("/usr/bin/python3")
    asked = [systems, "-c", "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"]
    if not systems.exists() or subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("the system has no Python of its own that makes environments")
    assert (first[0] / ".venv" / "bin" / "python").resolve() == systems.resolve()
