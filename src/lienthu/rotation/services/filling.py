"""Filling the boxes of a plan out of loose stock: the job's own part, which loads the solver."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from lienthu.federation.models import Organisation, Site
from lienthu.lib.planning.contents import Contents, Title, fill
from lienthu.rotation.models import BookSet, DepositSite, ProposedCopy, RotationPlan, Wish
from lienthu.rotation.models.sites import Audience, Language
from lienthu.rotation.queries import packing
from lienthu.rotation.queries.rules import number
from lienthu.rotation.rules.loose import Wanted, as_title
from lienthu.rotation.rules.numbers import Key
from lienthu.rotation.rules.proposing import Candidate, folded
from lienthu.rotation.services import loose

SECONDS_MOST: Final = 20.0


@transaction.atomic
def propose(*, plan: RotationPlan, at: datetime) -> Mapping[str, int]:
    """Have as many boxes proposed as the plan asks for, less those that were made up into sets already.

    A box that somebody pinned keeps its books; the others are filled anew, for what was free yesterday may be lent.
    Returns what the page tells: boxes asked for, boxes there are now, titles for which there was no room.
    """
    held = RotationPlan.objects.select_for_update(of=("self",)).select_related("library__tier").get(pk=plan.pk)
    kept = loose.keep_pinned(held)
    made = BookSet.objects.filter(library=held.library, code__startswith=_prefix(held), proposed_by=None).count()
    boxes, depot = held.loose - len(kept) - made, _depot(held.library)
    if boxes < 1 or depot is None:
        return {"asked": held.loose, "there": len(kept) + made, "left": 0}
    stock = {each.title: each for each in _stock(held, kept)}
    wanted = _wanted(held)
    titles = [title for each in stock.values() if (title := as_title(each, wanted)) is not None]
    found = _best(titles, wanted, boxes, held)
    return {
        "asked": held.loose,
        "there": len(kept) + made + _store(held, depot, found, stock, at),
        "left": len(found.left_over),
    }


def _depot(library: Organisation) -> Site | None:
    """Where most sets are at home; without any, the library's first place that is open."""
    depots = Counter(BookSet.objects.in_service().filter(library=library).values_list("depot", flat=True))
    if depots:
        return Site.objects.get(pk=min(depots, key=lambda pk: (-depots[pk], pk)))
    return library.sites.filter(closed_on=None).order_by("pk").first()


def _stock(plan: RotationPlan, kept: Sequence[BookSet]) -> list[Candidate]:
    """Titles that may travel, with those of their free copies that no kept box is to have."""
    taken = set(ProposedCopy.objects.filter(set__in=kept).values_list("copy", flat=True))
    found = []
    for each in packing.candidates(plan.library, plan.first_on):
        free = tuple(copy for copy in each.copies if copy not in taken)
        if free:
            found.append(replace(each, copies=free))
    return found


def _wanted(plan: RotationPlan) -> Wanted:
    """What the sites that are open ask for. Two queries."""
    sites = list(DepositSite.objects.open_on(plan.first_on).filter(library=plan.library_id))
    readers: Counter[str] = Counter()
    for row in sites:
        readers.update({*row.audiences, *row.languages} - {Audience.EVERYBODY})
    wishes: dict[int, int] = defaultdict(int)
    texts: list[str] = []
    for wish in Wish.objects.filter(deposit__in=sites, state=Wish.State.OPEN):
        if wish.title_id is not None:
            wishes[wish.title_id] += 1
        elif folded(wish.text):
            texts.append(folded(wish.text))
    return Wanted(dict(readers), dict(wishes), tuple(texts))


def _best(titles: Sequence[Title], wanted: Wanted, boxes: int, plan: RotationPlan) -> Contents:
    """Families as large as the rule's copies of a title where the stock reaches; smaller ones where it does not."""
    rule = max(1, number(Key.COPIES_PER_TITLE, plan.library, plan.first_on).value)
    best = Contents((), (), ())
    for size in range(rule, 0, -1):
        found = fill(
            titles,
            wanted.readers,
            boxes=boxes,
            size=plan.loose_books,
            least_copies=size,
            seconds=min(SECONDS_MOST, plan.seconds),
        )
        if _boxes(found) > _boxes(best):
            best = found
        if _boxes(best) >= boxes:
            break
    return best


def _boxes(found: Contents) -> int:
    return sum(family.boxes for family in found.families if family.titles)


def _store(plan: RotationPlan, depot: Site, found: Contents, stock: Mapping[int, Candidate], at: datetime) -> int:
    """The families as boxes; returns how many. The first box of a family has each title's first copy, and so on."""
    taken = set(BookSet.objects.filter(library=plan.library_id).values_list("code", flat=True))
    free = (code for n in range(1, 1_000_000) if (code := f"{_prefix(plan)}{n:02d}") not in taken)
    count = 0
    for family in found.families:
        for rank in range(family.boxes if family.titles else 0):
            box = BookSet.objects.create(
                library_id=plan.library_id, depot=depot, code=next(free), name=_name(family.audience), made_at=at,
                target=plan.loose_books, proposed_by=plan,
                audiences=[family.audience] if family.audience in Audience.values else [],
                languages=[family.audience] if family.audience in Language.values else [],
            )  # fmt: skip
            ProposedCopy.objects.bulk_create(
                [ProposedCopy(set=box, copy_id=stock[title].copies[rank]) for title in family.titles], batch_size=500
            )
            count += 1
    return count


def _prefix(plan: RotationPlan) -> str:
    return f"KH{plan.pk}-"


def _name(audience: str) -> str:
    """In Vietnamese: it stands on the box."""
    with override("vi"):
        if audience in Language.values:
            label = str(Language(audience).label)
            return _("Books in %(language)s") % {"language": label[:1].lower() + label[1:]}
        return _("Books for %(readers)s") % {"readers": Audience(audience or Audience.EVERYBODY).label}
