"""The plan of a course gets its number from the organiser's register of documents."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.registry.errors import refused_as
from lienthu.registry.models import Document
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking
from lienthu.training.errors import TrainingRefused
from lienthu.training.models import Course
from lienthu.training.queries.courses import registered, source_of
from lienthu.training.rules import wording
from lienthu.training.services.courses import held

KIND = "ke-hoach"
FIELDS = {"dated_on": "on"}  # of the register's refusals, as the form calls them
State = Course.State


@transaction.atomic
def give(
    *, course: Course, on: date, symbol: str = "", carried: bool = False, actor: User | None, at: datetime
) -> Document:
    """Enter the plan with the next number of the year, or the `symbol` that it has on paper.

    One that is not the next is taken only where `carried` says that those before were given on paper. Raises
    TrainingRefused.
    """
    row = held(course, State.DRAFT, State.OPEN, State.CLOSED)
    if registered(row) is not None:
        message = _("It has its number in the register already. Cancel that entry first, if it is wrong.")
        raise TrainingRefused("numbered", message)
    facts = booking.Facts(
        subject=wording.subject(row.name), dated_on=on, signer=row.signer,
        capacity=row.signer_position, recipients="\n".join(row.quotas.values_list("unit", flat=True)),
    )  # fmt: skip
    with refused_as(TrainingRefused, FIELDS):
        made = booking.book(
            holder=Holder(organisation=row.organiser), kind=booking.kind_of(KIND), facts=facts, symbol=symbol,
            carried=carried, source=source_of(row), actor=actor, at=at,
        )  # fmt: skip
    before = {"plan_number": row.plan_number, "planned_on": row.planned_on}
    row.plan_number, row.planned_on = made.symbol, on
    row.save(update_fields=list(before))
    after = {"plan_number": made.symbol, "planned_on": on}
    audit.record(actor=actor, at=at, action="course.numbered", thing=row, before=before, after=after)
    return made
