"""Courses: the plan, its sessions and lecturers, who may send how many people, what is handed out."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "training.read") -> Self:
        """Courses of the organisers over which the user may do the action; nobody's for a stranger."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, action, timezone.localdate())
        return self if reached is None else self.filter(organiser__in=reached)

    def announced(self) -> Self:
        """What the public may read of: registration is open, and the course is not over."""
        return self.filter(state=Course.State.OPEN, public=True)


class Course(models.Model):
    """A training course by its plan (Kế hoạch số 164/KH-TV). The ledger's entries carry its key once it is closed."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("course", "being planned")
        OPEN = "open", pgettext_lazy("course", "open")
        CLOSED = "closed", pgettext_lazy("course", "closed, counted")
        CANCELLED = "cancelled", pgettext_lazy("course", "called off")

    organiser = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("name of the course"), max_length=200)
    plan_number = models.CharField(_("number of the plan"), max_length=40, blank=True)  # "164/KH-TV"
    planned_on = models.DateField(_("day of the plan"))
    purpose = models.TextField(_("purpose"), blank=True, max_length=4000)
    grounds = models.TextField(_("legal grounds"), blank=True, max_length=4000)  # one a line, as the plan cites them
    costs = models.TextField(_("costs"), blank=True, max_length=2000)
    signer = models.CharField(_("who signs the plan"), max_length=120, blank=True)
    signer_position = models.CharField(_("position"), max_length=120, blank=True)
    register_until = models.DateField(_("registration until"), null=True)
    public = models.BooleanField(_("shown on the public page"), default=True)
    sessions_needed = models.PositiveSmallIntegerField(
        _("sessions for a certificate, in percent"), default=80, validators=[MaxValueValidator(100)]
    )
    marks_needed = models.PositiveSmallIntegerField(
        _("marks for a certificate, in percent"), default=0, validators=[MaxValueValidator(100)]
    )
    tries = models.PositiveSmallIntegerField(_("tries at the quiz"), default=2)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    reason = models.CharField(_("reason"), max_length=200, blank=True)  # why it was called off
    closed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ("-planned_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="a_closed_course_says_when",
            ),
        )
        indexes = (models.Index(fields=("organiser", "-planned_on"), name="courses_of_an_organiser"),)

    def __str__(self) -> str:
        return self.name

    @property
    def audit_organisation_id(self) -> int:
        return self.organiser_id

    @property
    def is_open(self) -> bool:
        """Whether people may still come to it: it is planned or running."""
        return self.state in (self.State.DRAFT, self.State.OPEN)


class Lecturer(models.Model):
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="lecturers")
    name = models.CharField(pgettext_lazy("person", "full name"), max_length=120)
    position = models.CharField(_("position and where from"), max_length=200, blank=True)

    class Meta:
        ordering = ("course_id", "id")
        constraints = (models.UniqueConstraint(fields=("course", "name"), name="a_lecturer_is_named_once_a_course"),)

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """A part of a course: on a day, in a room or online, with its topic."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sessions", db_index=False)
    on = models.DateField(_("day"))
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    topic = models.CharField(_("topic"), max_length=300)
    lecturer = models.ForeignKey(Lecturer, on_delete=models.SET_NULL, null=True, related_name="sessions")
    room = models.CharField(_("room"), max_length=200, blank=True)
    online = models.URLField(_("address online"), max_length=300, blank=True)
    code = models.CharField(max_length=6)  # shown on the screen in the room; who types it was there

    class Meta:
        ordering = ("on", "begins", "id")
        constraints = (
            models.CheckConstraint(condition=Q(begins__lt=F("ends")), name="a_session_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(room="", online=""), name="a_session_is_somewhere"),
        )
        indexes = (models.Index(fields=("course", "on", "begins"), name="sessions_of_a_course"),)

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.begins:%H:%M} · {self.topic}"


class Quota(models.Model):
    """How many people a unit may send. The unit is an organisation of the hub, or a name ("12 xã"); whoever registers
    for it comes by a signed address or by the account of its staff."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="quotas", db_index=False)
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.CharField(_("unit"), max_length=200)  # as it is called on the plan
    places = models.PositiveSmallIntegerField(pgettext_lazy("of a unit", "places"))
    key = models.CharField(max_length=24, unique=True)

    class Meta:
        ordering = ("course_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("course", "unit"), name="a_unit_has_its_places_once_a_course"),
            models.UniqueConstraint(
                fields=("course", "library"), condition=Q(library__isnull=False), name="a_library_has_its_places_once"
            ),
        )

    def __str__(self) -> str:
        return self.unit


class Material(models.Model):
    """A file that is handed out, kept below the uploads."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=200)
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200, unique=True)
    media_type = models.CharField(max_length=100)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("course_id", "id")

    def __str__(self) -> str:
        return self.title
