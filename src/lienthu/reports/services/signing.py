"""Handing over, taking back, signing: from then on words, figures and both documents stay as they were."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.content import to_json
from lienthu.registry.errors import refused_as
from lienthu.registry.queries.documents import next_number
from lienthu.registry.queries.holders import Holder
from lienthu.registry.rules.symbols import read
from lienthu.registry.services import booking
from lienthu.reports.errors import ReportRefused
from lienthu.reports.models import Kind, Report, SignedPaper
from lienthu.reports.queries.composing import Composed, compose
from lienthu.reports.queries.inserting import in_words
from lienthu.reports.rules import framing


def _in_state(report: Report, state: str, message: str) -> Report:
    found = Report.objects.select_for_update().get(pk=report.pk)
    if found.state != state:
        raise ReportRefused("wrong_state", message)
    return found


@transaction.atomic
def hand_over(*, report: Report, actor: User | None, at: datetime, despite_gaps: bool = False) -> Report:
    """The draft is ready to be signed. Raises ReportRefused while a field of its text cannot be read, and where a
    figure or table of it is not there, unless those who write it have seen that: `despite_gaps`."""
    found = _in_state(report, Report.State.DRAFT, _("This report is handed over already."))
    _demand_text(compose(found, timezone.localdate(at)), despite_gaps=despite_gaps)
    return _moved(found, Report.State.TO_SIGN, "report.handed_over", actor, at)


def _demand_text(composed: Composed, *, despite_gaps: bool) -> None:
    """Every field of it can be read, and has something to say, or else was seen to have nothing."""
    if composed.wrong:
        raise ReportRefused(
            "problems",
            " ".join([
                ngettext(
                    "%(n)d field of the text cannot be read. It is marked beside its section: mend it first.",
                    "%(n)d fields of the text cannot be read. They are marked beside their sections: mend them first.",
                    composed.wrong,
                )
                % {"n": composed.wrong},
                *composed.in_points,
            ]),
        )  # fmt: skip
    if composed.printed_gaps and not despite_gaps:
        listed = "; ".join(in_words(composed.printed_gaps, composed.collected.indicators))
        raise ReportRefused(
            "gaps",
            _("Nothing stands there yet for: %(gaps)s. Take these fields out, or tick that it stays so.")
            % {"gaps": listed},
            field="despite_gaps",
        )


@transaction.atomic
def take_back(*, report: Report, actor: User | None, at: datetime, reason: str = "") -> Report:
    """To be written on again."""
    found = _in_state(report, Report.State.TO_SIGN, _("Only a report that waits for its signature is taken back."))
    return _moved(found, Report.State.DRAFT, "report.taken_back", actor, at, reason)


def _moved(
    report: Report, state: Report.State, action: str, actor: User | None, at: datetime, reason: str = ""
) -> Report:
    before, report.state, report.changed_at = {"state": report.state}, state, at
    report.save(update_fields=["state", "changed_at"])
    after = {"state": state}
    audit.record(actor=actor, at=at, action=action, thing=report, before=before, after=after, reason=reason)
    return report


@transaction.atomic
def sign(
    *, report: Report, symbol: str, on: date, place: str, signer: str, capacity: str, actor: User | None, at: datetime,
    parent_body: str | None = None, despite_gaps: bool = False, carried: bool = False,
) -> SignedPaper:  # fmt: skip
    """Freeze it: figures, words, and the bytes of Word and PDF. Raises ReportRefused, which names the field.

    `parent_body`: None leaves what its head has. A number beyond the next one moves the register on, so it is taken
    only where `carried` says that those before it were given on paper.
    """
    from lienthu.common import papers  # here: few starts of the program need what writes Word documents

    found = _in_state(report, Report.State.TO_SIGN, _("Only a report that was handed over is signed."))
    found.dated_on = on
    if parent_body is not None:
        found.parent_body = parent_body.strip()
    found.place, found.signer, found.capacity = place.strip(), signer.strip(), capacity.replace("\r\n", "\n").strip()
    _demand_head(found, timezone.localdate(at))
    found.number = _numbered(found, symbol, actor, at, carried=carried)
    composed = compose(found, on)
    _demand_text(composed, despite_gaps=despite_gaps)
    docx, pdf = papers.as_docx([composed.content]), papers.as_pdf([composed.content])
    found.state, found.signed_at, found.signed_by, found.changed_at = Report.State.SIGNED, at, actor, at
    found.save()
    paper = SignedPaper.objects.create(
        report=found, content=to_json(composed.content), figures=_figures(composed), docx=docx, pdf=pdf,
        docx_sha256=hashlib.sha256(docx).hexdigest(), pdf_sha256=hashlib.sha256(pdf).hexdigest(),
    )  # fmt: skip
    after = {
        "number": found.number,
        "on": on,
        "signer": found.signer,
        "docx": paper.docx_sha256,
        "pdf": paper.pdf_sha256,
    }
    audit.record(actor=actor, at=at, action="report.signed", thing=found, before={"state": "to_sign"}, after=after)
    return paper


def _demand_head(report: Report, today: date) -> None:
    """Everything that a signed document has."""
    for name, message in (
        ("place", _("Write the place that stands before the day, such as Hà Nam.")),
        ("signer", _("Write the name of the person who signs.")),
        ("capacity", _("Write in what capacity it is signed, such as Giám đốc.")),
    ):
        if not getattr(report, name):
            raise ReportRefused("incomplete_head", message, field=name)
    if report.dated_on is None or report.dated_on > today:
        raise ReportRefused("day_to_come", _("A report is not dated on a day to come."), field="on")
    old = report.corrects
    if old is not None and old.dated_on is not None and report.dated_on < old.dated_on:
        raise ReportRefused(
            "before_corrected",
            _("A correcting report is not dated before the one that it corrects (%(day)s).")
            % {"day": f"{old.dated_on:%d/%m/%Y}"},
            field="on",
        )


def _numbered(report: Report, symbol: str, actor: User | None, at: datetime, *, carried: bool) -> str:
    """The number, drawn from the register of whose report it is."""
    holder = Holder(report.organisation, report.federation)
    kind = booking.kind_of(framing.REGISTERED[Kind(report.kind)])
    facts = booking.Facts(
        subject=report.about, dated_on=report.dated_on or timezone.localdate(at), issuer=report.body,
        signer=report.signer, capacity=report.capacity, recipients=report.recipients,
    )  # fmt: skip
    with refused_as(ReportRefused, {"dated_on": "on"}):
        left_out = bool(symbol.strip()) and read(symbol).number < next_number(holder, kind, facts.dated_on)
        made = booking.book(
            holder=holder, kind=kind, facts=facts, symbol=symbol, carried=carried or left_out,
            source=f"reports.report:{report.pk}", actor=actor, at=at,
        )  # fmt: skip
    return made.symbol


def _figures(composed: Composed) -> list[dict[str, Any]]:
    """Every figure that was collected, the whole place first, so that it can be checked without the document."""
    facts = composed.collected
    names = {facts.place: facts.called, **{row.place: row.name for row in facts.members}}
    ordered = sorted(facts.now.items(), key=lambda row: (row[0][1] != facts.place, row[0][1], row[0][0]))
    rows = []
    for (code, place), figure in ordered:
        said = facts.said(code, place)
        rows.append({
            "code": code, "place": place.code, "name": names.get(place, ""), "value": _text(said.value),
            "target": _text(said.target), "before": _text(said.before), "origin": str(figure.origin),
            "missing": list(figure.missing),
        })  # fmt: skip
    return rows


def _text(value: object) -> str | None:
    return None if value is None else f"{value:f}"
