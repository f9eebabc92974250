"""Badges with their QR symbols, the plan of seats and the programme as PDF."""

from typing import Any

from django.utils.translation import override

from lienthu.common.printing import pdf
from lienthu.conferences.models import Conference, Delegate
from lienthu.conferences.queries import people
from lienthu.conferences.rules import wording
from lienthu.federation import queries as federation
from lienthu.lib.shelving import barcodes

ROLES = {
    Delegate.Role.DELEGATE: "Đại biểu", Delegate.Role.GUEST: "Khách mời", Delegate.Role.ORGANISER: "Ban Tổ chức",
}  # fmt: skip


def badges(conference: Conference, only: list[int] | None = None) -> bytes:
    """Eight to a sheet of A4, in the order of the list; `only`: of these people, by key."""
    rows = [each for each in people.in_order(conference) if only is None or each.pk in only]
    units = people.unit_names(conference, rows)
    cards = [
        {
            "name": each.called, "title": each.title, "unit": units[each.pk],
            "role": "Đoàn chủ tịch" if each.on_presidium else ROLES[Delegate.Role(each.role)],
            "is_guest": each.role == Delegate.Role.GUEST, "code": each.code, "qr": barcodes.qr(each.code).svg,
            "seat": f"Hàng {each.row} – Ghế {each.seat}" if each.row else "",
        }
        for each in rows
    ]  # fmt: skip
    return pdf("conferences/badges", {**_head(conference), "cards": cards})


def _head(conference: Conference) -> dict[str, Any]:
    return {
        "federation": conference.federation.name, "title": conference.title, "where": conference.where,
        "days": wording.days(conference.first_on, conference.last_on),
    }  # fmt: skip


def seats(conference: Conference) -> bytes:
    """The hall from the front: who sits where, and below it the list by member."""
    rows = people.in_order(conference)
    units = people.unit_names(conference, rows)
    short = federation.short_names([each.organisation_id for each in rows if each.organisation_id], conference.first_on)
    taken = {(each.row, each.seat): each for each in rows if each.row}
    hall = [
        [
            _cell(taken.get((row, seat)), short)
            for seat in range(1, conference.seat_columns + 1)
        ]
        for row in range(1, conference.seat_rows + 1)
    ]  # fmt: skip
    listed = [
        {"name": each.called, "unit": units[each.pk], "seat": f"{each.row} – {each.seat}" if each.row else ""}
        for each in rows
        if not each.on_presidium
    ]
    presidium = [each.called for each in rows if each.on_presidium]
    with override("vi"):
        return pdf("conferences/seats", {**_head(conference), "hall": hall, "presidium": presidium, "people": listed})


def _cell(person: Delegate | None, short: dict[int, str]) -> dict[str, Any] | None:
    if person is None:
        return None
    unit = short.get(person.organisation_id or 0, "Khách mời")
    return {"name": person.name, "unit": unit, "is_guest": person.role == Delegate.Role.GUEST}


def programme(conference: Conference) -> bytes:
    """To be handed out: what is public of it, day by day."""
    items = list(conference.items.filter(is_public=True))
    days = [
        {
            "day": wording.weekday(on),
            "items": [
                {"hours": item.hours, "title": item.title, "speaker": item.speaker, "place": item.place}
                for item in items
                if item.on == on
            ],
        }
        for on in sorted({item.on for item in items})
    ]
    return pdf("conferences/programme", {**_head(conference), "theme": conference.theme, "programme": days})
