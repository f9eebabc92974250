"""What waits in the catalogue: pairs to compare, records that the last import could not read, imports under way."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from lienthu.accounts.queries import reach
from lienthu.catalogue.models import Doubt, ImportRun
from lienthu.catalogue.queries.staff import open_doubts
from lienthu.common.access import SOMEWHERE
from lienthu.common.today import Asked, TodayItem, Urgency


def items(asked: Asked) -> Iterator[TodayItem]:
    """Over all that the person answers for, as the pages that the items lead to show it."""
    doubts = _doubts(asked).count()
    yield TodayItem(
        ngettext("pair of records to compare", "pairs of records to compare", doubts),
        url=reverse("catalogue:doubts"), action="catalogue.match", over=SOMEWHERE,
        urgency=Urgency.SOON, count=doubts,
    )  # fmt: skip
    running = _runs(asked).filter(state=ImportRun.State.RUNNING).count()
    yield TodayItem(
        ngettext("import under way", "imports under way", running),
        url=reverse("catalogue:imports"), action="catalogue.import", over=SOMEWHERE,
        urgency=Urgency.UNDER_WAY, count=running,
    )  # fmt: skip
    last = _runs(asked).exclude(state=ImportRun.State.RUNNING).first()
    if last is not None:
        rejected = last.rejects.count()
        yield TodayItem(
            ngettext(
                "record that the last import could not take in",
                "records that the last import could not take in",
                rejected,
            ),
            url=reverse("catalogue:run", args=[last.pk]), action="catalogue.import", over=last.library,
            urgency=Urgency.SOON, count=rejected, detail=last.file_name,
        )  # fmt: skip


def _doubts(asked: Asked) -> QuerySet[Doubt]:
    over = reach(asked.person, "catalogue.match", asked.day)
    if over is None:
        return Doubt.objects.filter(state=Doubt.State.OPEN)
    return open_doubts([organisation.pk for organisation in over])


def _runs(asked: Asked) -> QuerySet[ImportRun]:
    over = reach(asked.person, "catalogue.import", asked.day)
    return ImportRun.objects.all() if over is None else ImportRun.objects.filter(library__in=over)
