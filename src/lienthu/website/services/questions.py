"""Questions to the librarian: asked by anybody, answered by the site's editors, published if the asker agreed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.notices import services as notices
from lienthu.website import rules
from lienthu.website.errors import WebsiteRefused
from lienthu.website.kinds import ANSWERED
from lienthu.website.models import PublicSite, Question

State = Question.State
KEPT: Final = timedelta(days=365)  # then name and contact of who asked are forgotten
MOST_WAITING: Final = 500  # of a site: a flood fills no disk
MOST_AN_HOUR: Final = 40


@transaction.atomic
def ask(
    *,
    site: PublicSite,
    text: str,
    name: str,
    contact: str,
    may_publish: bool,
    seconds: float,
    trap: str,
    at: datetime,
) -> Question | None:
    """Keep a reader's question; None, without a word, for what a program sent. Raises WebsiteRefused in a flood."""
    if rules.is_spam(seconds=seconds, trap=trap, text=text, name=name):
        return None
    asked = Question.objects.filter(site=site)
    if (
        asked.filter(state=State.WAITING).count() >= MOST_WAITING
        or asked.filter(asked_at__gt=at - timedelta(hours=1)).count() >= MOST_AN_HOUR
    ):
        raise WebsiteRefused(
            "too_many", _("Too many questions came in at once. Come back in an hour, or telephone the library.")
        )
    if asked.filter(text=text.strip(), asked_at__gt=at - timedelta(days=1)).exists():
        return None  # sent twice
    return Question.objects.create(
        site=site,
        asked_at=at,
        name=name.strip(),
        contact=contact.strip(),
        text=text.strip(),
        may_publish=may_publish,
    )


@transaction.atomic
def answer(*, question: Question, text: str, publish: bool, actor: User, at: datetime) -> Question:
    """Write the answer down, and let everybody read both where the asker agreed. Raises WebsiteRefused otherwise.

    Who left an e-mail is written to, once: an answer that is changed before the letter leaves goes in its new words.
    """
    if not text.strip():
        raise WebsiteRefused("no_answer", _("Write the answer."), field="answer")
    if publish and not question.may_publish:
        message = _("Who asked did not agree that others read this. Answer them by telephone or e-mail.")
        raise WebsiteRefused("not_agreed", message, field="is_public")
    row = Question.objects.select_for_update().get(pk=question.pk)
    before = {"state": row.state, "is_public": row.is_public}
    row.answer, row.state, row.is_public = text.strip(), State.ANSWERED, publish
    row.answered_at, row.answered_by = at, actor
    row.save()
    after = {"state": row.state, "is_public": publish}
    audit.record(actor=actor, at=at, action="question.answered", thing=row, before=before, after=after)
    _tell(row, actor, at)
    return row


def email_of(question: Question) -> str:
    """The e-mail that the asker left, or ""."""
    try:
        validate_email(question.contact)
    except ValidationError:
        return ""
    return question.contact


def _tell(row: Question, actor: User, at: datetime) -> None:
    notices.withdraw(kind=ANSWERED, about=[row.pk], at=at)
    if email := email_of(row):
        person = notices.Person(name=row.name, position="", organisation="bạn đọc", email=email, address="")
        facts = {"question": row.text, "answer": row.answer}
        notices.queue_to(
            kind=ANSWERED, key=str(row.pk), about=row.pk, person=person, library=row.site.organisation, facts=facts,
            actor=actor, at=at,
        )  # fmt: skip


def still_answered(keys: Collection[str]) -> set[str]:
    """Of the letters with these keys, those whose question is answered still."""
    rows = Question.objects.filter(pk__in=[int(key) for key in keys], state=State.ANSWERED)
    return {str(number) for number in rows.values_list("pk", flat=True)}


@transaction.atomic
def set_aside(*, question: Question, actor: User, at: datetime) -> Question:
    """Take it out of the queue, and off the site."""
    row = Question.objects.select_for_update().get(pk=question.pk)
    before = {"state": row.state, "is_public": row.is_public}
    row.state, row.is_public = State.SET_ASIDE, False
    row.save()
    notices.withdraw(kind=ANSWERED, about=[row.pk], at=at)
    after = {"state": row.state, "is_public": False}
    audit.record(actor=actor, at=at, action="question.set_aside", thing=row, before=before, after=after)
    return row


def forget(*, at: datetime) -> int:
    """Forget who asked, a year after; returns of how many questions."""
    old = Question.objects.filter(asked_at__lt=at - KEPT).exclude(name="", contact="")
    return old.update(name="", contact="")
