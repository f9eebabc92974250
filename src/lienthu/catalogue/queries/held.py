"""Which copies count as held: what an owner has, on loan or travelling or not."""

from django.db.models import QuerySet

from lienthu.catalogue.models import Copy

GONE = (Copy.Status.LOST, Copy.Status.WITHDRAWN)


def held() -> QuerySet[Copy]:
    return Copy.objects.exclude(status__in=GONE).filter(record__withdrawn_at=None)


def held_serials() -> QuerySet[Copy]:
    return held().filter(record__facts__startswith='["serial"')  # the kind is the first of lib.marc's Facts
