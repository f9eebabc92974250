"""Where a record came from: kept with it when it is saved."""

from datetime import datetime

from lienthu.accounts.models import User
from lienthu.catalogue.models import SourceRecord
from lienthu.cataloguing.models import Fetched, Origin
from lienthu.common import audit


def note_origin(*, fetched: Fetched, source: SourceRecord, actor: User, at: datetime) -> Origin:
    """Keep with a saved record where it came from and when; in the transaction that saves it."""
    origin = Origin.objects.create(
        source=source, version=source.version, target_id=fetched.target_id, theirs_id=fetched.theirs_id,
        where=fetched.where, number=fetched.number, fetched_at=fetched.fetched_at, taken_at=at, actor=actor,
    )  # fmt: skip
    after = {"where": fetched.where, "number_there": fetched.number, "version": source.version}
    audit.record(actor=actor, at=at, action="record.taken_over", thing=source, before=None, after=after)
    return origin
