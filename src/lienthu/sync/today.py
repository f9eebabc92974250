"""What the room tells on the staff's home: questions that devices brought, devices that have not handed in."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.sync.models import Device
from lienthu.sync.queries import questions_at

DEVICE, SETTLE = "sync.device", "sync.settle"


def items(asked: Asked) -> Iterator[TodayItem]:
    """At the library where the person works today."""
    if asked.library is None:
        return
    count = questions_at([asked.library.pk]).count()
    yield TodayItem(
        ngettext("question from a device", "questions from devices", count),
        url=reverse("sync:questions"), action=SETTLE, over=asked.library, urgency=Urgency.TODAY, count=count,
    )  # fmt: skip
    own = Device.objects.in_use().filter(library=asked.library, person=asked.person)
    left = sum(device.not_sent for device in own)
    yield TodayItem(
        ngettext("act still on your device", "acts still on your devices", left),
        url=reverse("sync:devices"), action=DEVICE, over=asked.library, urgency=Urgency.TODAY, count=left,
    )  # fmt: skip
