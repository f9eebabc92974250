"""Who comes: quotas, delegates and guests, addresses to register by, and what was scanned at the doors."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.conferences.models.planning import Conference
from lienthu.federation.models import Organisation


class Quota(models.Model):
    """How many delegates a member may send."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="quotas")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField(_("places"))

    class Meta:
        ordering = ("conference_id", "organisation_id")
        constraints = (models.UniqueConstraint(fields=("conference", "organisation"), name="one_quota_a_member"),)

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.places}"


class Delegate(models.Model):
    """One person: of a member, or a guest with title and body. `code` is what their badge says to a scanner."""

    class Role(models.TextChoices):
        DELEGATE = "delegate", pgettext_lazy("at a conference", "delegate")
        GUEST = "guest", pgettext_lazy("at a conference", "guest")
        ORGANISER = "organiser", pgettext_lazy("at a conference", "organising committee")

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="delegates")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    role = models.CharField(
        pgettext_lazy("of a person", "comes as"), max_length=10, choices=Role.choices, default=Role.DELEGATE
    )
    name = models.CharField(pgettext_lazy("of a person", "full name"), max_length=120)
    address = models.CharField(pgettext_lazy("of a person", "form of address"), max_length=40, blank=True)  # "Ông"
    title = models.CharField(pgettext_lazy("of a person", "position"), max_length=150, blank=True)
    body = models.CharField(pgettext_lazy("of a guest", "body"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    on_presidium = models.BooleanField(_("sits on the presidium"), default=False)
    arrives = models.CharField(_("arrival"), max_length=120, blank=True)  # in words: "chiều 14/11, ô tô của thư viện"
    nights = models.PositiveSmallIntegerField(_("nights of lodging"), default=0)
    wishes = models.CharField(_("wishes"), max_length=300, blank=True)
    code = models.CharField(max_length=24, unique=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True)
    arrived_by = models.CharField(_("door"), max_length=60, blank=True)
    row = models.PositiveSmallIntegerField(pgettext_lazy("of seats", "row"), null=True, blank=True)
    seat = models.PositiveSmallIntegerField(_("seat"), null=True, blank=True)
    seat_kept = models.BooleanField(default=False)  # set by a person: a new proposal leaves it

    class Meta:
        ordering = ("conference_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(role="guest"), name="only_a_guest_is_of_no_member"
            ),
            models.CheckConstraint(
                condition=Q(row=None, seat=None) | Q(row__gte=1, seat__gte=1), name="a_seat_has_row_and_number"
            ),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | Q(row=None), name="who_stays_away_has_no_seat"),
            models.UniqueConstraint(fields=("conference", "row", "seat"), name="one_person_a_seat"),
        )
        indexes = (models.Index(fields=("conference", "organisation"), name="delegates_of_a_member"),)

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """ "Ông Phạm Quốc Hùng"."""
        return " ".join(part for part in (self.address, self.name) if part)

    @property
    def audit_organisation_id(self) -> int:
        return self.organisation_id or self.conference.host_id


class MemberLink(models.Model):
    """A signed address by which one member registers its delegates and hands in its papers, without an account."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)  # handed in: it only shows from then on
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("conference", "organisation"), condition=Q(revoked_at=None), name="one_address_a_member"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def audit_organisation_id(self) -> int:
        return self.organisation_id


class Tap(models.Model):
    """One scan or press at a door, told once by the device that made it. None goes; the person is counted once."""

    class Outcome(models.TextChoices):
        COUNTED = "counted", pgettext_lazy("at a door", "counted")
        AGAIN = "again", _("came in before")
        UNKNOWN = "unknown", _("unknown badge")
        WITHDRAWN = "withdrawn", _("had withdrawn")
        UNDONE = "undone", pgettext_lazy("at a door", "taken back")

    key = models.CharField(max_length=40, unique=True)  # the device's own, so that what is sent twice is told once
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="taps")
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, null=True, related_name="taps")
    code = models.CharField(max_length=80)
    door = models.CharField(_("door"), max_length=60, blank=True)
    tapped_at = models.DateTimeField()
    received_at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"
