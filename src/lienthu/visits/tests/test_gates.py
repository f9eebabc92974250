"""Files of gates: read by the hour, the same twice without effect, wrong rows kept."""

import io
from datetime import date

import openpyxl
import pytest
from conftest import NOW, Person
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lienthu.ledger.models import Event
from lienthu.visits import reading, rules
from lienthu.visits.checks import problems
from lienthu.visits.errors import CountRefused, GateFileRefused
from lienthu.visits.models import Gate, GateImport, GateReading
from lienthu.visits.services import gates

from .builders import DAY, counted

TODAY = date(2026, 1, 5)


def gate(person: Person, **facts: object) -> Gate:
    facts = {"name": "Cửa chính", "both_ways": False, **facts}
    return gates.keep_gate(library=person.library, site=None, actor=person.user, at=NOW, **facts)  # type: ignore[arg-type]


def take_in(place: Gate, text: str | bytes, at: object = NOW) -> GateImport:
    data = text.encode() if isinstance(text, str) else text
    place.refresh_from_db()
    run = gates.receive(gate=place, data=data, name="dem.csv", actor=None, at=NOW)
    columns = reading.columns_for(gates.sheet_of(run).header, place.columns)
    return gates.take_in(run=run, columns=columns, actor=None, at=NOW)


FILE = "Ngày;Giờ;Vào;Ra\n03/01/2026;8:00;12;3\n03/01/2026;9:00;7;10\n04/01/2026;8:00;0;1\n"


@pytest.mark.django_db
def test_each_hour_is_a_reading_and_its_visits_an_event_of_that_hour(ours: Person) -> None:
    run = take_in(gate(ours), FILE)
    assert (run.new, run.changed, run.unchanged, run.rejects.count()) == (3, 0, 0, 0)
    assert counted(booked_on=date(2026, 1, 3), host=ours.library.pk, age_band="") == 19
    assert Event.objects.count() == 2  # an hour without anybody is a reading and no event
    assert f"{Event.objects.first().at:%H:%M}" == "01:00"  # 8:00 here
    assert run.path == ""
    assert list(problems()) == []


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(ours: Person) -> None:
    place = gate(ours)
    first = take_in(place, FILE)
    events = list(Event.objects.values())
    assert take_in(place, FILE) == first
    assert list(Event.objects.values()) == events
    assert place.imports.count() == 1


@pytest.mark.django_db
def test_a_longer_file_adds_its_hours_and_another_number_takes_the_place_of_the_old(ours: Person) -> None:
    place = gate(ours)
    take_in(place, FILE)
    run = take_in(place, FILE.replace("9:00;7", "9:00;4").replace("8:00;12", "8:00;15") + "04/01/2026;9:00;6;6\n")
    assert (run.new, run.changed, run.unchanged) == (1, 2, 1)
    assert counted() == 15 + 4 + 0 + 6
    assert sorted(Event.objects.values_list("quantity", flat=True)) == [-3, 3, 6, 7, 12]
    take_in(place, FILE)  # was read already: what came later stays
    assert counted() == 25
    assert list(problems()) == []


@pytest.mark.django_db
def test_a_gate_that_counts_both_ways_is_halved_over_the_day(ours: Person) -> None:
    rows = "".join(f"2026-01-03,{hour},3\n" for hour in range(8, 18))
    take_in(gate(ours, both_ways=True), "date,hour,count\n" + rows)
    assert counted() == 15
    assert set(GateReading.objects.values_list("visits", flat=True)) == {1, 2}
    assert list(problems()) == []


@pytest.mark.django_db
def test_wrong_rows_are_kept_with_their_reason_and_the_others_count(ours: Person) -> None:
    text = (
        "Thư viện huyện – đếm lượt\nNgày,Giờ,Lượt\n03/01/2026,8h,5\n31/02/2026,9,5\n04/01/2026,25,5\n"
        "04/01/2026,9:00,năm\n04/01/2026,10:00,-2\n03/01/2026,8:00,6\n06/01/2026,8,1\nTổng,,99\n04/01/2026,9:00-10:00,2\n"
    )
    run = take_in(gate(ours), text)
    assert [(reject.row, reject.reason) for reject in run.rejects.all()] == [
        (4, "date"), (5, "hour"), (6, "count"), (7, "count"), (8, "twice"), (9, "future"), (10, "date"),
    ]  # fmt: skip
    assert run.rejects.first().text == "31/02/2026 | 9 | 5"
    assert counted() == 7


@pytest.mark.django_db
def test_quarters_of_an_hour_add_up(ours: Person) -> None:
    take_in(gate(ours), "Thời gian,Vào\n2026-01-03 08:00,1\n2026-01-03 08:15,2\n2026-01-03 08:30,4\n")
    assert GateReading.objects.get().visits == 7


@pytest.mark.django_db
def test_an_excel_file_is_read_and_the_columns_are_remembered(ours: Person) -> None:
    import datetime

    book = openpyxl.Workbook()
    for row in (("Cột 1", "Cột 2", "Cột 3"), (datetime.datetime(2026, 1, 3), datetime.time(8), 12.0)):  # noqa: DTZ001
        book.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    place = gate(ours)
    run = gates.receive(gate=place, data=stream.getvalue(), name="dem.xlsx", actor=None, at=NOW)
    with pytest.raises(GateFileRefused) as refused:
        gates.take_in(run=run, columns={}, actor=None, at=NOW)
    assert refused.value.code == "no_columns"
    told = {"date": "Cột 1", "hour": "Cột 2", "in": "Cột 3"}
    gates.take_in(run=run, columns=told, actor=None, at=NOW)
    assert counted() == 12
    place.refresh_from_db()
    assert place.columns == told


@pytest.mark.django_db
def test_an_hour_is_corrected_with_a_reason_and_files_leave_it_alone(ours: Person) -> None:
    place = gate(ours)
    take_in(place, FILE)
    row = place.readings.get(day=date(2026, 1, 3), hour=8)
    with pytest.raises(CountRefused):
        gates.correct_reading(row=row, visits=4, reason=" ", actor=ours.user, at=NOW)
    gates.correct_reading(row=row, visits=4, reason="Thợ sửa cửa ra vào", actor=ours.user, at=NOW)
    assert counted() == 11
    take_in(place, FILE.replace("8:00;12", "8:00;30"))
    assert counted() == 11
    gates.correct_reading(row=row, visits=9, reason="Đếm lại", actor=ours.user, at=NOW + DAY)
    assert counted(booked_on=date(2026, 1, 3)) == 16
    assert list(problems()) == []


@pytest.mark.django_db
def test_a_file_that_nobody_read_goes_after_thirty_days(ours: Person) -> None:
    gates.receive(gate=gate(ours), data=FILE.encode(), name="a.csv", actor=None, at=NOW)
    gates.sweep(at=NOW + 30 * DAY)
    assert GateImport.objects.count() == 1
    gates.sweep(at=NOW + 31 * DAY)
    assert not GateImport.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"", b"   \n", b"PK\x03\x04 nothing", b"one\ntwo\n", b"\x00\x01\x02\x00" * 50])
def test_what_is_no_table_is_refused_in_a_sentence(ours: Person, data: bytes) -> None:
    with pytest.raises(GateFileRefused) as refused:
        gates.receive(gate=gate(ours), data=data, name="x.csv", actor=None, at=NOW)
    assert str(refused.value).endswith(".")
    assert not GateImport.objects.exists()


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("9", 9), ("09:00", 9), ("9h", 9), ("9h30", 9), ("09:00-10:00", 9), ("9 - 10", 9), ("2026-01-03 21:15", 21),
        ("03/01/2026 7:05:00", 7), ("2:00 PM", 14), ("24", None), ("9:75", None), ("", None), ("chín", None),
    ],
)  # fmt: skip
def test_hours_as_counters_write_them(text: str, hour: int | None) -> None:
    found = reading.hour_of(text)
    assert (found and found[0]) == hour


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("1.204", 1204), ("1,204", 1204), ("12.0", 12), ("0", 0), ("1.5", None), ("-1", None), ("", None),
        ("100001", None), ("12 người", None),
    ],
)  # fmt: skip
def test_counts_as_people_write_them(text: str, number: int | None) -> None:
    assert reading.number_of(text) == number


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the machine may be busy
@given(st.lists(st.integers(0, 500), max_size=24))
def test_halving_over_a_day_loses_at_most_half_a_visitor(passages: list[int]) -> None:
    found = rules.visits_of([rules.Passages(count, None) for count in passages], both_ways=True)
    assert sum(found) == sum(passages) // 2
    assert all(visits >= 0 for visits in found)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_row(text: str) -> None:
    columns = {"date": "a", "hour": "b", "in": "c"}
    line = reading.read([text, text, text], ["a", "b", "c"], columns, TODAY)
    assert isinstance(line, reading.Line | reading.Reason)
