"""The words of a draft: sections with their versions, points, head. Nothing that somebody wrote is lost."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.reports.errors import ReportRefused
from lienthu.reports.models import Point, Report, Section, SectionVersion
from lienthu.reports.services.reports import HEAD

TOGETHER = timedelta(minutes=10)  # what one person saves within it is one version
LONGEST = 20_000


def _open(report: Report) -> Report:
    """The report, locked; raises ReportRefused where it is not a draft."""
    found = Report.objects.select_for_update().get(pk=report.pk)
    if not found.can_be_written:
        raise ReportRefused(
            "not_a_draft", _("This report is handed over or signed. Take it back first, if it is not signed yet.")
        )
    return found


@transaction.atomic
def write(*, section: Section, heading: str, text: str, version: int, actor: User | None, at: datetime) -> Section:
    """Save a section. `version` is the one that the writer had before them; another one there: ReportRefused, whose
    context has what stands there now, and nothing is overwritten."""
    report = _open(section.report)
    now = Section.objects.select_for_update().get(pk=section.pk)
    heading, text = " ".join(heading.split())[:200], text.replace("\r\n", "\n").rstrip()[:LONGEST]
    if (now.heading, now.text) == (heading, text):
        return now
    if now.version != version:
        raise ReportRefused(
            "changed_meanwhile",
            _("Somebody else has changed this section meanwhile. Your words stand below theirs: put them together."),
            theirs=now,
        )
    last = now.versions.first()
    if last is None or last.by_id != (actor.pk if actor else None) or at - last.at > TOGETHER:
        SectionVersion.objects.create(
            section=now, number=now.version, heading=now.heading, text=now.text, at=at, by=actor
        )
    now.heading, now.text, now.version = heading, text, now.version + 1
    now.save(update_fields=["heading", "text", "version"])
    _touched(report, at)
    return now


def _touched(report: Report, at: datetime) -> None:
    Report.objects.filter(pk=report.pk).update(changed_at=at)


@transaction.atomic
def add_section(*, after: Section, level: int, heading: str, at: datetime) -> Section:
    """A new section behind another one."""
    report = _open(after.report)
    report.sections.filter(position__gt=after.position).update(position=F("position") + 1)
    _touched(report, at)
    return Section.objects.create(
        report=report, position=after.position + 1, level=min(max(level, 1), 3), heading=" ".join(heading.split())[:200]
    )


@transaction.atomic
def remove_section(*, section: Section, actor: User | None, at: datetime) -> None:
    """Its words stay in the audit."""
    report = _open(section.report)
    before = {"heading": section.heading, "text": section.text}
    audit.record(actor=actor, at=at, action="report.changed", thing=report, before=before, after=None)
    section.delete()
    _touched(report, at)


@transaction.atomic
def set_head(*, report: Report, facts: Mapping[str, str], actor: User | None, at: datetime) -> Report:
    """Subject, bodies, place, recipients, signer: what stands around the text."""
    found = _open(report)
    before = {name: getattr(found, name) for name in HEAD if name in facts}
    after = {name: facts[name].replace("\r\n", "\n").strip() for name in before}
    if not after.get("about", found.about) or not after.get("body", found.body):
        raise ReportRefused("empty_head", _("A report has a subject and an issuing body. Write both."), field="about")
    for name, value in after.items():
        setattr(found, name, value)
    found.changed_at = at
    found.save()
    if before != after:
        audit.record(actor=actor, at=at, action="report.changed", thing=found, before=before, after=after)
    return found


@transaction.atomic
def put_point(
    *, report: Report, sort: str, text: str, cause: str = "", who: str = "", by_when: str = "", at: datetime,
    point: Point | None = None,
) -> Point:  # fmt: skip
    """Add a point at the end of its kind, or change one. A cause is of a difficulty alone."""
    found = _open(report)
    text = " ".join(text.split())
    if not text:
        raise ReportRefused("empty_point", _("Write what it is, or take the line away."), field="text")
    if point is None:
        last = found.points.filter(sort=sort).aggregate(last=Max("position"))["last"] or 0
        point = Point(report=found, sort=sort, position=last + 1)
    point.text, point.who, point.by_when = text, " ".join(who.split())[:200], " ".join(by_when.split())[:80]
    point.cause = " ".join(cause.split()) if point.sort == Point.Sort.DIFFICULTY else ""
    point.save()
    _touched(found, at)
    return point


@transaction.atomic
def remove_point(*, point: Point, at: datetime) -> None:
    report = _open(point.report)
    if point.tasks.exists():
        raise ReportRefused("a_task_of_it", _("A plan has a task made of this direction, so it stays."))
    point.delete()
    _touched(report, at)
