"""Articles about conferences: guests, who came, the programme, papers, and what was decided and given there."""

from collections.abc import Iterable, Sequence

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.conferences.models import Conference, Delegate, Item, Paper
from lienthu.conferences.queries import conferences, papers, people
from lienthu.website.models import PublicSite
from lienthu.website.sources import beside
from lienthu.website.sources.kinds import MOST_OFFERED, Begun, PictureFile, Source
from lienthu.website.sources.words import at, days, in_days, listed, number, small

State, Role = Conference.State, Delegate.Role
DONE = (State.HELD, State.CLOSED)
TOLD = (
    Item.Kind.OPENING, Item.Kind.REPORT, Item.Kind.SPEECH, Item.Kind.DISCUSSION, Item.Kind.ELECTION,
    Item.Kind.RESOLUTION, Item.Kind.AWARDS, Item.Kind.SPORT, Item.Kind.CULTURE, Item.Kind.VISIT, Item.Kind.OTHER,
)  # fmt: skip


def _offered(site: PublicSite, user: User) -> Iterable[Model]:
    """Of the federation whose site it is, else those that the library hosted."""
    rows = conferences.listed(user, timezone.localdate()).filter(state__in=DONE)
    whose = {"federation": site.federation} if site.federation_id else {"host": site.organisation}
    return rows.filter(**whose)[:MOST_OFFERED]


def begin(thing: Conference, user: User) -> Begun:
    came = people.attendance(thing)
    given = papers.shown(thing, thing.papers.filter(state=Paper.State.ACCEPTED))
    floor = papers.contributions(thing)
    decided = beside.resolutions(thing.federation, thing.first_on, thing.last_on, user)
    where = thing.where
    told = [
        _guests(thing),
        _came(came),
        _programme(thing),
        _papers(given),
        _floor(
            [
                f"{each.speaker}{f' ({each.unit})' if each.unit else ''}: {each.gist.rstrip('. ')}"
                for each in floor
                if each.gist
            ]
        ),
        *decided,
        *beside.committee(thing.federation, thing.first_on, thing.last_on),
        *beside.together(thing.federation, thing.first_on, thing.last_on, user),
    ]  # fmt: skip
    facts = [
        ("Thời gian", days(thing.first_on, thing.last_on)),
        ("Địa điểm", where),
        ("Đại biểu có mặt", number(came.arrived) if came.arrived else ""),
        ("Thư viện thành viên dự", f"{came.members_arrived}/{len(came.rows)}" if came.members_arrived else ""),
        ("Tham luận", str(len(given)) if given else ""),
        ("Ý kiến trao đổi", str(len(floor)) if floor else ""),
    ]
    pictures = [PictureFile(row.file, row.caption) for row in thing.photos.filter(is_public=True).order_by("pk")]
    theme = f" Chủ đề: {thing.theme.rstrip('.')}." if thing.theme else ""
    return Begun(
        title=f"{thing.federation.name} tổ chức {thing.title}",
        on=thing.last_on,
        lead=f"{in_days(thing.first_on, thing.last_on)}{at(where)}, {thing.federation.name} tổ chức "
        f"{thing.title}.{theme}",
        paragraphs=[text for text in told if text],
        facts=[(name, value) for name, value in facts if value],
        pictures=pictures,
    )


def _there(thing: Conference) -> Sequence[Delegate]:
    """Those who came; before anybody was ticked, those who are registered."""
    rows = people.in_order(thing)
    return [each for each in rows if each.arrived_at] or rows


def _person(each: Delegate, unit: str) -> str:
    """ "ông Phạm Quốc Hùng, Phó Vụ trưởng Vụ Thư viện"."""
    office = each.title if unit in each.title else f"{each.title} {unit}".strip()
    return f"{small(each.called) if each.address else each.name}{f', {office}' if office else ''}"


def _guests(thing: Conference) -> str:
    """Guests and the presidium by name; delegates are counted, not named."""
    shown = [each for each in _there(thing) if each.role == Role.GUEST or each.on_presidium]
    units = people.unit_names(thing, shown)
    guests = [_person(each, units[each.pk]) for each in shown if each.role == Role.GUEST]
    chairs = [_person(each, units[each.pk]) for each in shown if each.role != Role.GUEST]
    said = [f"Tới dự hội nghị có {listed(guests, '; ')}."] if guests else []
    said += [f"Đoàn Chủ tịch: {listed(chairs, '; ')}."] if chairs else []
    return " ".join(said)


def _came(came: people.Attendance) -> str:
    if not came.arrived:
        return ""
    guests = f", trong đó có {came.guests_arrived} khách mời" if came.guests_arrived else ""
    members = f" của {came.members_arrived}/{len(came.rows)} thư viện thành viên" if came.members_arrived else ""
    return f"Có mặt {number(came.arrived)} đại biểu{members}{guests}."


def _programme(thing: Conference) -> str:
    rows = thing.items.filter(is_public=True, kind__in=TOLD, paper=None)
    said = [f"{row.title}{f' ({row.speaker})' if row.speaker else ''}" for row in rows]
    return f"Chương trình gồm: {listed(said, '; ')}." if said else ""


def _papers(given: Sequence[papers.Shown]) -> str:
    if not given:
        return ""
    said = [f"“{each.paper.title}” ({listed([part for part in (each.paper.author, each.unit) if part])})"
            if not each.unit or each.unit not in each.paper.author else f"“{each.paper.title}” ({each.paper.author})"
            for each in given]  # fmt: skip
    return f"Hội nghị nghe {len(given):02d} tham luận: {listed(said, '; ')}."


def _floor(said: Sequence[str]) -> str:
    return f"Có {len(said):02d} ý kiến trao đổi: {listed(said, '; ')}." if said else ""


CONFERENCE = Source("conferences.conference", _("conference"), _offered, begin, lambda row: row.state in DONE)
