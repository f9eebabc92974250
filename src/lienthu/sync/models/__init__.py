"""The tables of sync, by what they are for."""

from lienthu.sync.models.devices import Bundle, Device, Enrolment
from lienthu.sync.models.events import DeviceEvent, NewPerson, Outcome, Question, RefusedEvent

__all__ = ["Bundle", "Device", "DeviceEvent", "Enrolment", "NewPerson", "Outcome", "Question", "RefusedEvent"]
