"""Reports are begun from a template, and a plan from a report; drafts are thrown away."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.rules.periods import Period
from lienthu.registry.queries.holders import Holder, issuer_of
from lienthu.reports.errors import ReportRefused
from lienthu.reports.models import Kind, Point, Report, Section
from lienthu.reports.queries import templates
from lienthu.reports.queries.reports import last_one
from lienthu.reports.rules import saying, texts

HEAD = ("about", "parent_body", "body", "place", "recipients", "capacity", "signer")


@dataclass(frozen=True)
class About:
    """Whose report it is: an organisation alone ("library"), with all below it ("network"), or a federation ("")."""

    organisation: Organisation | None = None
    scope: str = ""
    federation: Federation | None = None

    @property
    def sort(self) -> str:
        return self.scope or "federation"


@transaction.atomic
def begin(
    *, about: About, kind: Kind, period: Period, template: str, actor: User | None, at: datetime,
    made_from: Report | None = None,
) -> Report:  # fmt: skip
    """A draft with the template's sections. Head, recipients and signer are those of the report before."""
    shape = templates.by_key(template, about.organisation, about.federation)
    if shape.kind != kind or about.sort not in shape.scopes:
        raise ReportRefused(
            "wrong_template", _("This template is for another kind of report. Choose another one."), field="template"
        )
    day = timezone.localdate(at)
    parent, body = _bodies(about, min(day, period.last) if about.organisation else day)
    report = Report(
        kind=kind, organisation=about.organisation, federation=about.federation, scope=about.scope,
        first_on=period.first, until=period.until, about=_filled(shape.about, period), parent_body=parent, body=body,
        recipients="\n".join(shape.recipients), capacity=shape.capacity, template=shape.key, made_from=made_from,
        begun_at=at, begun_by=actor, changed_at=at,
    )  # fmt: skip
    before = last_one(report)
    issuer = issuer_of(Holder(about.organisation, about.federation))
    if issuer is not None:  # how the register signs
        report.parent_body, report.place = parent or issuer.parent_body, issuer.place
    if before is not None:
        report.place, report.signer = before.place or report.place, before.signer
        report.recipients, report.capacity = before.recipients, before.capacity
    report.save(force_insert=True)
    Section.objects.bulk_create(
        Section(report=report, position=number, level=each.level, heading=each.heading, text=each.text)
        for number, each in enumerate(texts.sections(shape.body), 1)
    )
    after = {"kind": kind, "period": period.code, "template": shape.key}
    audit.record(actor=actor, at=at, action="report.begun", thing=report, before=None, after=after)
    return report


def _bodies(about: About, day: date) -> tuple[str, str]:
    """Who stands above the issuing body, and the body itself, as they are called on the day."""
    if about.federation is not None:
        return "", about.federation.name
    library = about.organisation
    if library is None:
        raise ReportRefused("whose", _("Say whose report it is: a library's or a federation's."))
    above = federation.parent_of(library, day)
    keys = [library.pk, *([above.pk] if above else [])]
    called = federation.names(keys, day)
    return (called[above.pk] if above else ""), called[library.pk]


def _filled(text: str, period: Period) -> str:
    """The subject of a template with its period put in."""
    said = {
        "period": saying.period(period), "next_period": saying.period(saying.following(period)),
        "year": str(period.last.year), "next_year": str(period.last.year + 1),
        "term": saying.term(period), "next_term": saying.term(saying.following(period)),
    }  # fmt: skip
    return re.sub(r"\{(\w+)\}", lambda found: said.get(found[1], found[0]), text)


@transaction.atomic
def begin_plan(*, report: Report, period: Period, template: str, actor: User | None, at: datetime) -> Report:
    """A plan for the period to come: each direction of the report becomes a task of it."""
    about = About(report.organisation, report.scope, report.federation)
    plan = begin(about=about, kind=Kind.PLAN, period=period, template=template, actor=actor, at=at, made_from=report)
    plan.parent_body, plan.body, plan.place = report.parent_body, report.body, plan.place or report.place
    plan.capacity, plan.signer = plan.capacity or report.capacity, plan.signer or report.signer
    plan.save(update_fields=["parent_body", "body", "place", "capacity", "signer"])
    Point.objects.bulk_create(
        Point(
            report=plan, sort=Point.Sort.DIRECTION, position=number, text=each.text, who=each.who,
            by_when=each.by_when, taken_from=each,
        )
        for number, each in enumerate(report.points.filter(sort=Point.Sort.DIRECTION), 1)
    )  # fmt: skip
    return plan


@transaction.atomic
def begin_correction(*, report: Report, reason: str, actor: User | None, at: datetime) -> Report:
    """A draft that is to stand in place of a signed report: its head, words and points, with the figures of today.

    Both stay as they are signed. Raises ReportRefused for one that is not signed or has its correction already, and
    without a reason.
    """
    old = Report.objects.select_for_update().get(pk=report.pk)
    if old.state != Report.State.SIGNED:
        raise ReportRefused("not_signed", _("Only a signed report is corrected by another one; a draft is changed."))
    if Report.objects.filter(corrects=old).exists():
        raise ReportRefused("corrected", _("There is a report already that corrects this one. Go on with that."))
    if not reason.strip():
        raise ReportRefused("no_reason", _("Write why it is corrected: the new report says so."), field="reason")
    kept = ("kind", "organisation", "federation", "scope", "first_on", "until", "template", "made_from", *HEAD)
    made = Report.objects.create(
        **{name: getattr(old, name) for name in kept}, corrects=old, why_corrected=reason.strip()[:300],
        begun_at=at, begun_by=actor, changed_at=at,
    )  # fmt: skip
    Section.objects.bulk_create(
        Section(report=made, position=each.position, level=each.level, heading=each.heading, text=each.text)
        for each in old.sections.all()
    )
    Point.objects.bulk_create(
        Point(
            report=made, sort=each.sort, position=each.position, text=each.text, cause=each.cause, who=each.who,
            by_when=each.by_when, taken_from=each.taken_from,
        )
        for each in old.points.all()
    )  # fmt: skip
    after = {"corrects": old.number, "kind": old.kind, "period": old.period.code}
    audit.record(
        actor=actor, at=at, action="report.correction_begun", thing=made, before=None, after=after,
        reason=made.why_corrected,
    )  # fmt: skip
    return made


@transaction.atomic
def throw_away(*, report: Report, actor: User | None, at: datetime) -> None:
    """A draft that was not signed goes, with its words; what was signed stays for ever."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state == Report.State.SIGNED or report.plans.exists():
        raise ReportRefused("kept", _("A signed report stays, and so does one that a plan was made of."))
    facts = {"about": report.about, "period": report.period.code}
    audit.record(actor=actor, at=at, action="report.thrown_away", thing=report, before=facts, after=None)
    Point.objects.filter(report=report).delete()
    report.delete()
