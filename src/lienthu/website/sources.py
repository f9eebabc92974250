"""How an article begins from a thing of another room: its title, facts and pictures; the editor writes the rest.

A room's thing becomes a source by one function here (or, for a room that is above none of ours, registered from its
own `apps.ready`): `@source("mobile.trip", …)`. Facts come over as neutral words of our own, never as text of others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.mobile.models import Measure, Trip
from lienthu.mobile.queries import figures
from lienthu.rotation.models import Placement

MOST_OFFERED: Final = 30


@dataclass(frozen=True)
class PictureFile:
    """A picture that may be shown: where it lies below the uploads, and what is on it."""

    path: str
    caption: str


@dataclass(frozen=True)
class Begun:
    """What an article begins with. `paragraphs` are plain text; `facts` become a table of two columns."""

    title: str
    on: date
    lead: str
    paragraphs: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    pictures: Sequence[PictureFile] = field(default=())


@dataclass(frozen=True)
class Source:
    """A kind of thing, which of them are offered for an organisation, and how one becomes an article."""

    kind: str
    label: str | Promise
    offered: Callable[[Organisation], Iterable[Model]]
    begin: Callable[[Model], Begun]


_sources: dict[str, Source] = {}


def register(made: Source) -> Source:
    """Make the kind one that articles begin from. Raises ValueError for a kind that has one already."""
    if made.kind in _sources:
        raise ValueError(f"two sources of articles for {made.kind}")
    _sources[made.kind] = made
    return made


def all_sources() -> list[Source]:
    return list(_sources.values())


def source_of(kind: str) -> Source | None:
    return _sources.get(kind)


# The words below become part of a Vietnamese article, which its editor goes on writing: they are Vietnamese whatever
# the language of the person at work.
def _trips(library: Organisation) -> Iterable[Model]:
    return Trip.objects.filter(library=library, state__in=(Trip.State.BACK, Trip.State.CLOSED)).select_related(
        "route", "vehicle"
    )[:MOST_OFFERED]


def _from_trip(thing: Model) -> Begun:
    assert isinstance(thing, Trip)  # noqa: S101 what `_trips` offers
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


def _placements(library: Organisation) -> Iterable[Model]:
    return Placement.objects.filter(library=library, state__in=Placement.AT_SITE).select_related(
        "set", "deposit__site"
    )[:MOST_OFFERED]


def _from_placement(thing: Model) -> Begun:
    assert isinstance(thing, Placement)  # noqa: S101 what `_placements` offers
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


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


register(Source("mobile.trip", _("trip of the mobile library"), _trips, _from_trip))
register(Source("rotation.placement", _("set of books at a deposit site"), _placements, _from_placement))
