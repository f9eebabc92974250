"""Records in the making: begun, kept as they are typed, saved into the catalogue, or thrown away."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.services.records import Saved, save_record
from lienthu.cataloguing.errors import DraftRefused
from lienthu.cataloguing.models import Draft, Fetched
from lienthu.cataloguing.rules.sheets import new_record
from lienthu.cataloguing.rules.worksheets import WORKSHEETS, sheet_for
from lienthu.cataloguing.services.origins import note_origin
from lienthu.federation.models import Organisation
from lienthu.lib.marc.extract import facts_of, grouped
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.unimarc import looks_like_unimarc
from lienthu.lib.marc.validation import validate


@transaction.atomic
def start(
    *, library: Organisation, sheet: str, actor: User, at: datetime, record: Record | None = None, touched: bool = False
) -> Draft:
    """Begin a new record of the library: empty, or with the fields of `record` (a template, another library's).

    What the actor began before and never touched is thrown away. `touched` says that it is worth keeping as it is.
    Raises DraftRefused for a form that does not exist.
    """
    if sheet not in WORKSHEETS:
        raise DraftRefused("sheet_unknown", _("There is no form of this name; choose one of the list."))
    Draft.objects.visible_to(actor).filter(touched=False).delete()
    begun = record or new_record(WORKSHEETS[sheet], agency=library.code, on=timezone.localdate(at))
    draft = Draft(library=library, sheet=sheet, author=actor, created_at=at, updated_at=at, touched=touched)
    return _hold(draft, begun)


@transaction.atomic
def resume(*, source: SourceRecord, actor: User, at: datetime) -> Draft:
    """The actor's own draft of changes to a stored record: where they left off, else from its current version."""
    draft = Draft.objects.visible_to(actor).filter(source=source).first()
    if draft is not None and draft.touched:
        return draft
    Draft.objects.visible_to(actor).filter(touched=False).delete()
    record = catalogue.marc_view(source.pk)
    draft = Draft(
        library=source.library, source=source, base_version=source.version, author=actor, created_at=at, updated_at=at,
        sheet=sheet_for(record).key,
    )  # fmt: skip
    if looks_like_unimarc(grouped(record.fields)):
        draft.view = Draft.View.GRID
    return _hold(draft, record)


@transaction.atomic
def keep(
    *, draft: Draft, record: Record, view: str, revision: int, at: datetime, sheet: str = ""
) -> Draft:  # fmt: skip
    """Keep what was typed. Raises DraftRefused when another window has kept something later (`revision`)."""
    held = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        raise DraftRefused("gone", _("This draft has been saved or thrown away in another window."))
    if held.revision != revision:
        message = _("This draft was changed in another window. Reload the page to see it as it is now.")
        raise DraftRefused("elsewhere", message)
    changed = held.record != record
    sheet = sheet if sheet in WORKSHEETS else held.sheet
    if not changed and held.view == view and held.sheet == sheet:
        return held
    held.view, held.sheet, held.updated_at = view, sheet, at
    if changed:
        held.touched = True
        held.revision += 1
    return _hold(held, record)


def _hold(draft: Draft, record: Record) -> Draft:
    draft.hold(record)
    facts = facts_of(record)
    draft.heading = " · ".join(part for part in (facts.title, *facts.authors[:1]) if part)
    draft.save()
    return draft


@transaction.atomic
def save(*, draft: Draft, actor: User, at: datetime) -> Saved:
    """Make the draft a record of its library, or the next version of the one that it changes; the draft is gone then.

    Raises DraftRefused where something must be put right first, and what `catalogue.services.records` raises.
    """
    held = Draft.objects.select_for_update(of=("self",)).select_related("library", "source").get(pk=draft.pk)
    record = held.record
    if any(finding.severity == "error" for finding in validate(record, on=timezone.localdate(at))):
        raise DraftRefused("errors", _("Put right first what is marked as an error below; nothing is lost meanwhile."))
    saved = save_record(
        library=held.library, record=record, actor=actor, at=at, of=held.source, version=held.base_version
    )
    fetched = Fetched.objects.filter(draft=held).first()
    if fetched is not None and saved.outcome != "unchanged":
        note_origin(fetched=fetched, source=saved.source, actor=actor, at=at)
    held.delete()
    return saved


@transaction.atomic
def settle(*, draft: Draft, record: Record, version: int, at: datetime) -> Draft:
    """After somebody else's version: go on from `version` with the record that was chosen from both."""
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    held.base_version, held.updated_at, held.touched = version, at, True
    held.revision += 1
    return _hold(held, record)


@transaction.atomic
def discard(*, draft: Draft) -> None:
    """Throw a draft away; a stored record that it was to change stays as it is."""
    Draft.objects.filter(pk=draft.pk).delete()
