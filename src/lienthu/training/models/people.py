"""People: the staff of a library as training knows it, who takes part in a course, and when they were there."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.training.models.courses import Course, Quota, Session


class StaffQuerySet(models.QuerySet["StaffMember"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "training.read") -> Self:
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, action, timezone.localdate())
        return self if reached is None else self.filter(library__in=reached)

    def serving(self) -> Self:
        return self.filter(left_on=None)


class StaffMember(models.Model):
    """Somebody who works for a library, or for a unit that is none (a commune's office); with or without an account."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.CharField(_("unit"), max_length=200, blank=True)  # where there is no library in the hub
    full_name = models.CharField(pgettext_lazy("person", "full name"), max_length=120)
    named = models.CharField(max_length=120)  # lib.vietnamese.marked: the name as it is compared
    sort_key = models.BinaryField(max_length=600)  # lib.vietnamese.name_sort_key: by given name
    position = models.CharField(_("position"), max_length=120, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="training_record"
    )
    left_on = models.DateField(_("left on"), null=True)  # first day no longer

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(library__isnull=False) | ~Q(unit=""), name="a_staff_member_is_from_somewhere"
            ),
        )
        indexes = (models.Index(fields=("library", "named"), name="staff_of_a_library_by_name"),)

    def __str__(self) -> str:
        return self.full_name


class Participant(models.Model):
    """Somebody whom a unit sends to a course, with a code of their own for the door and for their page."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="participants", db_index=False)
    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="courses")
    key = models.CharField(max_length=24, unique=True)  # of the address of their page
    code = models.CharField(max_length=12, unique=True)  # in the QR symbol that is scanned at the door
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=120, blank=True)  # who did it without an account
    withdrawn_at = models.DateTimeField(null=True)
    evaluated = models.BooleanField(default=False)  # that they said what they think, not what

    class Meta:
        ordering = ("course_id", "person__sort_key", "id")
        constraints = (
            models.UniqueConstraint(fields=("course", "person"), name="a_person_takes_part_once_in_a_course"),
        )

    def __str__(self) -> str:
        return str(self.person)


class Attendance(models.Model):
    """A participant was at a session, and how that is known."""

    class Means(models.TextChoices):
        SCANNED = "scanned", _("own code scanned at the door")
        TYPED = "typed", _("code of the session typed")
        SHEET = "sheet", _("signed on the paper sheet")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="attendances")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    means = models.CharField(max_length=10, choices=Means.choices)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("session_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("participant", "session"), name="somebody_is_at_a_session_once"),
        )

    def __str__(self) -> str:
        return f"{self.participant_id} @ {self.session_id}"
