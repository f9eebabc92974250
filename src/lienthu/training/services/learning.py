"""Quiz and evaluation: questions kept, tries marked, opinions put down without a name."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.training.errors import TrainingRefused
from lienthu.training.models import Course, Evaluation, Participant, Question, Try
from lienthu.training.rules.passing import Asked, marked
from lienthu.training.services.courses import OPEN, held

MOST_QUESTIONS = 200


@transaction.atomic
def add_question(
    *, course: Course, text: str, choices: Sequence[str], answer: int, marks: int, actor: User | None, at: datetime
) -> Question:
    """Raises TrainingRefused for fewer than two choices, and once somebody has tried the quiz."""
    row = held(course, *OPEN)
    if row.questions.count() >= MOST_QUESTIONS:
        raise TrainingRefused("too_many", _("A quiz has at most %(most)d questions.") % {"most": MOST_QUESTIONS})
    made = _asked(Question(course=row), text, choices, answer, marks)
    after = {"question": made.text}
    audit.record(actor=actor, at=at, action="course.question_added", thing=row, before=None, after=after)
    return made


@transaction.atomic
def change_question(
    *, question: Question, text: str, choices: Sequence[str], answer: int, marks: int, actor: User | None, at: datetime
) -> Question:
    """Other words, choices or marks. Raises TrainingRefused as `add_question` does."""
    row = held(question.course, *OPEN)
    kept = row.questions.get(pk=question.pk)
    before = _said(kept)
    _asked(kept, text, choices, answer, marks)
    if before != _said(kept):
        after = _said(kept)
        audit.record(actor=actor, at=at, action="course.question_changed", thing=row, before=before, after=after)
    return kept


def _said(row: Question) -> dict[str, object]:
    return {"question": row.text, "choices": list(row.choices), "answer": row.answer, "marks": row.marks}


def _asked(row: Question, text: str, choices: Sequence[str], answer: int, marks: int) -> Question:
    _demand_untried(row.course)
    texts = [each.strip() for each in choices if each.strip()]
    if len(texts) < 2 or len(set(texts)) < len(texts):
        raise TrainingRefused("choices", _("Write at least two choices, each another."), field="choices")
    if not 0 <= answer < len(texts):
        raise TrainingRefused("answer", _("Say which of the choices is right."), field="answer")
    row.text, row.choices, row.answer, row.marks = text.strip(), texts, answer, marks
    row.save()
    return row


@transaction.atomic
def remove_question(*, question: Question, actor: User | None, at: datetime) -> None:
    row = held(question.course, *OPEN)
    _demand_untried(row)
    before = {"question": question.text}
    question.delete()
    audit.record(actor=actor, at=at, action="course.question_removed", thing=row, before=before, after=None)


def _demand_untried(course: Course) -> None:
    if Try.objects.filter(participant__course=course).exists():
        raise TrainingRefused("tried", _("Somebody has done the quiz already: its questions stay as they are."))


@transaction.atomic
def hand_in(*, participant: Participant, answers: Mapping[int, int], at: datetime) -> Try:
    """One go at the quiz, marked at once. Raises TrainingRefused when all tries are used up."""
    course = held(participant.course, Course.State.OPEN)
    used = participant.tries.count()
    if used >= course.tries:
        raise TrainingRefused("no_more", _("You have used up your tries."))
    questions = [Asked(row.pk, row.answer, row.marks) for row in course.questions.all()]
    if not questions:
        raise TrainingRefused("no_quiz", _("This course has no quiz."))
    marks, out_of = marked(questions, answers)
    return Try.objects.create(
        participant=participant, number=used + 1, answers={str(key): value for key, value in answers.items()},
        marks=marks, out_of=out_of, at=at,
    )  # fmt: skip


@transaction.atomic
def evaluate(*, participant: Participant, points: Mapping[str, int], remark: str) -> None:
    """What a participant thinks, kept apart from who it is. Raises TrainingRefused the second time.

    No time, no audit entry and no key in the order of arrival: nothing ties the opinion to the person.
    """
    course = Course.objects.get(pk=participant.course_id)
    if course.state not in (Course.State.OPEN, Course.State.CLOSED):
        raise TrainingRefused("state", _("This course cannot be evaluated now."))
    said = {each: points[each] for each in Evaluation.About.values if points.get(each) in range(1, 6)}
    if not said:
        raise TrainingRefused("nothing", _("Say what you think of at least one thing."))
    if not Participant.objects.filter(pk=participant.pk, evaluated=False).update(evaluated=True):
        raise TrainingRefused("twice", _("You have evaluated this course already. Thank you."))
    Evaluation.objects.create(course=course, points=said, remark=remark.strip()[:2000], order=uuid.uuid4())
