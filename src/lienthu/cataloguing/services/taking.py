"""Records from elsewhere, kept while somebody looks at them, and taken over: as a new record, or over one of ours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.models import SourceRecord
from lienthu.cataloguing.errors import TakingRefused
from lienthu.cataloguing.models import Draft, Fetched, TakingRules, Target
from lienthu.cataloguing.rules.taking_over import as_marc21, expanded, overlaid, taken_over
from lienthu.cataloguing.rules.worksheets import sheet_for
from lienthu.cataloguing.services import drafts
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.marc.record import Record

KEPT: Final = timedelta(days=1)  # what was found and not taken


@transaction.atomic
def keep(*, records: Sequence[Record], target: Target, actor: User, at: datetime) -> list[Fetched]:
    """Keep what a target gave, for its finder alone; what they found longer ago and did not take is thrown away."""
    Fetched.objects.visible_to(actor).filter(fetched_at__lt=at - KEPT, draft=None).delete()
    return [_keep(record, actor, at, target=target, where=target.name) for record in records]


@transaction.atomic
def keep_ours(*, source: SourceRecord, actor: User, at: datetime) -> Fetched:
    """Keep a record of the union catalogue in the same way: what follows is the same."""
    name = federation.short_names([source.library_id], timezone.localdate(at))[source.library_id]
    return _keep(catalogue.marc_view(source.pk), actor, at, source=source, where=name)


def _keep(
    record: Record, actor: User, at: datetime, *, where: str, target: Target | None = None,
    source: SourceRecord | None = None,
) -> Fetched:  # fmt: skip
    number = (record.first("001") or "").strip()[:120]
    kept = Fetched(
        user=actor, fetched_at=at, target=target, theirs=source, where=where[:120], number=number,
        sheet=sheet_for(as_marc21(record)[0]).key,
    )  # fmt: skip
    kept.hold(record)
    kept.save()
    return kept


def as_ours(fetched: Fetched, library: Organisation) -> tuple[Record, bool]:
    """The record as it would begin in the library, and whether it was turned from UNIMARC."""
    record, turned = as_marc21(fetched.record)
    giver = fetched.theirs.library.code if fetched.theirs else ""
    return taken_over(record, agency=library.code, from_agency=giver), turned


@transaction.atomic
def take(*, fetched: Fetched, library: Organisation, actor: User, at: datetime) -> Draft:
    """Begin a new record of the library with it; a draft, that its author looks over and saves."""
    begun = fetched.draft
    if begun is not None and begun.source_id is None and begun.library_id == library.pk:
        return begun  # the button was pressed twice
    record, _turned = as_ours(fetched, library)
    draft = drafts.start(library=library, sheet=sheet_for(record).key, actor=actor, at=at, record=record, touched=True)
    _belongs(fetched, draft)
    return draft


def before_and_after(fetched: Fetched, draft: Draft | None, source: SourceRecord) -> tuple[Record, Record]:
    """Our record as it stands (in its author's draft, where there is one) and as it would be with the foreign one."""
    ours = draft.record if draft is not None else catalogue.marc_view(source.pk)
    theirs, _turned = as_ours(fetched, source.library)
    rules = TakingRules.objects.filter(library=source.library).first()
    protected = expanded(rules.protected.split(), ours) if rules else frozenset[str]()
    return ours, overlaid(ours, theirs, protected=protected)


@transaction.atomic
def use_in(*, draft: Draft, source: SourceRecord, actor: User, at: datetime) -> Record:
    """What a draft that is begun would be with a record of the union in it; the draft keeps where it came from."""
    fetched = keep_ours(source=source, actor=actor, at=at)
    record, _turned = as_ours(fetched, draft.library)
    _belongs(fetched, draft)
    return record


@transaction.atomic
def take_over(
    *, fetched: Fetched, source: SourceRecord, record: Record, version: int, actor: User, at: datetime
) -> Draft:
    """Go on with our record in the form that was chosen from both; a draft, that its author looks over and saves.

    Raises TakingRefused when our record was saved by somebody since it was compared (`version`), or withdrawn.
    """
    current = SourceRecord.objects.select_related("library").get(pk=source.pk)
    if current.withdrawn_at is not None:
        raise TakingRefused("withdrawn", _("This record was withdrawn. Take the other one over as a new record."))
    if current.version != version:
        raise TakingRefused("changed", _("Your library's record was saved meanwhile; this is how it is now."))
    draft = drafts.resume(source=current, actor=actor, at=at)
    draft = drafts.settle(draft=draft, record=record, version=draft.base_version, at=at)
    _belongs(fetched, draft)
    return draft


def _belongs(fetched: Fetched, draft: Draft) -> None:
    """The draft comes from this one now; a record that it came from before is of no more use."""
    Fetched.objects.filter(draft=draft).exclude(pk=fetched.pk).update(draft=None)
    fetched.draft = draft
    fetched.save(update_fields=["draft"])
