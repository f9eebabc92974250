"""A conference from its plan to its minutes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.models import Federation, Organisation, Site


class ConferenceKind(models.Model):
    """Annual, interim, mid-term, end of term… Data that a hub edits, known to no code by name."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)  # in Vietnamese: "Hội nghị tổng kết năm"
    rank = models.PositiveSmallIntegerField(_("rank"), default=100)

    class Meta:
        ordering = ("rank", "key")

    def __str__(self) -> str:
        return self.name


class Conference(models.Model):
    """One conference of a federation, at the member whose turn it is."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("conference", "planned")
        INVITED = "invited", pgettext_lazy("conference", "invitations sent")
        HELD = "held", pgettext_lazy("conference", "held")
        CLOSED = "closed", pgettext_lazy("conference", "closed")
        CANCELLED = "cancelled", pgettext_lazy("conference", "cancelled")

    OPEN = (State.PLANNED, State.INVITED, State.HELD)  # while anything about it changes

    federation = models.ForeignKey(
        Federation, on_delete=models.PROTECT, related_name="conferences", verbose_name=_("federation")
    )
    kind = models.ForeignKey(
        ConferenceKind, on_delete=models.PROTECT, related_name="conferences", verbose_name=_("kind of conference")
    )
    title = models.CharField(_("title"), max_length=250)
    theme = models.CharField(_("theme"), max_length=500, blank=True)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    host = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("of a conference", "host")
    )
    host_reason = models.CharField(_("why not the member whose turn it is"), max_length=300, blank=True)
    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a conference", "site"),
    )
    venue = models.CharField(_("venue"), max_length=250, blank=True)  # "Nhà hát Cao Văn Lầu, TP. Bạc Liêu"
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    register_by = models.DateField(_("registration until"), null=True, blank=True)
    papers_by = models.DateField(_("papers until"), null=True, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    # What its plan and its invitations say.
    aims = models.TextField(_("aims and requirements"), blank=True)
    tasks = models.TextField(_("who does what"), blank=True)
    parent_body = models.CharField(_("body above"), max_length=200, blank=True)
    place = models.CharField(pgettext_lazy("of a document", "place"), max_length=80, blank=True)
    plan_number = models.CharField(_("number of the plan"), max_length=40, blank=True)
    plan_on = models.DateField(_("date of the plan"), null=True, blank=True)
    invitation_number = models.CharField(_("number of the invitations"), max_length=40, blank=True)
    invitation_on = models.DateField(_("date of the invitations"), null=True, blank=True)
    recipients = models.TextField(_("recipients"), blank=True)  # one a line
    capacity = models.CharField(_("capacity of the signer"), max_length=200, blank=True)  # lines parted by \n
    signer = models.CharField(_("signer"), max_length=120, blank=True)
    seat_rows = models.PositiveSmallIntegerField(_("rows of seats"), default=10)
    seat_columns = models.PositiveSmallIntegerField(_("seats in a row"), default=16)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-first_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(first_on__lte=F("last_on")), name="a_conference_ends_when_it_began_or_later"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed") & Q(closed_at=None),
                name="a_closed_conference_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""), name="a_cancelled_conference_says_why"
            ),
            models.CheckConstraint(
                condition=Q(seat_rows__range=(1, 60), seat_columns__range=(1, 60)), name="a_hall_has_its_size"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def audit_organisation_id(self) -> int:
        return self.host_id

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def days(self) -> str:
        """ "15 – 16/11/2019", as short as it can be said."""
        first, last = self.first_on, self.last_on
        if first == last:
            return f"{last:%d/%m/%Y}"
        if (first.month, first.year) == (last.month, last.year):
            return f"{first:%d} – {last:%d/%m/%Y}"
        return f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"

    @property
    def where(self) -> str:
        """The venue in words: what was written, else the site."""
        if self.venue or self.site is None:
            return self.venue
        return ", ".join(part for part in (self.site.name, self.site.address) if part)


class Item(models.Model):
    """A line of the programme; within a day they stand in their order."""

    class Kind(models.TextChoices):
        RECEPTION = "reception", _("reception of delegates")
        OPENING = "opening", pgettext_lazy("programme", "opening")
        REPORT = "report", pgettext_lazy("programme", "report")
        SPEECH = "speech", _("speech")
        PAPER = "paper", pgettext_lazy("programme", "paper")
        DISCUSSION = "discussion", _("discussion")
        ELECTION = "election", _("election")
        RESOLUTION = "resolution", _("resolution")
        AWARDS = "awards", _("awards")
        SPORT = "sport", _("sports")
        CULTURE = "culture", _("music and performances")
        VISIT = "visit", pgettext_lazy("programme", "visit")
        BREAK = "break", pgettext_lazy("programme", "break")
        CLOSING = "closing", pgettext_lazy("programme", "closing")
        OTHER = "other", pgettext_lazy("programme", "other")

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="items")
    on = models.DateField(pgettext_lazy("of the programme", "day"))
    begins = models.TimeField(pgettext_lazy("of the programme", "from"), null=True, blank=True)
    ends = models.TimeField(pgettext_lazy("of the programme", "to"), null=True, blank=True)
    kind = models.CharField(
        pgettext_lazy("of the programme", "kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER
    )
    title = models.CharField(_("what"), max_length=250)
    speaker = models.CharField(_("who"), max_length=250, blank=True)
    place = models.CharField(pgettext_lazy("of the programme", "where"), max_length=200, blank=True)
    position = models.PositiveIntegerField(pgettext_lazy("of the programme", "order"))
    is_public = models.BooleanField(_("shown to the public"), default=True)

    class Meta:
        ordering = ("conference_id", "on", "position", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(begins=None) | Q(ends=None) | Q(begins__lt=F("ends")), name="an_item_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def hours(self) -> str:
        """ "07:30 – 08:00"; "" where nobody said when."""
        return " – ".join(f"{time:%H:%M}" for time in (self.begins, self.ends) if time)


class Cost(models.Model):
    """One line of what it costs, in đồng: planned, and spent once that is known."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="costs")
    what = models.CharField(pgettext_lazy("cost of a conference", "what for"), max_length=200)
    source = models.CharField(_("paid from"), max_length=200, blank=True)
    planned = models.PositiveBigIntegerField(_("planned, in đồng"), default=0)
    spent = models.PositiveBigIntegerField(_("spent, in đồng"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ("conference_id", "id")

    def __str__(self) -> str:
        return self.what


class Minutes(models.Model):
    """What the minutes say that is written down nowhere else."""

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="minutes")
    number = models.CharField(_("number"), max_length=40, blank=True)
    begun = models.TimeField(_("began at"), null=True, blank=True)
    ended = models.TimeField(_("ended at"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    chair = models.CharField(_("chaired by"), max_length=250, blank=True)
    secretary = models.CharField(_("minutes taken by"), max_length=250, blank=True)
    course = models.TextField(_("course of the conference"), blank=True)
    conclusions = models.TextField(_("conclusions"), blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("conference_id",)

    def __str__(self) -> str:
        return self.number or str(self.conference_id)

    @property
    def audit_organisation_id(self) -> int:
        return self.conference.host_id
