"""Correcting and merging headings, the records that follow, and taking either back exactly.

A correction is a merge into another form. The form that went leads to the one that stayed, so records that nobody
rewrites are shown under it all the same; docs/decisions/0011 says which are rewritten.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.authorities.errors import ChangeRefused
from lienthu.authorities.models import Change, Heading, Relation
from lienthu.authorities.queries.effects import records_to_rewrite
from lienthu.authorities.services import forms, harvest, rewriting
from lienthu.authorities.services.rewriting import Progress
from lienthu.common import audit, jobs
from lienthu.lib.marc import headings
from lienthu.lib.marc.headings import Form

REWRITE_JOB = "authorities.rewrite"
AT_ONCE = 12  # records that are rewritten while the person waits; more are a job

Triple = tuple[int, int, str]


class Scope(NamedTuple):
    """Whose records follow a change: these libraries', and whether also those that came from files."""

    libraries: Sequence[int] = ()
    with_files: bool = False


@transaction.atomic
def correct(*, heading: Heading, form: Form, scope: Scope, reason: str, actor: User | None, at: datetime) -> Change:
    """Give a heading another form: that form stays from now on, the old one leads to it.

    Raises ChangeRefused when nothing changes, when the form is a heading already (merge them: its number is in the
    context as `heading`), or when it leads to another heading.
    """
    harvest.hold()
    moved = _current(heading)
    if headings.pack(form) == moved.form:
        raise ChangeRefused("unchanged", _("The heading has this form already."))
    with harvest.counting_new():
        kept, made = forms.get(moved.kind, form, source=Heading.Source.HAND)
    led_to = kept.leads_to_id
    if led_to is not None and led_to != moved.pk:
        message = _("This form leads to %(heading)s. Merge the heading into that one, or take the reference away.")
        raise ChangeRefused("a_reference", message % {"heading": kept.leads_to}, heading=led_to)
    if led_to is None and not made and _stands_by_itself(kept):
        message = _("There is a heading in this form already. Merge the two.")
        raise ChangeRefused("exists", message, heading=kept.pk)
    if led_to is not None:
        Heading.objects.filter(pk=kept.pk).update(leads_to=None)
        kept.leads_to = None
    _inherit(kept, moved)
    return _change(Change.Kind.CORRECTION, kept, moved, scope, reason, actor, at, kept_led_to=led_to)


@transaction.atomic
def merge(*, kept: Heading, moved: Heading, scope: Scope, reason: str, actor: User | None, at: datetime) -> Change:
    """Put a heading into another one of its kind: what led to it, stood beside it or wrote it belongs there now.

    Raises ChangeRefused when they are one already or of two kinds.
    """
    harvest.hold()
    into, gone = _current(kept), _current(moved)
    if into.pk == gone.pk:
        raise ChangeRefused("one_heading", _("These are one heading already."))
    if into.kind != gone.kind:
        raise ChangeRefused("two_kinds", _("A heading can be merged only into one of its own kind."))
    return _change(Change.Kind.MERGE, into, gone, scope, reason, actor, at)


def _change(
    kind: str,
    kept: Heading,
    moved: Heading,
    scope: Scope,
    reason: str,
    actor: User | None,
    at: datetime,
    *,
    kept_led_to: int | None = None,
) -> Change:
    redirects = list(Heading.objects.filter(leads_to=moved).order_by("pk").values_list("pk", flat=True))
    before, after = _relations_moved(kept.pk, moved.pk)
    change = Change.objects.create(
        kind=kind, kept=kept, moved=moved, redirects=redirects, relations=before, came=after,
        kept_led_to=kept_led_to, with_files=scope.with_files, libraries=sorted(scope.libraries), reason=reason,
        actor=actor, at=at,
    )  # fmt: skip
    Heading.objects.filter(pk__in=[moved.pk, *redirects]).update(leads_to=kept)
    _replace(before, after)
    forms.show([kept.pk, moved.pk, *redirects])
    _tell(change, actor, at, undone=False)
    _follow(change, records_to_rewrite(change).count(), actor, at)
    return change


def _current(heading: Heading) -> Heading:
    """The heading, locked; of a form that leads on, the one that it leads to."""
    held = Heading.objects.select_for_update().get(pk=heading.pk)
    return Heading.objects.select_for_update().get(pk=held.leads_to_id) if held.leads_to_id else held


def _stands_by_itself(heading: Heading) -> bool:
    """Whether anything speaks for the form beside its row: a record, an authority file, a reference, a relation."""
    used = heading.uses > 0 or heading.source == Heading.Source.FILE or heading.references.exists()
    return used or Relation.objects.filter(Q(one=heading) | Q(other=heading)).exists()


def _inherit(kept: Heading, moved: Heading) -> None:
    """A corrected heading keeps its thesaurus; the number of an authority file stays with that file's own form."""
    if moved.thesaurus and not kept.thesaurus:
        Heading.objects.filter(pk=kept.pk).update(thesaurus=moved.thesaurus)


def _relations_moved(kept: int, moved: int) -> tuple[list[Triple], list[Triple]]:
    """The relations of both as they are, and as they will be when `kept` has those of `moved`."""
    either = Relation.objects.filter(Q(one__in=(kept, moved)) | Q(other__in=(kept, moved)))
    before = sorted(either.values_list("one_id", "other_id", "kind"))
    swapped = ((kept if one == moved else one, kept if other == moved else other, kind) for one, other, kind in before)
    return before, sorted({triple for triple in swapped if triple[0] != triple[1]})


def _replace(old: Sequence[Sequence[Any]], new: Sequence[Sequence[Any]]) -> None:
    was, becomes = {tuple(each) for each in old}, {tuple(each) for each in new}
    for one, other, kind in was - becomes:
        Relation.objects.filter(one=one, other=other, kind=kind).delete()
    Relation.objects.bulk_create(
        Relation(one_id=one, other_id=other, kind=kind) for one, other, kind in sorted(becomes - was)
    )


def _follow(change: Change, records: int, actor: User | None, at: datetime) -> None:
    """Have the records follow: a few now, many by a job."""
    if records > AT_ONCE:
        change.job = jobs.enqueue(REWRITE_JOB, {"change": change.pk}, actor=actor, at=at)
        change.save(update_fields=["job"])
    elif records:
        carry_out(change=change, at=at)


@transaction.atomic
def undo(*, change: Change, actor: User | None, at: datetime) -> None:
    """Take a correction or a merge back: headings, references and relations are as before, and so are the records.

    A record that was edited since keeps what was edited. Raises ChangeRefused when it was taken back already, or when
    a later change rests on it.
    """
    harvest.hold()
    held = Change.objects.select_for_update().select_related("kept", "moved").get(pk=change.pk)
    if held.undone_at is not None:
        raise ChangeRefused("undone", _("This has been undone already."))
    if held.kept.leads_to_id is not None or held.moved.leads_to_id != held.kept_id or _rested_on(held):
        message = _("Later changes rest on this one. Undo those first, the latest before the others.")
        raise ChangeRefused("rested_on", message)
    Heading.objects.filter(pk=held.moved_id).update(leads_to=None)
    Heading.objects.filter(pk__in=held.redirects).update(leads_to=held.moved_id)
    if held.kept_led_to is not None:
        Heading.objects.filter(pk=held.kept_id).update(leads_to=held.kept_led_to)
    _replace(held.came, held.relations)
    held.undone_by, held.undone_at, held.job = actor, at, None
    held.save(update_fields=["undone_by", "undone_at", "job"])
    forms.show([held.kept_id, held.moved_id, *held.redirects])
    _tell(held, actor, at, undone=True)
    _follow(held, held.records.filter(state="done").count(), actor, at)


def _rested_on(held: Change) -> bool:
    """Whether something came to the heading that stayed, or went from it, after this change and still stands."""
    later = Change.objects.filter(pk__gt=held.pk, undone_at=None)
    return later.filter(Q(kept__in=(held.kept_id, held.moved_id)) | Q(moved__in=(held.kept_id, held.moved_id))).exists()


def carry_out(*, change: Change, at: datetime, progress: Progress | None = None) -> Mapping[str, object]:
    """Rewrite the records of a change, or those of an undone one back; safe to repeat. Returns what came of it."""
    if change.undone_at is None:
        return rewriting.rewrite(change=change, at=at, progress=progress)
    return rewriting.write_back(change=change, at=at, progress=progress)


def _tell(change: Change, actor: User | None, at: datetime, *, undone: bool) -> None:
    kind = "correction" if change.kind == Change.Kind.CORRECTION else "merge"
    done = "corrected" if change.kind == Change.Kind.CORRECTION else "merged"
    audit.record(
        actor=actor, at=at, action=f"heading.{kind}_undone" if undone else f"heading.{done}", thing=change.kept,
        before={"heading": change.kept.text if undone else change.moved.text},
        after={"heading": change.moved.text if undone else change.kept.text}, reason="" if undone else change.reason,
    )  # fmt: skip
