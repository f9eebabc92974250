"""What stands around a report's text: head, title, recipients, signature."""

from lienthu.common.content import Frame, place_and_day
from lienthu.reports.models import Kind, Report
from lienthu.reports.rules.saying import day

TITLES = {Kind.ANNUAL: "Báo cáo", Kind.INTERIM: "Báo cáo", Kind.TERM: "Báo cáo", Kind.PLAN: "Kế hoạch"}
# The kind of document that the register numbers it as.
REGISTERED = {Kind.ANNUAL: "bao-cao", Kind.INTERIM: "bao-cao", Kind.TERM: "bao-cao", Kind.PLAN: "ke-hoach"}
SIGNS = {Kind.ANNUAL: "BC", Kind.INTERIM: "BC", Kind.TERM: "BC", Kind.PLAN: "KH"}


def frame(report: Report) -> Frame:
    kind = Kind(report.kind)
    return Frame(
        parent=report.parent_body,
        body=report.body,
        number=report.number or f"……/{SIGNS[kind]}-……",
        place_and_day=place_and_day(report.place, report.dated_on),
        title=TITLES[kind],
        about=report.about,
        recipients=[line.strip(" -;.") for line in report.recipients.splitlines() if line.strip()],
        capacity=[line.strip() for line in report.capacity.splitlines() if line.strip()],
        signer=report.signer,
    )


def correction(report: Report) -> str:
    """What a correcting report says of itself before anything else; "" of any other."""
    old = report.corrects
    if old is None or old.dated_on is None:
        return ""
    this, that = TITLES[Kind(report.kind)], TITLES[Kind(old.kind)].lower()
    reason = report.why_corrected.strip().rstrip(".")
    return f"{this} này thay thế {that} số {old.number} ngày {day(old.dated_on)} của {old.body}. Lý do: {reason}."
