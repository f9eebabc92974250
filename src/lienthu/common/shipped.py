"""Definitions that come with the program: brought in, and brought up to date as long as nobody has changed them.

A row keeps the digest of what it was given (`shipped`); one that still says just that follows the program, one that
says anything else is somebody's own and stays.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import models, transaction

LENGTH = 32


class Shipped(models.Model):
    """A row of which the program may bring a newer one."""

    shipped = models.CharField(max_length=LENGTH, blank=True, editable=False)  # "": somebody's own

    class Meta:
        abstract = True


def digest(values: Mapping[str, Any]) -> str:
    """Of what a row says."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


@transaction.atomic
def follow(model: type[Any], shipped: Iterable[Mapping[str, Any]], *, earlier: Collection[str] = ()) -> int:
    """Add what is missing by its `code`, and renew what nobody has changed; returns how many rows that were.

    `earlier`: digests of what was shipped before rows kept theirs. What has several rows, or dates of its own, was
    taken in hand by somebody.
    """
    rows = list(shipped)
    there: dict[str, list[Any]] = {}
    for one in model._default_manager.filter(code__in=[row["code"] for row in rows]).order_by("pk"):
        there.setdefault(one.code, []).append(one)
    added, renewed = [], 0
    for row in rows:
        mark, own = digest(row), there.get(row["code"], [])
        if not own:
            added.append(model(**row, shipped=mark))
        elif len(own) == 1 and own[0].shipped != mark and _is_as_shipped(own[0], row, earlier):
            renewed += digest({name: getattr(own[0], name) for name in row}) != mark
            model._default_manager.filter(pk=own[0].pk).update(**row, shipped=mark)
    model._default_manager.bulk_create(added)
    return len(added) + renewed


def _is_as_shipped(one: Any, row: Mapping[str, Any], earlier: Collection[str]) -> bool:
    if getattr(one, "valid_from", None) or getattr(one, "valid_to", None):
        return False
    says = digest({name: getattr(one, name) for name in row})
    return says in (one.shipped, digest(row)) or (not one.shipped and says in earlier)
