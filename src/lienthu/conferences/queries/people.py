"""Who comes, who is there, and who sits where."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from lienthu.conferences.models import Conference, Delegate
from lienthu.conferences.queries.conferences import members_of
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import fold, sort_key

Role = Delegate.Role


class MemberRow(NamedTuple):
    """A member beside its numbers; `places` None: no quota was set."""

    organisation: Organisation
    name: str
    places: int | None
    registered: int
    arrived: int


@dataclass(frozen=True)
class Attendance:
    """Who was invited, is registered, and has come; guests, delegates of members, organisers."""

    rows: list[MemberRow]
    guests: int
    guests_arrived: int

    @property
    def registered(self) -> int:
        return sum(row.registered for row in self.rows) + self.guests

    @property
    def arrived(self) -> int:
        return sum(row.arrived for row in self.rows) + self.guests_arrived

    @property
    def members_registered(self) -> int:
        return sum(row.registered > 0 for row in self.rows)

    @property
    def members_arrived(self) -> int:
        return sum(row.arrived > 0 for row in self.rows)


def coming(conference: Conference) -> QuerySet[Delegate]:
    """Everybody who has not withdrawn."""
    return conference.delegates.filter(withdrawn_at=None).select_related("organisation")


def attendance(conference: Conference) -> Attendance:
    """The members in Vietnamese order, each with its numbers, and the guests who are of no member. Four queries."""
    counted = {
        organisation: (all_of_them, there)
        for organisation, all_of_them, there in coming(conference)
        .order_by()
        .values_list("organisation")
        .annotate(n=Count("pk"), there=Count("pk", filter=Q(arrived_at__isnull=False)))
    }
    quotas = dict(conference.quotas.values_list("organisation", "places"))
    members = {member.pk: member for member in members_of(conference)}
    more = [pk for pk in counted if pk is not None and pk not in members]
    members |= Organisation.objects.in_bulk(more)
    names = federation.names(list(members), conference.first_on)
    rows = [MemberRow(member, names[pk], quotas.get(pk), *counted.get(pk, (0, 0))) for pk, member in members.items()]
    rows.sort(key=lambda row: sort_key(row.name))
    return Attendance(rows, *counted.get(None, (0, 0)))


def found(conference: Conference, text: str) -> QuerySet[Delegate]:
    """Those whose name, position or body has the text in it, with or without marks."""
    rows = coming(conference)
    if not text.strip():
        return rows
    wanted = fold(text)
    keys = [
        pk for pk, *words in rows.values_list("pk", "name", "title", "body", "phone") if wanted in fold(" ".join(words))
    ]
    return rows.filter(pk__in=keys)


def in_order(conference: Conference) -> list[Delegate]:
    """As a list is printed: presidium, guests, then by member and in the order in which they were registered."""
    people = list(coming(conference))
    names = federation.names([each.organisation_id for each in people if each.organisation_id], conference.first_on)
    return sorted(
        people,
        key=lambda each: (
            not each.on_presidium,
            each.role != Role.GUEST,
            sort_key(names.get(each.organisation_id or 0, "")),
            each.pk,
        ),
    )


def unit_names(conference: Conference, people: list[Delegate]) -> dict[int, str]:
    """Of each person, by key: the body of a guest, else the name of the member."""
    keys = {each.organisation_id for each in people if each.organisation_id}
    names = federation.names(list(keys), conference.first_on)
    return {each.pk: each.body or names.get(each.organisation_id or 0, "") for each in people}
