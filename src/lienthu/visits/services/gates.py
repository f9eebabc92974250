"""Gates, their files, and their readings in the ledger."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.ledger import queries as ledger_queries
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Kind
from lienthu.visits import reading, rules
from lienthu.visits.errors import CountRefused, GateFileRefused
from lienthu.visits.models import Gate, GateImport, GateReading, GateReject

FORGOTTEN = timedelta(days=30)
LARGEST_FILE = 5_000_000  # bytes: ten years of one gate, hour by hour


def keep_gate(
    *,
    library: Organisation,
    site: Site | None,
    name: str,
    both_ways: bool,
    retired: bool = False,
    gate: Gate | None = None,
    actor: User | None,
    at: datetime,
) -> Gate:
    """Set up a gate, or change it (`gate`). What it has counted already stays as it was booked."""
    row = gate or Gate(library=library)
    before = {"name": row.name, "both_ways": row.both_ways} if gate else None
    row.name, row.site, row.both_ways, row.retired = " ".join(name.split()), site, both_ways, retired
    try:
        with transaction.atomic():
            row.save()
            after = {"name": row.name, "both_ways": both_ways, "retired": retired}
            audit.record(actor=actor, at=at, action="gate.kept", thing=row, before=before, after=after)
    except IntegrityError as error:
        message = _("Another gate of the library has this name. Choose another one.")
        raise CountRefused("name_taken", message, field="name") from error
    return row


def receive(*, gate: Gate, data: bytes, name: str, actor: User | None, at: datetime) -> GateImport:
    """Keep a file of the gate until its columns are told. Raises GateFileRefused when it is no table."""
    if len(data) > LARGEST_FILE:
        raise GateFileRefused("too_large", _("The file is larger than 5 MB. Export a shorter time."))
    reading.table(data, name)
    folder = Path(settings.UPLOADS) / "gates"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{at:%Y%m%d-%H%M%S}-{secrets.token_hex(6)}"
    path.write_bytes(data)
    return GateImport.objects.create(
        gate=gate,
        file_name=Path(name).name[:200],
        path=str(path.relative_to(settings.UPLOADS)),
        digest=hashlib.sha256(data).hexdigest(),
        both_ways=gate.both_ways,
        at=at,
        actor=actor,
    )


def sheet_of(run: GateImport) -> reading.Sheet:
    """The table of a file that still waits. Raises GateFileRefused when it is gone."""
    try:
        data = (Path(settings.UPLOADS) / run.path).read_bytes()
    except OSError as error:
        raise GateFileRefused("gone", _("The file is no longer there. Upload it again.")) from error
    return reading.table(data, run.file_name)


@dataclass
class _Found:
    """The hours of a file: day and hour → moment → passages; and the rows that are none."""

    hours: dict[tuple[date, int], dict[str, tuple[int, int | None]]] = field(default_factory=dict)
    rejects: list[GateReject] = field(default_factory=list)

    def passages(self, key: tuple[date, int]) -> tuple[int, int | None]:
        parts = self.hours[key].values()
        outs = [out for _in, out in parts if out is not None]
        return sum(count for count, _out in parts), sum(outs) if outs else None


def take_in(*, run: GateImport, columns: Mapping[str, str], actor: User | None, at: datetime) -> GateImport:
    """Read a waiting file by these columns, which the gate remembers; book each hour that is new or has another number.

    The same file read again the same way changes nothing: the earlier reading is given back. Rows that cannot be read
    are kept with their reason. Raises GateFileRefused when a column is missing.
    """
    sheet = sheet_of(run)
    chosen = {target: heading for target, heading in columns.items() if heading in sheet.header and target}
    if missing := [target for target in reading.NEEDED if target not in chosen]:
        message = _("Choose the columns of the date, the hour and the count.")
        raise GateFileRefused("no_columns", message, fields=missing)
    path = Path(settings.UPLOADS) / run.path
    with in_turn():
        gate = Gate.objects.select_for_update(of=("self",)).select_related("site").get(pk=run.gate_id)
        same = gate.imports.filter(digest=run.digest, both_ways=gate.both_ways).exclude(read_at=None)
        earlier = next((each for each in same if each.columns == chosen), None)
        if earlier is not None:
            run.delete()
        else:
            gate.columns = chosen
            gate.save(update_fields=("columns",))
            _book(run, gate, _read(run, sheet, chosen, timezone.localdate(at)), actor, at)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return earlier or run


def discard(*, run: GateImport) -> None:
    """Throw a waiting file away."""
    path = Path(settings.UPLOADS) / run.path
    with transaction.atomic():
        GateImport.objects.filter(pk=run.pk, read_at=None).delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep(*, at: datetime) -> None:
    """Throw away the files that nobody read in 30 days."""
    for run in GateImport.objects.filter(read_at=None, at__lt=at - FORGOTTEN):
        discard(run=run)


def _read(run: GateImport, sheet: reading.Sheet, columns: Mapping[str, str], today: date) -> _Found:
    found = _Found()
    for number, cells, broken in sheet.rows:
        line = GateReject.Reason.BROKEN if broken else reading.read(cells, sheet.header, columns, today)
        if isinstance(line, reading.Line):
            moments = found.hours.setdefault((line.day, line.hour), {})
            if line.moment not in moments:
                moments[line.moment] = (line.count_in, line.count_out)
                continue
            line = GateReject.Reason.TWICE
        found.rejects.append(GateReject(run=run, row=number, text=" | ".join(cells), reason=line))
    return found


def _book(run: GateImport, gate: Gate, found: _Found, actor: User | None, at: datetime) -> None:
    days = {day for day, _hour in found.hours}
    known = {(each.day, each.hour): each for each in gate.readings.filter(day__in=days)}
    new: list[GateReading] = []
    for key in sorted(found.hours):
        count_in, count_out = found.passages(key)
        row = known.get(key)
        if row is None:
            row = GateReading(gate=gate, day=key[0], hour=key[1], count_in=count_in, count_out=count_out, run=run)
            new.append(row)
            known[key] = row
        elif (row.count_in, row.count_out) == (count_in, count_out):
            run.unchanged += 1
        else:
            row.count_in, row.count_out, row.run = count_in, count_out, run
            row.save(update_fields=("count_in", "count_out", "run"))
            run.changed += 1
    GateReading.objects.bulk_create(new, batch_size=500)
    GateReject.objects.bulk_create(found.rejects, batch_size=500)
    _settle(gate, known.values(), actor, at)
    run.new, run.columns, run.both_ways, run.read_at, run.path = len(new), gate.columns, gate.both_ways, at, ""
    run.save()
    facts = {"file": run.file_name, "new": run.new, "changed": run.changed, "rejected": len(found.rejects)}
    audit.record(actor=actor, at=at, action="gate.read", thing=gate, before=None, after=facts)


def _settle(gate: Gate, readings: Iterable[GateReading], actor: User | None, at: datetime) -> None:
    """Bring the ledger to what the readings of whole days say now."""
    by_day: dict[date, list[GateReading]] = {}
    for row in readings:
        by_day.setdefault(row.day, []).append(row)
    more: list[tuple[GateReading, int]] = []
    changed: list[GateReading] = []
    for rows in by_day.values():
        rows.sort(key=lambda row: row.hour)
        passages = [rules.Passages(row.count_in, row.count_out, row.by_hand) for row in rows]
        for row, visits in zip(rows, rules.visits_of(passages, both_ways=gate.both_ways), strict=True):
            if visits == row.visits:
                continue
            if visits > row.visits:
                more.append((row, visits - row.visits))
            else:
                _take_back(row, row.visits - visits, actor, at)
            row.visits = visits
            changed.append(row)
    GateReading.objects.bulk_update(changed, ["visits"], batch_size=500)
    ledger.append_all([_activity(gate, row, quantity) for row, quantity in more], actor=actor)


def _activity(gate: Gate, row: GateReading, quantity: int) -> ledger.Activity:
    return ledger.Activity(
        kind=Kind.VISIT,
        at=timezone.make_aware(datetime.combine(row.day, time(row.hour))),
        owner=gate.library_id,
        host=gate.library_id,
        site=gate.site_id or 0,
        quantity=quantity,
        thing=row,
    )


def _take_back(row: GateReading, quantity: int, actor: User | None, at: datetime) -> None:
    """Counter-events, from the last event back, until so many are taken away."""
    reason = _("the gate's file or its correction says another number")
    for event in ledger_queries.events_of(row).filter(corrects=None).order_by("-id"):
        left = event.quantity + sum(event.corrections.values_list("quantity", flat=True))
        if part := min(left, quantity):
            ledger.correct(event, quantity=part, reason=reason, actor=actor, at=at, booked_on=None)
            quantity -= part


def correct_reading(*, row: GateReading, visits: int, reason: str, actor: User | None, at: datetime) -> GateReading:
    """Set the visits of an hour by hand, saying why; files no longer change that hour. Raises CountRefused."""
    if not reason.strip():
        raise CountRefused(
            "no_reason", _("Write down why. The figures of a day are not changed without."), field="reason"
        )
    if not 0 <= visits <= reading.LARGEST_COUNT:
        raise CountRefused("bad_quantity", _("The count is a whole number from 0 to 100,000."), field="quantity")
    with in_turn():
        gate = Gate.objects.select_for_update(of=("self",)).get(pk=row.gate_id)
        day: list[GateReading] = list(gate.readings.filter(day=row.day))
        held = next(each for each in day if each.pk == row.pk)
        before: dict[str, Any] = {"visits": held.visits}
        held.by_hand = visits
        held.save(update_fields=("by_hand",))
        audit.record(
            actor=actor,
            at=at,
            action="gate.corrected",
            thing=gate,
            before=before,
            after={"day": held.day, "hour": held.hour, "visits": visits},
            reason=reason.strip(),
        )
        _settle(gate, day, actor, at)
    return held
