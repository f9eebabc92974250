"""What follows on the sites when somebody no longer agrees to be named or shown (common/withdrawing.py).

The pictures that came from there go at once, with all their sizes, from every page; readers see it within a second. A
name stands in sentences of an editor's own, so the articles about it are marked, and wait for the editor.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from wagtail.models import ReferenceIndex

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.website.models import NewsPage, Picture, PublicSite, Recheck
from lienthu.website.models.addresses import root_of
from lienthu.website.services import sites


@transaction.atomic
def taken_back(thing: Model, files: Collection[str], *, at: datetime) -> None:
    """Take the pictures off, and mark the articles that were begun from the thing or showed one of them."""
    about = NewsPage.objects.filter(about_kind=thing._meta.label_lower, about_id=thing.pk)
    articles = dict.fromkeys(about.values_list("pk", flat=True), 0)
    shown = list(Picture.objects.filter(origin__in=[file for file in files if file]))
    for picture in shown:
        for page in _pages_with(picture):
            if page in articles or NewsPage.objects.filter(pk=page).exists():
                articles[page] = articles.get(page, 0) + 1
        picture.delete()
    codes = set()
    for article in NewsPage.objects.filter(pk__in=articles).order_by("pk"):
        _mark(article, articles[article.pk], at)
        codes.add(root_of(article.url_path).code)
    homes = PublicSite.objects.filter(collection__in={picture.collection_id for picture in shown})
    for code in sorted(codes | set(homes.values_list("code", flat=True))):
        sites.touch(code)


def _pages_with(picture: Picture) -> set[int]:
    """The pages that show it, by what Wagtail keeps of which page uses what."""
    rows = ReferenceIndex.get_references_to(picture).values_list("object_id", flat=True)
    return {int(key) for key in rows if key.isdigit()}


def _mark(article: NewsPage, pictures: int, at: datetime) -> None:
    site = article.public_site()
    if site is None:
        return
    row, made = Recheck.objects.get_or_create(
        page=article, settled_at=None, defaults={"site": site, "asked_at": at, "pictures": pictures}
    )
    if not made:
        row.pictures += pictures
        row.save(update_fields=("pictures",))
    after = {"title": article.title}
    audit.record(actor=None, at=at, action="article.to_change", thing=row, before=None, after=after)


@transaction.atomic
def settle(*, recheck: Recheck, actor: User | None, at: datetime) -> None:
    """The editor has gone through the article: who took their agreement back is not named in it any more."""
    row = Recheck.objects.select_for_update(of=("self",)).get(pk=recheck.pk)
    if row.settled_at is None:
        row.settled_at, row.settled_by = at, actor
        row.save(update_fields=("settled_at", "settled_by"))
        after = {"title": row.page.title}
        audit.record(actor=actor, at=at, action="article.changed", thing=row, before=None, after=after)
