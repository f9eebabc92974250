"""Deposit sites (điểm luân chuyển): where sets of books stay for a while, who sees to them, what they asked for."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach


class Audience(models.TextChoices):
    """Whom a site serves, and whom a set was put together for. Which language they read is said apart."""

    CHILDREN = "children", pgettext_lazy("audience", "children")
    PUPILS = "pupils", _("pupils and students")
    FARMERS = "farmers", _("farmers")
    FISHERS = "fishers", _("fishing families")
    SOLDIERS = "soldiers", _("soldiers and border guards")
    WORKERS = "workers", _("workers")
    ELDERLY = "elderly", _("elderly people")
    MINORITIES = "minorities", _("ethnic minorities")
    PRISONERS = "prisoners", _("prisoners")
    EVERYBODY = "everybody", _("everybody")


class Language(models.TextChoices):
    """Languages besides Vietnamese that sites ask for; codes of MARC 21 (ISO 639-2)."""

    KHMER = "khm", _("Khmer")
    CHAM = "cmc", _("Cham")
    CHINESE = "chi", _("Chinese")
    HMONG = "hmn", _("Hmong")
    TAY_THAI = "tai", _("Tày, Nùng, Thái")
    EDE = "rad", _("Ê Đê")
    ENGLISH = "eng", _("English")


def of_libraries(user: User | AnonymousUser, action: str, field: str = "library") -> Q:
    """Rows of the libraries over which the user may do the action; no row at all for a stranger."""
    if not isinstance(user, User) or not user.is_active:
        return Q(pk__in=[])
    reached = reach(user, action, timezone.localdate())
    return Q() if reached is None else Q(**{f"{field}__in": reached})


class DepositSiteQuerySet(models.QuerySet["DepositSite"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "rotation.work") -> Self:
        return self.filter(of_libraries(user, action))

    def open_on(self, day: date) -> Self:
        return self.filter(Q(site__closed_on=None) | Q(site__closed_on__gt=day))


class DepositSite(models.Model):
    """A place that takes sets. Its host is `site.organisation`, often no library; `library` sends it its books.

    Coordinates and address are the site's own.
    """

    site = models.OneToOneField("federation.Site", on_delete=models.PROTECT, related_name="deposit")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    custodian_name = models.CharField(_("custodian"), max_length=120, blank=True)
    custodian_position = models.CharField(_("position"), max_length=120, blank=True)
    custodian_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    custodian_email = models.EmailField(_("e-mail"), blank=True)  # letters about the books go there, else on paper
    audiences = models.JSONField(_("whom it serves"), default=list)  # of Audience, the most important first
    languages = models.JSONField(_("languages besides Vietnamese"), default=list)  # of Language
    capacity = models.PositiveSmallIntegerField(
        _("how many books it has room for"), validators=[MinValueValidator(1), MaxValueValidator(20_000)]
    )
    opening = models.CharField(_("when it is open"), max_length=200, blank=True)  # in the custodian's own words
    travel_minutes = models.PositiveSmallIntegerField(_("minutes from the depot"), null=True, blank=True)
    travel_km = models.PositiveSmallIntegerField(_("kilometres from the depot"), null=True, blank=True)
    # Nobody's reading is written down one by one, as in a prison: use comes as sums only.
    totals_only = models.BooleanField(_("use is told in totals only"), default=False)
    note = models.TextField(_("note"), blank=True)

    objects = DepositSiteQuerySet.as_manager()

    class Meta:
        ordering = ("library_id", "site__name", "id")
        indexes = (models.Index(fields=("library", "id"), name="deposit_sites_of_a_library"),)

    def __str__(self) -> str:
        return self.site.name

    @property
    def host_id(self) -> int:
        """The organisation that has charge of the books while they are there."""
        return self.site.organisation_id


class Wish(models.Model):
    """What readers or the custodian of a site asked for, until it is met or told that it cannot be."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("wish", "open")
        MET = "met", _("met")
        DECLINED = "declined", pgettext_lazy("wish", "cannot be met")

    deposit = models.ForeignKey(DepositSite, on_delete=models.PROTECT, related_name="wishes")
    text = models.CharField(_("what is wished for"), max_length=300)
    title = models.ForeignKey("catalogue.Title", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("who says so"), max_length=120, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="a_wish_is_answered_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("deposit", "state"), name="wishes_of_a_site"),)

    def __str__(self) -> str:
        return self.text


class SiteTally(models.Model):
    """Use of the books at a site over some days, typed from a paper list: nobody's name, only sums.

    `kinds` holds the ledger's kinds with the sums of adults, children and those of whom nothing was said. Taken back,
    the row stays and the ledger has counter-events.
    """

    class Means(models.TextChoices):
        STAFF = "staff", _("typed by the library")
        CUSTODIAN = "custodian", _("typed by the custodian")

    deposit = models.ForeignKey(DepositSite, on_delete=models.PROTECT, related_name="tallies")
    placement = models.ForeignKey("Placement", on_delete=models.PROTECT, null=True, related_name="tallies")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    loans_adult = models.PositiveIntegerField(_("loans, adults"), default=0)
    loans_child = models.PositiveIntegerField(_("loans, children"), default=0)
    uses = models.PositiveIntegerField(_("books read on the spot"), default=0)
    visits_adult = models.PositiveIntegerField(_("visits, adults"), default=0)
    visits_child = models.PositiveIntegerField(_("visits, children"), default=0)
    means = models.CharField(_("typed by"), max_length=10, choices=Means.choices)
    by = models.CharField(_("who says so"), max_length=120, blank=True)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_for = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("-first_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(first_on__lte=models.F("last_on")), name="a_tally_ends_after_it_begins"),
        )
        indexes = (models.Index(fields=("deposit", "-first_on"), name="tallies_of_a_site"),)

    def __str__(self) -> str:
        return f"{self.deposit_id} {self.first_on}–{self.last_on}"

    @property
    def total(self) -> int:
        return self.loans_adult + self.loans_child + self.uses + self.visits_adult + self.visits_child


class SiteUse(models.Model):
    """One book borrowed, or read on the spot, at a site; nobody's name. Undone, the row stays."""

    class Kind(models.TextChoices):
        LOAN = "loan", pgettext_lazy("use at a site", "borrowed")
        READ = "read", pgettext_lazy("use at a site", "read on the spot")

    line = models.ForeignKey("PlacementLine", on_delete=models.PROTECT, related_name="used")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    age_band = models.CharField(_("age band"), max_length=10, blank=True)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey("ledger.Event", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"
