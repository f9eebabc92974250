"""What was learnt and thought of it: quiz and evaluation. Certificates are those of every room (common)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.training.models.courses import Course
from lienthu.training.models.people import Participant


class Question(models.Model):
    """A question of a course's quiz; one of its choices is right."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=500)
    choices = models.JSONField(_("choices"), default=list)  # texts
    answer = models.PositiveSmallIntegerField(_("the right one"))  # its place in `choices`, from 0
    marks = models.PositiveSmallIntegerField(
        pgettext_lazy("quiz", "marks"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        ordering = ("course_id", "id")

    def __str__(self) -> str:
        return self.text


class Try(models.Model):
    """One go at the quiz, with what it was worth when it was handed in."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)  # question → the chosen place
    marks = models.PositiveIntegerField()
    out_of = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("participant_id", "number")
        constraints = (
            models.UniqueConstraint(fields=("participant", "number"), name="a_try_has_its_number"),
            models.CheckConstraint(condition=Q(marks__lte=F("out_of")), name="marks_are_within_what_there_is"),
        )

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.marks}/{self.out_of}"


class Evaluation(models.Model):
    """What one participant thinks of the course. Nothing here says who, nor when: it is asked without names."""

    class About(models.TextChoices):
        CONTENT = "content", _("What was taught")
        LECTURERS = "lecturers", _("How it was taught")
        MATERIALS = "materials", _("Materials")
        ORGANISATION = "organisation", _("Organisation, rooms, times")
        USE = "use", _("Use for daily work")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="evaluations")
    points = models.JSONField(default=dict)  # About → 1 (poor) to 5 (very good)
    remark = models.TextField(blank=True, max_length=2000)
    order = models.UUIDField(unique=True)  # by chance: not even the order in which they came is kept on a page

    class Meta:
        ordering = ("course_id", "order")

    def __str__(self) -> str:
        return str(self.course_id)
