"""Articles about books that a library gave."""

from collections.abc import Iterable

from django.db.models import Model, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.federation import queries as federation
from lienthu.sharing.models import Gift, GiftLine
from lienthu.website.models import PublicSite
from lienthu.website.sources.kinds import MOST_OFFERED, Begun, Source
from lienthu.website.sources.words import day, number


def _offered(site: PublicSite, user: User) -> Iterable[Model]:
    """What was handed over: by the library or to it; on a federation's site by any of its members."""
    rows = Gift.objects.visible_to(user).filter(state=Gift.State.GIVEN, round=None)
    if site.federation is not None:
        rows = rows.filter(library__in=federation.members(site.federation, timezone.localdate()))
    else:
        rows = rows.filter(Q(library=site.organisation) | Q(recipient=site.organisation))
    return rows[:MOST_OFFERED]


def begin(thing: Gift, _user: User) -> Begun:
    names = federation.names([pk for pk in (thing.library_id, thing.recipient_id) if pk], thing.on)
    giver = thing.donor or names[thing.library_id]
    to = names[thing.recipient_id] if thing.recipient_id else thing.recipient_name
    lines = thing.lines.filter(state=GiftLine.State.GIVEN)
    copies, titles = lines.aggregate(n=Sum("quantity"))["n"] or 0, lines.values("title").distinct().count()
    through = f" Sách được trao qua {names[thing.library_id]}." if thing.donor else ""
    occasion = f"Nhân dịp: {thing.occasion.rstrip('.')}." if thing.occasion else ""
    facts = [
        ("Ngày trao", f"{thing.on:%d/%m/%Y}"), ("Bên tặng", giver), ("Bên nhận", to), ("Số bản", number(copies)),
        ("Số nhan đề", number(titles)), ("Văn bản", thing.document),
    ]  # fmt: skip
    return Begun(
        title=f"{giver} tặng {number(copies)} bản sách cho {to}",
        on=thing.on,
        lead=f"{day(thing.on).capitalize()}, {giver} đã tặng {number(copies)} bản sách cho {to}.{through}",
        paragraphs=[occasion] if occasion else [],
        facts=[(name, value) for name, value in facts if value],
    )


GIFT = Source(
    "sharing.gift", _("gift of books"), _offered, begin, lambda row: row.state == Gift.State.GIVEN and not row.round_id
)
