"""A return from the call to its lock: who is asked, what is prefilled, what is asked, what stays."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from conftest import NOW, Person
from django.utils.translation import override

from lienthu.common import audit
from lienthu.common.models import AuditEntry
from lienthu.federation.queries import names
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules import periods
from lienthu.indicators.tests.builders import happened, indicators
from lienthu.ledger.models import AgeBand
from lienthu.ledger.models import Kind as Booked
from lienthu.ledger.queries.closings import closed_until
from lienthu.returns import checks
from lienthu.returns.errors import CallRefused, ReturnRefused
from lienthu.returns.models import Call, Entry, Return
from lienthu.returns.queries.asked import Reach
from lienthu.returns.queries.changes import since_sent_back
from lienthu.returns.queries.sheets import sheet_of
from lienthu.returns.queries.told import Figure, Origin, told
from lienthu.returns.rules.checks import Kind
from lienthu.returns.rules.rounds import Pattern
from lienthu.returns.services import calls, filling, steps
from lienthu.returns.services.calls import NewCall
from lienthu.returns.services.filling import Said
from lienthu.returns.services.steps import Signer

from .builders import YEAR, Asks, State, answer, below, call, federation, form

pytestmark = pytest.mark.django_db
DUE = date(2026, 1, 10)
PARTS = ("visits.adult", "visits.child", "visits.unsaid", "visits.internet", "visits.physical", "exhibitions")


def opened(top: Person, *codes: str, asks: Call.Asks = Asks.SELF) -> Call:
    indicators()
    new = NewCall(asker=top.library, form=form(*codes), asks=asks)
    return calls.make(new=new, period=YEAR, due_on=DUE, actor=top.user, at=NOW)


def begun(top: Person, commune: Person, *codes: str) -> Return:
    row = opened(top, *codes).returns.get(organisation=commune.library)
    return filling.begin(row=row, actor=commune.user, at=NOW)


def said(row: Return, code: str, text: str | None = None, **more: object) -> None:
    filling.save(row=row, code=code, said=Said(text=text, **more), actor=None, at=NOW)  # type: ignore[arg-type]


def entry(row: Return, code: str) -> Entry:
    return Entry.objects.get(of=row, indicator=code)


def submitted(row: Return, person: Person) -> Return:
    steps.submit(row=row, signer=Signer(), actor=person.user, at=NOW)
    row.refresh_from_db()
    return row


def approved(row: Return, person: Person) -> Return:
    steps.approve(row=row, remarks={}, actor=person.user, at=NOW)
    row.refresh_from_db()
    return row


def test_a_call_asks_those_below_and_once(top: Person, commune: Person, person: Callable[..., Person]) -> None:
    hamlet = person("THON", "Thư viện thôn")
    below(hamlet.library, commune.library)
    new = NewCall(asker=top.library, form=form("uses.loans"))
    indicators()
    made = calls.make(new=new, period=YEAR, due_on=DUE, actor=top.user, at=NOW)
    assert [row.organisation.code for row in made.returns.all()] == ["XA"]
    with pytest.raises(CallRefused):
        calls.make(new=new, period=YEAR, due_on=DUE, actor=top.user, at=NOW)
    wide = NewCall(asker=top.library, form=form("uses.loans"), reach=Reach.WITH_US)
    codes = [
        row.organisation.code for row in calls.make(new=wide, period=YEAR, due_on=DUE, actor=None, at=NOW).returns.all()
    ]
    assert sorted(codes) == ["THON", "TINH", "XA"]


def test_the_calls_of_a_year_are_made_at_once_and_not_twice(top: Person, commune: Person) -> None:
    indicators()
    new = NewCall(asker=federation(top.library, commune.library), form=form("uses.loans"), asks=Asks.NETWORK)
    made = calls.make_year(new=new, year=2026, pattern=Pattern.USUAL, due_after=10, actor=None, at=NOW)
    assert [each.period.code for each in made] == ["2026-6M", "2026-9M", "2026"]
    assert [each.returns.count() for each in made] == [2, 2, 2]
    again = calls.make_year(new=new, year=2026, pattern=Pattern.ALL, due_after=10, actor=None, at=NOW)
    assert [each.period.code for each in again] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


def test_nobody_below_to_ask_is_told(commune: Person) -> None:
    with pytest.raises(CallRefused):
        opened(commune, "uses.loans")


def test_a_return_is_prefilled_with_what_the_ledger_has_and_last_year_beside(top: Person, commune: Person) -> None:
    happened(Booked.VISIT, date(2025, 3, 1), host=commune.library.pk, age_band=AgeBand.CHILD, quantity=30)
    happened(Booked.VISIT, date(2024, 3, 1), host=commune.library.pk, age_band=AgeBand.CHILD, quantity=8)
    row = begun(top, commune, *PARTS)
    child, by_hand = entry(row, "visits.child"), entry(row, "exhibitions")
    assert (child.state, child.value, child.computed, child.before) == ("computed", 30, 30, 8)
    assert (by_hand.state, by_hand.value) == ("empty", None)
    assert entry(row, "visits.physical").value == 30


def test_a_return_of_a_term_is_prefilled_with_the_years_reported_and_no_year_before(
    top: Person, commune: Person
) -> None:
    for year in (2024, 2025):
        answer(call(top.library, "exhibitions", period=periods.of_year(year)), commune.library, {"exhibitions": 4})
    term = call(top.library, "exhibitions", period=periods.read("2024-01-01..2025-12-31"))
    indicators()
    filling.begin(row=answer(term, commune.library, {}, State.ASKED), actor=None, at=NOW)
    row = term.returns.get()
    assert (entry(row, "exhibitions").value, entry(row, "exhibitions").before) == (8, None)


def test_what_was_never_counted_is_not_0_a_year_before(top: Person, commune: Person) -> None:
    happened(Booked.CHECK_OUT, date(2024, 3, 1), host=commune.library.pk, quantity=8)
    row = begun(top, commune, "uses.loans", "visits.child", "visits.physical")
    assert [entry(row, code).before for code in ("uses.loans", "visits.child", "visits.physical")] == [8, None, None]


def test_what_is_on_paper_is_empty_and_not_0(top: Person, commune: Person) -> None:
    row = begun(top, commune, "visits.child", "exhibitions")
    assert (entry(row, "visits.child").state, entry(row, "visits.child").computed) == ("empty", None)


def test_a_network_is_prefilled_with_what_those_below_reported(top: Person, commune: Person) -> None:
    indicators()
    answer(call(top.library, "exhibitions"), commune.library, {"exhibitions": 3})
    group = call(federation(top.library), "exhibitions", asks=Asks.NETWORK)
    row = filling.begin(row=answer(group, top.library, {}, State.ASKED), actor=None, at=NOW)
    assert entry(row, "exhibitions").value == 3


def test_a_corrected_figure_keeps_the_computed_one_and_asks_why(top: Person, commune: Person) -> None:
    happened(Booked.CHECK_OUT, date(2025, 3, 1), host=commune.library.pk, quantity=40)
    row = begun(top, commune, "uses.loans")
    said(row, "uses.loans", "42")
    (line,) = sheet_of(row).lines
    assert (line.entry.value, line.entry.computed, line.wants_reason, line.is_open) == (42, 40, True, True)
    with pytest.raises(ReturnRefused) as refused:
        submitted(row, commune)
    assert refused.value.context["codes"] == ["uses.loans"]
    said(row, "uses.loans", reason="Hai lượt ghi sổ tay khi mất điện")
    assert submitted(row, commune).state == State.SUBMITTED


def test_an_emptied_field_takes_the_computed_figure_again(top: Person, commune: Person) -> None:
    happened(Booked.CHECK_OUT, date(2025, 3, 1), host=commune.library.pk, quantity=40)
    row = begun(top, commune, "uses.loans")
    said(row, "uses.loans", "42")
    said(row, "uses.loans", "")
    assert (entry(row, "uses.loans").state, entry(row, "uses.loans").value) == ("computed", 40)
    said(row, "uses.loans", "40")
    assert entry(row, "uses.loans").state == "computed"


def test_sums_follow_their_parts_until_somebody_types_them(top: Person, commune: Person) -> None:
    row = begun(top, commune, *PARTS)
    for code, text in (("visits.adult", "42.348"), ("visits.child", "9.566"), ("visits.unsaid", "0")):
        said(row, code, text)
    assert entry(row, "visits.physical").state == "empty"
    said(row, "visits.internet", "808")
    assert entry(row, "visits.physical").value == 52_722
    said(row, "visits.physical", "52.700")
    said(row, "visits.internet", "809")
    assert entry(row, "visits.physical").value == 52_700
    line = next(line for line in sheet_of(row).lines if line.code == "visits.physical")
    assert [question.kind for question in line.questions] == [Kind.PARTS]


def test_ratios_are_worked_out_and_never_asked_for(top: Person, commune: Person) -> None:
    row = begun(top, commune, "collection.copies", "inhabitants", "copies.per_inhabitant")
    assert entry(row, "copies.per_inhabitant").state == "not_available"
    said(row, "collection.copies", "147.000")
    said(row, "inhabitants", "326.666")
    assert entry(row, "copies.per_inhabitant").value == Decimal("0.4500")
    with pytest.raises(ReturnRefused):
        said(row, "copies.per_inhabitant", "0,5")


def test_what_is_no_number_changes_nothing(top: Person, commune: Person) -> None:
    row = begun(top, commune, "exhibitions", "news")
    said(row, "exhibitions", "4")
    with pytest.raises(ReturnRefused):
        said(row, "exhibitions", "bốn cuộc")
    taken, refused = filling.save_many(
        row=row, said={"exhibitions": Said(text="x1"), "news": Said(text="1.200")}, actor=None, at=NOW
    )
    assert (list(taken), list(refused)) == (["news"], ["exhibitions"])
    assert (entry(row, "exhibitions").value, entry(row, "news").value) == (4, 1200)


def test_a_half_exhibition_is_asked_about_until_somebody_says_that_it_is_meant(top: Person, commune: Person) -> None:
    row = begun(top, commune, "exhibitions")
    said(row, "exhibitions", "2,5")
    assert [each.kind for each in sheet_of(row).lines[0].questions] == [Kind.DOUBTFUL]
    said(row, "exhibitions", meant=True)
    assert sheet_of(row).open_codes == []


@pytest.mark.once
def test_a_question_is_answered_by_a_word_and_the_number_stays(top: Person, commune: Person) -> None:
    answer(call(top.library, "exhibitions", period=YEAR.a_year_before()), commune.library, {"exhibitions": 200})
    row = begun(top, commune, "exhibitions")
    said(row, "exhibitions", "0")
    (line,) = sheet_of(row).lines
    assert [each.kind for each in line.questions] == [Kind.ZERO]
    with pytest.raises(ReturnRefused):
        submitted(row, commune)
    said(row, "exhibitions", word="Nhà thư viện sửa chữa cả năm")
    assert submitted(row, commune).state == State.SUBMITTED
    assert entry(row, "exhibitions").value == 0


def test_refreshing_takes_new_events_and_leaves_what_was_typed(top: Person, commune: Person) -> None:
    happened(Booked.CHECK_OUT, date(2025, 3, 1), host=commune.library.pk, quantity=40)
    row = begun(top, commune, "uses.loans", "uses.renewals")
    said(row, "uses.loans", "45")
    happened(Booked.CHECK_OUT, date(2025, 4, 1), host=commune.library.pk, quantity=5)
    happened(Booked.RENEWAL, date(2025, 4, 1), host=commune.library.pk, quantity=2)
    filling.refresh(row=row, actor=None, at=NOW)
    assert (entry(row, "uses.loans").value, entry(row, "uses.loans").computed) == (45, 45)
    assert entry(row, "uses.renewals").value == 2


def test_a_return_goes_back_with_remarks_and_comes_again(top: Person, commune: Person) -> None:
    row = begun(top, commune, "exhibitions")
    said(row, "exhibitions", "3")
    submitted(row, commune)
    with pytest.raises(ReturnRefused):
        said(row, "exhibitions", "4")
    with pytest.raises(ReturnRefused):
        steps.send_back(row=row, reason=" ", remarks={}, actor=top.user, at=NOW)
    steps.send_back(row=row, reason="", remarks={"exhibitions": "Kể cả triển lãm lưu động?"}, actor=top.user, at=NOW)
    assert entry(row, "exhibitions").remark == "Kể cả triển lãm lưu động?"
    filling.save(row=row, code="exhibitions", said=Said(text="4"), actor=commune.user, at=NOW)
    row = submitted(row, commune)
    again = since_sent_back(row, sheet_of(row), row.steps.all())
    assert again is not None and again.step.what == "sent_back"
    assert [(each.was, each.line.entry.value, each.who) for each in again.changes] == [(3, 4, str(commune.user))]
    approved(row, top)
    told_ = [(step.what, step.figures["exhibitions"]) for step in row.steps.all()]
    assert told_ == [
        ("submitted", "3.0000"), ("sent_back", "3.0000"), ("submitted", "4.0000"), ("approved", "4.0000")
    ]  # fmt: skip
    audited = list(AuditEntry.objects.filter(thing="returns.return"))
    assert {each.action for each in audited} == {"return.submitted", "return.sent_back", "return.approved"}
    assert {each.after["organisation"] for each in audited} == set(names([commune.library.pk], NOW.date()).values())
    with override("vi"):
        assert set(audit.things_of(audited).values()) == {f"báo cáo số liệu {row.pk}"}


def test_an_approved_figure_stays_whatever_the_ledger_says_later(top: Person, commune: Person) -> None:
    happened(Booked.CHECK_OUT, date(2025, 3, 1), host=commune.library.pk, quantity=40)
    row = approved(submitted(begun(top, commune, "uses.loans"), commune), top)
    happened(Booked.CHECK_OUT, date(2025, 4, 1), host=commune.library.pk, quantity=5)
    place = Place(Sort.LIBRARY, commune.library.pk)
    found = told(indicators("uses.loans"), YEAR, [place])["uses.loans", place]
    assert found == Figure(Decimal(40), Origin.REPORTED)
    assert closed_until(commune.library.pk) == date(2026, 1, 1)
    assert row.digest and list(checks.problems()) == []
    Entry.objects.filter(of=row).update(value=41, state=Entry.State.TYPED)
    assert len(list(checks.problems())) == 1


def test_a_return_of_december_closes_the_days_that_are_over(top: Person, commune: Person) -> None:
    indicators()
    new = NewCall(asker=top.library, form=form("exhibitions"))
    year = calls.make(new=new, period=periods.of_year(2026), due_on=DUE, actor=None, at=NOW)
    row = filling.begin(row=year.returns.get(), actor=None, at=NOW)
    said(row, "exhibitions", "1")
    approved(submitted(row, commune), top)
    assert closed_until(commune.library.pk) == NOW.date()


def test_an_approval_is_taken_back_with_a_reason_until_the_round_is_locked(top: Person, commune: Person) -> None:
    row = begun(top, commune, "exhibitions")
    said(row, "exhibitions", "3")
    approved(submitted(row, commune), top)
    steps.take_back(row=row, reason="Nhầm thư viện", actor=top.user, at=NOW)
    said(row, "exhibitions", "4")
    approved(submitted(row, commune), top)
    assert calls.lock(call=row.call, actor=top.user, at=NOW) == 1
    row.refresh_from_db()
    assert row.state == State.LOCKED
    with pytest.raises(ReturnRefused):
        steps.take_back(row=row, reason="Nhầm", actor=top.user, at=NOW)
    assert list(checks.problems()) == []


def test_a_round_is_not_locked_over_a_waiting_return_nor_withdrawn_over_an_approved_one(
    top: Person, commune: Person
) -> None:
    row = begun(top, commune, "exhibitions")
    said(row, "exhibitions", "3")
    submitted(row, commune)
    with pytest.raises(CallRefused):
        calls.lock(call=row.call, actor=top.user, at=NOW)
    approved(row, top)
    with pytest.raises(CallRefused):
        calls.withdraw(call=row.call, reason="Sai mẫu", actor=top.user, at=NOW)


def test_who_did_not_hand_in_stays_missing_once_the_round_is_over(top: Person, commune: Person) -> None:
    made = opened(top, "exhibitions")
    calls.lock(call=made, actor=top.user, at=NOW + timedelta(days=40))
    with pytest.raises(ReturnRefused):
        said(made.returns.get(), "exhibitions", "3")
    place = Place(Sort.NETWORK, top.library.pk)
    missing = told(indicators("exhibitions"), YEAR, [place])["exhibitions", place].missing
    assert missing == (commune.library.pk,)


def test_an_abolished_library_is_asked_for_its_part_of_the_year(
    top: Person, commune: Person, person: Callable[..., Person]
) -> None:
    made = opened(top, "exhibitions")
    gone = person("HUYEN", "Thư viện huyện Văn Quan").library
    assert calls.ask_also(call=made, organisations=[gone, commune.library], actor=top.user, at=NOW) == 1
    assert made.returns.count() == 2
