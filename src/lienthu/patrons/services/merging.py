"""Two rows that are one person: put together, and parted again exactly."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.patrons import hooks
from lienthu.patrons.errors import PatronRefused
from lienthu.patrons.models import Merge, Patron
from lienthu.patrons.services import names
from lienthu.patrons.services.consents import refresh
from lienthu.patrons.services.patrons import locked

MOVED = ("cards", "blocks", "messages", "consents", "requests")
FILLED = ("birth_date", "sex", "address", "phone", "phone_digits", "email", "note", "photo", "school_class_id")


@transaction.atomic
def merge(*, kept: Patron, merged: Patron, actor: AbstractBaseUser | None, at: datetime, reason: str = "") -> Merge:
    """Make `merged` a second number of `kept`: cards, blocks, messages, consents and what the rooms above keep move.

    Facts that `kept` lacks are filled. Both numbers, and all cards, lead to `kept` from then on. Raises PatronRefused.
    """
    if kept.pk == merged.pk:
        raise PatronRefused("same_patron", _("These are one and the same reader. Choose another one."), field="other")
    first, second = sorted((kept.pk, merged.pk))
    rows = {pk: locked(Patron(pk=pk)) for pk in (first, second)}  # always in this order: no two desks wait in a ring
    kept, merged = rows[kept.pk], rows[merged.pk]
    if kept.library_id != merged.library_id:
        message = _("The two belong to different libraries. Each library keeps its own readers.")
        raise PatronRefused("other_library", message, field="other")
    moved: dict[str, Any] = {name: _move(name, merged, kept) for name in MOVED}
    moved["relations"] = _move_relations(merged, kept)
    before = _fill(kept, merged)
    moved["rooms"] = hooks.merge(kept=kept, merged=merged, actor=actor, at=at)
    merged.state, merged.merged_into = Patron.State.MERGED, kept
    merged.save(update_fields=("state", "merged_into"))
    names.index(merged)
    for row in (kept, merged):
        _count(row, at)
    made = Merge.objects.create(
        kept=kept, merged=merged, moved=moved, before=before, at=at, actor_id=actor.pk if actor else None, reason=reason
    )
    for patron, other in ((kept, merged), (merged, kept)):
        facts = {"merged" if patron is kept else "kept": f"{other.number} {other.full_name}"}
        audit.record(actor=actor, at=at, action="patron.merged", thing=patron, before=None, after=facts, reason=reason)
    return made


@transaction.atomic
def undo(*, merge: Merge, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Part the two again: what was moved goes back, facts that were filled and not changed since are emptied."""
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at is not None:
        raise PatronRefused("undone_already", _("This has been undone already."))
    kept = locked(merge.kept)
    merged = Patron.objects.select_for_update().get(pk=merge.merged_id)
    merged.state, merged.merged_into = Patron.State.ACTIVE, None
    merged.save(update_fields=("state", "merged_into"))
    for name in MOVED:
        getattr(kept, name).filter(pk__in=merge.moved.get(name, [])).update(patron=merged)
    for pk in merge.moved.get("relations", []):
        kept.relations.filter(pk=pk).update(patron=merged)
        kept.related_from.filter(pk=pk).update(relative=merged)
    hooks.undo_merge(kept=kept, merged=merged, moved=merge.moved.get("rooms", {}), actor=actor, at=at)
    emptied = [name for name, value in merge.before["filled"].items() if _plain(getattr(kept, name)) == value]
    for name in emptied:
        setattr(kept, name, None if name in {"birth_date", "school_class_id"} else "")
        if name == "photo":
            merged.photo = merge.before["filled"]["photo"]
    if merge.before["expires_on"] is not None and _plain(kept.expires_on) == merge.before["expires_on"]["after"]:
        was = merge.before["expires_on"]["before"]
        kept.expires_on = Patron._meta.get_field("expires_on").to_python(was)
    kept.save()
    merged.save(update_fields=("photo",))
    names.index(merged)
    for patron in (kept, merged):
        _count(patron, at)
        audit.record(actor=actor, at=at, action="patron.merge_undone", thing=patron, before=None, after=None)
    merge.undone_at = at
    merge.save(update_fields=("undone_at",))


def _move(name: str, merged: Patron, kept: Patron) -> list[int]:
    rows = getattr(merged, name)
    if name == "requests":  # one of a kind may be open
        rows = rows.exclude(state="open", kind__in=kept.requests.filter(state="open").values("kind"))
    ids = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=ids).update(patron=kept)
    return ids


def _move_relations(merged: Patron, kept: Patron) -> list[int]:
    """Family and guardians, except where that would link somebody twice or with themselves; those stay behind."""
    ids = []
    known = set(kept.relations.exclude(relative=None).values_list("relative", flat=True)) | {kept.pk}
    for relation in merged.relations.all():
        if relation.relative_id not in known:
            relation.patron = kept
            relation.save(update_fields=("patron",))
            ids.append(relation.pk)
    standing = set(kept.related_from.values_list("patron", flat=True)) | {kept.pk}
    for relation in merged.related_from.exclude(pk__in=ids):
        if relation.patron_id not in standing:
            relation.relative = kept
            relation.save(update_fields=("relative",))
            ids.append(relation.pk)
    return ids


def _fill(kept: Patron, merged: Patron) -> dict[str, Any]:
    """Fill what `kept` lacks; {"filled": what was put in, "expires_on": before and after, or None}."""
    filled = {}
    for name in FILLED:
        if not getattr(kept, name) and getattr(merged, name):
            setattr(kept, name, getattr(merged, name))
            filled[name] = _plain(getattr(merged, name))
    expires = None
    if merged.expires_on is not None and (kept.expires_on is None or kept.expires_on < merged.expires_on):
        expires = {"before": _plain(kept.expires_on), "after": _plain(merged.expires_on)}
        kept.expires_on = merged.expires_on
    kept.save()
    return {"filled": filled, "expires_on": expires}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | int) else DjangoJSONEncoder().default(value)


def _count(patron: Patron, at: datetime) -> None:
    """The two facts that the desk asks, from the rows that are there now."""
    patron.open_blocks = patron.blocks.filter(lifted_at=None).count()
    patron.save(update_fields=("open_blocks",))
    refresh(patron, at)
