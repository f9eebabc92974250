"""Returns of the demonstration: the federation's year 2025 and nine months of 2026, and An Giang's own network.

Invented figures of a likely size. Most have handed in; one is late, one sent back, one missing.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zlib import crc32

from django.db import transaction
from django.utils.crypto import get_random_string

from lienthu.accounts.models import Role, User
from lienthu.accounts.services import create_staff
from lienthu.demo import counted
from lienthu.demo.network import FEDERATION, Member
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.models import Indicator
from lienthu.indicators.rules import periods
from lienthu.indicators.rules.periods import Period
from lienthu.returns.models import Call, Form, Return
from lienthu.returns.queries.asked import Reach
from lienthu.returns.queries.sheets import sheet_of
from lienthu.returns.services import calls, filling, reminders, steps
from lienthu.returns.services.calls import NewCall
from lienthu.returns.services.filling import Said
from lienthu.returns.services.steps import Signer

State = Return.State
OWN, LATE, BACK, MISSING = "AG", "CM", "BL", "TV"  # members, by code
YEAR, NINE_MONTHS = periods.of_year(2025), periods.read("2026-9M")
# Of a provincial network in a year, from and to; sums follow from them. Copies are those of the catalogue (`counted`),
# and whoever's ledger knows of none that came has had none.
SIZES: Mapping[str, tuple[int, int]] = {
    "added.copies": (0, 0), "cards.issued.adult": (600, 1_900),
    "cards.issued.child": (300, 1_200), "visits.adult": (40_000, 120_000), "visits.child": (9_000, 60_000),
    "visits.unsaid": (0, 0), "visits.internet": (400, 5_000), "uses.loans": (30_000, 90_000),
    "uses.in_house": (15_000, 70_000), "rotation.rounds": (8, 30), "rotation.copies": (4_000, 16_000),
    "mobile.trips": (12, 60), "mobile.visitors": (5_000, 26_000), "exhibitions": (6, 24), "courses": (1, 6),
    "contests": (1, 5),
}  # fmt: skip
SMALL = 40  # so many times smaller is a library of a district or a commune
CORRECTED, OFF_LINE = "uses.in_house", "Cộng thêm lượt đọc ghi sổ trong những ngày mất điện."
CHECKED = "Đã đối chiếu sổ."
PROMISED = "Chị Hạnh, phòng Nghiệp vụ: sẽ bổ sung và gửi lại trong tuần."


@transaction.atomic
def build(*, libraries: Sequence[Member], at: datetime, today: datetime) -> None:
    """Safe to repeat: where there is a call already, nothing is done."""
    group = Federation.objects.filter(code=FEDERATION).first()
    form = Form.objects.filter(code="short").first()
    if group is None or form is None or not Indicator.objects.exists() or Call.objects.exists():
        return
    secretary = User.objects.filter(username="thu-ky").first()
    new = NewCall(asker=group, form=form, asks=Call.Asks.NETWORK, note="Số liệu gồm cả thư viện huyện, xã.")
    year = calls.make(new=new, period=YEAR, due_on=date(2026, 1, 15), actor=secretary, at=at)
    for row in year.returns.select_related("organisation"):
        if row.organisation.code != MISSING:
            _go(row, State.APPROVED, secretary, today)
    calls.lock(call=year, actor=secretary, at=today)
    nine = calls.make(new=new, period=NINE_MONTHS, due_on=date(2026, 10, 10), actor=secretary, at=at)
    states = {OWN: State.DRAFT, LATE: State.ASKED, BACK: State.SENT_BACK, MISSING: State.SUBMITTED}
    for row in nine.returns.select_related("organisation"):
        _go(row, states.get(row.organisation.code, State.APPROVED), secretary, today)
    _reach(nine, secretary, at, today)
    own = next((member.library for member in libraries if member.library.code == OWN), None)
    if own is not None:
        _network(own, form, at, today)


def _reach(call: Call, secretary: User | None, at: datetime, today: datetime) -> None:
    """Of those who have not handed in, some have an address for letters, and one was called by telephone."""
    for row in call.returns.filter(organisation__code__in=(OWN, LATE)).select_related("organisation"):
        code = row.organisation.code.lower()
        create_staff(
            username=f"bao-cao-{code}", full_name=f"Cán Bộ Báo Cáo {row.organisation.code} (trình diễn)",
            email=f"bao-cao.{code}@thu-vien.example", password=get_random_string(24), kind=Role.Kind.REPORTER,
            organisation=row.organisation, actor=None, at=at,
        )  # fmt: skip
    back = call.returns.filter(organisation__code=BACK).first()
    if back is not None:
        reminders.note_phone_call(row=back, said=PROMISED, actor=secretary, at=today)


def _network(library: Organisation, form: Form, at: datetime, today: datetime) -> None:
    """What the province asks of the district and commune libraries below it."""
    director = User.objects.filter(username="giam-doc").first()
    new = NewCall(asker=library, form=form, reach=Reach.ALL)
    asked = calls.make(new=new, period=NINE_MONTHS, due_on=date(2026, 10, 5), actor=director, at=at)
    rows = list(asked.returns.select_related("organisation").order_by("organisation__code"))
    states = [State.ASKED, State.SUBMITTED, State.SENT_BACK]
    for number, row in enumerate(rows):
        _go(row, states[number] if number < len(states) else State.APPROVED, director, today)


def _go(row: Return, to: Return.State, approver: User | None, today: datetime) -> None:
    """Fill it in with its figures and bring it to the state."""
    if to == State.ASKED:
        return
    row = filling.begin(row=row, actor=None, at=today)
    if to == State.DRAFT:
        return
    filling.save_many(row=row, said=_said(row), actor=None, at=today)
    _explain(row, today)
    name = f"Cán Bộ Báo Cáo {row.organisation.code} (trình diễn)"
    handed_in = min(today, _noon(row.call.due_on, today) - timedelta(days=3))
    steps.submit(row=row, signer=Signer(name, "link"), actor=None, at=handed_in)
    if to == State.SENT_BACK:
        remarks = {"exhibitions": "Đề nghị kể cả các cuộc trưng bày lưu động."}
        steps.send_back(row=row, reason="", remarks=remarks, actor=approver, at=today)
    elif to == State.APPROVED:
        steps.approve(row=row, remarks={}, actor=approver, at=today)


def _said(row: Return) -> dict[str, Said]:
    """A number where the hub has none, and one correction of what it has counted."""
    usual = _figures(row)
    said = {}
    for line in sheet_of(row).lines:
        if line.code == CORRECTED and line.entry.value:
            said[line.code] = Said(text=str(round(line.entry.value * 103 / 100)), reason=OFF_LINE)
        elif line.is_empty and line.code in usual:
            said[line.code] = Said(text=str(usual[line.code]))
    return said


def _noon(day: date, like: datetime) -> datetime:
    return like.replace(year=day.year, month=day.month, day=day.day, hour=5, minute=0, second=0, microsecond=0)


def _explain(row: Return, at: datetime) -> None:
    """A reason for each figure that differs, a word for each question, a number for what is still empty."""
    answers: dict[str, Said] = {}
    for line in sheet_of(row).lines:
        if line.is_empty:
            answers[line.code] = Said(not_available=True, word=CHECKED)
        elif line.is_open:
            answers[line.code] = Said(reason=OFF_LINE) if line.wants_reason else Said(word=CHECKED)
    filling.save_many(row=row, said=answers, actor=None, at=at)


def _figures(row: Return) -> dict[str, int]:
    """The same at every building: from the library's code, the indicator, and a little growth from year to year."""
    period: Period = row.call.period
    part = len(list(period.months())) / 12
    scale = 1 if row.call.asks == Call.Asks.NETWORK else SMALL
    growth = 1 + 0.04 * (period.first.year - YEAR.first.year)
    found = {}
    for code, (least, most) in SIZES.items():
        drawn = least + crc32(f"{row.organisation.code} {code}".encode()) % (most - least + 1)
        found[code] = round(drawn / scale * growth * part)
    held = counted.at_the_end(period, row.organisation_id)
    if held is not None:  # asked only of who works on paper
        found["collection.copies"] = held
    return found
