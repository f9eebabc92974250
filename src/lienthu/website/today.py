"""What waits on the public sites for those who may publish there."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.models import WorkflowState

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.website.models import PublicSite
from lienthu.website.permissions import PUBLISH
from lienthu.website.queries import pages


def items(asked: Asked) -> Iterator[TodayItem]:
    """On the sites of the library where the person works: its own, and a federation's that it keeps."""
    if asked.library is None:
        return
    for site in PublicSite.objects.filter(organisation=asked.library).select_related("home"):
        count = pages.waiting([site]).count()
        yield TodayItem(
            ngettext("question of a reader to answer", "questions of readers to answer", count),
            url=reverse("website:questions", args=[site.code]), action=PUBLISH, over=asked.library,
            urgency=Urgency.TODAY, count=count,
        )  # fmt: skip
        again = pages.to_change(site).count()
        yield TodayItem(
            ngettext("article in which somebody does not want to be named any more",
                     "articles in which somebody does not want to be named any more", again),
            url=reverse("website:site", args=[site.code]), action=PUBLISH, over=asked.library,
            urgency=Urgency.NOW, count=again,
        )  # fmt: skip
        drafts = [str(pk) for pk in site.home.get_descendants().values_list("pk", flat=True)]
        handed_in = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, object_id__in=drafts).count()
        yield TodayItem(
            ngettext("article to look through", "articles to look through", handed_in),
            url=reverse("wagtailadmin_home"), action=PUBLISH, over=asked.library,
            urgency=Urgency.TODAY, count=handed_in,
        )  # fmt: skip
