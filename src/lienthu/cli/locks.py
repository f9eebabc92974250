"""Whether the lock files still say what pyproject.toml asks for, without a network."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

RUN, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+)", re.MULTILINE)
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def problems(root: Path) -> Iterator[str]:
    """A sentence for each requirement without a pin, each package that the two locks pin apart, and each address."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run_text, development_text = ((root / name).read_text(encoding="utf-8") for name in (RUN, DEVELOPMENT))
    run, development = pins(run_text), pins(development_text)
    for name in map(requirement_name, project["dependencies"]):
        if name not in run:
            yield f"{RUN} has no {name}, which pyproject.toml asks for; see docs/newcomer.md, “Refresh the locks”."
    for name in map(requirement_name, project["optional-dependencies"]["dev"]):
        if name not in development:
            yield f"{DEVELOPMENT} has no {name}, which pyproject.toml asks for; see docs/newcomer.md."
    for name, version in run.items():
        if development.get(name) != version:
            yield f"{name} is {version} in {RUN} and {development.get(name)} in {DEVELOPMENT}; make both anew."
    for lock_name, text in ((RUN, run_text), (DEVELOPMENT, development_text)):
        if "://" in text:
            yield f"{lock_name} names an address; make it with --no-emit-index-url."


def pins(text: str) -> dict[str, str]:
    """Normalised name → version of every line that pins one."""
    return {normalised(name): version for name, version in PIN.findall(text)}


def requirement_name(requirement: str) -> str:
    found = NAME.match(requirement)
    return normalised(found.group() if found else requirement)


def normalised(name: str) -> str:
    """As package indexes compare names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
