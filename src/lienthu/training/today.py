"""What training tells on the staff's home: sessions of today, courses to close, places to fill before the day."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.training.models import Course, Session
from lienthu.training.queries.courses import to_register_for

READ, WRITE = "training.read", "training.write"
SOON = timedelta(days=14)


def items(asked: Asked) -> Iterator[TodayItem]:
    """At the library where the person works today."""
    if asked.library is None:
        return
    own = Course.objects.filter(organiser=asked.library, state=Course.State.OPEN)
    for session in Session.objects.filter(course__in=own, on=asked.day).select_related("course"):
        yield TodayItem(
            _("training today"), url=reverse("training:attendance", args=[session.course_id]), action=READ,
            over=asked.library, urgency=Urgency.TODAY, detail=f"{session.begins:%H:%M} · {session.topic}",
        )  # fmt: skip
    over = own.annotate(last_on=Max("sessions__on")).filter(last_on__lt=asked.day).count()
    yield TodayItem(
        ngettext("training course to close", "training courses to close", over),
        url=reverse("training:courses"), action=WRITE, over=asked.library, urgency=Urgency.SOON, count=over,
    )  # fmt: skip
    waiting = to_register_for(asked.library, asked.day, asked.day + SOON)
    yield TodayItem(
        ngettext("course to register people for", "courses to register people for", waiting),
        url=reverse("training:courses"), action=WRITE, over=asked.library, urgency=Urgency.SOON, count=waiting,
    )  # fmt: skip
