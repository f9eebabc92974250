"""Seasons with their criteria; candidates' sheets; the council's points; grades."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.awards import rules
from lienthu.awards.errors import AwardRefused
from lienthu.awards.models import Criterion, Line, Proof, Season, Sheet
from lienthu.awards.queries.seasons import candidates, figure, table
from lienthu.common import audit, uploads
from lienthu.federation.models import Organisation

SEASON_FACTS = ("name", "federation", "first_on", "last_on", "due_on", "scale", "council", "needs")
State = Season.State
LARGEST = 8_000_000


@dataclass(frozen=True)
class Yard:
    """A criterion as it is entered."""

    name: str
    most: int
    kind: str = ""
    full_at: int = 0
    by: str = Criterion.By.HOST


@transaction.atomic
def keep_season(
    *,
    library: Organisation,
    facts: Mapping[str, Any],
    criteria: Sequence[Yard],
    season: Season | None = None,
    actor: User | None,
    at: datetime,
) -> Season:
    """Write a season down, or change it; its criteria stand once a candidate has begun."""
    row = Season.objects.select_for_update(of=("self",)).get(pk=season.pk) if season else Season(library=library)
    if not criteria:
        raise AwardRefused("no_criteria", _("Write at least one criterion."), field="criteria")
    if row.state == State.DECIDED:
        raise AwardRefused("decided", _("This season is decided: it stands."))
    before = _facts(row) if season else None
    for name in SEASON_FACTS:
        if name in facts:
            setattr(row, name, facts[name])
    if row.last_on < row.first_on:
        raise AwardRefused("dates", _("The last day is before the first. Put them in order."), field="last_on")
    row.save()
    held = [Yard(each.name, each.most, each.kind, each.full_at, each.by) for each in row.criteria.all()]
    if held != list(criteria):
        if row.sheets.exists():
            message = _("Candidates have begun by these criteria: they stand.")
            raise AwardRefused("begun", message, field="criteria")
        row.criteria.all().delete()
        Criterion.objects.bulk_create(
            [Criterion(season=row, turn=turn, **vars(each)) for turn, each in enumerate(criteria, start=1)]
        )
    audit.record(actor=actor, at=at, action="season.kept", thing=row, before=before, after=_facts(row))
    return row


def _facts(row: Season) -> dict[str, object]:
    return {name: str(value) if name == "federation" else value for name, value in _values(row) if value is not None}


def _values(row: Season) -> list[tuple[str, object]]:
    return [(name, getattr(row, name)) for name in SEASON_FACTS]


@transaction.atomic
def open_sheet(*, season: Season, library: Organisation, actor: User | None, at: datetime) -> Sheet:
    """The candidate's sheet, with the ledger's figures as they are now and the points that they give."""
    held = Season.objects.select_for_update(of=("self",)).select_related("library", "federation").get(pk=season.pk)
    sheet = Sheet.objects.filter(season=held, library=library).first()
    if sheet is None:
        if library.pk not in candidates(held, timezone.localdate(at)):
            raise AwardRefused("no_candidate", _("This library does not take part in the season."))
        if held.state != State.SCORING:
            raise AwardRefused("closed", _("Points are not handed in any more."))
        sheet = Sheet.objects.create(season=held, library=library)
        audit.record(actor=actor, at=at, action="sheet.begun", thing=sheet, before=None, after=None)
    if held.state == State.SCORING and sheet.handed_in_at is None:
        for criterion in held.criteria.all():
            line, _made = Line.objects.get_or_create(sheet=sheet, criterion=criterion)
            if criterion.kind:
                line.figure = figure(criterion, library.pk, held)
                line.own = rules.points_of(line.figure, full_at=criterion.full_at, most=criterion.most)
                line.save(update_fields=("figure", "own"))
    return sheet


def _open(sheet: Sheet, at: datetime) -> Sheet:
    row = Sheet.objects.select_for_update(of=("self",)).select_related("season").get(pk=sheet.pk)
    if row.season.state != State.SCORING or row.handed_in_at:
        raise AwardRefused("closed", _("This sheet is handed in: it stands."))
    if timezone.localdate(at) > row.season.due_on:
        message = _("Points were handed in until %(day)s. Ask the council to put the day off.")
        raise AwardRefused("too_late", message % {"day": f"{row.season.due_on:%d/%m/%Y}"})
    return row


@transaction.atomic
def claim(*, sheet: Sheet, points: Mapping[int, tuple[Decimal | None, str]], actor: User | None, at: datetime) -> None:
    """The candidate's own points and notes by criterion; those of the ledger's figures are not typed."""
    row = _open(sheet, at)
    for line in row.lines.select_related("criterion"):
        if line.criterion_id not in points:
            continue
        value, note = points[line.criterion_id]
        if value is not None and not 0 <= value <= line.criterion.most:
            raise AwardRefused("points", _most(line.criterion), field=f"p{line.criterion_id}")
        line.note = note.strip()[:500]
        if not line.criterion.kind:
            line.own = value
        line.save(update_fields=("own", "note"))
    audit.record(actor=actor, at=at, action="sheet.filled", thing=row, before=None, after=None)


def _most(criterion: Criterion) -> str:
    facts = {"criterion": criterion.name, "most": criterion.most}
    return _("%(criterion)s: give 0 to %(most)d points.") % facts


@transaction.atomic
def add_proof(*, line: Line, upload: "UploadedFile[Any]", actor: User | None, at: datetime) -> Proof:
    """A PDF or a picture that shows why the points are claimed."""
    row = _open(line.sheet, at)
    kind = uploads.media_type(upload)
    if kind is None or (upload.size or 0) > LARGEST:
        raise AwardRefused("no_proof", _("Hand in a PDF or a picture of at most 8 MB."), field="file")
    path = uploads.keep(upload, folder="awards", of=line.pk, suffix=uploads.SUFFIXES[kind])
    proof = Proof.objects.create(
        line=line, file=path, name=uploads.called(upload, path), content_type=kind, added_at=at
    )
    audit.record(actor=actor, at=at, action="sheet.proved", thing=row, before=None, after={"name": proof.name})
    return proof


@transaction.atomic
def hand_in(*, sheet: Sheet, actor: User | None, at: datetime) -> Sheet:
    """The candidate is done. Raises AwardRefused where points are missing, or claimed with neither note nor proof."""
    row = _open(sheet, at)
    for line in row.lines.select_related("criterion").prefetch_related("proofs"):
        if line.own is None:
            raise AwardRefused("missing", _("Points are missing for: %(name)s.") % {"name": line.criterion})
        if line.own and not line.criterion.kind and not line.note and not line.proofs.all():
            message = _("Say why, or add a proof, for the points of: %(name)s.")
            raise AwardRefused("no_proof", message % {"name": line.criterion})
    row.handed_in_at = at
    row.save(update_fields=("handed_in_at",))
    audit.record(actor=actor, at=at, action="sheet.handed_in", thing=row, before=None, after=None)
    return row


@transaction.atomic
def send_back(*, sheet: Sheet, reason: str, actor: User | None, at: datetime) -> Sheet:
    """The council gives a sheet back to its candidate, with what is to be put right."""
    row = Sheet.objects.select_for_update(of=("self",)).select_related("season").get(pk=sheet.pk)
    if row.season.state == State.DECIDED or not row.handed_in_at:
        raise AwardRefused("closed", _("This sheet cannot be given back now."))
    if not reason.strip():
        raise AwardRefused("no_reason", _("Write why."), field="reason")
    row.handed_in_at = None
    row.save(update_fields=("handed_in_at",))
    row.lines.update(council=None, why="")
    audit.record(actor=actor, at=at, action="sheet.sent_back", thing=row, before=None, after=None, reason=reason[:200])
    return row


@transaction.atomic
def judge(*, sheet: Sheet, points: Mapping[int, tuple[Decimal | None, str]], actor: User | None, at: datetime) -> None:
    """The council's points where it sees them otherwise; each needs its why. None lets the candidate's stand."""
    row = Sheet.objects.select_for_update(of=("self",)).select_related("season").get(pk=sheet.pk)
    if row.season.state == State.DECIDED or not row.handed_in_at:
        raise AwardRefused("not_yet", _("The council gives points between handing in and the decision."))
    for line in row.lines.select_related("criterion"):
        value, why = points.get(line.criterion_id, (None, ""))
        if value is not None and not 0 <= value <= line.criterion.most:
            raise AwardRefused("points", _most(line.criterion), field=f"p{line.criterion_id}")
        if value is not None and value != line.own and not why.strip():
            message = _("Say why the council sees it otherwise: %(name)s.") % {"name": line.criterion}
            raise AwardRefused("no_reason", message, field=f"n{line.criterion_id}")
        line.council, line.why = value, why.strip()[:300]
        line.save(update_fields=("council", "why"))
    audit.record(actor=actor, at=at, action="sheet.judged", thing=row, before=None, after=None)


@transaction.atomic
def move(*, season: Season, to: str, actor: User | None, at: datetime) -> Season:
    """Before the council, decided (the grades are written down), or back."""
    row = Season.objects.select_for_update(of=("self",)).get(pk=season.pk)
    ways = {
        (State.SCORING, State.COUNCIL), (State.COUNCIL, State.SCORING), (State.COUNCIL, State.DECIDED),
        (State.DECIDED, State.COUNCIL),
    }  # fmt: skip
    if (row.state, to) not in ways:
        raise AwardRefused("state", _("This cannot be done now."))
    row.sheets.update(grade="")
    if to == State.DECIDED:
        places, given = table(row)
        if given.undecided:
            message = _("Candidates with the same points share a grade of which too few are left. Change the scale.")
            raise AwardRefused("shared", message)
        for place in places:
            Sheet.objects.filter(pk=place.sheet.pk).update(grade=place.grade)
    before = {"state": row.state}
    row.state = to
    row.save(update_fields=("state",))
    audit.record(actor=actor, at=at, action="season.moved", thing=row, before=before, after={"state": to})
    return row
