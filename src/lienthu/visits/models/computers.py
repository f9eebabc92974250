"""Public computers, who waits for one, and who sat at which."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.ledger.models import AgeBand


def new_key() -> str:
    """The secret in the address of a kiosk."""
    return secrets.token_urlsafe(18)


class Computer(models.Model):
    """A public computer. Whoever has its key is that computer: the key can be changed."""

    class State(models.TextChoices):
        IN_SERVICE = "in_service", pgettext_lazy("computer", "in service")
        OUT_OF_ORDER = "out_of_order", _("out of order")
        RETIRED = "retired", _("no longer there")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name of the computer"), max_length=40)
    key = models.CharField(max_length=40, unique=True, default=new_key)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.IN_SERVICE)
    for_children = models.BooleanField(_("for children first: a filter is set up on it"), default=False)
    seen_at = models.DateTimeField(null=True)  # when its kiosk page last asked, to the minute
    failures = models.PositiveSmallIntegerField(default=0)  # wrong cards, PINs and tickets one after the other
    locked_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("library", "name"), name="a_computer_is_named_once_in_a_library"),
        )

    def __str__(self) -> str:
        return self.name


class Ticket(models.Model):
    """A turn at a computer: in the queue as soon as one is free, or reserved from a time on.

    Good for its day. The number is what a guest types at the computer.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        USED = "used", _("used")
        CANCELLED = "cancelled", _("cancelled")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    day = models.DateField()
    number = models.CharField(_("ticket"), max_length=6)
    patron = models.ForeignKey("patrons.Patron", on_delete=models.SET_NULL, null=True, related_name="+")
    age_band = models.CharField(_("age band"), max_length=10, blank=True, choices=AgeBand.choices)
    category = models.CharField(max_length=30, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True)  # None: as the library's rule has it
    computer = models.ForeignKey(Computer, on_delete=models.PROTECT, null=True, related_name="tickets")
    from_at = models.DateTimeField(_("reserved from"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("library", "day", "number"), name="a_ticket_number_is_one_on_a_day"),
            models.UniqueConstraint(
                fields=("library", "day", "patron"), condition=Q(state="waiting"), name="a_patron_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(from_at=None) | Q(computer__isnull=False), name="a_time_is_reserved_at_a_computer"
            ),
        )
        indexes = (models.Index(fields=("library", "day", "state"), name="tickets_of_a_day"),)

    def __str__(self) -> str:
        return self.number


class ComputerSession(models.Model):
    """Somebody at a computer. The patron is forgotten the day after; the minutes stay."""

    class End(models.TextChoices):
        OPEN = "", _("going on")
        TIME = "time", _("time was up")
        VISITOR = "visitor", _("ended by the visitor")
        DESK = "desk", _("stopped at the desk")
        CANCELLED = "cancelled", _("started by mistake")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    computer = models.ForeignKey(Computer, on_delete=models.PROTECT, related_name="sessions", db_index=False)
    patron = models.ForeignKey("patrons.Patron", on_delete=models.SET_NULL, null=True, related_name="+")
    age_band = models.CharField(_("age band"), max_length=10, blank=True, choices=AgeBand.choices)
    category = models.CharField(max_length=30, blank=True)
    started_at = models.DateTimeField(_("started"))
    started_by = models.ForeignKey(  # None: at the computer itself
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ends_at = models.DateTimeField(_("ends"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    end = models.CharField(_("how it ended"), max_length=10, choices=End.choices, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)  # used, begun ones counted; 0 while it goes on

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("computer",), condition=Q(ended_at=None), name="one_open_session_at_a_computer"
            ),
            models.UniqueConstraint(
                fields=("patron",), condition=Q(ended_at=None), name="a_patron_sits_at_one_computer"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="", minutes=0) | (Q(ended_at__gte=F("started_at")) & ~Q(end="")),
                name="a_session_is_open_until_it_ends",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="a_session_has_time"),
        )
        indexes = (
            models.Index(fields=("computer", "-id"), name="sessions_of_a_computer"),
            models.Index(fields=("library", "started_at"), name="sessions_of_a_library"),
        )

    def __str__(self) -> str:
        return f"session {self.pk}"
