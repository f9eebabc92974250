"""Articles about the mobile library's trips and the sets of books that went out."""

from collections.abc import Iterable

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.federation import queries as federation
from lienthu.mobile.models import Measure, Trip
from lienthu.mobile.queries import figures
from lienthu.rotation.models import Placement
from lienthu.website.models import PublicSite
from lienthu.website.sources.kinds import MOST_OFFERED, Begun, PictureFile, Source
from lienthu.website.sources.words import number as _number


def _trips(site: PublicSite, _user: User) -> Iterable[Model]:
    return Trip.objects.filter(
        library=site.organisation, state__in=(Trip.State.BACK, Trip.State.CLOSED)
    ).select_related("route", "vehicle")[:MOST_OFFERED]


def _from_trip(thing: Trip, _user: User) -> Begun:
    names = federation.names([thing.library_id], thing.on)
    stops = [row.stop.site.name for row in thing.stops.select_related("stop__site").order_by("turn", "pk")]
    booked = figures.counted(thing)
    totals = {measure: sum(row.get(measure, 0) for row in booked.values()) for measure in Measure}
    visitors = totals[Measure.ADULTS] + totals[Measure.CHILDREN]
    library, day = names[thing.library_id], f"{thing.on:%d/%m/%Y}"
    facts = [("Ngày", day), ("Xe", thing.vehicle.name), ("Điểm phục vụ", str(len(stops)))]
    facts += [(label, _number(value)) for label, value in (
        ("Lượt bạn đọc", visitors), ("Trong đó thiếu nhi", totals[Measure.CHILDREN]),
        ("Lượt tài liệu", totals[Measure.USES]), ("Thẻ cấp mới", totals[Measure.CARDS]),
    ) if value]  # fmt: skip
    told = f" Chuyến xe phục vụ {_number(visitors)} lượt bạn đọc." if visitors else ""
    went = f"đến {stops[0]}" if len(stops) == 1 else f"phục vụ {len(stops)} điểm"
    where = f"{len(stops)} điểm: {'; '.join(stops)}" if stops else "các điểm trên tuyến"
    pictures = [PictureFile(row.file, row.caption) for row in thing.photos.filter(agreed=True).order_by("pk")]
    return Begun(
        title=f"Xe thư viện lưu động {went} ngày {day}",
        on=thing.on,
        lead=f"Ngày {day}, xe thư viện lưu động của {library} đã phục vụ bạn đọc tại {where}.{told}",
        facts=facts,
        pictures=pictures,
    )


def _placements(site: PublicSite, _user: User) -> Iterable[Model]:
    return Placement.objects.filter(library=site.organisation, state__in=Placement.AT_SITE).select_related(
        "set", "deposit__site"
    )[:MOST_OFFERED]


def _from_placement(thing: Placement, _user: User) -> Begun:
    day = timezone.localdate(thing.made_at) if thing.begins_on is None else thing.begins_on
    library = federation.names([thing.library_id], day)[thing.library_id]
    copies, place = thing.lines.count(), str(thing.deposit)
    return Begun(
        title=f"Luân chuyển {_number(copies)} bản sách đến {place}",
        on=day,
        lead=f"{library} luân chuyển {_number(copies)} bản sách đến {place}, phục vụ bạn đọc "
        f"từ ngày {day:%d/%m/%Y} đến ngày {thing.ends_on:%d/%m/%Y}.",
        facts=[
            ("Bộ sách", str(thing.set)),
            ("Số bản", _number(copies)),
            ("Nơi nhận", place),
            ("Phục vụ đến hết ngày", f"{thing.ends_on:%d/%m/%Y}"),
        ],
    )


TRIP = Source("mobile.trip", _("trip of the mobile library"), _trips, _from_trip)
PLACEMENT = Source("rotation.placement", _("set of books at a deposit site"), _placements, _from_placement)
