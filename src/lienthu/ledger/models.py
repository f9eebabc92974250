"""The tables of the ledger. Numbers of organisations and sites are kept as numbers; 0 stands for none."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What happened. Which of them make up an indicator is said in data, not here. Sources: ISO 2789, TCVN 12843."""

    CHECK_OUT = "check_out", _("check-out")
    RENEWAL = "renewal", _("renewal")
    CHECK_IN = "check_in", _("check-in")
    IN_HOUSE_USE = "in_house_use", _("use in the house")
    HOLD_PLACED = "hold_placed", _("hold placed")
    HOLD_FILLED = "hold_filled", _("hold filled by a loan")
    VISIT = "visit", _("visit")
    INTERNET_SESSION = "internet_session", _("computer or internet session")
    CARD_ISSUED = "card_issued", _("card issued")
    CARD_RENEWED = "card_renewed", _("card renewed")
    RECORD_CATALOGUED = "record_catalogued", _("record catalogued")
    COPY_ADDED = "copy_added", _("copy added")
    COPY_WITHDRAWN = "copy_withdrawn", _("copy withdrawn")
    COPY_LOST = "copy_lost", _("copy lost")
    GIFT_RECEIVED = "gift_received", _("gift received, in copies")
    TRANSFER_SENT = "transfer_sent", _("copy sent to another library")
    TRANSFER_RECEIVED = "transfer_received", _("copy received from another library")
    ROTATION_ROUND = "rotation_round", _("set of books placed at a deposit site")
    ROTATION_SENT = "rotation_sent", _("copy sent in rotation")
    ROTATION_RECEIVED = "rotation_received", _("copy received at a deposit site")
    ROTATION_RETURNED = "rotation_returned", _("copy back from rotation")
    TRIP = "trip", _("trip of the mobile library")
    STOP_SERVED = "stop_served", _("stop served by the mobile library")
    GIFT_GIVEN = "gift_given", _("gift given, in copies")
    EXHIBITION = "exhibition", _("exhibition or display of books")
    NEWS_ITEM = "news_item", _("news item published")
    COURSE = "course", _("training course held")
    COURSE_PARTICIPANT = "course_participant", _("participant in a training course")
    CONTEST = "contest", _("contest held")
    PRIZE = "prize", _("prize won in a contest")
    CONFERENCE = "conference", _("conference held")
    DELEGATE = "delegate", _("delegate at a conference")


class AgeBand(models.TextChoices):
    """A child is under 16 on the day. Source: Luật 91/2025/QH15."""

    ADULT = "adult", _("adult")
    CHILD = "child", _("child")
    NOT_SAID = "", _("not said")


class Channel(models.TextChoices):
    PHYSICAL = "physical", _("on the spot")
    ONLINE = "online", _("online")


class Broad(models.Model):
    """What events and all their sums say."""

    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    owner = models.BigIntegerField(default=0)  # Organisation: whose copy, whose patron for a card
    host = models.BigIntegerField(default=0)  # Organisation: who served
    age_band = models.CharField(_("age band"), max_length=10, blank=True, choices=AgeBand.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.PHYSICAL)

    class Meta:
        abstract = True


class Combined(Broad):
    """All facts but the day."""

    site = models.BigIntegerField(default=0)
    trip = models.BigIntegerField(default=0)
    material = models.CharField(_("kind of material"), max_length=20, blank=True)  # lib.marc Facts.kind

    class Meta:
        abstract = True

    @property
    def on_trip(self) -> bool:
        """Of the mobile library, whichever trip: all that sums of months and years say of it."""
        return self.trip > 0


COMBINED = ("kind", "owner", "host", "site", "trip", "age_band", "material", "channel")
FACTS = ("kind", "booked_on", *COMBINED[1:])
BROAD = ("kind", "month", "host", "owner", "age_band", "channel", "on_trip")
WIDELY_ASKED = ("host", "owner", "site", "material")  # of all places at once: an index of the events answers alone
YEARLY = tuple("year" if name == "month" else name for name in BROAD)
OF_MATERIAL = ("kind", "year", "material", *YEARLY[2:])
MOSTLY = "book"  # the kind of material that most entries are of, which MaterialSum leaves out


class Combination(Combined):
    """Facts that occur together, by a number that is worked out from them (`rules.number`): what a daily sum says
    instead of eight columns. Nothing but its facts is in a row, which is never changed or deleted."""

    id = models.BigAutoField(primary_key=True)  # always given: as it stands SQLite keeps the table in its order
    broad = models.BigIntegerField()  # the number of what months and years say of it

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("kind", "host"), name="combinations_of_a_kind"),
            models.Index(fields=("host",), name="combinations_of_a_host"),
            models.Index(fields=("owner",), name="combinations_of_an_owner"),
            models.Index(fields=("site", "kind"), name="combinations_of_a_site"),
            models.Index(fields=("trip",), name="combinations_of_a_trip", condition=models.Q(trip__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.host} {self.site}"


class Event(Combined):
    """Something that happened, with the facts as of then. Append only: a correction is a counter-event."""

    booked_on = models.DateField(_("booked on"))  # the day it counts for: its own, or the first that was open
    # The number of its facts. Empty only in what was written past the services: rebuilding gives it one.
    combination = models.ForeignKey(
        Combination, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    at = models.DateTimeField(_("when"))
    own_day = models.DateField(_("own day"), null=True)  # only where that was closed, so that it counts later
    recorded_at = models.DateTimeField(_("recorded at"))
    quantity = models.IntegerField(_("quantity"))  # below 0 only in a correction
    thing = models.CharField(max_length=60, blank=True)  # "circulation.loan": what to open as evidence
    thing_id = models.BigIntegerField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, corrects=None) | models.Q(quantity__lt=0, corrects__isnull=False),
                name="only_a_correction_takes_away",
            ),
            models.CheckConstraint(
                condition=models.Q(own_day=None) | models.Q(own_day__lt=models.F("booked_on")),
                name="what_is_late_counts_later",
            ),
        )
        indexes = (
            models.Index(fields=("kind", "booked_on", *WIDELY_ASKED, "quantity"), name="events_of_a_kind"),
            models.Index(fields=("combination", "booked_on", "quantity"), name="events_of_a_sum"),
            models.Index(fields=("host", "booked_on"), name="events_of_a_host"),
            models.Index(fields=("thing", "thing_id"), name="events_of_a_thing"),
            models.Index(fields=("own_day",), name="late_events", condition=models.Q(own_day__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} {self.booked_on}"

    @property
    def reporter(self) -> int:
        """The organisation whose closings it keeps to: who reports it."""
        return self.host or self.owner


class Closing(models.Model):
    """An organisation's days before `until` are closed: what is told later of them counts on `until`.

    Append only; the last row of an organisation holds. A reopening is a row as well, and says why.
    """

    organisation = models.BigIntegerField()  # federation.Organisation: the host of events, their owner where none hosts
    until = models.DateField(_("first open day"))
    reopens = models.BooleanField(default=False)
    last_event = models.BigIntegerField()  # the number of the last event before: later ones must keep to `until`
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    document = models.CharField(_("document"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(reopens=False) | ~models.Q(reason=""), name="a_reopening_says_why"
            ),
        )
        indexes = (models.Index(fields=("organisation", "last_event"), name="closings_in_order"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.until}"

    @property
    def audit_organisation_id(self) -> int:
        return self.organisation


class WithFacts(models.Manager["DailySum"]):
    """Daily sums that are asked for by their facts as if these were their own columns."""

    def get_queryset(self) -> models.QuerySet[Any, Any]:
        return super().get_queryset().annotate(**{name: models.F(f"combination__{name}") for name in COMBINED})


class DailySum(models.Model):
    """The events of one day with the same facts, added up; kept in step in the transaction of each event.

    The key is all there is beside the figures: on SQLite the table is kept in its order, and nothing else.
    """

    pk = models.CompositePrimaryKey("combination", "booked_on")
    combination = models.ForeignKey(
        Combination, on_delete=models.DO_NOTHING, related_name="days", db_index=False, db_constraint=False
    )
    booked_on = models.DateField(_("booked on"))
    quantity = models.BigIntegerField()
    events = models.PositiveIntegerField()

    objects: ClassVar[models.Manager[Any]] = WithFacts()

    class Meta:
        ordering = ("booked_on", "combination")

    def __str__(self) -> str:
        return f"{self.combination_id} {self.quantity} {self.booked_on}"


class MonthlySum(Broad):
    """The daily sums of one month, without sites, kinds of material and which trip; kept in step as they are.

    What dashboards read of years: of a million events in ten years 936,000 daily sums are left, and 338,000 of these.
    """

    pk = models.CompositePrimaryKey(*BROAD)
    month = models.DateField()  # its first day
    on_trip = models.BooleanField(default=False)
    quantity = models.BigIntegerField()
    events = models.PositiveIntegerField()

    class Meta:
        ordering = ("month",)
        indexes = (models.Index(fields=("host", "month"), name="months_of_a_host"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} {self.month:%m/%Y}"


class YearlySum(Broad):
    """The monthly sums of one year: what is asked of whole years reads a tenth of the rows. Kept in step too."""

    pk = models.CompositePrimaryKey(*YEARLY)
    year = models.DateField()  # its first day
    on_trip = models.BooleanField(default=False)
    quantity = models.BigIntegerField()
    events = models.PositiveIntegerField()

    class Meta:
        ordering = ("year",)
        indexes = (models.Index(fields=("host", "year"), name="years_of_a_host"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} {self.year:%Y}"


class MaterialSum(Broad):
    """The yearly sums again, by kind of material, of all that is of another kind than MOSTLY: that is what the yearly
    sums have beyond all of these. Loans of books are spared a row that way. Kept in step too."""

    pk = models.CompositePrimaryKey(*OF_MATERIAL)
    year = models.DateField()  # its first day
    on_trip = models.BooleanField(default=False)
    material = models.CharField(_("kind of material"), max_length=20, blank=True)
    quantity = models.BigIntegerField()
    events = models.PositiveIntegerField()

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return f"{self.kind} {self.material} {self.quantity} {self.year:%Y}"


class Beginning(models.Model):
    """The first month in which the ledger has anything of a kind for an organisation: before it, 0 would be untrue."""

    class Credit(models.TextChoices):
        HOST = "host", _("who served")
        OWNER = "owner", _("whose it is")

    credit = models.CharField(max_length=10, choices=Credit.choices)
    organisation = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    month = models.DateField()  # its first day

    class Meta:
        ordering = ("organisation", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "credit", "kind", "channel"), name="one_beginning_of_a_kind_somewhere"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind} {self.month:%m/%Y}"
