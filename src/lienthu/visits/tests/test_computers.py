"""Sessions, tickets and reservations: who may sit where, how long, and what counts."""

import datetime

import pytest
from conftest import NOW, Person

from lienthu.federation import services as federation
from lienthu.federation.tests.builders import organisation
from lienthu.ledger.models import AgeBand, Kind
from lienthu.patrons.tests.builders import child, patron
from lienthu.visits.checks import problems
from lienthu.visits.errors import SessionRefused
from lienthu.visits.models import Allotment, Computer, ComputerSession, Ticket
from lienthu.visits.queries.terms import allotment_of, terms_of
from lienthu.visits.services import computers, terms, tickets

from .builders import ADULT, CHILD, DAY, HOUR, MINUTE, computer, counted

pytestmark = pytest.mark.django_db
SESSION = Kind.INTERNET_SESSION


def by(person: Person, at: datetime.datetime = NOW) -> dict[str, object]:
    return {"actor": person.user, "at": at}


def code_of(refused: object) -> str:
    return refused.value.code  # type: ignore[attr-defined,no-any-return]


def test_a_session_of_a_patron_counts_once_with_the_age_band_and_keeps_its_minutes(ours: Person) -> None:
    who = computers.visitor_of(child(ours.library), NOW)
    session = computers.start(computer=computer(ours), visitor=who, **by(ours))
    assert session.ends_at == NOW + HOUR
    assert counted(SESSION, age_band="child", host=ours.library.pk) == 1
    stopped = computers.stop(session=session, **by(ours, NOW + 12 * MINUTE + datetime.timedelta(seconds=1)))
    assert (stopped.minutes, stopped.end) == (13, "desk")
    assert computers.stop(session=session, **by(ours, NOW + HOUR)).minutes == 13
    assert counted(SESSION) == 1
    assert list(problems()) == []


def test_one_computer_has_one_session_and_one_patron_sits_at_one_computer(ours: Person) -> None:
    one, other = computer(ours), computer(ours, "Máy 2")
    who = computers.visitor_of(patron(ours.library), NOW)
    computers.start(computer=one, visitor=who, **by(ours))
    for place, visitor, code in ((one, ADULT, "taken"), (other, who, "sits_elsewhere")):
        with pytest.raises(SessionRefused) as refused:
            computers.start(computer=place, visitor=visitor, **by(ours))
        assert code_of(refused) == code
    assert counted(SESSION) == 1
    computers.start(computer=one, visitor=ADULT, **by(ours, NOW + HOUR))  # the first one's time is up
    assert ComputerSession.objects.get(end="time").minutes == 60


def test_the_minutes_of_a_day_are_used_up_over_sessions_and_there_again_tomorrow(ours: Person) -> None:
    place, reader = computer(ours), patron(ours.library)
    terms.allot(organisation=ours.library, age_band=AgeBand.ADULT, category="", minutes=70, **by(ours))
    who = computers.visitor_of(reader, NOW)
    computers.start(computer=place, visitor=who, **by(ours))
    second = computers.start(computer=place, visitor=who, **by(ours, NOW + 2 * HOUR))
    assert second.ends_at == NOW + 2 * HOUR + 10 * MINUTE
    with pytest.raises(SessionRefused) as refused:
        computers.extend(session=second, **by(ours, NOW + 2 * HOUR + MINUTE))
    assert code_of(refused) == "no_more"
    with pytest.raises(SessionRefused) as refused:
        computers.start(computer=place, visitor=who, **by(ours, NOW + 3 * HOUR))
    assert code_of(refused) == "no_time_allotment"
    tomorrow = computers.start(computer=place, visitor=who, **by(ours, NOW + DAY))
    assert tomorrow.ends_at == NOW + DAY + HOUR
    assert list(ComputerSession.objects.exclude(patron=None)) == [tomorrow]  # who sat here yesterday is forgotten


def test_an_extension_is_as_long_as_the_rule_has_it_and_stops_at_closing_time(ours: Person) -> None:
    values = {"extension_minutes": 20, "computers_until": datetime.time(16, 30)}  # NOW is 15:00
    terms.lay_down(organisation=ours.library, values=values, **by(ours))
    session = computers.start(computer=computer(ours), visitor=ADULT, **by(ours))
    assert computers.extend(session=session, **by(ours)).ends_at == NOW + 80 * MINUTE
    assert computers.extend(session=session, **by(ours)).ends_at == NOW + 90 * MINUTE
    with pytest.raises(SessionRefused):
        computers.extend(session=session, **by(ours))
    with pytest.raises(SessionRefused) as refused:
        computers.start(computer=computer(ours, "Máy 2"), visitor=ADULT, **by(ours, NOW + 90 * MINUTE))
    assert code_of(refused) == "no_time_closing"


def test_a_session_moves_with_what_time_is_left_and_counts_once(ours: Person, sister: Person) -> None:
    one, other, theirs = computer(ours), computer(ours, "Máy 2"), computer(sister)
    session = computers.start(computer=one, visitor=ADULT, **by(ours))
    moved = computers.move(session=session, computer=other, **by(ours, NOW + MINUTE))
    assert (moved.computer, moved.ends_at) == (other, NOW + HOUR)
    with pytest.raises(SessionRefused) as refused:
        computers.move(session=session, computer=theirs, **by(ours, NOW + MINUTE))
    assert code_of(refused) == "elsewhere"
    computers.start(computer=one, visitor=ADULT, **by(ours, NOW + 2 * MINUTE))
    with pytest.raises(SessionRefused):
        computers.move(session=session, computer=one, **by(ours, NOW + 3 * MINUTE))
    assert counted(SESSION) == 2


def test_a_start_by_mistake_is_undone_within_five_minutes_and_counts_for_nothing(ours: Person) -> None:
    place = computer(ours)
    session = computers.start(computer=place, visitor=ADULT, **by(ours))
    computers.undo_start(session=session, **by(ours, NOW + MINUTE))
    assert counted(SESSION) == 0
    late = computers.start(computer=place, visitor=ADULT, **by(ours, NOW + 2 * MINUTE))
    with pytest.raises(SessionRefused) as refused:
        computers.undo_start(session=late, **by(ours, NOW + 8 * MINUTE))
    assert code_of(refused) == "too_late"
    assert list(problems()) == []


def test_at_a_kiosk_those_who_wait_come_first_in_their_order(ours: Person) -> None:
    one, other = computer(ours), computer(ours, "Máy 2")
    given = [tickets.give(library=ours.library, site=None, visitor=ADULT, **by(ours)) for _ in range(3)]
    kiosk = {"visitor": ADULT, "actor": None, "at": NOW + MINUTE}
    for place, ticket in ((one, None), (one, given[2])):
        with pytest.raises(SessionRefused) as refused:
            computers.start(computer=place, ticket=ticket, **kiosk)
        assert code_of(refused) == "wait"
    computers.start(computer=one, ticket=given[1], **kiosk)  # two are free, so the second may sit down too
    computers.start(computer=other, ticket=given[0], **kiosk)
    assert set(Ticket.objects.filter(state="waiting")) == {given[2]}
    with pytest.raises(SessionRefused) as refused:
        computers.start(computer=other, ticket=given[0], visitor=ADULT, actor=None, at=NOW + 2 * HOUR)
    assert code_of(refused) == "ticket_used"


def test_a_reserved_computer_ends_sessions_before_it_and_is_kept_for_a_while(ours: Person) -> None:
    place = computer(ours)
    begin = NOW + 30 * MINUTE
    ticket = tickets.reserve(computer=place, visitor=CHILD, from_at=begin, **by(ours))
    assert computers.start(computer=place, visitor=ADULT, **by(ours)).ends_at == begin
    kiosk = {"visitor": CHILD, "actor": None}
    with pytest.raises(SessionRefused) as refused:
        computers.start(computer=place, **kiosk, at=begin + MINUTE)
    assert code_of(refused) == "kept"
    session = computers.start(computer=place, ticket=ticket, **kiosk, at=begin + MINUTE)
    assert session.ends_at == begin + MINUTE + HOUR
    with pytest.raises(SessionRefused) as refused:
        tickets.reserve(computer=place, visitor=ADULT, from_at=begin + 40 * MINUTE, **by(ours, begin + 2 * MINUTE))
    assert code_of(refused) == "taken"


def test_who_does_not_come_in_time_loses_the_reservation(ours: Person) -> None:
    place = computer(ours)
    tickets.reserve(computer=place, visitor=ADULT, from_at=NOW + MINUTE, **by(ours))
    with pytest.raises(SessionRefused) as refused:
        tickets.reserve(computer=place, visitor=ADULT, from_at=NOW + 20 * MINUTE, **by(ours))
    assert code_of(refused) == "reserved"
    session = computers.start(computer=place, visitor=ADULT, actor=None, at=NOW + 12 * MINUTE)
    assert session.ends_at == NOW + 72 * MINUTE


@pytest.mark.parametrize("from_at", [NOW - MINUTE, NOW + DAY])
def test_only_later_today_is_reserved(ours: Person, from_at: datetime.datetime) -> None:
    with pytest.raises(SessionRefused) as refused:
        tickets.reserve(computer=computer(ours), visitor=ADULT, from_at=from_at, **by(ours))
    assert code_of(refused) == "bad_time"


def test_a_patron_waits_once_and_a_cancelled_ticket_opens_nothing(ours: Person) -> None:
    place, who = computer(ours), computers.visitor_of(patron(ours.library), NOW)
    ticket = tickets.give(library=ours.library, site=None, visitor=who, **by(ours))
    with pytest.raises(SessionRefused) as refused:
        tickets.give(library=ours.library, site=None, visitor=who, **by(ours))
    assert code_of(refused) == "waits"
    tickets.cancel(ticket=ticket, **by(ours))
    with pytest.raises(SessionRefused):
        computers.start(computer=place, visitor=who, ticket=ticket, **by(ours))
    tickets.give(library=ours.library, site=None, visitor=who, **by(ours))


def test_a_computer_out_of_order_starts_nothing(ours: Person) -> None:
    place = computer(ours, state=Computer.State.OUT_OF_ORDER)
    with pytest.raises(SessionRefused) as refused:
        computers.start(computer=place, visitor=ADULT, **by(ours))
    assert code_of(refused) == "out_of_order"


def test_terms_and_minutes_come_from_the_nearest_organisation_that_says_them(ours: Person) -> None:
    top = organisation("TOP")
    federation.move(organisation=ours.library, parent=top, on=datetime.date(2020, 1, 1), actor=None, at=NOW)
    day = NOW.date()
    terms.lay_down(organisation=top, values={"session_minutes": 30, "card_hours": 6}, **by(ours))
    terms.lay_down(organisation=ours.library, values={"session_minutes": 45}, **by(ours))
    held = terms_of(ours.library, day)
    assert (held.session_minutes, held.card_hours, held.extension_minutes) == (45, 6, 15)
    assert (held.origin["session_minutes"], held.origin["card_hours"]) == (ours.library.pk, top.pk)
    for where, band, category, minutes in (
        (top, "", "pupil", 40),
        (top, "child", "", 50),
        (top, "", "", 60),
        (ours.library, "adult", "", 90),
    ):
        terms.allot(organisation=where, age_band=AgeBand(band), category=category, minutes=minutes, **by(ours))

    def asked(band: str, category: str) -> int:
        return allotment_of(ours.library, day, age_band=band, category=category)

    assert [asked("child", "pupil"), asked("child", "x"), asked("", "x"), asked("adult", "pupil")] == [40, 50, 60, 90]
    row = Allotment.objects.get(organisation=top, category="pupil")
    with pytest.raises(SessionRefused):
        terms.drop_allotment(row=row, organisation=ours.library, **by(ours))


def test_the_hub_ends_what_is_due_and_forgets_who_sat_where_the_day_after(ours: Person, sister: Person) -> None:
    for person in (ours, sister):
        who = computers.visitor_of(patron(person.library), NOW)
        computers.start(computer=computer(person), visitor=who, **by(person))
        waiting = computers.visitor_of(patron(person.library), NOW)
        tickets.give(library=person.library, site=None, visitor=waiting, **by(person))
    computers.end_everywhere(at=NOW + 2 * HOUR)
    assert set(ComputerSession.objects.values_list("end", "minutes")) == {("time", 60)}
    assert not ComputerSession.objects.filter(patron=None).exists()
    computers.end_everywhere(at=NOW + DAY)
    assert not ComputerSession.objects.exclude(patron=None).exists()
    assert set(Ticket.objects.values_list("state", "patron")) == {("cancelled", None)}


def test_what_is_counted_here_is_not_counted_there(ours: Person, sister: Person) -> None:
    computers.start(computer=computer(ours), visitor=ADULT, **by(ours))
    assert counted(SESSION, host=sister.library.pk) == 0
    with pytest.raises(SessionRefused) as refused:
        computer(ours)
    assert code_of(refused) == "name_taken"
    assert computer(sister).name == "Máy 1"


def test_where_no_hour_is_laid_down_computers_stop_when_the_library_closes(ours: Person) -> None:
    from lienthu.calendars.rules import Span
    from lienthu.calendars.tests.builders import hours

    every_day = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"
    hours(ours.library, (every_day, Span(datetime.time(8), datetime.time(15, 30))))  # NOW is 15:00
    place = computer(ours)
    assert computers.start(computer=place, visitor=ADULT, **by(ours)).ends_at == NOW + 30 * MINUTE
    terms.lay_down(organisation=ours.library, values={"computers_until": datetime.time(15, 20)}, **by(ours))
    assert computers.start(computer=computer(ours, "Máy 2"), visitor=ADULT, **by(ours)).ends_at == NOW + 20 * MINUTE
