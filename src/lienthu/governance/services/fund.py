"""The fund: lines written, approved by somebody else, cancelled with a reason; sponsors and what they gave."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, uploads
from lienthu.federation.models import Federation, Organisation
from lienthu.governance.errors import FundRefused
from lienthu.governance.models import Contribution, FundEntry, FundPaper, Sponsor

FOLDER = "governance"
LARGEST = 20_000_000
Sort, Category, State = FundEntry.Sort, FundEntry.Category, FundEntry.State


@transaction.atomic
def write(
    *, federation: Federation, category: str, amount: int, on: date, what: str, party: str = "",
    organisation: Organisation | None = None, actor: User | None, at: datetime,
) -> FundEntry:  # fmt: skip
    """A line that waits for approval. Whether it is income or expense follows from what it is for."""
    if category not in Category.values:
        raise FundRefused("unknown_category", _("Choose what it is for."), field="category")
    if amount < 1 or amount > 10**13:
        raise FundRefused("no_sum", _("Write a sum above 0."), field="amount")
    if on > timezone.localdate(at):
        raise FundRefused("day_to_come", _("Money is not received or spent on a day to come."), field="on")
    if not what.strip():
        raise FundRefused("no_words", _("Write what the money was for."), field="what")
    sort = Sort.INCOME if category in FundEntry.INCOME else Sort.EXPENSE
    made = FundEntry.objects.create(
        federation=federation, on=on, sort=sort, category=category, amount=amount, what=what.strip()[:300],
        party=party.strip()[:200], organisation=organisation, written_by=actor, written_at=at,
    )  # fmt: skip
    after = {"on": on, "category": category, "amount": amount, "what": made.what}
    audit.record(actor=actor, at=at, action="fund.written", thing=made, before=None, after=after)
    return made


def _locked(entry: FundEntry, *states: str) -> FundEntry:
    row = FundEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.state not in states:
        raise FundRefused("decided", _("This line was decided already. Look at it again."))
    return row


@transaction.atomic
def approve(*, entry: FundEntry, actor: User | None, at: datetime) -> FundEntry:
    """Somebody other than who wrote it agrees; from then on it counts."""
    row = _locked(entry, State.WRITTEN)
    if actor is not None and row.written_by_id == actor.pk:
        raise FundRefused("own_line", _("Whoever wrote a line does not approve it. Ask somebody else who may."))
    return _decided(row, State.APPROVED, "", actor, at)


@transaction.atomic
def refuse(*, entry: FundEntry, reason: str, actor: User | None, at: datetime) -> FundEntry:
    row = _locked(entry, State.WRITTEN)
    return _decided(row, State.REFUSED, _reason(reason), actor, at)


@transaction.atomic
def cancel(*, entry: FundEntry, reason: str, actor: User | None, at: datetime) -> FundEntry:
    """Take a line out of the sums; it stays in the book with the reason."""
    row = _locked(entry, State.WRITTEN, State.APPROVED)
    return _decided(row, State.CANCELLED, _reason(reason), actor, at)


def _reason(text: str) -> str:
    if not text.strip():
        raise FundRefused("no_reason", _("Write why."), field="reason")
    return text.strip()[:300]


def _decided(row: FundEntry, state: FundEntry.State, reason: str, actor: User | None, at: datetime) -> FundEntry:
    before, row.state, row.reason, row.decided_by, row.decided_at = {"state": row.state}, state, reason, actor, at
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    audit.record(
        actor=actor, at=at, action=f"fund.{state}", thing=row, before=before, after={"state": state}, reason=reason
    )
    return row


@transaction.atomic
def keep_paper(*, entry: FundEntry, upload: "UploadedFile[Any]", actor: User | None, at: datetime) -> FundPaper:
    """A receipt beside its line: a PDF or a picture, by what is in it."""
    kind = uploads.media_type(upload)
    if kind is None or (upload.size or 0) > LARGEST:
        raise FundRefused("no_receipt", _("A receipt is a PDF or a picture of at most 20 MB."), field="file")
    path = uploads.keep(upload, folder=FOLDER, of=entry.pk, suffix=uploads.SUFFIXES[kind])
    made = FundPaper.objects.create(entry=entry, name=uploads.called(upload, path), path=path, media_type=kind, at=at)
    audit.record(actor=actor, at=at, action="fund.paper_kept", thing=entry, before=None, after={"file": made.name})
    return made


@transaction.atomic
def add_sponsor(
    *, federation: Federation, name: str, contact: str = "", note: str = "", is_public: bool = False,
    actor: User | None, at: datetime,
) -> Sponsor:  # fmt: skip
    called = " ".join(name.split())[:200]
    if not called:
        raise FundRefused("no_name", _("Write the name of the sponsor."), field="name")
    if federation.sponsors.filter(name=called).exists():
        raise FundRefused("known_sponsor", _("This sponsor is in the list already."), field="name")
    made = Sponsor.objects.create(
        federation=federation, name=called, contact=contact.strip(), note=note.strip(), is_public=is_public
    )
    audit.record(actor=actor, at=at, action="sponsor.added", thing=made, before=None, after={"name": called})
    return made


@transaction.atomic
def contribute(
    *, sponsor: Sponsor, sort: str, on: date, what: str, quantity: int | None = None, worth: int | None = None,
    organisation: Organisation | None = None, actor: User | None, at: datetime,
) -> Contribution:  # fmt: skip
    """What a sponsor gave, to the federation or to one member. Money is written in the fund too."""
    if not what.strip():
        raise FundRefused("no_words", _("Write what was given."), field="what")
    entry = None
    if sort == Contribution.Sort.MONEY:
        if not worth:
            raise FundRefused("no_sum", _("Write a sum above 0."), field="worth")
        entry = write(
            federation=sponsor.federation, category=Category.SPONSORS, amount=worth, on=on, what=what,
            party=sponsor.name, organisation=organisation, actor=actor, at=at,
        )  # fmt: skip
    made = Contribution.objects.create(
        sponsor=sponsor, on=on, sort=sort, what=what.strip()[:300], quantity=quantity, worth=worth,
        organisation=organisation, entry=entry,
    )  # fmt: skip
    after = {"sponsor": sponsor.name, "what": made.what, "amount": worth}
    audit.record(actor=actor, at=at, action="sponsor.gave", thing=sponsor, before=None, after=after)
    return made
