"""The kinds of events that sync itself knows, and the scope that every hub has: a site."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from lienthu.sync.kinds import lending, people
from lienthu.sync.kinds.sites import SITES
from lienthu.sync.registry import Handler, Remedy, Scope

_TEXT_OF_COPY = _("Barcode or accession number")
_TEXT_OF_PERSON = _("Card or number of the reader")
OTHER_COPY: Final = Remedy("copy", _("It is another copy"), "text", _TEXT_OF_COPY)
OTHER_PERSON: Final = Remedy("patron", _("It is this reader"), "text", _TEXT_OF_PERSON)
PAST: Final = Remedy("past", _("Book it as a loan that is over"))
ANYWAY: Final = Remedy("anyway", _("Book it now all the same"))
RETURN_OLDER: Final = Remedy("return_older", _("Take back the older loan, book this one"))
SAME: Final = Remedy("seen", _("It is the same: nothing to book"))
BACK: Final = Remedy("seen", _("The book is back: nothing to book"))
READ_HERE: Final = Remedy("read_here", _("It was read here: count it"))
UNKNOWN: Final = {"unknown_copy": (OTHER_COPY,), "unknown_card": (OTHER_PERSON,), "unknown_person": (OTHER_PERSON,)}

KINDS: Final[Mapping[str, Handler]] = {
    "check_out": Handler(
        label=_("check-out"),
        fold=lending.check_out,
        undo=lending.undo,
        together=True,
        ahead=lending.read_ahead,
        remedies={
            **UNKNOWN,
            "on_loan": (RETURN_OLDER, PAST),
            "already_theirs": (SAME, Remedy("renew", _("Book it as a renewal"))),
            "later_action": (PAST, ANYWAY),
            "not_lendable": (Remedy("take_back", _("Take the copy in first, then book it")), PAST),
        },
    ),
    "check_in": Handler(
        label=_("check-in"),
        fold=lending.check_in,
        undo=lending.undo,
        together=True,
        ahead=lending.read_ahead,
        remedies={**UNKNOWN, "later_action": (SAME, ANYWAY), "not_on_loan": (BACK,)},
    ),
    "renew": Handler(
        label=_("renewal"),
        fold=lending.renew,
        undo=lending.undo,
        together=True,
        ahead=lending.read_ahead,
        remedies={**UNKNOWN, "later_action": (SAME, ANYWAY), "not_on_loan": (BACK,), "not_renewed": (SAME,)},
    ),
    "in_house_use": Handler(
        label=_("use in the house"),
        fold=lending.in_house_use,
        action="circulation.use",
        undo=lending.undo,
        remedies={**UNKNOWN, "not_served": (OTHER_COPY, READ_HERE)},
        together=True,
        ahead=lending.read_ahead,
    ),
    "visit": Handler(label=_("visit"), fold=people.visit, undo=people.undo_visit, action="visits.count", together=True),
    "new_card": Handler(
        label=_("new card"),
        fold=people.new_card,
        undo=people.undo_card,
        action="patrons.edit",
        together=True,
        remedies={
            "not_registered": (
                OTHER_PERSON,
                Remedy("card", _("Give another card"), "text", _("Code of the card that is given")),
            ),
            "wrong_age": (Remedy("of_age", _("Register them in the category of their age")), OTHER_PERSON),
        },
    ),
}
SCOPES: Final[Mapping[str, Scope]] = {"site": SITES}
