"""What an import linter cannot see: keys written as strings."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField

from lienthu.common import rooms

PROJECT = Path(settings.PACKAGE).parent.parent / "pyproject.toml"


def layers() -> list[tuple[str, ...]]:
    """From the top down, as the import linter has them; rooms on one line do not point at each other either."""
    contracts = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return [tuple(room.strip("() ") for room in line.split("|")) for line in contracts[0]["layers"]]


LAYERS = layers()


def rank(label: str) -> int:
    return next(number for number, rooms in enumerate(LAYERS) if label in rooms)


def our_rooms() -> set[str]:
    return {room.label for room in rooms.ours()}


def test_every_room_has_its_layer() -> None:
    assert our_rooms() <= {room for rooms in LAYERS for room in rooms}


def test_no_key_points_up_the_layers() -> None:
    """The user model is the one exception: every room may say who did something, through settings.AUTH_USER_MODEL."""
    keys = [
        field
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in our_rooms()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
    ]
    assert len(keys) > 20
    wrong = []
    for field in keys:
        target = field.related_model._meta
        if target.label == settings.AUTH_USER_MODEL or target.app_label not in our_rooms():
            continue
        here = field.model._meta.app_label
        if target.app_label != here and rank(target.app_label) <= rank(here):
            wrong.append(f"{field} → {target.label}")
    assert not wrong
