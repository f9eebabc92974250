"""What waits in sharing: shipments to send and to receive, copies that did not arrive, rounds to fill."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.sharing.models import Gift, Round
from lienthu.sharing.queries.exchange import questions, rounds_of


def items(asked: Asked) -> Iterator[TodayItem]:
    """Of the library where the person works today."""
    library = asked.library
    if library is None:
        return
    here = reverse("sharing:gifts")
    missing = questions(library).count()
    yield TodayItem(
        ngettext("copy of an exchange that did not arrive", "copies of an exchange that did not arrive", missing),
        url=here, action="sharing.write", over=library, urgency=Urgency.TODAY, count=missing,
    )  # fmt: skip
    coming = Gift.objects.filter(recipient=library, state=Gift.State.SENT).count()
    yield TodayItem(
        ngettext("shipment on its way to you", "shipments on their way to you", coming),
        url=here, action="sharing.write", over=library, urgency=Urgency.SOON, count=coming,
    )  # fmt: skip
    going = Gift.objects.filter(library=library, state=Gift.State.DRAFT).exclude(round=None).count()
    yield TodayItem(
        ngettext("shipment of an exchange to send", "shipments of an exchange to send", going),
        url=here, action="sharing.write", over=library, urgency=Urgency.SOON, count=going,
    )  # fmt: skip
    for held in rounds_of(library, asked.day).filter(state=Round.State.OPEN):
        yield TodayItem(
            _("exchange of books that gathers offers and wishes"), url=reverse("sharing:round", args=[held.pk]),
            action="sharing.write", over=library, urgency=Urgency.UNDER_WAY, detail=held.name,
        )  # fmt: skip
