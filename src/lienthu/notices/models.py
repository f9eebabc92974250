"""The tables of notices: what was queued, the letters it goes in, and what a library lays down. Facts of one row only.

A Notice is one thing to tell; a Letter is one delivery, of one or several notices. The unique key of the first and the
lease of the second are what "never twice" rests on (`services.sending` says exactly what holds when).
"""

import uuid
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
from lienthu.patrons.models import Patron

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]


class Channel(models.TextChoices):
    """The ways in which a letter goes."""

    EMAIL = "email", _("email")
    SMS = "sms", _("message to the phone")
    PRINT = "print", pgettext_lazy("channel", "on paper")


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters to the readers of libraries that somebody may see."""

    def visible_to(self, user: User | AnonymousUser, action: str = "patrons.read") -> Self:
        """Letters of the libraries over which the user may do the action; nobody's for a stranger."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, action, timezone.localdate())
        return self if reached is None else self.filter(library__in=reached)


class Printing(models.Model):
    """Letters that were put on paper together, so that a jam in the printer loses none."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%d/%m/%Y %H:%M}"


class Correspondent(models.Model):
    """Who is written to and is no reader, as they were known when it was noted: the custodian of a deposit site.

    `organisation` is where they are to be found, and the one that is addressed where nobody's name is known.
    """

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    position = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=255)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("library", "name", "position", "organisation", "email", "address"),
                name="a_correspondent_is_known_once",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.organisation


class Letter(models.Model):
    """One delivery to one reader, or to one correspondent.

    Its text is written when it is handed over, from the notices that still hold then.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("letter", "waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", pgettext_lazy("letter", "sent")
        TO_PRINT = "to_print", _("to be printed")
        PRINTED = "printed", _("printed")
        UNSURE = "unsure", _("perhaps sent")
        GIVEN_UP = "given_up", _("could not be sent")
        CANCELLED = "cancelled", pgettext_lazy("letter", "cancelled")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    patron = models.ForeignKey("patrons.Patron", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, null=True, related_name="letters")
    kind = models.CharField(_("kind of notice"), max_length=40)
    channel = models.CharField(_("way"), max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="vi")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    made_at = models.DateTimeField()
    to = models.CharField(max_length=254, blank=True)  # address or number that it was handed over for
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    # The Message-ID of the mail and the reference that a gateway is given: the same at every try.
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_before = models.PositiveSmallIntegerField(default=0)  # those before a person had it sent again
    next_at = models.DateTimeField(null=True)  # not before; None unless it waits
    lease_until = models.DateTimeField(null=True)  # while it is being sent
    problem = models.CharField(max_length=300, blank=True)  # what the last try met
    answer = models.CharField(max_length=120, blank=True)  # what the gateway calls it
    ended_at = models.DateTimeField(null=True)  # sent, printed or cancelled
    printing = models.ForeignKey(Printing, on_delete=models.PROTECT, null=True, related_name="letters")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False) | (~Q(state="sending") & Q(lease_until=None)),
                name="a_letter_has_a_lease_while_it_is_sent",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False) | (~Q(state="waiting") & Q(next_at=None)),
                name="a_letter_that_waits_knows_till_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("sent", "printed", "cancelled"), ended_at__isnull=False)
                | (~Q(state__in=("sent", "printed", "cancelled")) & Q(ended_at=None)),
                name="a_letter_ends_once_it_is_out_or_off",
            ),
            models.CheckConstraint(condition=Q(patron=None) | Q(correspondent=None), name="a_letter_goes_to_one"),
        )
        # The partial ones stay as small as what waits now. Their conditions name no state: SQLite cannot tell that a
        # bound parameter is the state that an index is for, and would read the whole table at every look.
        indexes = (
            models.Index(fields=("next_at",), condition=Q(next_at__isnull=False), name="letters_to_send"),
            models.Index(fields=("lease_until",), condition=Q(lease_until__isnull=False), name="letters_being_sent"),
            models.Index(fields=("library", "state"), name="letters_of_a_library_by_state"),
            models.Index(fields=("library", "-id"), name="letters_of_a_library"),
            models.Index(fields=("patron", "-id"), name="letters_to_a_patron"),
        )

    def __str__(self) -> str:
        return self.subject or f"{self.kind} {self.pk}"

    @property
    def addressee(self) -> Patron | Correspondent | None:
        """Whom it goes to; None once their data were deleted."""
        return self.correspondent or self.patron


class Notice(models.Model):
    """One thing that a reader or a correspondent is to be told, once.

    The key tells it from every other of its kind in the library.
    """

    class Why(models.TextChoices):
        MOOT = "moot", _("it was settled before")
        DECLINED = "declined", _("the reader does not want such notices")
        GONE = "gone", _("the reader is no longer with the library")
        OFF = "off", _("the library does not send such notices")
        NO_WAY = "no_way", _("there is no way to reach the reader")
        BY_HAND = "by_hand", _("laid aside by hand")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    patron = models.ForeignKey("patrons.Patron", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, null=True, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    about = models.BigIntegerField(null=True)  # key of the loan, hold … in the room whose kind it is
    facts = models.JSONField(default=dict)
    queued_at = models.DateTimeField()
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="notices")
    cancelled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)  # why it was not told

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("library", "kind", "key"), name="a_notice_is_queued_once"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, why="") | (Q(cancelled_at__isnull=False) & ~Q(why="")),
                name="a_cancelled_notice_says_why",
            ),
            models.CheckConstraint(condition=Q(patron=None) | Q(correspondent=None), name="a_notice_is_for_one"),
        )
        indexes = (
            models.Index(
                fields=("queued_at",), condition=Q(letter=None, cancelled_at=None), name="notices_without_a_letter"
            ),
            models.Index(fields=("kind", "about"), name="notices_about_a_thing"),
            models.Index(fields=("patron", "-id"), name="notices_to_a_patron"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Declined(models.Model):
    """A reader does not want notices of this kind."""

    patron = models.ForeignKey("patrons.Patron", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("patron", "kind"), name="a_kind_is_declined_once"),)

    def __str__(self) -> str:
        return f"{self.patron_id} {self.kind}"


class Terms(models.Model):
    """How a library writes to its readers; what is empty is inherited from above, and built in at the top."""

    organisation = models.OneToOneField("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    email = models.BooleanField(_("by email to those who agreed"), null=True, blank=True)
    sms = models.BooleanField(_("by message to the phone to those who agreed"), null=True, blank=True)
    paper = models.BooleanField(_("on paper to all others"), null=True, blank=True)
    without_marks = models.BooleanField(_("messages to phones without Vietnamese marks"), null=True, blank=True)
    language = models.CharField(_("language of the notices"), max_length=5, choices=LANGUAGES, blank=True)
    reply_to = models.EmailField(_("answers go to"), blank=True)
    signature = models.TextField(_("closing lines"), max_length=600, blank=True)

    def __str__(self) -> str:
        return str(self.organisation_id)


class KindTerms(models.Model):
    """Whether a library sends a kind of notice, on which days, and on paper too; what is empty is inherited."""

    organisation = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    on = models.BooleanField(_("such notices are sent"), null=True, blank=True)
    paper = models.BooleanField(_("also on paper"), null=True, blank=True)
    days = models.CharField(_("days"), max_length=60, blank=True)  # "3,14,30", ascending

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "kind"), name="a_kind_has_terms_once"),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind}"


class Wording(models.Model):
    """A library's own text of a kind in a language, for itself and everything below that has none."""

    organisation = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=5, choices=LANGUAGES)
    subject = models.CharField(_("subject of the letter"), max_length=150)
    line = models.CharField(_("line for each thing"), max_length=300)
    body = models.TextField(_("text of the letter"), max_length=6000)
    short = models.CharField(_("message to the phone, in short"), max_length=500)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "kind", "language"), name="a_wording_is_one_in_its_place"),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.language}"


class Urging(models.Model):
    """A letter to somebody with an account about what is due, kept by the room whose thing it is.

    `occasion`: "before:7", "late:1", "by hand 2027-06-01" (common.reminding). The room adds the key of its thing, and
    that nobody is written to twice about it on an occasion.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("letter", "waiting")
        SENT = "sent", pgettext_lazy("letter", "sent")
        UNSURE = "unsure", _("perhaps sent")
        FAILED = "failed", _("could not be sent")

    occasion = models.CharField(max_length=40)
    to = models.EmailField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ("-id",)
