"""Templates: the program's own, which are files (`data/*.vi.txt`), and those that a library made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from lienthu.federation.models import Federation, Organisation
from lienthu.reports.errors import TextRefused
from lienthu.reports.models import Template

FOLDER = Path(__file__).resolve().parent.parent / "data"
SUFFIX = ".vi.txt"


@dataclass(frozen=True)
class Shape:
    """A template, whosesoever. `scopes`: library, network, federation; `key` finds it again."""

    key: str
    kind: str
    scopes: tuple[str, ...]
    name: str
    about: str
    capacity: str
    recipients: tuple[str, ...]
    body: str
    own: Template | None = None


@cache
def shipped() -> Mapping[str, Shape]:
    """Those of the program, by key."""
    return {file.name.removesuffix(SUFFIX): _read(file) for file in sorted(FOLDER.glob(f"report-*{SUFFIX}"))}


def _read(file: Path) -> Shape:
    head, _gap, body = file.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    return Shape(
        key=file.name.removesuffix(SUFFIX),
        kind=facts["kind"],
        scopes=tuple(facts["scopes"].split()),
        name=facts["name"],
        about=facts["about"],
        capacity=facts["capacity"].replace(" | ", "\n"),
        recipients=tuple(facts["recipients"].split(" | ")),
        body=body.strip() + "\n",
    )


def owned(organisation: Organisation | None, federation: Federation | None) -> list[Template]:
    """The templates of an organisation or of a federation, those in use first."""
    return list(
        Template.objects.filter(organisation=organisation, federation=federation).order_by("-is_active", "name")
    )


def choices(kind: str, scope: str, organisation: Organisation | None, federation: Federation | None) -> list[Shape]:
    """The templates for a report of this kind and scope: own ones first. `scope`: library, network, federation."""
    own = [shape_of(row) for row in owned(organisation, federation) if row.kind == kind and row.is_active]
    return own + [shape for shape in shipped().values() if shape.kind == kind and scope in shape.scopes]


def shape_of(row: Template) -> Shape:
    made_from = shipped().get(row.made_from) or next(each for each in shipped().values() if each.kind == row.kind)
    return Shape(
        row.key, row.kind, made_from.scopes, row.name, made_from.about, made_from.capacity, made_from.recipients,
        row.body, row,
    )  # fmt: skip


def by_key(key: str, organisation: Organisation | None, federation: Federation | None) -> Shape:
    """Raises TextRefused where there is no such template for them."""
    found = shipped().get(key) or next(
        (shape_of(row) for row in owned(organisation, federation) if row.key == key), None
    )
    if found is None:
        raise TextRefused("unknown_template", _("There is no such template any more. Choose another one."))
    return found
