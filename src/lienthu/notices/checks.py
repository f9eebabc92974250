"""What must always hold of notices (`lienthu check`), and what a person should look at."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from lienthu.notices import kinds
from lienthu.notices.models import Letter, Notice, Wording
from lienthu.notices.services import gathering, sending

SHOWN = 20
State = Letter.State


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    empty = Letter.objects.filter(~Exists(Notice.objects.filter(letter=OuterRef("pk"))))
    for letter in empty.exclude(state=State.CANCELLED)[:SHOWN]:
        yield f"Letter {letter.pk} has no notice in it."
    other = Notice.objects.exclude(letter=None).exclude(
        Q(letter__library=F("library"), letter__kind=F("kind"))
        & (Q(letter__patron=F("patron")) | Q(letter__patron=None, patron=None))
        & (Q(letter__correspondent=F("correspondent")) | Q(letter__correspondent=None, correspondent=None))
    )
    for notice in other[:SHOWN]:
        yield f"Notice {notice.pk} is in letter {notice.letter_id}, which is of another kind, library or patron."
    out = Letter.objects.filter(state__in=(State.SENT, State.PRINTED, State.SENDING, State.UNSURE))
    told = out.annotate(told=Count("notices", filter=Q(notices__cancelled_at=None))).filter(told=0)
    for letter in told[:SHOWN]:
        yield f"Letter {letter.pk} went out and tells nothing."
    for letter in out.exclude(state=State.PRINTED).filter(attempts=0)[:SHOWN]:
        yield f"Letter {letter.pk} is {letter.state} and was never tried."
    for letter in Letter.objects.filter(Q(state=State.PRINTED) & Q(printing=None))[:SHOWN]:
        yield f"Letter {letter.pk} is printed and in no printing."
    known = {kind.code for kind in kinds.all_kinds()}
    for code in Notice.objects.exclude(kind__in=known).order_by().values_list("kind", flat=True).distinct()[:SHOWN]:
        yield f"There are notices of the kind {code}, which no room has."


def findings() -> Iterator[str]:
    """What is sound and should be looked at."""
    day_ago = timezone.now() - timedelta(days=1)
    late = gathering.loose().filter(queued_at__lt=day_ago).count() + sending.due(day_ago).count()
    if late:
        yield f"{late} notices or letters have waited for more than a day. Is the worker running (./lienthu work)?"
    if not settings.EMAIL_HOST and Letter.objects.filter(state=State.WAITING, channel="email").exists():
        yield "Letters wait to be mailed and LIENTHU_MAIL_HOST is not set."
    for row in Wording.objects.select_related("organisation"):
        if row.kind not in {kind.code for kind in kinds.all_kinds()}:
            yield f"{row.organisation.code} has words for notices of the kind {row.kind}, which no room has."
