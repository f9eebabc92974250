from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink
from lienthu.mobile.kinds import NOTICE_KINDS


class MobileConfig(AppConfig):
    name = "lienthu.mobile"
    label = "mobile"
    evidence = {
        "mobile.trip": Evidence(_("trip"), "mobile:trip", "mobile.work", keeps_count=True),
        "mobile.tripstop": Evidence(
            _("stop of a trip"),
            "mobile:trip",
            "mobile.work",
            library="trip__library",
            number="trip_id",
            keeps_count=True,
        ),
        "mobile.figure": Evidence(
            _("figure of a trip's report"),
            "mobile:report",
            "mobile.work",
            library="trip_stop__trip__library",
            number="trip_stop__trip_id",
            keeps_count=True,
        ),
    }
    notice_kinds = NOTICE_KINDS
    network = "lienthu.mobile.network.points"
    today = "lienthu.mobile.today.items"
    sync_kinds = "lienthu.mobile.offline"
    staff_links = (
        StaffLink(
            _("Trips"),
            _("Of the mobile library: plan them, drive them, write their reports."),
            "mobile:trips",
            "mobile.work",
            60,
            Group.ROAD,
        ),
        StaffLink(
            _("Stops"),
            _("Where the vehicle stands, and when it comes."),
            "mobile:stops",
            "mobile.plan",
            61,
            Group.ROAD,
        ),
    )
    audit_actions = {
        "vehicle.kept": _("vehicle written down or changed"),
        "crew.formed": _("crew formed"),
        "crew.joined": _("into the crew"),
        "crew.left": _("out of the crew"),
        "crew.dissolved": _("crew dissolved"),
        "crew_rule.laid_down": _("rule for crews laid down"),
        "stop.opened": _("stop written down"),
        "stop.changed": _("stop changed"),
        "stop.served": _("put into the timetable"),
        "stop.unserved": _("taken out of the timetable"),
        "stop.excepted": _("one day said otherwise"),
        "season.named": _("season named"),
        "route.kept": _("route written down or changed"),
        "route.given_up": _("route given up"),
        "trip.planned": _("trip planned"),
        "trip.joined": _("goes along"),
        "trip.stayed": _("does not go along"),
        "trip.told": _("host told"),
        "trip.called_off": _("trip called off"),
        "trip.packed": _("packed for the trip"),
        "trip.unpacked": _("taken out of the vehicle"),
        "trip.drop_added": _("set of books to bring or fetch"),
        "trip.drop_removed": _("set of books left out"),
        "trip.served_after": _("stop served, written down later"),
        "trip.left": _("the vehicle left"),
        "trip.driven": _("trip driven, written down later"),
        "trip.told_by_device": _("report from a device"),
        "trip.arrived": _("arrived at a stop"),
        "trip.moved_on": _("left a stop"),
        "trip.passed_by": _("stop not served"),
        "trip.back": _("the vehicle is back"),
        "trip.figure_said": _("figure said otherwise"),
        "trip.closed": _("report closed"),
        "trip.photographed": _("photo added"),
        "trip.photo_removed": _("photo taken away"),
        "trip.cost_added": _("cost added"),
        "trip.cost_removed": _("cost taken away"),
        "trip.incident": _("incident written down"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.mobile.models import Cost, Duty, Measure, Trip

        words = {"duty": Duty, "state": Trip.State, "measure": Measure, "kind": Cost.Kind}
        choices = words.get(fact)
        return choices(value).label if choices and value in choices.values else None
