"""What a federation decided, elected, gave and won on the days of its conference."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from lienthu.accounts.models import User
from lienthu.awards.models import Proposal
from lienthu.contests.models import SportsDay
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Office
from lienthu.governance.models import Election, Nominee, Resolution
from lienthu.governance.queries import access
from lienthu.governance.queries import resolutions as governance
from lienthu.sharing.models import Gift, GiftLine
from lienthu.website.sources.words import listed, number

DECIDED_BEFORE: Final = timedelta(days=60)  # an award is announced at the conference, decided some weeks earlier
_OFFICES: Final = {
    Office.Position.CHAIR: "Chủ tịch",
    Office.Position.VICE_CHAIR: "Phó Chủ tịch",
    Office.Position.COMMITTEE: "Ủy viên",
}


def resolutions(group: Federation, first: date, last: date, user: User) -> list[str]:
    """Those adopted on these days: the public ones with their items, for who may read the others their names."""
    rows = governance.listed(group).filter(state=Resolution.State.ADOPTED, voted_on__range=(first, last))
    if not access.may_read(user, group, last):
        rows = rows.filter(is_public=True)
    said = []
    for row in rows.order_by("voted_on", "pk").prefetch_related("items"):
        words = f"Hội nghị thông qua Nghị quyết số {row.number}: {row.about}."
        if row.is_public:
            items = [f"{item.position}) {item.text.rstrip('.;')}" for item in row.items.all()]
            words += f" Nghị quyết gồm {len(items)} nội dung: {listed(items, '; ')}." if items else ""
        said.append(words)
    return said


def committee(group: Federation, first: date, last: date) -> list[str]:
    """Who was elected, chair first."""
    said = []
    held = Election.objects.filter(federation=group, state=Election.State.CLOSED, held_on__range=(first, last))
    for election in held.select_related("term").order_by("held_on", "pk"):
        chosen = sorted(
            election.nominees.filter(is_elected=True),
            key=lambda each: (Nominee.POSITIONS.index(Office.Position(each.position)), each.pk),
        )
        people = [
            f"{each.person_name}, {each.capacity}, làm {_OFFICES[Office.Position(each.position)]}" for each in chosen
        ]
        if people:
            said.append(
                f"Hội nghị bầu Ban Chấp hành {election.term} gồm {len(people):02d} thành viên: {listed(people, '; ')}."
            )
    return said


def together(group: Federation, first: date, last: date, user: User) -> list[str]:
    """Sports days, gifts and awards of the members."""
    members = list(federation.members(group, first).values_list("pk", flat=True))
    return [*_sports(group, first, last), *_gifts(members, first, last, user), *_awards(members, first, last)]


def _sports(group: Federation, first: date, last: date) -> list[str]:
    rows = SportsDay.objects.filter(federation=group, is_public=True, first_on__lte=last, last_on__gte=first)
    said = []
    for row in rows.prefetch_related("sports"):
        names = [each.name.lower() for each in row.sports.all()]
        people = row.athletes.count()
        played = f" với {len(names)} nội dung: {listed(names)}" if names else ""
        who = f"; {number(people)} vận động viên tham gia" if people else ""
        said.append(f"Trong khuôn khổ hội nghị diễn ra {row.name}{played}{who}.")
    return said


def _gifts(members: Sequence[int], first: date, last: date, user: User) -> list[str]:
    """Gifts that the person may see, handed over on these days."""
    rows = Gift.objects.visible_to(user).filter(
        library__in=members, round=None, state=Gift.State.GIVEN, on__range=(first, last)
    )
    names = federation.names({pk for row in rows for pk in (row.library_id, row.recipient_id) if pk}, last)
    said = []
    for row in rows.order_by("on", "pk"):
        copies = sum(row.lines.filter(state=GiftLine.State.GIVEN).values_list("quantity", flat=True))
        to = names[row.recipient_id] if row.recipient_id else row.recipient_name
        said.append(f"Trong dịp này, {row.donor or names[row.library_id]} tặng {number(copies)} bản sách cho {to}.")
    return said


def _awards(members: Sequence[int], first: date, last: date) -> list[str]:
    """Awards given by a decision shortly before or on these days; people by name only where they agreed."""
    rows = Proposal.objects.filter(
        library__in=members, state=Proposal.State.GIVEN, decision__voided_at=None,
        decision__signed_on__range=(first - DECIDED_BEFORE, last),
    ).select_related("decision").order_by("award", "pk")  # fmt: skip
    found: dict[str, list[Proposal]] = {}
    for row in rows:
        found.setdefault(row.award, []).append(row)
    said = []
    for award, given in found.items():
        named = [row.person for row in given if row.person and row.agreed]
        people = [row for row in given if row.person]
        whom = f"{len(people):02d} cá nhân" if people else f"{len(given):02d} tập thể"
        who = f": {listed(named)}" if named and len(named) == len(people) else f", trong đó có {listed(named)}"
        said.append(f"Hội nghị công bố quyết định và trao {award} cho {whom}{who if named else ''}.")
    return said
