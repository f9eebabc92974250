"""The tables of the mobile library."""

from .reports import Cost, Figure, Incident, Measure, Photo
from .stops import Season, Service, ServiceException, Stop
from .trips import Drop, Packed, Route, RouteStop, Trip, TripMember, TripStop
from .vehicles import Crew, CrewMember, CrewRule, Duty, Vehicle

__all__ = [
    "Cost",
    "Crew",
    "CrewMember",
    "CrewRule",
    "Drop",
    "Duty",
    "Figure",
    "Incident",
    "Measure",
    "Packed",
    "Photo",
    "Route",
    "RouteStop",
    "Season",
    "Service",
    "ServiceException",
    "Stop",
    "Trip",
    "TripMember",
    "TripStop",
    "Vehicle",
]
