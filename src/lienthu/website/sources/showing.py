"""Articles about exhibitions and displays of books."""

from collections.abc import Iterable

from django.db.models import Model, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.common.access import allowed
from lienthu.exhibitions.models import Exhibition
from lienthu.federation import queries as federation
from lienthu.website.models import PublicSite
from lienthu.website.sources.kinds import MOST_OFFERED, Begun, PictureFile, Source
from lienthu.website.sources.words import at, days, in_days, listed, number


def _offered(site: PublicSite, user: User) -> Iterable[Model]:
    rows = Exhibition.objects.filter(library=site.organisation, opens_on__lte=timezone.localdate())
    if not allowed(user, "exhibitions.arrange", site.organisation):
        rows = rows.filter(is_public=True)
    return rows[:MOST_OFFERED]


def begin(thing: Exhibition, _user: User) -> Begun:
    library = federation.names([thing.library_id], thing.opens_on)[thing.library_id]
    books = thing.books.count()
    seen = thing.counts.aggregate(n=Sum("visitors"))["n"] or 0
    panels = list(thing.panels.all())
    called = "Triển lãm" if thing.form == Exhibition.Form.EXHIBITION else "Trưng bày sách"
    where = thing.place or (thing.site.name if thing.site else "")
    occasion = f", nhân {thing.occasion}" if thing.occasion else ""
    told = [
        f"Chủ đề: {thing.theme.rstrip('.')}." if thing.theme else "",
        f"Người xem được giới thiệu {number(books)} tài liệu." if books else "",
        f"Nội dung gồm các phần: {listed([each.title for each in panels], '; ')}." if panels else "",
        f"Đã có {number(seen)} lượt người xem." if seen else "",
    ]
    facts = [
        ("Thời gian", days(thing.opens_on, thing.closes_on)), ("Địa điểm", where), ("Dịp", thing.occasion),
        ("Tài liệu", number(books) if books else ""), ("Lượt người xem", number(seen) if seen else ""),
    ]  # fmt: skip
    pictures = [PictureFile(each.picture, each.caption or each.title) for each in panels if each.picture]
    return Begun(
        title=f"{called} “{thing.name}”",
        on=thing.opens_on,
        lead=f"{in_days(thing.opens_on, thing.closes_on)}{at(where)}, {library} tổ chức "
        f"{called.lower()} “{thing.name}”{occasion}.",
        paragraphs=[text for text in told if text],
        facts=[(name, value) for name, value in facts if value],
        pictures=pictures if thing.is_public else [],
    )


EXHIBITION = Source(
    "exhibitions.exhibition", _("exhibition"), _offered, begin, lambda row: row.opens_on <= timezone.localdate()
)
