"""Keeping a question under a name."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.accounts.permissions import can
from lienthu.common import audit
from lienthu.dashboards.errors import QuestionRefused
from lienthu.dashboards.models import SavedQuestion
from lienthu.dashboards.rules.questions import Question
from lienthu.federation.models import Organisation


@transaction.atomic
def save_question(
    *, name: str, question: Question, organisation: Organisation | None, share: bool, actor: User, at: datetime
) -> SavedQuestion:
    """Keep it under the name; one's own of that name is replaced. Without `organisation` it is the whole hub's."""
    name = " ".join(name.split())[:120]
    if not name:
        raise QuestionRefused("no_name", _("Give the table a name."))
    if organisation is None and share and not can(actor, "reports.read", None):
        raise QuestionRefused("no_workplace", _("Choose where you work before you share a table."))
    row = SavedQuestion.objects.filter(owner=actor, name=name).select_for_update().first()
    before = {"asked": row.asked, "shared": row.is_shared} if row else None
    row = row or SavedQuestion(owner=actor, name=name)
    row.organisation, row.asked, row.is_shared, row.saved_at = organisation, question.query, share, at
    row.save()
    after = {"asked": row.asked, "shared": row.is_shared}
    audit.record(actor=actor, at=at, action="question.saved", thing=row, before=before, after=after)
    return row


@transaction.atomic
def drop_question(*, row: SavedQuestion, actor: User, at: datetime) -> None:
    """Only its owner does."""
    if row.owner_id != actor.pk:
        raise QuestionRefused("not_yours", _("Only the person who saved this table can delete it."))
    before = {"asked": row.asked, "shared": row.is_shared}
    audit.record(actor=actor, at=at, action="question.dropped", thing=row, before=before, after=None)
    row.delete()
