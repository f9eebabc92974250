"""Making the stored match keys anew, by the rules of this version of the program."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Max

from lienthu.catalogue import store
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import KeyRules, MatchKey, SourceRecord
from lienthu.lib import matching

SLICE = 2_000  # records to a transaction: what an import beside it waits for

Progress = Callable[[int, int], None]  # records done, records in all


def note_rules() -> None:
    """Note, where nothing is noted yet, that the keys are made by the present rules: before a hub's first import."""
    KeyRules.objects.get_or_create(pk=KeyRules.ONLY, defaults={"version": matching.KEYS_VERSION})


def rebuild(*, progress: Progress | None = None) -> int:
    """Make the keys of every record anew; returns the number of records.

    The new keys come beside the old ones, which go at the end all at once: candidates are found all the while, and
    imports may go on. A run that was stopped is simply started again; pairs that it made are not made twice.
    """
    old_until = _begin()
    total = SourceRecord.objects.count()
    done = last = 0
    with store.bulk():
        while records := _slice(last, old_until):
            last, done = records[-1], done + len(records)
            if progress:
                progress(done, max(total, done))
        _end(old_until)
    return done


@transaction.atomic
def _begin() -> int:
    """The last of the old keys: as the stopped run had it, if that was making keys by these rules."""
    store.lock_grouping()  # no import holds a key's number now that it has not committed
    rules, _made = KeyRules.objects.get_or_create(pk=KeyRules.ONLY, defaults={"version": 0})
    if rules.making != matching.KEYS_VERSION or rules.old_until is None:
        rules.making = matching.KEYS_VERSION
        rules.old_until = MatchKey.objects.aggregate(last=Max("pk"))["last"] or 0
        rules.save()
    return rules.old_until


@transaction.atomic
def _slice(last: int, old_until: int) -> list[int]:
    """Give the records after `last` their new keys; returns their numbers, none when there are no more."""
    store.lock_grouping()
    rows = list(SourceRecord.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "facts")[:SLICE])
    wanted = [
        (key, record) for record, facts in rows for key in matching.keys(matching.prepare(facts_from_json(facts)))
    ]
    there = set(
        store.rows_where(
            MatchKey, "key, record_id", "key", list({key for key, _record in wanted}), f"AND id > {int(old_until)}"
        )
    )
    store.insert(MatchKey, ("key", "record_id"), [pair for pair in wanted if pair not in there])
    return [record for record, _facts in rows]


@transaction.atomic
def _end(old_until: int) -> None:
    store.lock_grouping()
    MatchKey.objects.filter(pk__lte=old_until).delete()
    KeyRules.objects.filter(pk=KeyRules.ONLY).update(version=matching.KEYS_VERSION, making=None, old_until=None)
