"""Makes or refreshes the environment: `python prepare.py ROOT run|test`. Runs before there is one, so: stdlib only.

Called by ./lienthu when a lock file differs from the copy kept when it was last installed, or a translation is newer
than its compiled form. Two first starts at once wait for each other. On trouble: one line, exit 2.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LOCKS = {"run": ("requirements.lock",), "test": ("requirements.lock", "requirements-dev.lock")}
AT_ONCE = 4  # runs of pip, of some sixty megabytes each


class Trouble(Exception):
    """What stands in the way, in a line that says what to do."""


def prepare(root: Path, kind: str) -> None:
    """Bring `root/.venv` to what the lock files of `kind` say and compile the translations; raise Trouble."""
    venv = root / ".venv"
    try:
        venv.mkdir(exist_ok=True)
        lock = (venv / "prepare.lock").open("w")
    except OSError as error:
        raise Trouble(f"cannot write to {venv} ({error.strerror}): run ./lienthu as the owner of {root}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        python = venv / "bin" / "python"
        if not _works(python):
            _make(venv)
        if any(_differs(root / name, _stamp(venv, name)) for name in LOCKS[kind]):
            # The development lock holds every package of the other one at the same version.
            _install(python, root / LOCKS[kind][-1])
            for name in LOCKS[kind]:
                shutil.copyfile(root / name, _stamp(venv, name))
        _compile_translations(python, root)


def _stamp(venv: Path, lock_name: str) -> Path:
    return venv / ("test.stamp" if "dev" in lock_name else "run.stamp")


def _differs(lock: Path, stamp: Path) -> bool:
    return not stamp.exists() or lock.read_bytes() != stamp.read_bytes()


def _works(python: Path) -> bool:
    """Whether the environment's Python still starts, finds pip and is the version that it was made for."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0


def _make(venv: Path) -> None:
    _need_venv_module()
    print("lienthu: making the Python environment in .venv (the first start only)", file=sys.stderr)
    for stamp in venv.glob("*.stamp"):
        stamp.unlink()
    # Not --clear: it would remove the lock file under us. The old environment's packages must still go.
    for name in ("bin", "lib", "lib64", "include", "pyvenv.cfg"):
        old = venv / name
        if old.is_symlink() or old.is_file():
            old.unlink()
        elif old.is_dir():
            shutil.rmtree(old)
    # By its real name: when the system moves to another Python, the link breaks and the environment is made anew.
    interpreter = os.path.realpath(sys.executable)
    made = subprocess.run([interpreter, "-m", "venv", venv], capture_output=True, text=True, check=False)
    if made.returncode:
        raise Trouble(f"python -m venv failed: {_last_line(made.stdout + made.stderr)}")


def _need_venv_module() -> None:
    """Debian ships Python without ensurepip; the package that has it is installed if we may."""
    if _has_ensurepip():
        return
    package = f"python3.{sys.version_info.minor}-venv"
    line = f"apt-get install --yes {package}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(f"Python's venv module is missing; as root: {line}")
    print(f"lienthu: {line}", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], stdout=sys.stderr, env=environment, check=False)
    command = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", package]
    if subprocess.run(command, stdout=sys.stderr, env=environment, check=False).returncode or not _has_ensurepip():
        raise Trouble(f"Python's venv module is missing and could not be installed; as root: {line}")


def _has_ensurepip() -> bool:
    command = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _install(python: Path, lock: Path) -> None:
    """Each core fetches and unpacks a share of the packages: the lock names all of them, so none waits for another."""
    print(f"lienthu: installing the packages of {lock.name}", file=sys.stderr)
    command: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    if lock.name != LOCKS["run"][0]:
        command.append("--no-compile")  # of what developers need, half is never used; the rest compiles when it is
    command += ["--no-deps", "--retries", "2", "--require-hashes", "--requirement"]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    with tempfile.TemporaryDirectory() as folder:
        running = [
            subprocess.Popen(
                [*command, share], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            for share in _shares(lock, Path(folder))
        ]
        told = [(each.communicate()[0], each.returncode) for each in running]
    for output, code in told:
        if code:
            raise Trouble(
                f"the packages could not be fetched ({_last_line(output)}). "
                "Check the network (behind a proxy set HTTPS_PROXY; for a mirror set PIP_INDEX_URL), then start again."
            )


def _shares(lock: Path, folder: Path) -> list[Path]:
    """The lock cut in parts, one for each core, but not more than a small machine has memory for."""
    packages = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8"))
    count = min(os.cpu_count() or 1, AT_ONCE, len(packages))
    shares = [packages[number::count] for number in range(count)]
    for number, share in enumerate(shares):
        (folder / f"{number}.lock").write_text("\n".join(share) + "\n", encoding="utf-8")
    return [folder / f"{number}.lock" for number in range(len(shares))]


def _last_line(output: str) -> str:
    errors = [line for line in output.splitlines() if line.startswith("ERROR")] or output.splitlines()
    return errors[-1].removeprefix("ERROR: ").strip() if errors else "no message"


def _compile_translations(python: Path, root: Path) -> None:
    program = (
        "import os, sys, polib\n"
        "for source in sys.argv[1:]:\n"
        "    target = source[:-2] + 'mo'\n"
        "    polib.pofile(source).save_as_mofile(target + '.part')\n"
        "    os.replace(target + '.part', target)\n"
    )
    sources = sorted((root / "src" / "lienthu").glob("**/locale/*/LC_MESSAGES/*.po"))
    stale = [source for source in sources if not _newer(source.with_suffix(".mo"), source)]
    if stale:
        done = subprocess.run([python, "-c", program, *stale], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Trouble(f"a translation file cannot be read: {_last_line(done.stderr)}")


def _newer(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns


if __name__ == "__main__":
    try:
        prepare(Path(sys.argv[1]), sys.argv[2])
    except Trouble as trouble:
        print(f"lienthu: {trouble}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
