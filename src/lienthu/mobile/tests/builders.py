"""A vehicle, its crew, stops that it serves, and a trip on a given day."""

import datetime
from typing import Any

from conftest import NOW, Person

from lienthu.mobile.models import Crew, Route, Stop, Trip, Vehicle
from lienthu.mobile.services import fleet, stops, trips

TUESDAY = datetime.date(2026, 1, 6)  # NOW is the Monday before
EIGHT, HALF_PAST_TEN = datetime.time(8), datetime.time(10, 30)
HA_GIANG = (22.8233, 104.9836)


def by(person: Person, at: datetime.datetime = NOW) -> dict[str, Any]:
    return {"actor": person.user, "at": at}


def vehicle(person: Person, name: str = "Xe Ánh sáng tri thức", **facts: Any) -> Vehicle:
    facts = {"plate": "23A-012.34", "seats": 3, "computers": 6, "capacity": 3000, **facts, "name": name}
    return fleet.keep_vehicle(library=person.library, vehicle=None, facts=facts, **by(person))


def crew(person: Person, *duties: str) -> Crew:
    made = fleet.form_crew(library=person.library, name="Tổ xe số 1", **by(person))
    names = ("Hoàng Văn Páo", "Lý Thị Mẩy", "Nguyễn Thu Hà")
    for name, duty in zip(names, duties or ("operator", "librarian", "librarian"), strict=False):
        fleet.add_member(crew=made, name=name, duty=duty, user=None, **by(person))
    return made


def stop(person: Person, name: str = "Trường Tiểu học Minh Tân", **facts: Any) -> Stop:
    facts.setdefault("latitude", 22.9036)
    facts.setdefault("longitude", 104.9117)
    return stops.open_stop(library=person.library, name=name, **facts, **by(person))


def served(where: Stop, person: Person, rule: str = "FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", **more: Any) -> Any:
    """It comes to the stop by the rule from TUESDAY on, 8:00 to 10:30."""
    words = {"anchor": TUESDAY, "begins": EIGHT, "ends": HALF_PAST_TEN, **more}
    return stops.serve(stop=where, rule=rule, **words, **by(person))


def route(person: Person, *where: Stop, **more: Any) -> Route:
    words = {"vehicle": None, "crew": None, "name": "Tuyến Vị Xuyên", **more}
    return trips.keep_route(library=person.library, route=None, stops=list(where), **words, **by(person))


def trip(person: Person, *where: Stop, on: datetime.date = TUESDAY, **more: Any) -> Trip:
    """A trip with a full crew, an hour and a half at each stop."""
    words = {"vehicle": more.pop("vehicle", None) or vehicle(person), "leaves": datetime.time(7)}
    words["crew"] = more.pop("crew", None) or crew(person)
    halts = [
        trips.Halt(each, datetime.time(8 + 2 * turn), datetime.time(9 + 2 * turn, 30))
        for turn, each in enumerate(where)
    ]
    return trips.plan(library=person.library, on=on, halts=halts, **words, **more, **by(person))


def morning(day: datetime.date = TUESDAY, hour: int = 8) -> datetime.datetime:
    """That hour in Viet Nam, aware."""
    zone = datetime.timezone(datetime.timedelta(hours=7))
    return datetime.datetime(day.year, day.month, day.day, hour, tzinfo=zone)
