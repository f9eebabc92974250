"""Somebody no longer agrees to be named or shown: rooms above that passed it on are told, and act at once.

A room takes part by naming a function in its AppConfig, `withdrawn = "lienthu.x.services.withdrawing.taken_back"`:

    def taken_back(thing: Model, files: Collection[str], *, at: datetime) -> None:

It runs in the transaction of whoever tells. `thing` is what they took part in, or the one
picture that goes, `files` their pictures, below the uploads.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Model

from lienthu.common import rooms


def tell(thing: Model, files: Collection[str], *, at: datetime) -> None:
    for act in rooms.functions("withdrawn"):
        act(thing, files, at=at)
