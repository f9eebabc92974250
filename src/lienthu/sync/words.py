"""The questions by their codes, in a few words, for lists and filters. Rooms above name theirs in their handlers."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.sync import registry

NAMES: Final[Mapping[str, str | Promise]] = {
    "unknown_copy": _("Unknown copy"),
    "unknown_card": _("Unknown card"),
    "unknown_person": _("Unknown reader"),
    "on_loan": _("On loan to somebody else"),
    "already_theirs": _("On loan to this reader already"),
    "not_lendable": _("Cannot be lent"),
    "not_served": _("Another library's book"),
    "not_on_loan": _("Not on loan"),
    "not_renewed": _("Cannot be renewed"),
    "later_action": _("Something was done later"),
    "after": _("Waits for an earlier question"),
    "clock": _("The clock was wrong"),
    "cut_off": _("From a device that is cut off"),
    "not_allowed": _("No right any more"),
    "not_registered": _("Reader not registered"),
    "wrong_age": _("Category does not fit the age"),
    "cannot_undo": _("Cannot be undone"),
    "unknown_kind": _("Unknown kind of event"),
    "bad_data": _("Unreadable event"),
    "other_content": _("Sent twice with other content"),
    "id_used": _("Sent twice with the same id"),
    "booked_against": _("Booked, please look"),
    "hold_waiting": _("Another reader waits"),
    "fault": _("Fault of the program"),
}
OTHER: Final = _("Refused, please look")  # by a rule of the room whose act it is; its words say what is the matter


def name_of(code: str) -> str | Promise:
    """What questions of the code are called."""
    theirs = {code: name for handler in registry.handlers().values() for code, name in handler.names.items()}
    return NAMES.get(code) or theirs.get(code, OTHER)
