"""Devices that work without a network, how they were let in, and what they took along."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach


class DeviceQuerySet(models.QuerySet["Device"]):
    """Devices of the libraries that somebody answers for, and their own."""

    def in_use(self) -> Self:
        return self.filter(cut_off_at=None)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Their own devices, and those of the libraries where they settle what devices bring."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, "sync.settle", timezone.localdate())
        if reached is None:
            return self
        return self.filter(models.Q(library__in=reached) | models.Q(person=user))


class Device(models.Model):
    """A phone, tablet or laptop with a key of its own. What it sends is booked under its person, at its place.

    The counters are kept under lock of this row: `stored_to` is the highest number up to which its log is here without
    a gap, `folded_to` the highest that was folded, `cursor` the number of its last outcome. Both times follow the log:
    an act is never earlier than the one before it.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(_("name of the device"), max_length=80)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    key_x = models.CharField(max_length=43)  # the public key, as its JWK has it
    key_y = models.CharField(max_length=43)
    enrolled_at = models.DateTimeField(_("enrolled"))
    cut_off_at = models.DateTimeField(_("cut off"), null=True)
    cut_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cut_off_reason = models.CharField(_("reason"), max_length=200, blank=True)
    last_seen_at = models.DateTimeField(_("last seen"), null=True)
    skew_ms = models.BigIntegerField(null=True)  # the hub's time minus the device's clock, as last measured
    last_seq = models.PositiveIntegerField(default=0)  # the highest number of its log, as it last said
    stored_to = models.PositiveIntegerField(default=0)
    folded_to = models.PositiveIntegerField(default=0)
    folded_at = models.DateTimeField(null=True)  # the time of the last act that was folded
    cursor = models.PositiveIntegerField(default=0)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ("cut_off_at", "name", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(folded_to__lte=models.F("stored_to")), name="what_is_folded_was_stored"
            ),
            models.UniqueConstraint(fields=("key_x", "key_y"), name="a_key_is_one_devices_own"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def waiting(self) -> int:
        """Events that are here and not folded yet."""
        return self.stored_to - self.folded_to

    @property
    def not_sent(self) -> int:
        """Events that the device still has, as it last said."""
        return max(0, self.last_seq - self.stored_to)


class Enrolment(models.Model):
    """A QR address by which one device may be let in, once and for some minutes. Of the token only its digest stays."""

    token_digest = models.CharField(max_length=64, unique=True)  # SHA-256, hexadecimal
    name = models.CharField(_("name of the device"), max_length=80)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    device = models.OneToOneField(Device, on_delete=models.PROTECT, null=True, related_name="enrolment")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class Bundle(models.Model):
    """What a device took along: of which site, set or trip, when, and how much."""

    id = models.UUIDField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="bundles")
    scope = models.CharField(max_length=20)  # "site", or a kind that a room above registered
    scope_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    trip = models.BigIntegerField(default=0)
    first_made_at = models.DateTimeField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    copies = models.PositiveIntegerField(default=0)
    patrons = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name
