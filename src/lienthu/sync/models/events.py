"""What devices did: events as they came, the one outcome of each, and what a person is asked."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.sync.models.devices import Device


class DeviceEvent(models.Model):
    """One act at a device, as it came. Append only: what became of it stands in its Outcome.

    `raw` is the event as the device wrote it (docs/offline-protocol.md, section 5); the columns repeat what is asked
    for. `happened_at` is its time by the hub's clock, `clock` why that cannot be told ("" when it can).
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    uuid = models.UUIDField()
    kind = models.CharField(max_length=40)
    raw = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of `raw` with its keys in order
    happened_at = models.DateTimeField(_("when"))
    clock = models.CharField(max_length=10, blank=True)  # rules.FUTURE, EARLY or JUMPED
    received_at = models.DateTimeField(_("received"))
    cut_off = models.BooleanField(default=False)  # the device had been cut off when this came

    class Meta:
        ordering = ("device_id", "seq")
        constraints = (
            models.UniqueConstraint(fields=("device", "seq"), name="a_number_is_given_once"),
            models.UniqueConstraint(fields=("device", "uuid"), name="an_event_comes_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"


class Outcome(models.Model):
    """What became of an event: exactly one. Only the answer to its question changes it, and gives it a new cursor."""

    class Kind(models.TextChoices):
        APPLIED = "applied", _("booked")
        QUESTION = "question", _("a person must look at it")
        DROPPED = "dropped", _("not booked, with a reason")

    event = models.OneToOneField(DeviceEvent, on_delete=models.PROTECT, related_name="outcome")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    cursor = models.PositiveIntegerField()
    thing = models.CharField(max_length=60, blank=True)  # "circulation.deskaction": the row that shows it
    thing_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("device_id", "cursor")
        constraints = (models.UniqueConstraint(fields=("device", "cursor"), name="a_cursor_is_given_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class RefusedEvent(models.Model):
    """An event that came under a number or an id that another one has. What was stored first stays as it is."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="refused", db_index=False)
    seq = models.PositiveIntegerField()
    uuid = models.UUIDField()
    raw = models.JSONField()
    digest = models.CharField(max_length=64)
    code = models.CharField(max_length=20)  # other_content, id_used
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("device", "seq", "digest"), name="a_conflict_is_kept_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.seq}"


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions of the libraries where somebody settles them; those that are open."""

    def open(self) -> Self:
        return self.filter(answered_at=None)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, "sync.settle", timezone.localdate())
        return self if reached is None else self.filter(device__library__in=reached)


class Question(models.Model):
    """Something about an event that only a person can say. An event that is a question has one that is open.

    One about an applied event (`booked_against`, `hold_waiting`) asks that somebody look at what was booked.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="questions", db_index=False)
    event = models.ForeignKey(DeviceEvent, on_delete=models.PROTECT, null=True, related_name="questions")
    refused = models.ForeignKey(RefusedEvent, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40)
    words = models.TextField()
    asked_at = models.DateTimeField()
    remedy = models.CharField(max_length=20, blank=True)  # how it was answered: a key of registry.Remedy
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("event",), condition=Q(answered_at=None), name="an_event_has_one_open_question"
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False) | Q(refused__isnull=False), name="a_question_is_about_something"
            ),
        )
        indexes = (
            models.Index(fields=("device", "id"), condition=Q(answered_at=None), name="open_questions_of_a_device"),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def library_id(self) -> int:
        """Whose business it is, for the audit."""
        return self.device.library_id


class NewPerson(models.Model):
    """Who a temporary id of a device is: somebody who was given a card in the field."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", db_index=False)
    uuid = models.UUIDField()
    patron = models.ForeignKey("patrons.Patron", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("device", "uuid"), name="a_temporary_id_is_one_person"),)

    def __str__(self) -> str:
        return str(self.patron)
