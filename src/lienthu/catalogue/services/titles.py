"""Merging and splitting titles by hand, answering doubts, and taking either back exactly.

Only the grouping of source records ever changes: records, copies and identifiers stay as they are, so undoing is
putting back four columns per record, which Regrouping keeps.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue import store
from lienthu.catalogue.errors import RegroupingRefused, TitleUnknown
from lienthu.catalogue.models import Doubt, Regrouping, SourceRecord, Title
from lienthu.catalogue.services import indexing
from lienthu.common import audit

PERSON = SourceRecord.GroupedBy.PERSON


@transaction.atomic
def merge(
    *, kept: int, moved: int, reason: str, actor: User | None, at: datetime, doubt: Doubt | None = None
) -> Regrouping:
    """Put all records of title `moved` under title `kept`; the number `moved` leads there from now on.

    Raises RegroupingRefused when they are one title already, TitleUnknown for a number that never was.
    """
    store.lock_grouping()
    into, source = _current(kept), _current(moved)
    if into == source:
        raise RegroupingRefused("one_title", _("These are one title already."), title=into.pk)
    records = list(source.records.order_by("pk").select_for_update())
    regrouping = _regroup(Regrouping.Kind.MERGE, into, source, records, into, reason, actor, at, doubt)
    Title.objects.filter(pk=source.pk).update(merged_into=into)
    Title.objects.filter(merged_into=source).update(merged_into=into)
    return regrouping


@transaction.atomic
def split(
    *, title: int, records: Sequence[int], reason: str, actor: User | None, at: datetime, doubt: Doubt | None = None
) -> Regrouping:
    """Take some of a title's records out of it into a title of their own.

    Raises RegroupingRefused unless at least one of the title's records goes and at least one stays.
    """
    store.lock_grouping()
    old = _current(title)
    own = list(old.records.order_by("pk").select_for_update())
    going = [record for record in own if record.pk in set(records)]
    if not going or len(going) != len(set(records)):
        message = _("Choose records of this title to take out of it.")
        raise RegroupingRefused("not_its_records", message, title=old.pk)
    if len(going) == len(own):
        raise RegroupingRefused("none_left", _("At least one record must stay with the title."), title=old.pk)
    new = Title.objects.create()
    return _regroup(Regrouping.Kind.SPLIT, old, new, going, new, reason, actor, at, doubt)


def _regroup(
    kind: Regrouping.Kind,
    kept: Title,
    moved: Title,
    records: list[SourceRecord],
    to: Title,
    reason: str,
    actor: User | None,
    at: datetime,
    doubt: Doubt | None,
) -> Regrouping:
    regrouping = Regrouping.objects.create(
        kind=kind,
        kept=kept,
        moved=moved,
        moves=[[record.pk, record.grouped_by, record.evidence, record.joined_record] for record in records],
        redirects=list(Title.objects.filter(merged_into=moved).values_list("pk", flat=True)),
        reason=reason,
        actor=actor,
        at=at,
        doubt=doubt,
    )
    SourceRecord.objects.filter(pk__in=[record.pk for record in records]).update(
        title=to, grouped_by=PERSON, evidence="", joined_record=None
    )
    _audit(regrouping, actor, at, f"title.{'merged' if kind == Regrouping.Kind.MERGE else 'split'}")
    indexing.touch({kept.pk, moved.pk}, founded={moved.pk} if kind == Regrouping.Kind.SPLIT else ())
    return regrouping


def _audit(regrouping: Regrouping, actor: User | None, at: datetime, action: str) -> None:
    records = [move[0] for move in regrouping.moves]
    for title in (regrouping.kept, regrouping.moved):
        audit.record(
            actor=actor,
            at=at,
            action=action,
            thing=title,
            before=None,
            after={"kept": regrouping.kept_id, "moved": regrouping.moved_id, "records": records},
            reason=regrouping.reason,
        )


@transaction.atomic
def undo(*, regrouping: Regrouping, actor: User | None, at: datetime) -> None:
    """Take a merge or a split back: every record is again where, and why, it was before.

    Raises RegroupingRefused when it was taken back already, or when something later rests on it: a record that it
    moved has been moved again, or a title it made has taken in others. Those must be undone first.
    """
    store.lock_grouping()
    held = Regrouping.objects.select_for_update().get(pk=regrouping.pk)
    if held.undone_at is not None:
        raise RegroupingRefused("undone", _("This has been undone already."))
    merged = held.kind == Regrouping.Kind.MERGE
    now, back = (held.kept, held.moved) if merged else (held.moved, held.kept)
    records = {record.pk: record for record in SourceRecord.objects.filter(pk__in=[move[0] for move in held.moves])}
    moved_on = any(record.title_id != now.pk or record.grouped_by != PERSON for record in records.values())
    if moved_on or not _still_stands(held, merged=merged):
        message = _("Later merges or splits rest on this one. Undo those first, the latest before the others.")
        raise RegroupingRefused("rested_on", message)
    for number, grouped_by, evidence, joined in held.moves:
        record = records[number]
        record.title, record.grouped_by, record.evidence, record.joined_record = back, grouped_by, evidence, joined
        record.save(update_fields=["title", "grouped_by", "evidence", "joined_record"])
    if merged:
        Title.objects.filter(pk=held.moved_id).update(merged_into=None)
        Title.objects.filter(pk__in=held.redirects).update(merged_into=held.moved)
    else:
        # The number that the split gave out was public; it leads back to where its records are.
        Title.objects.filter(pk=held.moved_id).update(merged_into=held.kept)
    held.undone_by, held.undone_at = actor, at
    held.save(update_fields=["undone_by", "undone_at"])
    if held.doubt is not None:
        Doubt.objects.filter(pk=held.doubt.pk).update(state=Doubt.State.OPEN, decided_by=None, decided_at=None)
    _audit(held, actor, at, f"title.{held.kind}_undone")
    indexing.touch({held.kept_id, held.moved_id})


def _still_stands(held: Regrouping, *, merged: bool) -> bool:
    moved, kept = Title.objects.get(pk=held.moved_id), Title.objects.get(pk=held.kept_id)
    if kept.merged_into_id is not None:
        return False
    if merged:
        return moved.merged_into_id == kept.pk
    own = set(moved.records.values_list("pk", flat=True))
    return moved.merged_into_id is None and own == {move[0] for move in held.moves}


@transaction.atomic
def answer(*, doubt: Doubt, same: bool, actor: User | None, at: datetime) -> Regrouping | None:
    """A person's word on two records that the rule would not decide: the same edition (they are merged) or not.

    Raises RegroupingRefused when the doubt was answered already.
    """
    held = Doubt.objects.select_for_update().select_related("record", "other").get(pk=doubt.pk)
    if held.state != Doubt.State.OPEN:
        raise RegroupingRefused("answered", _("Somebody has answered this already."))
    held.state = Doubt.State.SAME if same else Doubt.State.DIFFERENT
    held.decided_by, held.decided_at = actor, at
    held.save(update_fields=["state", "decided_by", "decided_at"])
    if not same or held.record.title_id == held.other.title_id:
        return None
    kept, moved = sorted((held.record.title_id, held.other.title_id))
    return merge(kept=kept, moved=moved, reason=_("Found to be the same edition."), actor=actor, at=at, doubt=held)


@transaction.atomic
def reopen(*, doubt: Doubt, actor: User | None, at: datetime) -> None:
    """Take an answer back: a merge that it brought is undone and the question stands again."""
    regrouping = Regrouping.objects.filter(doubt=doubt, undone_at=None).first()
    if regrouping is not None:
        undo(regrouping=regrouping, actor=actor, at=at)
        return
    Doubt.objects.filter(pk=doubt.pk, state__in=[Doubt.State.SAME, Doubt.State.DIFFERENT]).update(
        state=Doubt.State.OPEN, decided_by=None, decided_at=None
    )


def _current(number: int) -> Title:
    """The title that has the records of this number now."""
    title = Title.objects.filter(pk=number).select_related("merged_into").first()
    if title is None:
        raise TitleUnknown("title_unknown", _("There is no title with the number %(number)s.") % {"number": number})
    return title.merged_into or title
