"""Taking in a school's pupils from a class list."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.lib.vietnamese import fold
from lienthu.patrons import classlists
from lienthu.patrons.errors import CategoryRefused
from lienthu.patrons.models import Category, ClassList, Consent, Patron, Relation, School
from lienthu.patrons.services import cards
from lienthu.patrons.services.arrivals import Arrival, register_many
from lienthu.patrons.services.categories import class_of
from lienthu.patrons.services.consents import Answer
from lienthu.patrons.services.patrons import Details, Guardian


@transaction.atomic
def upload(
    *, school: School, year: int, file_name: str, data: bytes, actor: AbstractBaseUser | None, at: datetime
) -> ClassList:
    """Read a class list and keep it for a look; nobody is registered yet. Raises CategoryRefused for no such table."""
    rows = classlists.read(data)
    for row in rows:
        if not row["problem"] and _known(school, row["facts"]) is None:
            row["problem"] = _missing(row["facts"])
    return ClassList.objects.create(
        school=school,
        year=year,
        file_name=file_name[:200],
        rows=rows,
        uploaded_at=at,
        uploaded_by_id=actor.pk if actor else None,
    )


@transaction.atomic
def take_in(
    *, class_list: ClassList, category: Category, issue_cards: bool, actor: AbstractBaseUser | None, at: datetime
) -> tuple[int, int]:
    """Register the pupils of the list and put those who are known into their classes; (new, known).

    Wrong rows stay in the list with their reasons. Raises CategoryRefused when the list was taken in before.
    """
    class_list = (
        ClassList.objects.select_for_update(of=("self",)).select_related("school__library").get(pk=class_list.pk)
    )
    if class_list.taken is not None:
        raise CategoryRefused("taken_in", _("This list has been taken in already."))
    school, year = class_list.school, class_list.year
    wrong = [row for row in class_list.rows if row["problem"]]
    arrivals, known = [], 0
    for row in class_list.rows:
        if row["problem"]:
            continue
        facts = row["facts"]
        placed = class_of(school, facts["class"], facts["grade"], year)
        patron = _known(school, facts)
        if patron is None:
            arrivals.append(_arrival(row, category, placed))
        else:
            patron.school_class = placed
            patron.save(update_fields=("school_class",))
            known += 1
    outcomes = register_many(library=school.library, arrivals=arrivals, actor=actor, at=at)
    wrong += [
        {**each.arrival.place, "problem": str(each.refusal)}  # type: ignore[dict-item]
        for each in outcomes
        if each.refusal
    ]
    taken = [each.patron for each in outcomes if each.patron]
    if issue_cards:
        for patron in taken:
            cards.issue(patron=patron, actor=actor, at=at)
    class_list.rows = sorted(wrong, key=lambda row: row["row"])
    class_list.taken = len(taken) + known
    class_list.save(update_fields=("rows", "taken"))
    after = {"file": class_list.file_name, "new": len(taken), "known": known, "wrong": len(wrong)}
    audit.record(actor=actor, at=at, action="school.list_taken_in", thing=school, before=None, after=after)
    return len(taken), known


def _missing(facts: dict[str, Any]) -> str:
    """What a pupil who is new here still needs: silence is no consent."""
    if not facts["guardian"]:
        return _("A child needs a guardian: write the guardian's name.")
    if not facts["agrees"]:
        return _("The guardian's consent is not ticked.")
    return ""


def _known(school: School, facts: dict[str, Any]) -> Patron | None:
    """The pupil who is a patron of the library already: the same name, marks aside, and date of birth."""
    born, folded = facts["birth_date"], f" {fold(facts['full_name'])} "
    rows = Patron.objects.filter(library=school.library_id, birth_date=born, state=Patron.State.ACTIVE)
    return next((each for each in rows if each.folded == folded), None)


def _arrival(row: dict[str, Any], category: Category, placed: Any) -> Arrival:
    facts = row["facts"]
    details = Details(
        full_name=facts["full_name"],
        birth_date=date.fromisoformat(facts["birth_date"]),
        category=category,
        sex=facts["sex"],
        school_class=placed,
    )
    return Arrival(
        details=details,
        guardian=Guardian(kind=Relation.Kind.OTHER, name=facts["guardian"], phone=facts["phone"]),
        answers=[Answer(Consent.Purpose.CARD, Consent.Giver.GUARDIAN, granted=True)],
        place=row,
    )
